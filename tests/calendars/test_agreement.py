"""Two hundred meetings that are planned, moved and cancelled mean the same to every reader, to the second."""

# ruff: noqa: DTZ001 - wall time is naive by definition

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from meetings.calendars.feed import feed
from meetings.calendars.values import Entry, Organizer
from tests.calendars.conftest import ZONES
from tests.calendars.readers import ABOUT, Seen, by_ical, by_icalendar, by_vobject, expected

NUMBER = 200
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
#: What has hurt a reader: right to left, joined and flagged emoji, accents written as two, everything that is escaped.
PIECES = (
    "الاجتماع العام",
    "הישיבה",
    "👩🏽‍🔬🇪🇺🏳️‍🌈",
    "é" + "e\u0301",
    "日本語",
    "a,b;c:d",
    'C:\\new\\N "x"',
    "n° 8 – où ?",
    "\u200f\u202eabc\u202c",
    "BEGIN:VEVENT",
    "&amp; <b>",
)
BREAKS = ("\n", "\r\n", "\r", "\u2028", "\n\n")


def text(random: Random, length: int, breaks: Sequence[str] = ()) -> str:
    """Return *length* characters of what hurts, with line ends of *breaks* in between."""
    found = "Réunion"
    while len(found) < length:
        found += random.choice((" ", *breaks)) + random.choice(PIECES)
    return found[:length].rstrip("\u200d\\ ").rstrip()


def wall(random: Random, zone: str) -> datetime:
    """Return a quarter of an hour that the clocks of *zone* show once, often within a day of a change of theirs."""
    info = ZoneInfo(zone)
    while True:
        moment = datetime(2026, 1, 1) + QUARTER * random.randrange(5 * 365 * 96)
        if random.random() < 0.5:
            changes = (moment + timedelta(days=day) for day in range(200))
            moment = next((at for at in changes if _offset(at, info) != _offset(at + timedelta(days=1), info)), moment)
        ends = (moment, moment + 3 * HOUR)
        if all(_offset(at, info) == _offset(at.replace(fold=1), info) for at in ends):
            return moment


def _offset(at: datetime, info: ZoneInfo) -> timedelta | None:
    return at.replace(tzinfo=info).utcoffset()


def planned(number: int) -> Entry:
    random = Random(number)
    zone, language = ZONES[number % len(ZONES)], ("en", "fr")[number // len(ZONES) % 2]
    starts = wall(random, zone)
    return Entry(
        uid=f"{random.getrandbits(128):032x}",
        sequence=random.randrange(3),
        changed_at=datetime(2025, 11, 3, 8, 15, random.randrange(60), tzinfo=UTC) + number * HOUR,
        starts=starts,
        ends=starts + 3 * HOUR,
        zone=zone,
        summary=text(random, random.choice((12, 60, 500))),
        description=text(random, 400, BREAKS),
        location=text(random, 80),
        url=f"https://meetings.example.org/{language}/meetings/{number}/",
        categories=("Plénière, élargie",),
        cancelled=False,
        join_link=None,
        language=language,
        tentative=number % 7 == 0,
    )


def moved(entry: Entry) -> Entry:
    """Return *entry* at another time, and in the zone of the house unless it was in universal time."""
    zone = entry.zone if entry.zone == "UTC" else "Europe/Brussels"
    starts = wall(Random(entry.uid), zone)
    later = entry.changed_at + HOUR
    return dataclasses.replace(
        entry, sequence=entry.sequence + 1, changed_at=later, starts=starts, ends=starts + 3 * HOUR, zone=zone
    )


def called_off(entry: Entry) -> Entry:
    later = entry.changed_at + HOUR
    return dataclasses.replace(entry, sequence=entry.sequence + 1, changed_at=later, cancelled=True)


@pytest.fixture(scope="module")
def states() -> list[list[Entry]]:
    """The meetings as they are planned; then every second one moved; then every third one cancelled."""
    first = [planned(number) for number in range(NUMBER)]
    then = [moved(entry) if place % 2 else entry for place, entry in enumerate(first)]
    return [first, then, [called_off(entry) if place % 3 == 0 else entry for place, entry in enumerate(then)]]


@pytest.fixture(scope="module")
def texts(states: list[list[Entry]], organizer: Organizer) -> list[str]:
    return [feed(entries, organizer=organizer, **ABOUT).decode() for entries in states]


def meant(entries: list[Entry]) -> list[Seen]:
    return sorted(map(expected, entries), key=lambda seen: seen.uid)


def by_uid(seen: list[Seen]) -> list[Seen]:
    return sorted(seen, key=lambda one: one.uid)


def test_meetings_are_of_every_sort(states: list[list[Entry]]) -> None:
    for language in ("en", "fr"):
        assert {entry.zone for entry in states[0] if entry.language == language} == set(ZONES)
    assert sum(len(entry.summary) > 480 for entry in states[0]) > NUMBER / 5
    assert len({entry.uid for entry in states[0]}) == NUMBER
    assert [sum(entry.cancelled for entry in entries) for entries in states] == [0, 0, 67]


@pytest.mark.parametrize("state", [0, 2])
@pytest.mark.parametrize("read", [by_ical, by_vobject, by_icalendar])
def test_readers_in_python_agree(states: list[list[Entry]], texts: list[str], read, state: int) -> None:
    assert by_uid(read(texts[state])) == meant(states[state])


@pytest.mark.browser
def test_reader_in_a_browser_agrees(states: list[list[Entry]], texts: list[str], by_ical_js) -> None:
    assert [by_uid(seen) for seen in by_ical_js(*texts)] == list(map(meant, states))


def test_state_that_did_not_change_has_the_same_octets(
    states: list[list[Entry]], texts: list[str], organizer: Organizer
) -> None:
    again = [planned(number) for number in reversed(range(NUMBER))]
    assert feed(again, organizer=organizer, **ABOUT).decode() == texts[0]
    assert len(set(texts)) == 3
