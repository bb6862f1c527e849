"""Dates and times as English and French readers write them."""

from datetime import UTC, date, datetime

import pytest

from meetings.core import dates

N = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", f"Tuesday 15{N}September 2026"), ("fr", f"mardi 15{N}septembre 2026")],
)
def test_weekday_date(language: str, expected: str) -> None:
    assert dates.weekday_date(date(2026, 9, 15), language) == expected  # type: ignore[arg-type]


def test_first_of_the_month_is_an_ordinal_in_french_only() -> None:
    assert dates.long_date(date(2027, 4, 1), "fr") == f"1er{N}avril 2027"
    assert dates.weekday_date(date(2027, 4, 1), "fr") == f"jeudi 1er{N}avril 2027"
    assert dates.long_date(date(2027, 4, 1), "en") == f"1{N}April 2027"


@pytest.mark.parametrize(
    "typed", ["", "20270915", "2027-W37-3", "2027-02-30", "1999-12-31", "2101-01-01", "2027-09-1²"]
)
def test_day_is_read_in_one_form_only(typed: str) -> None:
    assert dates.day_from(typed) is None
    assert dates.day_from("2027-09-15") == date(2027, 9, 15)
    assert dates.day_from("1999-12-31", date(1952, 1, 1)) == date(1999, 12, 31)


@pytest.mark.parametrize(
    ("hour", "minute", "en", "fr"),
    [(8, 0, "08:00", f"8{N}h"), (8, 30, "08:30", f"8{N}h{N}30"), (0, 5, "00:05", f"0{N}h{N}05")],
)
def test_time_of_day(hour: int, minute: int, en: str, fr: str) -> None:
    at = datetime(2027, 1, 1, hour, minute, tzinfo=UTC)
    assert dates.time_of_day(at, "en") == en
    assert dates.time_of_day(at, "fr") == fr


def test_time_range() -> None:
    starts, ends = datetime(2027, 1, 1, 8, tzinfo=UTC), datetime(2027, 1, 1, 10, tzinfo=UTC)
    assert dates.time_range(starts, ends, "en") == "08:00–10:00"
    assert dates.time_range(starts, ends, "fr") == f"8{N}h{N}– 10{N}h"
