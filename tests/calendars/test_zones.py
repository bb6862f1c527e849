"""Every VTIMEZONE says what zoneinfo says."""

# ruff: noqa: DTZ001, DTZ007 - wall time is naive by definition

import re
import zoneinfo
from bisect import bisect_left
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

import pytest
from dateutil.rrule import rrulestr

from meetings.calendars import posix, zones

ALL = sorted(zoneinfo.available_timezones())
Change = tuple[datetime, timedelta, timedelta]

HALF_HOUR = timedelta(minutes=30)


@cache
def half_hours(first: int, last: int) -> list[datetime]:
    start, end = datetime(first, 1, 1), datetime(last + 1, 1, 1)
    return [start + HALF_HOUR * step for step in range((end - start) // HALF_HOUR)]


@cache
def onsets(start: str, repeats: str) -> list[datetime]:
    """Expand one observance with dateutil, an independent reader of recurrences."""
    first = datetime.strptime(start, "%Y%m%dT%H%M%S")
    if repeats.startswith("RRULE:"):
        recurrence = rrulestr(repeats.removeprefix("RRULE:"), dtstart=first)
        return recurrence.between(first, datetime(2032, 1, 1), inc=True)
    dates = repeats.removeprefix("RDATE:").split(",") if repeats else []
    return [first, *(datetime.strptime(date, "%Y%m%dT%H%M%S") for date in dates)]


def offset(text: str) -> timedelta:
    hours, minutes, seconds = int(text[1:3]), int(text[3:5]), int(text[5:] or 0)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if text[0] == "-" else 1)


def changes(text: str) -> list[Change]:
    """The changes a VTIMEZONE tells of, as (moment in UTC, offset before, offset after)."""
    found = []
    for block in re.findall(r"BEGIN:(?:STANDARD|DAYLIGHT)\r\n(.*?)END:", text, re.DOTALL):
        lines = dict(line.split(":", 1) for line in block.splitlines())
        repeats = next((f"{name}:{lines[name]}" for name in ("RRULE", "RDATE") if name in lines), "")
        before, after = offset(lines["TZOFFSETFROM"]), offset(lines["TZOFFSETTO"])
        found += [(onset - before, before, after) for onset in onsets(lines["DTSTART"], repeats)]
    return sorted(found)


def observances(zone: str, first: int, last: int) -> str:
    return zones.vtimezone(zone, years=(first, last)).decode().split("\r\n", 2)[2]


def data_of(zone: str) -> bytes:
    return resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


def disagreements(zone: str, first: int, last: int, told: list[Change] | None = None) -> int:
    """Count the half hours at which the VTIMEZONE of *zone* and zoneinfo show another offset.

    On the wall clock, for both readings of an hour that comes twice: these cover every half hour of UTC.
    Between two changes one offset is expected, so zoneinfo is asked at each point and compared as a set.
    """
    told = told or changes(zones.vtimezone(zone, years=(first, last)).decode())
    oracle, grid, wrong = zoneinfo.ZoneInfo(zone), half_hours(first, last), 0
    for earlier in (True, False):
        edge = max if earlier else min
        cuts = [bisect_left(grid, moment + edge(before, after)) for moment, before, after in told]
        for (low, (_, _, after)), high in zip(zip(cuts, told, strict=True), [*cuts[1:], len(grid)], strict=True):
            points = grid[low:high] if earlier else [at.replace(fold=1) for at in grid[low:high][:96]]
            if set(map(oracle.utcoffset, points)) - {after}:
                wrong += sum(oracle.utcoffset(point) != after for point in points)
    return wrong


def test_vtimezone_agrees_with_zoneinfo_on_every_half_hour_in_every_zone():
    assert len(ALL) > 500
    # Names that share both their data and our answer are one case.
    cases = {(data_of(zone), observances(zone, 2026, 2030)): zone for zone in ALL}
    wrong = {zone: count for zone in cases.values() if (count := disagreements(zone, 2026, 2030))}
    assert wrong == {}


def test_vtimezone_proof_notices_an_hour_that_is_wrong():
    summer = changes(zones.vtimezone("Europe/Brussels", years=(2026, 2030)).decode())
    assert disagreements("Europe/Brussels", 2026, 2030, [change for change in summer if change[0].year != 2028]) > 0


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("America/New_York", 2005, 2009),
        ("Europe/Istanbul", 2014, 2018),
        ("Europe/Moscow", 2009, 2016),
        ("Europe/Lisbon", 1991, 1998),
        ("Africa/Casablanca", 2017, 2027),
        ("Africa/Cairo", 2009, 2027),
        ("Asia/Almaty", 2021, 2023),
        ("Asia/Almaty", 2022, 2026),
        ("Pacific/Apia", 2010, 2013),
        ("Asia/Pyongyang", 2014, 2019),
    ],
)
def test_vtimezone_agrees_with_zoneinfo_where_the_rule_changed(zone, first, last):
    assert disagreements(zone, first, last) == 0


def test_vtimezone_changes_at_the_very_second():
    for zone in ("Europe/Brussels", "America/Nuuk", "Africa/Cairo", "Pacific/Chatham", "Africa/Casablanca"):
        oracle = zoneinfo.ZoneInfo(zone)
        for moment, before, after in changes(zones.vtimezone(zone, years=(2026, 2030)).decode()):
            if 2026 <= moment.year <= 2030:
                at = moment.replace(tzinfo=oracle)
                assert oracle.fromutc(at).utcoffset() == after
                assert oracle.fromutc(at - timedelta(seconds=1)).utcoffset() == before


def test_vtimezone_is_two_yearly_rules_with_byday_for_brussels():
    assert zones.vtimezone("Europe/Brussels", years=(2026, 2027)).decode().split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Brussels",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_vtimezone_has_byday_in_each_rule_and_few_observances_in_every_zone():
    for zone in ALL:
        text = zones.vtimezone(zone, years=(2029, 2030)).decode()
        assert "RDATE" not in text, zone
        assert text.count("RRULE:") == text.count("BYDAY="), zone
        assert text.count("TZOFFSETFROM") <= (3 if zone in {"Africa/Cairo", "Egypt"} else 2), zone
        assert all(len(line) <= 75 for line in text.split("\r\n")), zone


def test_vtimezone_is_the_same_for_other_years_of_the_same_rule():
    assert zones.vtimezone("Europe/Paris", years=(2026, 2026)) == zones.vtimezone("Europe/Paris", years=(2010, 2040))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe", "Europe/", "tzdata.zi", "a\r\nX:1"])
def test_vtimezone_refuses_what_is_no_zone(zone):
    with pytest.raises(ValueError, match="not a time zone"):
        zones.vtimezone(zone, years=(2026, 2027))


@pytest.mark.parametrize("rule", ["XXX3YYY,J60/0,J300", "XXX3YYY,59,299", "nonsense", ""])
def test_parse_leaves_alone_what_byday_cannot_say(rule):
    assert posix.parse(rule) is None


@pytest.mark.parametrize(
    ("rule", "expressible"),
    [
        ("CET-1CEST,M3.5.0,M10.5.0/3", True),
        ("XXX3YYY,M2.5.0/-1,M10.5.0", False),
        ("XXX3YYY,M2.5.0,M10.5.0", True),
        ("XXX3YYY,M3.1.0/-1,M10.5.0", False),
        ("XXX3YYY,M2.1.0/-1,M10.5.0/26", True),
    ],
)
def test_is_expressible_sees_the_leap_day(rule, expressible):
    assert posix.is_expressible(posix.parse(rule)) is expressible


@pytest.mark.parametrize("time", [-167, -25, -24, -1, 0, 2, 24, 50, 167])
@pytest.mark.parametrize("week", [1, 2, 3, 4, 5])
def test_recurrences_fall_where_the_rule_does_in_every_year(week, time):
    onset = posix.Onset(10, week, 4, timedelta(hours=time))
    found = {
        moment
        for recurrence in posix.recurrences(onset)
        for moment in rrulestr(
            recurrence, dtstart=datetime(1970, 1, 1) + timedelta(seconds=onset.time.seconds)
        ).between(datetime(2000, 1, 1), datetime(2030, 1, 1))
    }
    assert found == {onset.in_year(year) for year in range(2000, 2030)}
