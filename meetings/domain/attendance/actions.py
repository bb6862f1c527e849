"""Writes who was at a sitting, by the word of the secretariat, of the door or of the people themselves.

Each action holds the meeting's row: what two sources say at once is brought together one after the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from meetings.domain.attendance import queries, rules
from meetings.domain.attendance.holding import hold
from meetings.domain.audit import actions as audit
from meetings.domain.registration import rules as places
from meetings.models.attendance import Attendance, Guest, Presence, Source, Testimony
from meetings.models.database import add, current, lock
from meetings.models.meeting import Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person


def decide(
    session: Session,
    who: Sequence[Person | Guest],
    presence: Presence,
    *,
    minutes: int | None = None,
    reason: str = "",
    by: Person,
    now: datetime,
) -> list[Attendance]:
    """Let the secretariat say what became of everybody in *who* at *session*; it stands over every other source.

    Raises ``NobodyNamed``, ``SessionNotHeld``, ``SessionNotBegun`` for who is said to have been present, and
    ``ReasonMissing``.
    """
    if not who:
        raise rules.NobodyNamed
    hold(session)
    if presence is Presence.PRESENT:
        rules.check_begun(session, now)
    rules.check_reason(presence, reason)
    said = Testimony(source=Source.SECRETARIAT, presence=presence, minutes=minutes, reason=reason)
    rows = _say(session, who, said, by=by, now=now)
    for row in rows:
        audit.record(
            "attendance.decided",
            row,
            by=by,
            on_behalf_of=row.person,
            meeting=session.meeting,
            now=now,
            presence=presence.value,
            session=session.id,
        )
    return rows


def retract(session: Session, who: Sequence[Person | Guest], *, by: Person, now: datetime) -> None:
    """Take the secretariat's word about *who* at *session* back; what the other sources say is shown again.

    Raises ``NobodyNamed``.
    """
    if not who:
        raise rules.NobodyNamed
    lock(session.meeting)
    for row in queries.rows_of(session, who):
        _forget(row, Source.SECRETARIAT, now)
        audit.record("attendance.retracted", row, by=by, on_behalf_of=row.person, meeting=session.meeting, now=now)
        _settle(row, now)


def attest(session: Session, person: Person, *, closed: bool, now: datetime) -> Attendance:
    """Let *person* say “I was there”; once the list or the record is *closed* it comes too late.

    Raises ``OwnWordOver``, ``SessionNotHeld``, ``SessionNotBegun``, ``NotRegistered``, or ``OwnWordNotNeeded`` when
    a more trusted source has spoken already.
    """
    hold(session)
    if closed:
        raise rules.OwnWordOver
    rules.check_begun(session, now)
    if not queries.had_place(session.meeting, person):
        raise places.NotRegistered
    if any(row.source is not Source.OWN for row in queries.rows_of(session, [person])):
        raise rules.OwnWordNotNeeded
    said = Testimony(source=Source.OWN, presence=Presence.PRESENT, minutes=None, reason="")
    (row,) = _say(session, [person], said, by=person, now=now)
    audit.record("attendance.attested", row, by=person, meeting=session.meeting, now=now, session=session.id)
    return row


def unsay(session: Session, person: Person, *, closed: bool, now: datetime) -> None:
    """Take one's own word back; raises ``OwnWordOver``."""
    lock(session.meeting)
    if closed:
        raise rules.OwnWordOver
    for row in queries.rows_of(session, [person]):
        if _forget(row, Source.OWN, now):
            audit.record("attendance.unsaid", row, by=person, meeting=session.meeting, now=now, session=session.id)
            _settle(row, now)


def admit(session: Session, people: Mapping[Person, datetime], *, by: Person, now: datetime) -> int:
    """Note that *people* came in at the door of *session*, each at an instant; return how many are new.

    Sending the same again changes nothing: the first instant stands. Raises ``DoorClosed`` or ``SessionNotHeld``.
    """
    hold(session)
    rules.check_door(session, now)
    let_in = queries.at_the_door(session)
    new = {person: at for person, at in people.items() if person.id not in let_in}
    for person, at in new.items():
        came = min(at, now)
        minutes = rules.from_then_on(session, came)
        said = Testimony(source=Source.DOOR, presence=Presence.PRESENT, minutes=minutes, reason="", at=came)
        (row,) = _say(session, [person], said, by=by, now=now)
        audit.record(
            "attendance.admitted",
            row,
            by=by,
            on_behalf_of=person,
            meeting=session.meeting,
            now=now,
            session=session.id,
        )
    return len(new)


def welcome(
    session: Session,
    name: str,
    *,
    function: str,
    organisation: Organisation | None,
    by: Person,
    now: datetime,
) -> Attendance:
    """Note that somebody was at *session* who is not in the register.

    Raises ``SessionNotHeld`` or ``SessionNotBegun``.
    """
    lock(session.meeting)
    guest = add(Guest(meeting=session.meeting, name=name, function=function, organisation=organisation, created_at=now))
    (row,) = decide(session, [guest], Presence.PRESENT, by=by, now=now)
    return row


def settle(rows: Iterable[Attendance], *, now: datetime) -> None:
    """Show of each of *rows* what is now said of it; one of which nothing is said goes, a guest with the last one."""
    for row in rows:
        _settle(row, now)


def _say(
    session: Session, who: Sequence[Person | Guest], said: Testimony, *, by: Person, now: datetime
) -> list[Attendance]:
    """Write what one source says of everybody in *who*; what it said before gives way."""
    rows = _rows(session, who, said, now)
    for row in rows:
        _forget(row, said.source, now)
        add(
            Testimony(
                attendance=row,
                source=said.source,
                presence=said.presence,
                minutes=said.minutes,
                reason=said.reason,
                at=said.at or now,
                by=by,
            )
        )
        _settle(row, now)
    return rows


def _rows(session: Session, who: Sequence[Person | Guest], said: Testimony, now: datetime) -> list[Attendance]:
    """Return the attendance of everybody in *who*, in that order, begun where there is none yet."""
    there = {(row.person_id, row.guest_id): row for row in queries.rows_of(session, who)}
    speak_for = queries.organisations_of(session, [one.id for one in who if isinstance(one, Person)])
    rows = []
    for one in who:
        person = one if isinstance(one, Person) else None
        guest = one if isinstance(one, Guest) else None
        row = there.get((person.id if person else None, guest.id if guest else None)) or Attendance(
            meeting=session.meeting,
            session=session,
            person=person,
            guest=guest,
            organisation_id=speak_for.get(person.id) if person else guest.organisation_id if guest else None,
            presence=said.presence,
            source=said.source,
            changed_at=now,
        )
        rows.append(add(row))
    return rows


def _forget(row: Attendance, source: Source, now: datetime) -> bool:
    """Delete what *source* said of *row*, and say whether there was anything."""
    query = select(Testimony).where(Testimony.attendance_id == row.id, Testimony.source == source)
    found = current().scalars(query.where(Testimony.list_id.is_(None))).all()
    for one in found:
        current().delete(one)
    current().flush()
    return bool(found)


def _settle(row: Attendance, now: datetime) -> None:
    said = current().scalars(select(Testimony).where(Testimony.attendance_id == row.id)).all()
    if not said:
        guest = row.guest
        current().delete(row)
        current().flush()
        if guest and not queries.has_come(guest):
            current().delete(guest)
        return
    best = rules.shown(said)
    row.presence, row.source, row.minutes, row.reason = best.presence, best.source, best.minutes, best.reason
    row.changed_at = now
