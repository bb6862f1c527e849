"""What a place at a meeting is subject to."""

from dataclasses import dataclass
from datetime import datetime

from meetings.core.errors import Refused
from meetings.domain.meeting import rules as meetings
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.registration import Admission, Place, Registration

#: What counts as being registered, or as asking to be.
HELD = (Place.CONFIRMED, Place.WAITING, Place.REQUESTED)
#: More could not be looked after.
MOST_COMPANIONS, HIGHEST_QUOTA = 10, 10_000


class RegistrationClosed(Refused):
    """The meeting takes no registrations: not announced, cancelled, past its closing time, or over."""


class MeetingCancelled(Refused):
    """The meeting has been cancelled, so nobody takes a place or changes one."""


class NotInvited(Refused):
    """The meeting is for people who were invited, and they were not."""


class HeadRegisters(Refused):
    """At this meeting the head of an organisation registers its people."""


class NotColleague(Refused):
    """Only people for whom the same organisation is responsible register each other."""


class AdmissionRefused(Refused):
    """The secretariat has said no to this person."""


class QuotaUsed(Refused):
    """All places of the organisation are taken; nothing has changed."""


class NothingRequested(Refused):
    """Nobody waits for a yes here: it was decided, or taken back."""


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


class SeatNeeded(Refused):
    """Only somebody who has a seat chooses break-outs: not who waits."""


class Replaced(Refused):
    """Somebody else comes in their place; they have none until that is taken back."""


class StandsIn(Refused):
    """The place belongs to somebody else: who only stands in for them hands it back instead."""


class NotRegistered(Refused):
    """The person has no place at this meeting."""


class PeopleRegistered(Refused):
    """Somebody has a place at this meeting or waits for one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms people register for a meeting; the defaults hold where nobody has decided anything."""

    admission: Admission = Admission.OPEN
    quota: int | None = None
    approves_observers: bool = False
    companions: int = 0
    letters: bool = False
    needs: bool = False


#: Where nobody has decided anything.
OPEN_TERMS = Terms()


def waits_for_approval(terms: Terms, organisation: Organisation | None) -> bool:
    """Say whether somebody of *organisation* needs the secretariat's yes: when it has no vote, or there is none."""
    return terms.approves_observers and not (organisation and organisation.kind.votes)


def has_quota_left(terms: Terms, organisation_id: int | None, taken: int) -> bool:
    """Say whether an organisation may have one more place when *taken* of its people have one."""
    return terms.quota is None or organisation_id is None or taken < terms.quota


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
    return registration.place in HELD and (now < session.starts_at or session.meeting.undated)


def shows_join_link(registration: Registration, session: Session, meeting: Meeting, now: datetime) -> bool:
    """Say whether its holder may see the way into *session*: confirmed, expected to take place, not over."""
    takes_place = meetings.is_expected(session, meeting) and now < session.ends_at
    return registration.place is Place.CONFIRMED and takes_place and bool(session.join_link)
