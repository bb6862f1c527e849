"""The POSIX rule that ends a zone's data, and the yearly recurrences that say the same in iCalendar."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_NAME = r"<[^>]+>|[A-Za-z]+"
_TIME = r"[+-]?\d+(?::\d+){0,2}"
_ONSET = rf"M(\d+)\.(\d)\.(\d)(?:/({_TIME}))?"
_RULE = re.compile(rf"({_NAME})({_TIME})(?:({_NAME})({_TIME})?,{_ONSET},{_ONSET})?")


@dataclass(frozen=True, slots=True)
class Onset:
    """The moment a yearly change takes effect, on the wall clock before it.

    *week* 5 is the last one; *time* counts from midnight and may be negative or pass the end of the day.
    """

    month: int
    week: int
    weekday: int
    time: timedelta

    def in_year(self, year: int) -> datetime:
        """Return the wall time of the change in *year*."""
        days = [date(year, self.month, day) for day in range(1, calendar.monthrange(year, self.month)[1] + 1)]
        matching = [day for day in days if day.isoweekday() % 7 == self.weekday]
        day = matching[min(self.week, len(matching)) - 1]
        return datetime(day.year, day.month, day.day) + self.time  # noqa: DTZ001 - wall time by definition


@dataclass(frozen=True, slots=True)
class Side:
    """What the clock shows during one part of the year, and what it showed before."""

    name: str
    before: timedelta
    offset: timedelta
    onset: Onset


@dataclass(frozen=True, slots=True)
class Rule:
    """A zone's rule for all years to come: a fixed *offset*, or two *sides* of the year."""

    name: str
    offset: timedelta
    sides: tuple[Side, ...] = ()


def parse(text: str) -> Rule | None:
    """Read the rule *text*, or return None for the rare forms (day of the year) that BYDAY cannot say."""
    match = _RULE.fullmatch(text)
    if match is None:
        return None
    name, offset = _name(match[1]), -_time(match[2])
    if match[3] is None:
        return Rule(name, offset)
    summer = -_time(match[4]) if match[4] else offset + timedelta(hours=1)
    start, end = _onset(match.groups()[4:8]), _onset(match.groups()[8:12])
    sides = Side(_name(match[3]), offset, summer, start), Side(name, summer, offset, end)
    return Rule(name, offset, sides)


def recurrences(onset: Onset) -> tuple[str, ...]:
    """Return the RRULE values whose union is *onset* in every year.

    One as a rule. Two where the day may fall in either of two months: "24:00 on the last Thursday of
    October" (Egypt) is a Friday from 26 October to 1 November.
    """
    shift = onset.time.days
    if not shift:
        week = "-1" if onset.week == 5 else str(onset.week)
        return (f"FREQ=YEARLY;BYMONTH={onset.month};BYDAY={week}{DAYS[onset.weekday]}",)
    weekday = DAYS[(onset.weekday + shift) % 7]
    months: dict[int, list[str]] = {}
    for day in _days(onset):
        moved = day + timedelta(days=shift)
        months.setdefault(moved.month, []).append(str(moved.day))
    return tuple(
        f"FREQ=YEARLY;BYMONTH={month};BYDAY={weekday};BYMONTHDAY={','.join(days)}" for month, days in months.items()
    )


def is_expressible(rule: Rule) -> bool:
    """Tell whether the days of every onset of *rule* are the same in leap years as in others."""
    return not any(
        side.onset.time.days and day.month == 2 and day.day > 21
        for side in rule.sides
        for start in _days(side.onset)
        for day in (start, start + timedelta(days=side.onset.time.days))
    )


def _days(onset: Onset) -> list[date]:
    """The seven days *onset* may fall on before its time moves it to another day."""
    last = calendar.monthrange(2001, onset.month)[1]
    first = last - 6 if onset.week == 5 else 7 * onset.week - 6
    return [date(2001, onset.month, first + day) for day in range(7)]


def _name(text: str) -> str:
    return text.strip("<>")


def _time(text: str | None) -> timedelta:
    parts = [int(part) for part in (text or "2").lstrip("+-").split(":")]
    hours, minutes, seconds = parts + [0] * (3 - len(parts))
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -size if text and text.startswith("-") else size


def _onset(parts: tuple[str | None, ...]) -> Onset:
    month, week, weekday = (int(part or 0) for part in parts[:3])
    return Onset(month, week, weekday, _time(parts[3]))
