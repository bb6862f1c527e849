"""Gives places at meetings, moves them and takes them back.

What somebody who runs the meeting does for a person is marked: on the place, in the history and in the mail.
Each action holds the meeting's row while it counts seats (``database.lock``): nobody can take the last seat twice.
"""

import uuid
from datetime import datetime

from sqlalchemy import select

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.organisation import queries as organisations
from meetings.domain.organisation import rules as organisation_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.registration import queries, rules
from meetings.models.database import add, current, fresh, lock, pin
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.registration import Place, Registration


def register(meeting: Meeting, person: Person, *, session: Session, by: Person | None, now: datetime) -> Registration:
    """Give *person* a seat in *session*, or a place on its waiting list.

    The meeting is held while seats are counted, so two people cannot both take the last one. Who withdrew before
    gets the same registration again. Raises ``RegistrationClosed``, ``SessionNotOfMeeting``, ``SessionCancelled``,
    ``SessionOver``, ``AlreadyRegistered``, or ``AccountClosed`` when their account was closed or merged meanwhile.
    """
    if pin(person).disabled_at:
        raise organisation_rules.AccountClosed
    _hold(meeting, session)
    _check_open(meeting, session, now)
    former = _former(meeting, person)
    if former and former.place is not Place.WITHDRAWN:
        raise rules.AlreadyRegistered
    _fill(session, by=by, now=now)
    registration = former or _new(meeting, person, session, now)
    registration.revision += 1 if former else 0
    place = rules.place_for(session, queries.confirmed_in(session))
    _put(registration, session, place, now)
    registration.organisation_id = _organisation_of(person, now)
    registration.on_behalf = by is not None and by.id != person.id
    add(registration)
    _tell(f"registration.{place.value}", registration, now)
    audit.record(
        "registration.made",
        registration,
        by=by,
        on_behalf_of=person,
        meeting=meeting,
        now=now,
        place=place.value,
        session=session.id,
    )
    return registration


def move(registration: Registration, session: Session, *, by: Person | None, now: datetime) -> None:
    """Give the holder of *registration* a seat in another *session* of the same meeting.

    The calendar entry moves with it: the UID stays. The seat left behind goes to the waiting list. Moving to the
    own session changes nothing. From one that was cancelled people move also when registration has closed. Raises
    ``RegistrationClosed``, ``NotRegistered``, ``SessionNotOfMeeting``, ``SessionCancelled``, ``SessionOver``, and
    ``SessionFull`` rather than cost anybody the seat they have.
    """
    meeting, was = registration.meeting, _hold_place(registration)
    fresh(session)
    if was.cancelled_at:
        rules.check_session(meeting, session, now)
    else:
        _check_open(meeting, session, now)
    if was.id == session.id:
        return
    if rules.place_for(session, queries.confirmed_in(session)) is Place.WAITING:
        raise rules.SessionFull
    registration.revision += 1
    _put(registration, session, Place.CONFIRMED, now)
    registration.on_behalf = by is not None and by.id != registration.person_id
    current().flush()
    _tell("registration.moved", registration, now, was=was.id)
    _fill(was, by=by, now=now)
    audit.record(
        "registration.moved",
        registration,
        by=by,
        on_behalf_of=registration.person,
        meeting=meeting,
        now=now,
        was=was.id,
        session=session.id,
    )


def withdraw(registration: Registration, *, by: Person | None, now: datetime) -> None:
    """Give up the place of *registration*; the first on the waiting list of its session gets the seat.

    Raises ``NotRegistered``, and ``SessionBegun`` from the moment the session begins.
    """
    session = _hold_place(registration)
    if not rules.can_withdraw(registration, session, now):
        raise rules.SessionBegun
    registration.revision += 1
    _put(registration, session, Place.WITHDRAWN, now)
    registration.on_behalf = by is not None and by.id != registration.person_id
    current().flush()
    _tell("registration.withdrawn", registration, now)
    _fill(session, by=by, now=now)
    audit.record(
        "registration.withdrawn",
        registration,
        by=by,
        on_behalf_of=registration.person,
        meeting=registration.meeting,
        now=now,
    )


def fill(session: Session, *, by: Person | None, now: datetime) -> list[Registration]:
    """Give the free seats of *session* to its waiting list, and return who got one: after its capacity grew."""
    _hold(session.meeting, session)
    return _fill(session, by=by, now=now)


def follow_session(session: Session, *, now: datetime) -> list[Registration]:
    """Raise the revision of every place in *session*, which has moved, and return them for the messages."""
    _hold(session.meeting, session)
    followers = list(queries.held_in(session))
    for registration in followers:
        registration.revision, registration.changed_at = registration.revision + 1, now
    audit.record("session.followed", session, by=None, meeting=session.meeting, now=now, registrations=len(followers))
    return followers


def take_back(meeting: Meeting, *, by: Person | None, now: datetime) -> None:
    """Take an announced *meeting* back to a draft; raises ``PeopleRegistered`` while somebody has a place."""
    lock(meeting)
    if queries.anybody(meeting):
        raise rules.PeopleRegistered
    meetings.withdraw(meeting, by=by, now=now)


def _hold(meeting: Meeting, session: Session) -> None:
    """Lock *meeting*, and read anew what its *session* says of time and seats."""
    lock(meeting)
    fresh(session)


def _hold_place(registration: Registration) -> Session:
    """Lock the meeting of *registration*, read the place anew and return its session; it must not be withdrawn."""
    lock(registration.meeting)
    fresh(registration)
    if registration.place is Place.WITHDRAWN:
        raise rules.NotRegistered
    fresh(registration.session)
    return registration.session


def _check_open(meeting: Meeting, session: Session, now: datetime) -> None:
    rules.check_session(meeting, session, now)
    if not meeting_rules.takes_registrations(meeting, find_meetings.sessions_of(meeting), now):
        raise rules.RegistrationClosed


def _former(meeting: Meeting, person: Person) -> Registration | None:
    """Return the registration of *person* as the database has it now, withdrawn or not."""
    query = select(Registration).where(Registration.meeting_id == meeting.id, Registration.person_id == person.id)
    return current().scalar(query.execution_options(populate_existing=True))


def _new(meeting: Meeting, person: Person, session: Session, now: datetime) -> Registration:
    return Registration(
        meeting_id=meeting.id,
        person_id=person.id,
        session_id=session.id,
        organisation_id=None,
        place=Place.WAITING,
        created_at=now,
        placed_at=now,
        uid=str(uuid.uuid4()),
        revision=0,
        changed_at=now,
    )


def _put(registration: Registration, session: Session, place: Place, now: datetime) -> None:
    """Write where *registration* is now, and since when."""
    registration.session_id, registration.session, registration.place = session.id, session, place
    registration.placed_at = registration.changed_at = now


def _organisation_of(person: Person, now: datetime) -> int | None:
    nomination = organisations.nomination_of(person, on=now.date())
    if nomination and not nomination.organisation.kind.attends:
        raise rules.KindDoesNotAttend
    return nomination.organisation_id if nomination else None


def _fill(session: Session, *, by: Person | None, now: datetime) -> list[Registration]:
    """Promote from the waiting list of *session* while seats are free and it will still take place."""
    promoted: list[Registration] = []
    if session.ends_at <= now or not meeting_rules.is_expected(session, session.meeting):
        return promoted
    while waiting := queries.first_waiting(session):
        if rules.place_for(session, queries.confirmed_in(session)) is Place.WAITING:
            break
        waiting.revision += 1
        _put(waiting, session, Place.CONFIRMED, now)
        current().flush()
        _tell("registration.promoted", waiting, now)
        audit.record("registration.promoted", waiting, by=by, meeting=session.meeting, now=now)
        promoted.append(waiting)
    return promoted


def _tell(kind: str, registration: Registration, now: datetime, **more: int) -> None:
    outbox.announce(kind, {"registration": registration.id, **more}, now=now)
