"""Time zones as calendars want them: VTIMEZONE with two yearly rules, proved against zoneinfo.

Everything comes from the tzdata package, never from the operating system, whose data may be older.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from zoneinfo import ZoneInfo

from meetings.calendars import posix

#: Rules start here when they hold for all the years asked: the customary year, and older than any meeting.
EPOCH = 1970

#: Names for UTC itself. Times in these are written with a Z: readers do not accept them as a TZID.
UNIVERSAL = frozenset(
    folder + name
    for folder in ("", "Etc/")
    for name in ("UTC", "UCT", "Zulu", "Universal", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich")
)

_PART = re.compile(r"[A-Za-z0-9_+-]+")
#: No zone has ever changed twice in a day.
_STEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """The clock goes from offset *before* to offset *after* when it shows *onset*."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str


@lru_cache(maxsize=1024)
def zone_info(zone: str) -> ZoneInfo:
    """Return *zone* as zoneinfo reads it from the tzdata package; raise ValueError if there is none."""
    return ZoneInfo.from_file(io.BytesIO(_data(zone)), key=zone)


@lru_cache(maxsize=1024)
def vtimezone(zone: str, *, years: tuple[int, int]) -> bytes:
    """Return the VTIMEZONE of *zone*, right for every moment of *years* (first and last, both included).

    Two observances with RRULE and BYDAY that begin in 1970 where the zone's rule holds for all these years,
    one fixed observance where there is no summer time; explicit dates only where neither is the truth
    (RFC 5545 section 3.6.5). Raises ValueError for an unknown zone.
    """
    first, last = years
    changes = _changes(zone_info(zone), first, last)
    rule = _rule(zone, last)
    since = last + 1 if rule is None else _holds_since(rule, changes, first, last)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    if since > first:
        lines += _dated(zone_info(zone), [change for change in changes if change.onset.year < since], first)
    if rule is not None and since <= last:
        lines += _yearly(rule, EPOCH if since == first else since, fixed=since == first)
    lines.append("END:VTIMEZONE")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _data(zone: str) -> bytes:
    parts = zone.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        raise ValueError(f"not a time zone: {zone!r}")
    file = resources.files("tzdata").joinpath("zoneinfo", *parts)
    if not file.is_file():
        raise ValueError(f"not a time zone: {zone!r}")
    data = file.read_bytes()
    if not data.startswith(b"TZif"):
        raise ValueError(f"not a time zone: {zone!r}")
    return data


def _rule(zone: str, last: int) -> posix.Rule | None:
    """The rule *zone* ends with, if iCalendar can say it and it is in force by the end of *last*."""
    footer = _data(zone).rstrip(b"\n").rsplit(b"\n", 1)[-1].decode("ascii")
    rule = posix.parse(footer)
    if rule is None or not posix.is_expressible(rule):
        return None
    at_last = _offset(zone_info(zone), datetime(last, 12, 31, tzinfo=UTC))
    return rule if at_last in {rule.offset, *(side.offset for side in rule.sides)} else None


def _changes(info: ZoneInfo, first: int, last: int) -> list[Change]:
    """All changes of offset from just before the year *first* to the end of the year *last*."""
    moments = list(_moments(datetime(first - 1, 12, 30, tzinfo=UTC), datetime(last + 1, 1, 3, tzinfo=UTC)))
    offsets = [_offset(info, moment) for moment in moments]
    found = []
    for (low, before), (high, after) in pairwise(zip(moments, offsets, strict=True)):
        if before != after:
            moment = _bisect(info, low, high)
            name = moment.astimezone(info).tzname() or info.key
            found.append(Change((moment + before).replace(tzinfo=None), before, after, name))
    return found


def _moments(start: datetime, end: datetime) -> Iterator[datetime]:
    while start <= end:
        yield start
        start += _STEP


def _offset(info: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(info).utcoffset() or timedelta(0)


def _bisect(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second with the offset of *high*, where *low* has another."""
    after = _offset(info, high)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (low, middle) if _offset(info, middle) == after else (middle, high)
    return high


def _holds_since(rule: posix.Rule, changes: list[Change], first: int, last: int) -> int:
    """The first year from which *rule* alone explains *changes*; *last* + 1 if it never does."""
    year = last + 1
    while year > first and _explains(rule, changes, year - 1):
        year -= 1
    return year


def _explains(rule: posix.Rule, changes: list[Change], year: int) -> bool:
    told = {(change.onset, change.before, change.after) for change in changes if change.onset.year == year}
    return told == {(side.onset.in_year(year), side.before, side.offset) for side in rule.sides}


def _yearly(rule: posix.Rule, since: int, *, fixed: bool) -> Iterator[str]:
    """The observances of *rule* from *since*; the one of a zone without summer time only if *fixed*."""
    if not rule.sides and fixed:
        start = datetime(since, 1, 1)  # noqa: DTZ001 - wall time by definition
        yield from _observance(Change(start, rule.offset, rule.offset, rule.name))
    for side in rule.sides:
        for recurrence in posix.recurrences(side.onset):
            onset = _first_onset(side.onset, recurrence, since)
            yield from _observance(Change(onset, side.before, side.offset, side.name), f"RRULE:{recurrence}")


def _first_onset(onset: posix.Onset, recurrence: str, since: int) -> datetime:
    years = (onset.in_year(year) for year in range(since, since + 30))
    return next(moment for moment in years if f"BYMONTH={moment.month};" in recurrence)


def _dated(info: ZoneInfo, changes: Iterable[Change], first: int) -> Iterator[str]:
    """One observance for what the clock showed before *changes*, and one for each kind of change."""
    before = datetime(first - 1, 12, 30, tzinfo=UTC).astimezone(info)
    offset = before.utcoffset() or timedelta(0)
    start = datetime(min(EPOCH, first - 1), 1, 1)  # noqa: DTZ001 - wall time by definition
    yield from _observance(Change(start, offset, offset, before.tzname() or info.key))
    kinds: dict[tuple[timedelta, timedelta, str], list[Change]] = {}
    for change in changes:
        kinds.setdefault((change.before, change.after, change.name), []).append(change)
    for earliest, *others in kinds.values():
        dates = ",".join(_stamp(other.onset) for other in others)
        yield from _observance(earliest, f"RDATE:{dates}" if others else "")


def _observance(change: Change, repeats: str = "") -> Iterator[str]:
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{_stamp(change.onset)}"
    yield f"TZOFFSETFROM:{_utc_offset(change.before)}"
    yield f"TZOFFSETTO:{_utc_offset(change.after)}"
    yield f"TZNAME:{change.name}"
    if repeats:
        yield repeats
    yield f"END:{kind}"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def _utc_offset(offset: timedelta) -> str:
    sign = "-" if offset < timedelta(0) else "+"
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    text = f"{sign}{minutes // 60:02}{minutes % 60:02}"
    return f"{text}{seconds:02}" if seconds else text
