"""Reads dates, times and durations as video platforms write them in English and in French."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings.core.text import folded

#: Three numbers of a date, then hours and minutes; the rest is optional.
NUMBERS = re.compile(
    r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:,| a|t)? *"
    r"(\d{1,2})[:h](\d{2})(?:[:](\d{2})(?:\.\d+)?)? *([ap])?\.?(?:m\.?)? *(z|utc|gmt)?.*"
)
#: “Sep 15, 2026 01:00:27 PM”, “15 sept. 2026 à 13:02:11”.
MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4}),? *(?:at )?(.*)")
DAY_FIRST = re.compile(r"(\d{1,2})(?:er)? ([a-z]{3,9})\.?,? (\d{4}),? *(?:a )?(.*)")
MONTHS = (
    ("jan", "janv"),
    ("feb", "fev"),
    ("mar", "mars"),
    ("apr", "avr"),
    ("may", "mai"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aout"),
    ("sep", "sept"),
    ("oct",),
    ("nov",),
    ("dec",),
)
SPOKEN = re.compile(
    r"(?:(\d+) *(?:h|hrs?|hours?|heures?))? *(?:(\d+) *(?:m|mins?|minutes?)\.?)? *"
    r"(?:(\d+) *(?:s|secs?|seconds?|secondes?)\.?)?"
)
CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
AMBIGUOUS = 12
LONGEST_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and a time as they stand in a file, before it is known which number is the month."""

    first: int
    second: int
    year: int
    hour: int
    minute: int
    sec: int
    #: The order of the first two numbers is certain: the month is the second.
    certain: bool = False
    #: Said to be UTC.
    universal: bool = False

    def read(self, *, day_first: bool) -> datetime | None:
        """Return the naive time, or nothing where the numbers are none."""
        day, month = (self.first, self.second) if day_first or self.certain else (self.second, self.first)
        try:
            return datetime(self.year, month, day, self.hour, self.minute, self.sec)  # noqa: DTZ001
        except ValueError:
            return None


def moment(text: str) -> Moment | None:
    """Return the date and time in *text*, if it is one."""
    plain = folded(text).replace("\u202f", " ").strip()
    for words, at in ((MONTH_FIRST, (2, 1)), (DAY_FIRST, (1, 2))):
        named = words.fullmatch(plain)
        month = _month(named[at[1]]) if named else 0
        if named and month:
            plain = f"{named[3]}-{month}-{named[at[0]]} {named[4]}"
    found = NUMBERS.fullmatch(plain)
    return _moment(found) if found else None


def _month(word: str) -> int:
    return next((number for number, names in enumerate(MONTHS, 1) if word.startswith(names)), 0)


def _moment(found: re.Match[str]) -> Moment:
    one, two, three, hour, minute = (int(found[place]) for place in range(1, 6))
    sec = int(found[6] or 0)
    if found[7]:
        hour = hour % 12 + (12 if found[7] == "p" else 0)
    universal = bool(found[8])
    if one > 31:
        return Moment(three, two, one, hour, minute, sec, certain=True, universal=universal)
    dotted = "." in found[0][: found.start(4)]
    return Moment(one, two, three + 2000 if three < 100 else three, hour, minute, sec, dotted, universal)


def day_first(moments: Iterable[Moment], days: Sequence[datetime], *, likely: bool) -> bool:
    """Say whether the first number of a date is the day.

    A number above twelve says so; else the reading that lies nearer to *days*, on which something was to take place;
    else what is *likely* in this language.
    """
    open_ = [one for one in moments if not one.certain]
    if any(one.first > AMBIGUOUS for one in open_):
        return True
    if any(one.second > AMBIGUOUS for one in open_):
        return False
    away = {order: _away(open_[:50], days, day_first=order) for order in (likely, not likely)}
    return min(away, key=lambda order: away[order])


def _away(moments: Iterable[Moment], days: Sequence[datetime], *, day_first: bool) -> timedelta:
    """Return how far the nearest of *moments* is from the nearest of *days*."""
    read = [at for one in moments if (at := one.read(day_first=day_first))]
    return min((abs(at - day) for at in read for day in days), default=timedelta.max)


def seconds(text: str) -> int | None:
    """Return a duration in seconds: “57” (minutes), “1h 27m 51s”, “1 h 27 min”, “0:57:10”; never more than a day."""
    plain = folded(text).strip()
    if plain.replace(".", "", 1).isascii() and plain.replace(".", "", 1).isdigit():
        return min(int(float(plain) * 60), LONGEST_SECONDS)
    clock = CLOCK.fullmatch(plain)
    if clock:
        hours, minutes, rest = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        return min(hours * 3600 + minutes * 60 + rest, LONGEST_SECONDS)
    spoken = SPOKEN.fullmatch(plain)
    if spoken is None or not any(spoken.groups()):
        return None
    hours, minutes, rest = (int(part or 0) for part in spoken.groups())
    return min(hours * 3600 + minutes * 60 + rest, LONGEST_SECONDS)


def instant(at: datetime, zone: ZoneInfo, *, universal: bool) -> datetime:
    """Return the naive time *at* of *zone* as an instant; one that is said to be UTC is."""
    return at.replace(tzinfo=UTC if universal else zone).astimezone(UTC)
