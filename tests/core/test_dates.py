"""Dates and times as English and French readers write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

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


def test_one_instant_is_two_days_in_two_zones() -> None:
    evening = datetime(2027, 4, 12, 19, tzinfo=UTC)
    morning = evening.astimezone(ZoneInfo("Asia/Tokyo"))
    assert evening == morning
    assert dates.weekday_date(evening, "en") == f"Monday 12{N}April 2027"
    assert dates.weekday_date(morning, "en") == f"Tuesday 13{N}April 2027"
    assert dates.moment(morning, "en") == f"13{N}April 2027, 04:00"


@pytest.mark.parametrize(
    ("first", "last", "english", "french"),
    [
        (date(2027, 4, 14), date(2027, 4, 14), f"Wednesday 14{N}April 2027", f"mercredi 14{N}avril 2027"),
        (date(2027, 4, 1), date(2027, 4, 3), f"1–3{N}April 2027", f"1er–3{N}avril 2027"),
        (date(2027, 4, 30), date(2027, 5, 2), f"30{N}April – 2{N}May 2027", f"30{N}avril – 2{N}mai 2027"),
        (
            date(2027, 12, 31),
            date(2028, 1, 1),
            f"31{N}December 2027 – 1{N}January 2028",
            f"31{N}décembre 2027 – 1er{N}janvier 2028",
        ),
    ],
)
def test_days_that_follow_each_other(first: date, last: date, english: str, french: str) -> None:
    assert (dates.day_span(first, last, "en"), dates.day_span(first, last, "fr")) == (english, french)


def test_months_and_weekdays_have_their_names() -> None:
    first = date(2027, 8, 1)
    assert (dates.month_year(first, "en"), dates.month_year(first, "fr")) == ("August 2027", "Août 2027")
    assert (dates.weekday(first, "en"), dates.weekday(first, "fr")) == ("Sunday", "dimanche")
    assert (dates.weekday(first, "en", letter=True), dates.weekday(first, "fr", letter=True)) == ("S", "D")
