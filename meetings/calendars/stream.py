"""The calendar object around the events: its own properties first, then time zones, then events."""

from collections.abc import Iterable, Sequence

from icalendar import Calendar

from meetings.calendars import zones
from meetings.calendars.values import Entry

_END = b"END:VCALENDAR\r\n"


def new_calendar(*, prodid: str, method: str) -> Calendar:
    """Return an empty calendar object by the product *prodid* for the iTIP *method*."""
    calendar = Calendar()
    calendar.add("prodid", prodid)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def head(calendar: Calendar) -> bytes:
    """Return the lines of *calendar* that come before its first component."""
    return bytes(calendar.to_ical(sorted=False)).removesuffix(_END)


def join(head: bytes, entries: Sequence[Entry], events: Iterable[bytes]) -> bytes:
    """Return the calendar begun by *head*: the time zones of *entries* by name, then *events* as rendered."""
    return b"".join((head, *timezones(entries), *events, _END))


def timezones(entries: Sequence[Entry]) -> list[bytes]:
    """Return one VTIMEZONE for each zone of *entries*, right for all the years they span."""
    names = sorted({entry.zone for entry in entries} - zones.UNIVERSAL)
    if not names:
        return []
    years = min(entry.starts.year for entry in entries), max(entry.ends.year for entry in entries)
    return [zones.vtimezone(name, years=years) for name in names]
