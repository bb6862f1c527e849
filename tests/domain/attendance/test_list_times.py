"""Dates and durations as platforms write them."""

from datetime import datetime

import pytest

from meetings.domain.attendance import list_times as times

AFTERNOON = datetime(2026, 9, 15, 13, 2, 11)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "09/15/2026 01:02:11 PM",
        "9/15/26, 1:02:11 PM",
        "9/15/26, 1:02:11\u202fPM",
        "15/09/2026 13:02:11",
        "15/09/2026 à 13:02:11",
        "15.09.2026 13:02:11",
        "2026-09-15 13:02:11",
        "2026-09-15T13:02:11.123Z",
        "Sep 15, 2026 01:02:11 PM",
        "15 sept. 2026 à 13:02:11",
        "15/09/26 13h02:11",
    ],
)
def test_moment_reads_what_platforms_write(text):
    moment = times.moment(text)
    assert moment
    assert moment.read(day_first=moment.first > 12) == AFTERNOON


@pytest.mark.parametrize("text", ["", "yesterday", "13:02", "2026-09-15", "99/99/9999", "1/2/3 4:5", "＝1"])
def test_moment_refuses_what_is_none(text):
    assert times.moment(text) is None


@pytest.mark.parametrize("text", ["32/13/2026 13:00", "2026-02-30 10:00", "10/10/2026 25:00"])
def test_impossible_moments_are_nothing(text):
    moment = times.moment(text)
    assert moment
    assert moment.read(day_first=True) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("57", 3420),
        ("1h 27m 51s", 5271),
        ("1 h 27 min 3 s", 5223),
        ("0:57:10", 3430),
        ("116 mins", 6960),
        ("45 s", 45),
        ("1e9", None),
        ("-5", None),
        ("", None),
        ("NaN", None),
        ("9" * 30, 86400),
    ],
)
def test_seconds_reads_durations(text, seconds):
    assert times.seconds(text) == seconds
