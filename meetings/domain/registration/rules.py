"""What a place at a meeting is subject to."""

from datetime import datetime

from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, Registration


class RegistrationClosed(Refused):
    """The meeting takes no registrations: not announced, cancelled, past its closing time, or over."""


class KindDoesNotAttend(Refused):
    """Organisations of this kind send nobody to meetings."""


class AlreadyRegistered(Refused):
    """The person has a place at this meeting, or is on its waiting list."""


class SessionNotOfMeeting(Refused):
    """The session belongs to another meeting."""


class SessionOver(Refused):
    """The session has ended."""


class SessionCancelled(Refused):
    """The session has been cancelled."""


class SessionBegun(Refused):
    """The session has begun, so its place can no longer be given up."""


class SessionFull(Refused):
    """No seat is free in the session that was asked for; nothing has changed."""


class NotRegistered(Refused):
    """The person has no place at this meeting."""


class PeopleRegistered(Refused):
    """Somebody has a place at this meeting or waits for one."""


def check_session(meeting: Meeting, session: Session, now: datetime) -> None:
    """Refuse a *session* that nobody can take a place in.

    Raises ``SessionNotOfMeeting``, ``SessionCancelled`` or ``SessionOver``.
    """
    if session.meeting_id != meeting.id or session.parent_id:
        raise SessionNotOfMeeting
    if session.cancelled_at:
        raise SessionCancelled
    if session.ends_at <= now:
        raise SessionOver


def seats_left(session: Session, taken: int) -> int | None:
    """Return how many seats of *session* are free when *taken* are confirmed; nothing when there is no limit."""
    return None if session.capacity is None else max(0, session.capacity - taken)


def place_for(session: Session, taken: int) -> Place:
    """Return what the next person gets in *session* when *taken* of its seats are confirmed."""
    return Place.WAITING if seats_left(session, taken) == 0 else Place.CONFIRMED


def can_withdraw(registration: Registration, session: Session, now: datetime) -> bool:
    """Say whether the place can still be given up: until its *session* begins, or while that has no date."""
    return registration.place is not Place.WITHDRAWN and (now < session.starts_at or session.meeting.undated)


def shows_join_link(registration: Registration, session: Session, meeting: Meeting, now: datetime) -> bool:
    """Say whether its holder may see the way into *session*: confirmed, expected to take place, not over."""
    takes_place = meetings.is_expected(session, meeting) and now < session.ends_at
    return registration.place is Place.CONFIRMED and takes_place and bool(session.join_link)
