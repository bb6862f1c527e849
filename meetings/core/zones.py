"""Time zones: which names are accepted, and how wall time becomes an instant."""

from datetime import UTC, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from meetings.core.errors import Refused

_NOT_PLACES = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")


class UnknownZone(Refused):
    """No time zone has this name."""


class HourDoesNotExist(Refused):
    """The clocks jump over this wall time on that day."""


@cache
def names() -> tuple[str, ...]:
    """Return the names a person may choose, in alphabetical order: places, and UTC."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(_NOT_PLACES))
    return (*sorted(places), "UTC")


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the zone called *name*; raises ``UnknownZone`` for anything but a known name."""
    if name not in names():
        raise UnknownZone
    return ZoneInfo(name)


def city(name: str) -> str:
    """Return the city in a zone's *name*: “Europe/Brussels” gives “Brussels”."""
    return name.rsplit("/", 1)[-1].replace("_", " ")


def exists(wall: datetime, name: str) -> bool:
    """Say whether the clocks of zone *name* ever show the naive *wall* time."""
    aware = wall.replace(tzinfo=zone(name))
    return aware.astimezone(UTC).astimezone(zone(name)).replace(tzinfo=None) == wall


def comes_twice(wall: datetime, name: str) -> bool:
    """Say whether the clocks of zone *name* show the naive *wall* time twice, since they go back."""
    first, second = (wall.replace(tzinfo=zone(name), fold=fold).utcoffset() for fold in (0, 1))
    return first != second and exists(wall, name)


def instant(wall: datetime, name: str) -> datetime:
    """Return the UTC instant of the naive *wall* time in zone *name*.

    When the clocks go back, its fold says which of two is meant (PEP 495). Raises ``HourDoesNotExist`` for a time in
    the gap.
    """
    if not exists(wall, name):
        raise HourDoesNotExist
    return wall.replace(tzinfo=zone(name)).astimezone(UTC)


def local(at: datetime, name: str) -> datetime:
    """Return the instant *at* as aware time of zone *name*."""
    return at.astimezone(zone(name))


def offset_differs(at: datetime, one: str, other: str) -> bool:
    """Say whether the clocks of two zones show different times at the instant *at*."""
    return local(at, one).utcoffset() != local(at, other).utcoffset()
