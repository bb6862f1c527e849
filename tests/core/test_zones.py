"""Wall times, instants, and the hours that do not exist."""

from datetime import UTC, datetime

import pytest

from meetings.core import zones


@pytest.mark.parametrize(
    "name", ["", "Nowhere", "posixrules", "localtime", "Factory", "../etc/passwd", "x" * 5000, "EST"]
)
def test_only_known_places_are_zones(name: str) -> None:
    with pytest.raises(zones.UnknownZone):
        zones.zone(name)


def test_hour_in_the_gap_does_not_exist() -> None:
    with pytest.raises(zones.HourDoesNotExist):
        zones.instant(datetime(2027, 3, 28, 2, 30), "Europe/Brussels")  # noqa: DTZ001
    assert zones.instant(datetime(2027, 3, 28, 3, 0), "Europe/Brussels") == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # noqa: DTZ001


def test_hour_that_comes_twice_is_the_first() -> None:
    assert zones.instant(datetime(2027, 10, 31, 2, 30), "Europe/Brussels") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # noqa: DTZ001


def test_morocco_follows_the_newest_zone_data() -> None:
    at = datetime(2027, 5, 20, 9, 0, tzinfo=UTC)
    assert zones.local(at, "Africa/Casablanca").hour == 9


def test_city_is_what_people_call_the_zone() -> None:
    assert zones.city("America/Port_of_Spain") == "Port of Spain"
    assert zones.city("UTC") == "UTC"


def test_zones_with_the_same_clock_do_not_differ() -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    assert not zones.offset_differs(at, "Europe/Brussels", "Europe/Paris")
    assert zones.offset_differs(at, "Europe/Brussels", "Africa/Nairobi")
