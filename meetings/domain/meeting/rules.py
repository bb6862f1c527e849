"""What a meeting is allowed to be, and in which state it is at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.meeting import Meeting, Mode, Series, Session, SessionLanguage, Visibility
from meetings.models.organisation import Region


class State(StrEnum):
    """Where a meeting stands at an instant; the record adds its own states."""

    DRAFT = "draft"
    #: Nobody can register yet.
    ANNOUNCED = "announced"
    OPEN = "open"
    #: Nobody can register any more; the first sitting has not begun.
    AWAITED = "awaited"
    #: A sitting is under way.
    IN_SESSION = "in_session"
    #: Nobody can register any more; one sitting is over, another to come.
    BETWEEN = "between"
    CLOSED = "closed"
    #: Held, and its record adopted.
    ADOPTED = "adopted"
    #: Announced, but no date holds at present.
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


NOTHING = Bilingual()
#: Nothing more is to come of the meeting itself.
OVER = frozenset({State.CLOSED, State.ADOPTED})


class Timed(Protocol):
    """What has a beginning and an end: a sitting, or its line in a list."""

    @property
    def starts_at(self) -> datetime:
        """When it begins."""

    @property
    def ends_at(self) -> datetime:
        """When it ends."""

    @property
    def cancelled_at(self) -> datetime | None:
        """When it was cancelled, alone among the sittings of its meeting."""


AnyTimed = TypeVar("AnyTimed", bound=Timed)


class Announced(Protocol):
    """What decides, with its sittings, where a meeting stands: the meeting, or its line in a list."""

    @property
    def announced_at(self) -> datetime | None:
        """When it was announced."""

    @property
    def tentative(self) -> bool:
        """Whether its dates may still change."""

    @property
    def registration_opens_at(self) -> datetime | None:
        """When registration opens."""

    @property
    def registration_closes_at(self) -> datetime | None:
        """When registration closes."""

    @property
    def undated(self) -> bool:
        """Whether it is postponed to dates that are not fixed yet."""

    @property
    def cancelled_at(self) -> datetime | None:
        """When it was cancelled."""

    @property
    def record_adopted_at(self) -> datetime | None:
        """When its record was adopted."""


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


class OpensAfterClosing(Refused):
    """Registration would open after it has closed, or after the first sitting has begun."""


class OutsideSitting(Refused):
    """A break-out would not lie within its sitting."""


class SessionInUse(Refused):
    """People are registered in the sitting that would go."""


class NotAnnounced(Refused):
    """Readers do not know of the meeting yet."""


class DatesOpen(Refused):
    """The dates of the meeting are not fixed, so that nobody can register."""


class DatesFixed(Refused):
    """The dates of the meeting hold already."""


class DatesPassed(Refused):
    """A new date lies in the past."""


class MeetingBegun(Refused):
    """A sitting of the meeting has begun, so the whole of it cannot be postponed any more."""


class AlreadyOpen(Refused):
    """Registration was opened before."""


class SittingOver(Refused):
    """The sitting has ended."""


class SittingCancelled(Refused):
    """The sitting has been cancelled."""


class LastSitting(Refused):
    """No other sitting would be left; then the meeting is cancelled."""


class RecordMissing(Refused):
    """No published record can be adopted yet."""


class RecordAdopted(Refused):
    """The record has been adopted."""


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
    #: Naive wall time in *zone*; from the announcement on when empty.
    registration_opens: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """What the secretariat decides of one sitting; naive wall times in *zone*, whose fold tells one of two."""

    language: SessionLanguage
    starts: datetime
    ends: datetime
    zone: str
    platform: str
    join_link: str
    capacity: int | None
    #: The sitting that this changes; a new one when empty.
    session_id: int | None = None
    title: Bilingual = NOTHING
    mode: Mode = Mode.ONLINE
    place: Bilingual = NOTHING
    address: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """New wall times of a sitting that is there."""

    session_id: int
    starts: datetime
    ends: datetime
    zone: str


def check(sitting: Sitting | Slot) -> None:
    """Refuse a sitting that no clock could hold.

    Raises ``EndsBeforeStart``, ``TooLong``, ``UnknownZone`` or ``HourDoesNotExist``.
    """
    starts, ends = zones.instant(sitting.starts, sitting.zone), zones.instant(sitting.ends, sitting.zone)
    if ends <= starts:
        raise EndsBeforeStart
    if ends - starts > LONGEST_SITTING:
        raise TooLong


def check_window(opens: datetime | None, closes: datetime | None, zone: str, sittings: Sequence[Sitting]) -> None:
    """Refuse wall times of registration in *zone* that do not fit each other and the first of *sittings*.

    Raises ``ClosesAfterStart``, ``OpensAfterClosing`` or ``HourDoesNotExist``.
    """
    opens_at, closes_at = (zones.instant(wall, zone) if wall else None for wall in (opens, closes))
    check_order(
        opens_at, closes_at, min((zones.instant(sitting.starts, sitting.zone) for sitting in sittings), default=None)
    )


def check_order(opens_at: datetime | None, closes_at: datetime | None, begins: datetime | None) -> None:
    """Refuse instants of registration that do not fit each other and the moment at which the meeting *begins*.

    Raises ``ClosesAfterStart`` or ``OpensAfterClosing``.
    """
    if closes_at and begins and closes_at > begins:
        raise ClosesAfterStart
    until = closes_at or begins
    if opens_at and until and opens_at >= until:
        raise OpensAfterClosing


def check_within(session: Session, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a break-out from *starts_at* to *ends_at* that lies outside *session*; raises ``OutsideSitting``."""
    if starts_at < session.starts_at or ends_at > session.ends_at:
        raise OutsideSitting


def is_expected(session: Session, meeting: Meeting) -> bool:
    """Say whether people count on *session* of *meeting*: announced, dated, and neither of the two cancelled."""
    return bool(meeting.announced_at) and not (meeting.undated or meeting.cancelled_at or session.cancelled_at)


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
    was = (session.starts_wall, session.starts_fold, session.ends_wall, session.ends_fold, session.zone)
    now = (sitting.starts, bool(sitting.starts.fold), sitting.ends, bool(sitting.ends.fold), sitting.zone)
    held = (session.platform, session.language, session.mode, session.place.en, session.place.fr, session.address)
    holds = (sitting.platform, sitting.language, sitting.mode, sitting.place.en, sitting.place.fr, sitting.address)
    return was != now or held != holds


def state(meeting: Announced, sessions: Sequence[Timed], now: datetime) -> State:
    """Return where *meeting* with its *sessions* stands at *now*."""
    if meeting.cancelled_at:
        return State.CANCELLED
    if meeting.announced_at is None:
        return State.DRAFT
    if meeting.undated:
        return State.POSTPONED
    held = taking_place(sessions)
    if is_over(held, now):
        return State.ADOPTED if meeting.record_adopted_at else State.CLOSED
    if any(session.starts_at <= now < session.ends_at for session in held):
        return State.IN_SESSION
    return _ahead(meeting, held, now)


def _ahead(meeting: Announced, held: Sequence[Timed], now: datetime) -> State:
    """Return where a meeting stands that has dates, is not over, and has no sitting under way."""
    if takes_registrations(meeting, held, now):
        return State.OPEN
    if any(session.starts_at <= now for session in held):
        return State.BETWEEN
    opens = meeting.registration_opens_at
    return State.ANNOUNCED if meeting.tentative or (opens and opens > now) else State.AWAITED


def taking_place(sessions: Sequence[AnyTimed]) -> list[AnyTimed]:
    """Return those of *sessions* that were not cancelled."""
    return [session for session in sessions if session.cancelled_at is None]


def is_over(sessions: Sequence[Timed], now: datetime) -> bool:
    """Say whether the last of *sessions* has ended."""
    return bool(sessions) and max(session.ends_at for session in sessions) <= now


def takes_registrations(meeting: Announced, sessions: Sequence[Timed], now: datetime) -> bool:
    """Say whether people can still ask for a place: announced for good, dated, opened, not closed, not over."""
    if meeting.announced_at is None or meeting.cancelled_at or meeting.tentative or meeting.undated:
        return False
    if meeting.registration_opens_at and meeting.registration_opens_at > now:
        return False
    if meeting.registration_closes_at and meeting.registration_closes_at <= now:
        return False
    return any(session.ends_at > now for session in taking_place(sessions))
