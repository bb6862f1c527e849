"""What the pages of the calendar show: a month or a year, as its reader's clocks have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from flask import request, url_for

from meetings.core import dates, zones
from meetings.domain.feed import grid, queries
from meetings.domain.feed.grid import Item, Week
from meetings.domain.meeting import queries as meetings
from meetings.models.meeting import Series, Visibility
from meetings.models.person import Person
from meetings.models.registration import Place
from meetings.web.fields import asked
from meetings.web.loaders import found

#: Meetings that begin or end so long beside what is shown appear with all their days.
MARGIN = timedelta(days=14)
JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose calendar it is: who reads it, where, and which series they have chosen."""

    viewer: Person | None
    zone: str
    now: datetime
    series: Sequence[Series]
    chosen: Series | None
    #: The years between which there is something to see.
    years: tuple[int, int]

    @property
    def today(self) -> date:
        """The reader's day."""
        return zones.local(self.now, self.zone).date()

    def month_url(self, on: date) -> str:
        """Return the address of the month of *on*, of the same series."""
        return url_for("calendar.month", year=on.year, month=on.month, series=self._slug)

    def year_url(self, year: int) -> str:
        """Return the address of a *year*, of the same series."""
        return url_for("calendar.year", year=year, series=self._slug)

    def has(self, on: date) -> bool:
        """Say whether pages lead to the month of *on*."""
        return self.years[0] <= on.year <= self.years[1]

    @property
    def _slug(self) -> str | None:
        return self.chosen.slug if self.chosen else None


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month: its weeks, and in words what stands on its days."""

    scope: Scope
    first: date
    weeks: Sequence[Week]
    days: Mapping[date, Sequence[Item]]
    #: What the reader has in the sittings of the month, by the ids of these.
    mine: Mapping[int, Place] = field(default_factory=dict)
    #: Where there is nothing: the day on which there is something next, or was last.
    nearest: date | None = None

    def place(self, item: Item) -> Place | None:
        """Return what the reader has in *item*: a seat in one of its sittings comes before a place in a queue."""
        found = {place for session in item.sessions if (place := self.mine.get(session.id))}
        return Place.CONFIRMED if Place.CONFIRMED in found else next(iter(found), None)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return after(self.first) - grid.DAY

    @property
    def items(self) -> list[tuple[date, list[Item]]]:
        """What the month holds, each once, by the day under which it stands."""
        return [(day, begun) for day, items in self.days.items() if (begun := [i for i in items if self.at(i) == day])]

    def at(self, item: Item) -> date:
        """Return the first day of *item* in this month."""
        return max(item.first, self.first)

    @property
    def earlier(self) -> date | None:
        """The month before, if there can be anything in it."""
        return self._there(self.first - grid.DAY)

    @property
    def later(self) -> date | None:
        """The month after, if there can be anything in it."""
        return self._there(after(self.first))

    def _there(self, on: date) -> date | None:
        return on.replace(day=1) if self.scope.has(on) else None


@dataclass(frozen=True, slots=True)
class YearPage:
    """Twelve months."""

    scope: Scope
    year: int
    months: Sequence[MonthPage]

    @property
    def earlier(self) -> int | None:
        """The year before, if there can be anything in it."""
        return self.year - 1 if self.year > self.scope.years[0] else None

    @property
    def later(self) -> int | None:
        """The year after, if there can be anything in it."""
        return self.year + 1 if self.year < self.scope.years[1] else None


def scope(viewer: Person | None, zone: str, *, now: datetime) -> Scope:
    """Return what *viewer* asks for; answer 404 when there is no such series for them."""
    series = [one for one in meetings.all_series() if viewer or one.visibility is not Visibility.INTERNAL]
    slug = asked(request.args, "series")
    chosen = found(next((one for one in series if one.slug == slug), None)) if slug else None
    ends = queries.first_and_last(viewer) or (now, now)
    years = [zones.local(at, zone).year for at in (*ends, now)]
    return Scope(viewer, zone, now, series, chosen, (min(years), max(years)))


def month(of: Scope, year: int, number: int) -> MonthPage:
    """Return one month; answer 404 for one that nobody plans."""
    found(number if dates.EARLIEST.year <= year <= dates.LATEST.year and JANUARY <= number <= DECEMBER else None)
    days = grid.days_of(year, number)
    one = _month(date(year, number, 1), _items(of, days[0][0], days[-1][-1]), of)
    if not one.days:
        return replace(one, nearest=_nearest(one))
    since, until = _midnight(days[0][0], of.zone), _midnight(days[-1][-1] + grid.DAY, of.zone)
    return replace(one, mine=queries.places_between(of.viewer, since, until)) if of.viewer else one


def year(of: Scope, number: int) -> YearPage:
    """Return one year; answer 404 for one in which nobody plans."""
    found(number if dates.EARLIEST.year <= number <= dates.LATEST.year else None)
    items = _items(of, date(number, JANUARY, 1), date(number, DECEMBER, 31))
    return YearPage(of, number, [_month(date(number, place, 1), items, of) for place in range(JANUARY, DECEMBER + 1)])


def after(first: date) -> date:
    """Return the first day of the month after that which begins on *first*."""
    return (first + timedelta(days=31)).replace(day=1)


def _month(first: date, items: Sequence[Item], of: Scope) -> MonthPage:
    days = grid.by_day(items, first, after(first) - grid.DAY)
    return MonthPage(of, first, grid.weeks(first.year, first.month, items), dict(sorted(days.items())))


def _nearest(page: MonthPage) -> date | None:
    of = page.scope
    since, until = _midnight(page.first, of.zone), _midnight(after(page.first), of.zone)
    at = queries.nearest(of.viewer, since, until, of.chosen)
    return zones.local(at, of.zone).date() if at else None


def _items(of: Scope, first: date, last: date) -> list[Item]:
    """Return what stands between two days, which the clocks of the reader's zone begin and end."""
    since, until = _midnight(first, of.zone), _midnight(last + grid.DAY, of.zone)
    sessions = queries.sessions_between(of.viewer, since - MARGIN, until + MARGIN, of.chosen)
    dues = queries.deadlines_between(of.viewer, since, until, of.chosen)
    return grid.items_of_sessions(sessions, of.zone) + grid.items_of_deadlines(dues, of.zone)


def _midnight(day: date, zone: str) -> datetime:
    """Return when *day* begins; the first moment after where the clocks skip midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=zones.zone(zone))
