"""When a mailing goes: at a moment, before the meeting begins, or after it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from meetings.core import workdays, zones
from meetings.models.mailing import Timing, Unit
from meetings.models.meeting import Session

#: How far clocks on earth are ahead of UTC, and behind it.
AHEAD, BEHIND = timedelta(hours=14), timedelta(hours=12)
#: More is a mistake.
LONGEST = {Unit.HOURS: 240, Unit.DAYS: 400, Unit.WORKING_DAYS: 250}
BEFORE = (Timing.BEFORE, Timing.BEFORE_OWN)


class Timed(Protocol):
    """What has the time of a mailing: itself, or what is decided of one."""

    @property
    def timing(self) -> Timing:
        """From what it follows."""

    @property
    def number(self) -> int:
        """How many units before or after."""

    @property
    def unit(self) -> Unit:
        """In what that is counted."""

    @property
    def hour(self) -> time | None:
        """At which time of day, by the recipient's clock."""

    @property
    def at_local(self) -> datetime | None:
        """The wall time that was decided."""

    @property
    def zone(self) -> str:
        """The zone of that wall time."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a mailing goes."""

    timing: Timing
    number: int = 0
    unit: Unit = Unit.DAYS
    hour: time | None = None
    at_local: datetime | None = None
    zone: str = "UTC"


def is_relative(moment: Timed) -> bool:
    """Say whether the time follows from that of the meeting."""
    return moment.timing is not Timing.AT


def due(
    moment: Timed, sessions: Sequence[Session], country: str, *, zone: str, own: Session | None = None
) -> datetime | None:
    """Return when a mailing goes to somebody in *zone*; nothing while there is no sitting to count from.

    *sessions* are those that take place, *own* is the one in which the person has a seat. Hours are an exact span;
    days lead to a time of day by the person's own clock, an hour later where the clocks skip it and the first of two
    where they go back. Working days are those of *country*.
    """
    if moment.timing is Timing.AT:
        return zones.instant(moment.at_local, moment.zone) if moment.at_local else None
    if not sessions:
        return None
    counted = _counted_from(moment.timing, sessions, own)
    if moment.unit is Unit.HOURS:
        span = timedelta(hours=moment.number)
        return counted - span if moment.timing in BEFORE else counted + span
    day = _day(moment, zones.local(counted, zone).date(), country)
    at = _instant(datetime.combine(day, moment.hour or time(9)), zone)
    return max(at, counted) if moment.timing is Timing.AFTER else at


def span(moment: Timed, sessions: Sequence[Session], country: str) -> tuple[datetime, datetime] | None:
    """Return between which instants a mailing goes, wherever its readers are and in whichever sitting."""
    at = due(moment, sessions, country, zone="UTC")
    if at is None or moment.timing is Timing.AT:
        return (at, at) if at else None
    counted = [_counted_from(moment.timing, sessions, own) for own in (None, *sessions)]
    if moment.unit is Unit.HOURS:
        span = timedelta(hours=moment.number) * (-1 if moment.timing in BEFORE else 1)
        return min(counted) + span, max(counted) + span
    days = [_day(moment, (one + ahead).date(), country) for one in counted for ahead in (AHEAD, -BEHIND)]
    walls = [datetime.combine(day, moment.hour or time(9), tzinfo=UTC) for day in (min(days), max(days))]
    first, last = walls[0] - AHEAD, walls[1] + BEHIND + timedelta(hours=1)
    return (first, last) if moment.timing in BEFORE else (max(first, min(counted)), max(last, max(counted)))


def _counted_from(timing: Timing, sessions: Sequence[Session], own: Session | None) -> datetime:
    if timing is Timing.AFTER:
        return max(session.ends_at for session in sessions)
    if timing is Timing.BEFORE_OWN and own is not None and own in sessions:
        return own.starts_at
    return min(session.starts_at for session in sessions)


def _day(moment: Timed, day: date, country: str) -> date:
    way = -1 if moment.timing in BEFORE else 1
    if moment.unit is Unit.DAYS:
        return day + timedelta(days=way * moment.number)
    return (workdays.before if way < 0 else workdays.after)(day, moment.number, country)


def _instant(wall: datetime, zone: str) -> datetime:
    return zones.instant(wall if zones.exists(wall, zone) else wall + timedelta(hours=1), zone)
