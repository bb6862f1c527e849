"""What a subscriber receives."""

# ruff: noqa: DTZ001 - wall time is naive by definition

import dataclasses
import logging
import re
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest

from meetings.calendars.feed import feed
from meetings.calendars.values import Organizer

ABOUT = {"name": "Plénières, 2026", "language": "fr", "source": "https://meetings.example.org/fr/calendar.ics"}


def prop(lines, name):
    return [line for line in lines if re.match(rf"{name}[;:]", line)]


def test_feed_says_who_publishes_it_and_how_often_to_look(meetings, organizer, unfolded):
    lines = unfolded(feed(meetings, organizer=organizer, **ABOUT))
    head = lines[: lines.index("BEGIN:VTIMEZONE")]
    assert head == [
        "BEGIN:VCALENDAR",
        "PRODID:-//hemicycle//Hemicycle//FR",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME;LANGUAGE=fr:Plénières\\, 2026",
        "X-WR-CALNAME:Plénières\\, 2026",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://meetings.example.org/fr/calendar.ics",
        "COLOR:navy",
    ]
    assert set(prop(lines, "ORGANIZER")) == {'ORGANIZER;CN="Secrétariat, plénières":mailto:secretariat@example.org'}
    assert len(prop(lines, "ORGANIZER")) == len(meetings)
    assert prop(lines, "ATTENDEE") == []


def test_feed_is_folded_utf8_with_crlf_and_no_bom(meetings, organizer):
    body = feed(meetings, organizer=organizer, **ABOUT)
    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)


def test_feed_has_one_vtimezone_for_each_zone_in_fixed_order_and_none_for_utc(meetings, organizer, unfolded):
    lines = unfolded(feed(reversed(meetings), organizer=organizer, **ABOUT))
    told = [lines[at + 1].removeprefix("TZID:") for at, line in enumerate(lines) if line == "BEGIN:VTIMEZONE"]
    used = {match[1] for line in lines if (match := re.match(r"DT(?:START|END);TZID=([^:]+):", line))}
    assert told == sorted(used) == sorted({meeting.zone for meeting in meetings} - {"UTC"})
    assert not [line for line in lines if "TZID=" in line and line.endswith("Z")]


def test_feed_is_the_same_bytes_until_something_changes(meetings, organizer):
    first = feed(meetings, organizer=organizer, **ABOUT)
    again = [dataclasses.replace(meeting) for meeting in reversed(meetings)]
    assert feed(again, organizer=organizer, **ABOUT) == first
    again[0] = dataclasses.replace(again[0], location="Ailleurs", sequence=again[0].sequence + 1)
    assert feed(again, organizer=organizer, **ABOUT) != first


def test_feed_dates_each_entry_by_its_last_change(meeting, organizer, unfolded):
    changed = dataclasses.replace(meeting, changed_at=datetime(2026, 2, 1, 0, 30, tzinfo=UTC).astimezone(), sequence=7)
    lines = unfolded(feed([changed], organizer=organizer, **ABOUT))
    assert prop(lines, "DTSTAMP") == ["DTSTAMP:20260201T003000Z"]
    assert prop(lines, "LAST-MODIFIED") == ["LAST-MODIFIED:20260201T003000Z"]
    assert prop(lines, "SEQUENCE") == ["SEQUENCE:7"]


def test_feed_keeps_a_cancelled_entry_and_says_so(meeting, organizer, unfolded):
    lines = unfolded(feed([dataclasses.replace(meeting, cancelled=True)], organizer=organizer, **ABOUT))
    assert prop(lines, "STATUS") == ["STATUS:CANCELLED"]
    assert prop(lines, "UID") == [f"UID:{meeting.uid}"]


@pytest.mark.parametrize(("tentative", "status"), [(True, "STATUS:TENTATIVE"), (False, "STATUS:CONFIRMED")])
def test_feed_tells_a_date_to_keep_from_a_settled_one(meeting, organizer, unfolded, tentative, status):
    lines = unfolded(feed([dataclasses.replace(meeting, tentative=tentative)], organizer=organizer, **ABOUT))
    assert prop(lines, "STATUS") == [status]


def test_feed_gives_the_join_link_twice_to_whoever_may_have_it(meeting, organizer, unfolded):
    lines = unfolded(feed([meeting], organizer=organizer, **ABOUT))
    assert prop(lines, "CONFERENCE") == [
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://join.example.org/r/1?pwd=a,b"
    ]
    assert prop(lines, "DESCRIPTION")[0].endswith("\\n\\nhttps://join.example.org/r/1?pwd=a\\,b")


def test_feed_without_a_join_link_has_no_trace_of_one(meeting, organizer):
    body = feed([dataclasses.replace(meeting, join_link=None)], organizer=organizer, **ABOUT)
    assert b"CONFERENCE" not in body
    assert b"join.example" not in body


def test_feed_names_the_language_of_every_text(meetings, organizer, unfolded):
    lines = unfolded(feed(meetings[:2], organizer=organizer, **ABOUT))
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        assert {line.split(":")[0] for line in prop(lines, name)} == {f"{name};LANGUAGE=fr", f"{name};LANGUAGE=en"}


@pytest.mark.parametrize(
    "broken",
    [
        {"zone": "Mars/Olympus"},
        {"ends": datetime(2020, 1, 1, 9, 0)},
        {"starts": datetime(2026, 1, 1, 9, 0, tzinfo=UTC)},
        {"changed_at": datetime(2026, 1, 1, 9, 0)},
        {"changed_at": None},
        {"sequence": -1},
        {"sequence": 2**31},
        {"uid": "\r\n"},
        {"url": "https://example.org/\r\nATTENDEE:mailto:x@example.org"},
        {"url": "meetings/7"},
        {"join_link": "https://join.example.org/ with space"},
        {"language": "fr;X=1:"},
        {"categories": ["unhashable"]},
    ],
)
def test_feed_leaves_a_poisoned_entry_out_and_logs_it(meetings, organizer, caplog, broken):
    poisoned = dataclasses.replace(meetings[2], **{"uid": "poison", **broken})
    with caplog.at_level(logging.ERROR):
        body = feed([meetings[0], poisoned, meetings[1]], organizer=organizer, **ABOUT)
    assert body == feed(meetings[:2], organizer=organizer, **ABOUT)
    assert len(caplog.records) == 1


def test_feed_refuses_an_organizer_who_has_no_address(meeting):
    with pytest.raises(ValueError, match="not an address"):
        feed([meeting], organizer=Organizer("Secretariat", "x@example.org\r\nX-EVIL:1"), **ABOUT)


def test_feed_of_nothing_is_an_empty_calendar(organizer):
    assert feed([], organizer=organizer, **ABOUT).endswith(b"COLOR:navy\r\nEND:VCALENDAR\r\n")


def test_feed_of_a_busy_year_is_served_in_milliseconds_once_warm(meetings, organizer):
    other = [dataclasses.replace(meeting, uid=f"{meeting.uid}-2") for meeting in meetings]

    def once() -> float:
        fresh = [dataclasses.replace(entry, summary=f" {entry.summary}"[1:]) for entry in meetings + other]
        started = perf_counter()
        feed(fresh, organizer=organizer, **ABOUT)
        return perf_counter() - started

    assert min(once() for _ in range(20)) < 0.010


def test_feed_entry_has_wall_time_in_its_zone(meeting, organizer, unfolded):
    wall = dataclasses.replace(meeting, starts=datetime(2026, 3, 2, 10, 0), ends=datetime(2026, 3, 2, 12, 30, 5, 999))
    lines = unfolded(feed([wall], organizer=organizer, **ABOUT))
    assert "DTSTART;TZID=Africa/Casablanca:20260302T100000" in lines
    assert "DTEND;TZID=Africa/Casablanca:20260302T123005" in lines


def test_feed_has_the_zone_of_a_night_over_new_year(meeting, organizer):
    night = dataclasses.replace(
        meeting, starts=datetime(2025, 12, 31, 22, 0), ends=datetime(2025, 12, 31, 22, 0) + timedelta(hours=5)
    )
    body = feed([night], organizer=organizer, **ABOUT)
    assert b"20250223T030000" in body
    assert b"20260215T030000" in body
