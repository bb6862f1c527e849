"""Days and times as they are written into a cell of a file of polls: read, and written the way they are read."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from flask_babel import gettext as _

from meetings.core import zones
from meetings.domain.poll.dates import Proposed
from meetings.web.meeting.session_forms import which
from meetings.web.wording import refusal

_DAY = r"(\d{4}-\d{2}-\d{2})"
#: A time of day, as people and spreadsheets write it, with the distance to UTC where the clocks show it twice.
_TIME = r"(\d{1,2})\s?[:hH]\s?(\d{2})(?::00(?:\.0+)?)?\s?(?:(?:UTC)?([+−-]\d{2}:?\d{2}))?"
_MOMENT = re.compile(rf"{_DAY}[T ]\s*{_TIME}", re.ASCII)
_DATE = re.compile(rf"{_DAY}(?:[T ]\s*{_TIME}\s*[–—/-]\s*{_TIME})?", re.ASCII)
#: How a moment and a date are written, for who wrote something else.
MOMENT, DATE = "2027-06-15 10:00", "2027-06-15 10:00–12:00"


def moment(text: str, zone: str) -> datetime:
    """Return the instant of “2027-06-15 10:00” in *zone*; raises ``ValueError`` with what is wrong."""
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise ValueError(_not_understood(text, MOMENT))
    day, *at = found.groups()
    wall = _wall(day, at, text, MOMENT)
    try:
        return zones.instant(wall.replace(fold=_fold(wall, at[2], zone)), zone)
    except zones.HourDoesNotExist as error:
        raise ValueError(refusal(error)) from None


def date_fields(text: str, zone: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of the form for “2027-06-15 10:00–12:00” or a whole day; raises ``ValueError`` as above."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(_not_understood(text, DATE))
    day, *times = found.groups()
    yield "day", day
    if times[0] is None:
        return
    for name, at in (("starts", times[:3]), ("ends", times[3:])):
        wall = _wall(day, at, text, DATE)
        yield name, f"{wall:%H:%M}"
        yield f"{name}_which", which(bool(_fold(wall, at[2], zone)))


def _not_understood(text: str, example: str) -> str:
    said = _("“%(text)s” is no day with its time. Write it like %(example)s.", text=text[:60], example=example)
    return said if example == MOMENT else f"{said} {_('The day alone is the whole day.')}"


def _wall(day: str, at: list[str], text: str, example: str) -> datetime:
    try:
        return datetime.combine(datetime.fromisoformat(day), time(int(at[0]), int(at[1])))
    except ValueError:
        raise ValueError(_not_understood(text, example)) from None


def _fold(wall: datetime, offset: str | None, zone: str) -> int:
    """Return which of two equal times is meant by its distance to UTC; the clocks must stand so there."""
    stand = [wall.replace(tzinfo=zones.zone(zone), fold=fold).utcoffset() for fold in (0, 1)]
    if offset is None and zones.comes_twice(wall, zone):
        both = _either(wall, [each for each in stand if each is not None])
        raise ValueError(_("The clocks go back that night, and this hour comes twice. Write %(both)s.", both=both))
    if offset is None:
        return 0
    sign = 1 if offset[0] == "+" else -1
    meant = sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    if meant not in stand:
        raise ValueError(
            _("At %(time)s the clocks there do not stand %(offset)s from UTC.", time=f"{wall:%H:%M}", offset=offset)
        )
    return stand.index(meant)


def _either(wall: datetime, offsets: list[timedelta]) -> str:
    first, second = (f"{wall:%H:%M}{_offset(each)}" for each in offsets)
    return str(_("%(first)s or %(second)s", first=first, second=second))


def _offset(distance: timedelta) -> str:
    minutes = int(distance.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def written_moment(at: datetime | None, zone: str) -> str | None:
    """Return the instant *at* as ``moment`` reads it."""
    return _written(zones.local(at, zone).replace(tzinfo=None), zone, day=True) if at else None


def written_date(date: Proposed) -> str:
    """Return *date* as ``date_fields`` reads it."""
    if date.whole_day:
        return f"{date.starts:%Y-%m-%d}"
    return f"{_written(date.starts, date.zone, day=True)}–{_written(date.ends, date.zone)}"


def _written(wall: datetime, zone: str, *, day: bool = False) -> str:
    offset = wall.replace(tzinfo=zones.zone(zone)).utcoffset()
    apart = _offset(offset) if offset is not None and zones.comes_twice(wall.replace(fold=0), zone) else ""
    return f"{f'{wall:%Y-%m-%d} ' if day else ''}{wall:%H:%M}{apart}"
