"""What a meeting is allowed to be, and in which state it is at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.meeting import Meeting, Series, Session, SessionLanguage, Visibility
from meetings.models.organisation import Region


class State(StrEnum):
    """Where a meeting stands at an instant; the record adds its own states."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    IN_SESSION = "in_session"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Timed(Protocol):
    """What has a beginning and an end: a sitting, or its line in a list."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""


class Announced(Protocol):
    """What decides, with its sittings, where a meeting stands: the meeting, or its line in a list."""

    @property
    def announced_at(self) -> datetime | None:
        """When it was announced."""

    @property
    def registration_closes_at(self) -> datetime | None:
        """When registration closes."""

    @property
    def cancelled_at(self) -> datetime | None:
        """When it was cancelled."""


class NumberTaken(Refused):
    """The series has a meeting with this number already."""


class SlugTaken(Refused):
    """Another series has this short name or symbol already."""


class SessionsMissing(Refused):
    """A meeting without a sitting cannot be announced."""


class TitleMissing(Refused):
    """A meeting without a title in any language cannot be announced."""


class AlreadyAnnounced(Refused):
    """The meeting has been announced before."""


class AlreadyCancelled(Refused):
    """The meeting has been cancelled."""


class EndsBeforeStart(Refused):
    """A sitting ends before it starts."""


class TooLong(Refused):
    """A sitting lasts longer than a day."""


class ClosesAfterStart(Refused):
    """Registration would close after the first sitting has begun."""


class SessionInUse(Refused):
    """People are registered in the sitting that would go."""


class GapsRemain(Refused):
    """A language is missing or behind, and no reason was given."""


class PlanMoved(Refused):
    """Somebody else changed the plan while it was being written anew."""


LONGEST_SITTING = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the secretariat decides of a meeting, apart from its sittings."""

    series: Series
    number: int
    title: Bilingual
    summary: Bilingual
    visibility: Visibility
    region: Region | None
    zone: str
    #: Naive wall time in *zone*; no deadline when empty.
    registration_closes: datetime | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """What the secretariat decides of one sitting; naive wall times in *zone*."""

    language: SessionLanguage
    starts: datetime
    ends: datetime
    zone: str
    platform: str
    join_link: str
    capacity: int | None
    #: The sitting that this changes; a new one when empty.
    session_id: int | None = None


def check(sitting: Sitting) -> None:
    """Refuse a sitting that no clock could hold.

    Raises ``EndsBeforeStart``, ``TooLong``, ``UnknownZone`` or ``HourDoesNotExist``.
    """
    starts, ends = zones.instant(sitting.starts, sitting.zone), zones.instant(sitting.ends, sitting.zone)
    if ends <= starts:
        raise EndsBeforeStart
    if ends - starts > LONGEST_SITTING:
        raise TooLong


def check_closing(plan: Plan, sittings: Sequence[Sitting]) -> None:
    """Refuse a closing time after the first sitting has begun; raises ``ClosesAfterStart``."""
    if plan.registration_closes:
        check_deadline(plan.registration_closes, plan.zone, sittings)


def check_deadline(closes: datetime, zone: str, sittings: Sequence[Sitting]) -> None:
    """Refuse the wall time *closes* in *zone* after the first of *sittings*.

    Raises ``ClosesAfterStart`` or ``HourDoesNotExist``.
    """
    at = zones.instant(closes, zone)
    if sittings and at > min(zones.instant(sitting.starts, sitting.zone) for sitting in sittings):
        raise ClosesAfterStart


def slug(series: Series, number: int) -> str:
    """Return the name of a meeting in addresses: “ncp-plenary-8”."""
    return f"{series.slug}-{number}"


def symbol(meeting: Meeting) -> str:
    """Return how the outcomes of *meeting* begin: “NCP7”."""
    return f"{meeting.series.symbol}{meeting.number}"


def stamp(meeting: Meeting) -> str:
    """Return the mark by which an editor recognises that *meeting* has changed since it was read."""
    return meeting.changed_at.isoformat()


def differs(session: Session, sitting: Sitting) -> bool:
    """Say whether *sitting* changes what a calendar shows of *session* (RFC 5546, 2.1.4, and the place)."""
    was = (session.starts_local, session.ends_local, session.zone, session.platform, session.language)
    return was != (sitting.starts, sitting.ends, sitting.zone, sitting.platform, sitting.language)


def state(meeting: Announced, sessions: Sequence[Timed], now: datetime) -> State:
    """Return where *meeting* with its *sessions* stands at *now*."""
    if meeting.cancelled_at:
        return State.CANCELLED
    if meeting.announced_at is None:
        return State.DRAFT
    if any(session.starts_at <= now < session.ends_at for session in sessions):
        return State.IN_SESSION
    if is_over(sessions, now):
        return State.CLOSED
    return State.OPEN if takes_registrations(meeting, sessions, now) else State.ANNOUNCED


def is_over(sessions: Sequence[Timed], now: datetime) -> bool:
    """Say whether the last of *sessions* has ended."""
    return bool(sessions) and max(session.ends_at for session in sessions) <= now


def takes_registrations(meeting: Announced, sessions: Sequence[Timed], now: datetime) -> bool:
    """Say whether people can still ask for a place: announced, not cancelled, not closed, not over."""
    if meeting.announced_at is None or meeting.cancelled_at:
        return False
    if meeting.registration_closes_at and meeting.registration_closes_at <= now:
        return False
    return any(session.ends_at > now for session in sessions)
