"""How days become weeks, and the days on which a meeting sits become one bar: pure, for the pages of the calendar."""

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meetings.core import zones
from meetings.domain.deadline.rules import Due
from meetings.models.meeting import Meeting, Session

DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Item:
    """What stands on one day or on several that follow each other: sittings of a meeting, or its deadline *due*."""

    first: date
    last: date
    meeting: Meeting
    sessions: tuple[Session, ...] = ()
    due: Due | None = None
    #: It does not take place, or not then.
    off: bool = False

    @property
    def days(self) -> int:
        """How many days it takes."""
        return (self.last - self.first).days + 1

    def within(self, first: date, last: date) -> bool:
        """Say whether any of its days lies between *first* and *last*."""
        return self.first <= last and self.last >= first


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: *item* over as many days of the week as it *spans*, or one day without anything."""

    spans: int = 1
    item: Item | None = None
    #: The item has begun in an earlier week, or goes on in a later one.
    begun: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday on, and rows of what stands on them, none over another."""

    days: tuple[date, ...]
    rows: tuple[tuple[Cell, ...], ...]


def items_of_sessions(sessions: Iterable[Session], zone: str) -> list[Item]:
    """Return the sittings as items, on the days that the clocks of *zone* show.

    Days of one meeting that follow each other are one item, unless it takes place on some of them only.
    """
    found: dict[tuple[int, bool], list[Item]] = {}
    for session in sorted(sessions, key=lambda one: (one.starts_at, one.id)):
        item = _item(session, zone)
        runs = found.setdefault((session.meeting_id, item.off), [])
        if runs and item.first <= runs[-1].last + DAY:
            runs[-1] = _joined(runs[-1], item)
        else:
            runs.append(item)
    return [item for runs in found.values() for item in runs]


def _item(session: Session, zone: str) -> Item:
    meeting = session.meeting
    off = bool(meeting.cancelled_at or session.cancelled_at or meeting.undated)
    # What ends at midnight does not touch the day that begins then.
    last = zones.local(session.ends_at - timedelta(microseconds=1), zone).date()
    return Item(zones.local(session.starts_at, zone).date(), last, meeting, (session,), off=off)


def _joined(one: Item, other: Item) -> Item:
    last = max(one.last, other.last)
    return Item(one.first, last, one.meeting, (*one.sessions, *other.sessions), off=one.off)


def items_of_deadlines(dues: Iterable[tuple[Meeting, Due]], zone: str) -> list[Item]:
    """Return the deadlines that hold as items, on the days that the clocks of *zone* show."""
    return [
        Item(day, day, meeting, due=due)
        for meeting, due in dues
        if not due.removed_at and not meeting.cancelled_at
        for day in (zones.local(due.at, zone).date(),)
    ]


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return *items* day by day: what begins earlier, then what lasts longer, meetings before deadlines."""
    return sorted(items, key=lambda one: (one.first, -one.days, one.due is not None, _begins(one), one.meeting.id))


def _begins(item: Item) -> datetime:
    return item.due.at if item.due else item.sessions[0].starts_at


def weeks(year: int, month: int, items: Iterable[Item]) -> list[Week]:
    """Return the weeks that the days of one month lie in, with *items* on them."""
    sorted_items = in_order(items)
    return [_week(days, sorted_items) for days in days_of(year, month)]


def days_of(year: int, month: int) -> list[tuple[date, ...]]:
    """Return the days of the weeks that one month lies in; weeks begin on Monday (ISO 8601)."""
    return [tuple(days) for days in calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, month)]


def _week(days: tuple[date, ...], items: Sequence[Item]) -> Week:
    rows: list[list[Item]] = []
    for item in items:
        if item.within(days[0], days[-1]):
            free = next((row for row in rows if row[-1].last < item.first), None)
            if free is None:
                rows.append([item])
            else:
                free.append(item)
    return Week(days, tuple(tuple(_cells(row, days)) for row in rows))


def _cells(row: Iterable[Item], days: tuple[date, ...]) -> Iterator[Cell]:
    """Yield cells for all of *days*, from the items of one row in their order."""
    place = 0
    for item in row:
        first, last = max(item.first, days[0]), min(item.last, days[-1])
        begins = (first - days[0]).days
        yield from (Cell() for _day in range(place, begins))
        yield Cell((last - first).days + 1, item, item.first < first, item.last > last)
        place = (last - days[0]).days + 1
    yield from (Cell() for _day in range(place, WEEK))


def by_day(items: Iterable[Item], first: date, last: date) -> dict[date, list[Item]]:
    """Return what stands on each day from *first* to *last* that has anything, in order."""
    found: dict[date, list[Item]] = {}
    for item in in_order(items):
        day, end = max(item.first, first), min(item.last, last)
        while day <= end:
            found.setdefault(day, []).append(item)
            day += DAY
    return found
