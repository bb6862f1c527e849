"""Writes places for the actions, while the meeting is held: who gets a seat, who waits, who moves up."""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.registration import days, links, queries, rules
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.rules import Terms
from meetings.models.database import add, current, fresh, lock
from meetings.models.meeting import Meeting, Session
from meetings.models.meeting_link import MeetingLink
from meetings.models.person import Person
from meetings.models.registration import Place, Registration, RegistrationDay


@dataclass(frozen=True, slots=True)
class Changed:
    """The days of a place that calendars must show anew, and those that its holder no longer comes on."""

    covered: Sequence[RegistrationDay]
    dropped: Sequence[RegistrationDay]


def hold(meeting: Meeting, sessions: Iterable[Session]) -> None:
    """Lock *meeting*, and read anew what its *sessions* say of time and seats."""
    lock(meeting)
    for session in sessions:
        fresh(session)


def hold_place(registration: Registration) -> Session:
    """Lock the meeting of *registration*, read the place and its days anew, and return the one it is shown by.

    Raises ``NotRegistered``.
    """
    lock(registration.meeting)
    if fresh(registration).place not in rules.HELD:
        raise rules.NotRegistered
    fresh_days(registration)
    return registration.session


def fresh_days(registration: Registration) -> None:
    """Read anew which days *registration* covers, and what they say of time and seats."""
    session = current()
    session.flush()
    for row in registration.days:
        session.expire(row.session)
        session.expire(row)
    session.expire(registration, ["days"])


def check_open(meeting: Meeting, sessions: Iterable[Session], now: datetime) -> None:
    """Refuse a place in *sessions*; raises ``MeetingCancelled``, ``RegistrationClosed`` or what a session refuses."""
    if meeting.cancelled_at:
        raise rules.MeetingCancelled
    for session in sessions:
        rules.check_session(meeting, session, now)
    if not meeting_rules.takes_registrations(meeting, find_meetings.sessions_of(meeting), now):
        raise rules.RegistrationClosed


def fresh_place(meeting: Meeting, person: Person, session: Session, now: datetime) -> Registration:
    """Return a registration of somebody who never had one at *meeting*, shown by *session*, without days."""
    return Registration(
        meeting_id=meeting.id,
        person_id=person.id,
        session_id=session.id,
        organisation_id=None,
        place=Place.WAITING,
        created_at=now,
        placed_at=now,
        uid=str(uuid.uuid4()),
        changed_at=now,
        refusal="",
    )


def put(registration: Registration, place: Place, now: datetime) -> None:
    """Write what *registration* gives now, and since when."""
    registration.place = place
    registration.placed_at = registration.changed_at = now


def put_days(registration: Registration, wanted: Sequence[Session], now: datetime, *, anew: bool = False) -> Changed:
    """Let *registration* cover the sittings *wanted*, and say which entries of its holder's calendar changed.

    The entry of a day that is left moves to a day that comes anew, as long as there are both. *anew* raises all
    entries: the place itself became another one.
    """
    rows = {row.session_id: row for row in registration.days}
    ids = {one.id for one in wanted}
    spare = [row for row in days.rows_of(registration) if row.session_id not in ids]
    changed = []
    for session in wanted:
        row = rows.get(session.id)
        if row and row.dropped_at is None and not anew:
            continue
        if row is None:
            row = spare.pop(0) if spare else None
        changed.append(_cover(registration, row, session, now))
    for row in spare:
        row.dropped_at = now
        _raise(row, now)
    first = days.first(registration)
    registration.session_id, registration.session, registration.changed_at = first.id, first, now
    current().flush()
    return Changed(changed, spare)


def _cover(registration: Registration, row: RegistrationDay | None, session: Session, now: datetime) -> RegistrationDay:
    """Let *row* stand for *session* from now on, or a new one."""
    if row is None:
        row = RegistrationDay(session_id=session.id, session=session, uid=str(uuid.uuid4()), revision=0, changed_at=now)
        registration.days.append(row)
        return row
    row.session_id, row.session, row.dropped_at = session.id, session, None
    _raise(row, now)
    return row


def raise_days(registration: Registration, now: datetime) -> None:
    """Let the calendar of the holder of *registration* show anew what became of every day that it covers."""
    for row in days.rows_of(registration):
        _raise(row, now)


def raise_rows(rows: Iterable[RegistrationDay], now: datetime) -> None:
    """Let calendars show *rows* anew."""
    for row in rows:
        _raise(row, now)


def _raise(row: RegistrationDay, now: datetime) -> None:
    row.revision, row.changed_at = row.revision + 1, now


def mark_who(registration: Registration, by: Person | None, *, by_colleague: bool = False) -> None:
    """Note whether somebody else than the person made this change, and whether it was a colleague."""
    registration.on_behalf = by is not None and by.id != registration.person_id
    registration.colleague_id = by.id if by and registration.on_behalf and by_colleague else None


def place_for(terms: Terms, meeting: Meeting, sessions: Sequence[Session], organisation_id: int | None) -> Place:
    """Return what somebody of an organisation gets who comes to all *sessions*: a seat in each, or none yet."""
    if not find_terms.has_quota_left(terms, meeting.id, organisation_id):
        return Place.WAITING
    return Place.CONFIRMED if have_seats(meeting, sessions) else Place.WAITING


def fill(meeting: Meeting, terms: Terms, *, by: Person | None, now: datetime) -> list[Registration]:
    """Promote from the waiting list of *meeting*, in order, while seats are free; return who it was.

    Who waits for several days moves up when each of them has a seat. Whoever waits for a day that is full, or whose
    organisation has used its quota, is passed over and keeps their turn.
    """
    promoted: list[Registration] = []
    sessions = find_meetings.sessions_anew(meeting)
    coming = [one for one in sessions if one.ends_at > now and meeting_rules.is_expected(one, meeting)]
    while free := _with_seat(meeting, coming):
        waiting = queries.first_waiting(meeting, free, {one.id for one in coming} - free, terms)
        if waiting is None:
            break
        raise_days(waiting, now)
        put(waiting, Place.CONFIRMED, now)
        current().flush()
        tell("registration.promoted", waiting, now)
        audit.record("registration.promoted", waiting, by=by, meeting=meeting, now=now)
        promoted.append(waiting)
    return promoted


def have_seats(meeting: Meeting, sessions: Sequence[Session]) -> bool:
    """Say whether each of *sessions* of *meeting* has a free seat."""
    return len(_with_seat(meeting, sessions)) == len(sessions)


def _with_seat(meeting: Meeting, sessions: Sequence[Session]) -> set[int]:
    """Return the ids of those of *sessions* that have a free seat."""
    taken = queries.taken(meeting) if sessions else {}
    return {one.id for one in sessions if rules.place_for(one, taken.get(one.id, 0)) is Place.CONFIRMED}


def give_link(meeting: Meeting, person: Person) -> MeetingLink:
    """Return the personal link of *person* to *meeting*, made if there is none; the meeting is held."""
    return links.link_of(meeting, person) or add(new_link(meeting, person))


def new_link(meeting: Meeting, person: Person) -> MeetingLink:
    """Return a personal link that nobody knows yet."""
    return MeetingLink(meeting_id=meeting.id, person_id=person.id, key=secrets.token_hex(16), reason="")


def tell(kind: str, registration: Registration, now: datetime, **more: int | str) -> None:
    """Announce that something became of *registration*."""
    outbox.announce(kind, {"registration": registration.id, **more}, now=now)
