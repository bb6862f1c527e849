"""Writes places for the actions, while the meeting is held: who gets a seat, who waits, who moves up."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.registration import links, queries, rules
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.rules import Terms
from meetings.models.database import add, current, fresh, lock
from meetings.models.meeting import Meeting, Session
from meetings.models.meeting_link import MeetingLink
from meetings.models.person import Person
from meetings.models.registration import Place, Registration


def hold(meeting: Meeting, session: Session) -> None:
    """Lock *meeting*, and read anew what its *session* says of time and seats."""
    lock(meeting)
    fresh(session)


def hold_place(registration: Registration) -> Session:
    """Lock the meeting of *registration*, read the place anew and return its session; raises ``NotRegistered``."""
    lock(registration.meeting)
    fresh(registration)
    if registration.place not in rules.HELD:
        raise rules.NotRegistered
    fresh(registration.session)
    return registration.session


def check_open(meeting: Meeting, session: Session, now: datetime) -> None:
    """Refuse a place in *session*; raises ``MeetingCancelled``, ``RegistrationClosed`` or what the session refuses."""
    if meeting.cancelled_at:
        raise rules.MeetingCancelled
    rules.check_session(meeting, session, now)
    if not meeting_rules.takes_registrations(meeting, find_meetings.sessions_of(meeting), now):
        raise rules.RegistrationClosed


def fresh_place(meeting: Meeting, person: Person, session: Session, now: datetime) -> Registration:
    """Return a registration of somebody who never had one at *meeting*."""
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
        refusal="",
    )


def put(registration: Registration, session: Session, place: Place, now: datetime) -> None:
    """Write where *registration* is now, and since when."""
    registration.session_id, registration.session, registration.place = session.id, session, place
    registration.placed_at = registration.changed_at = now


def mark_who(registration: Registration, by: Person | None, *, by_colleague: bool = False) -> None:
    """Note whether somebody else than the person made this change, and whether it was a colleague."""
    registration.on_behalf = by is not None and by.id != registration.person_id
    registration.colleague_id = by.id if by and registration.on_behalf and by_colleague else None


def place_for(terms: Terms, session: Session, organisation_id: int | None) -> Place:
    """Return what somebody of an organisation gets in *session*: a seat, or a place on its waiting list."""
    if not find_terms.has_quota_left(terms, session.meeting_id, organisation_id):
        return Place.WAITING
    return Place.CONFIRMED if has_seat(session) else Place.WAITING


def fill(sessions: Sequence[Session], terms: Terms, *, by: Person | None, now: datetime) -> list[Registration]:
    """Promote from the waiting lists of *sessions* of one meeting, in order, while seats are free; return who it was.

    Whoever's organisation has used its quota is passed over and keeps their turn.
    """
    promoted: list[Registration] = []
    free = [one for one in sessions if one.ends_at > now and meeting_rules.is_expected(one, one.meeting)]
    while free := [session for session in free if has_seat(session)]:
        waiting = queries.first_waiting(free, terms)
        if waiting is None:
            break
        waiting.revision += 1
        put(waiting, waiting.session, Place.CONFIRMED, now)
        current().flush()
        tell("registration.promoted", waiting, now)
        audit.record("registration.promoted", waiting, by=by, meeting=waiting.meeting, now=now)
        promoted.append(waiting)
    return promoted


def fill_after(session: Session, terms: Terms, *, by: Person | None, now: datetime) -> list[Registration]:
    """Give the place that became free in *session* to who waits; one of a quota may serve another session."""
    sessions = [session] if terms.quota is None else find_meetings.sessions_of(session.meeting)
    return fill([fresh(each) for each in sessions], terms, by=by, now=now)


def has_seat(session: Session) -> bool:
    """Say whether a seat is free in *session*."""
    return rules.place_for(session, queries.confirmed_in(session)) is Place.CONFIRMED


def give_link(meeting: Meeting, person: Person) -> MeetingLink:
    """Return the personal link of *person* to *meeting*, made if there is none; the meeting is held."""
    return links.link_of(meeting, person) or add(new_link(meeting, person))


def new_link(meeting: Meeting, person: Person) -> MeetingLink:
    """Return a personal link that nobody knows yet."""
    return MeetingLink(meeting_id=meeting.id, person_id=person.id, key=secrets.token_hex(16), reason="")


def tell(kind: str, registration: Registration, now: datetime, **more: int) -> None:
    """Announce that something became of *registration*."""
    outbox.announce(kind, {"registration": registration.id, **more}, now=now)
