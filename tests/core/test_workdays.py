"""Working days and holidays."""

from datetime import date

import pytest

from meetings.core import workdays

THURSDAY = date(2027, 5, 20)


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        (0, "BE", THURSDAY),
        (1, "BE", date(2027, 5, 19)),
        # Whit Monday, the 17th, is free in Belgium.
        (3, "BE", date(2027, 5, 14)),
        (3, "", date(2027, 5, 17)),
        (3, "XX", date(2027, 5, 17)),
    ],
)
def test_working_days_lead_back_over_weekends_and_holidays(number: int, country: str, expected: date) -> None:
    assert workdays.before(THURSDAY, number, country) == expected


def test_holidays_have_names_in_the_language_that_is_asked_for() -> None:
    first, last = date(2027, 5, 14), date(2027, 5, 17)
    french = {free.day.day: free.name for free in workdays.free_days(first, last, "BE", "fr")}
    english = {free.day.day: free.name for free in workdays.free_days(first, last, "BE", "en")}
    assert french == {15: "", 16: "Pentecôte", 17: "Lundi de Pentecôte"}
    assert english[17] != french[17]


def test_country_without_french_names_is_named_in_another_language() -> None:
    [free] = [one for one in workdays.free_days(date(2027, 12, 12), date(2027, 12, 12), "KE", "fr") if one.name]
    assert free.name


def test_weekend_is_that_of_the_country() -> None:
    friday, sunday = date(2027, 6, 11), date(2027, 6, 13)
    assert [workdays.is_free(day, "DZ") for day in (friday, sunday)] == [True, False]
    assert [workdays.is_free(day, "DE") for day in (friday, sunday)] == [False, True]


def test_working_days_after_a_day_leave_out_the_weekend() -> None:
    thursday = date(2027, 6, 10)
    assert workdays.after(thursday, 0, "") == thursday
    assert workdays.after(thursday, 3, "") == date(2027, 6, 15)
