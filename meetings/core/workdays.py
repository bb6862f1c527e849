"""Working days: which days are free in a country, and how far back a number of working days leads."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from meetings.core.bilingual import ENGLISH, Language
from meetings.core.later import Later

#: Read late: it holds the calendars of all countries.
_library: Any = Later("holidays")
#: What is free where no country is named.
_WEEKEND = frozenset({5, 6})
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day on which a country does not work; without a name it belongs to the weekend."""

    day: date
    name: str = ""


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Return the ISO 3166-1 codes of the countries whose holidays are known."""
    return frozenset(_library.list_supported_countries(include_aliases=False))


def is_free(day: date, country: str) -> bool:
    """Say whether *day* is no working day in *country*, or anywhere on a weekend while that is empty."""
    return day.weekday() in _weekend(country) or day in _names(country, day.year, ENGLISH)


def before(day: date, number: int, country: str) -> date:
    """Return the working day of *country* that is *number* working days before *day*; none is the day itself."""
    while number > 0:
        day -= DAY
        number -= 0 if is_free(day, country) else 1
    return day


def after(day: date, number: int, country: str) -> date:
    """Return the working day of *country* that is *number* working days after *day*; none is the day itself."""
    while number > 0:
        day += DAY
        number -= 0 if is_free(day, country) else 1
    return day


def free_days(first: date, last: date, country: str, language: Language) -> list[FreeDay]:
    """Return the days from *first* to *last* that are free in *country*, with the names of holidays in *language*.

    A name that is not known in that language is given in English, else in a language of the country.
    """
    found, day = [], first
    while day <= last:
        name = _names(country, day.year, language).get(day)
        if name or day.weekday() in _weekend(country):
            found.append(FreeDay(day, name or ""))
        day += DAY
    return found


def _weekend(country: str) -> frozenset[int]:
    """Return the weekdays, counted from Monday as 0, that are free in *country* each week."""
    return frozenset(_calendar(country, None, ENGLISH).weekend) if country in countries() else _WEEKEND


@lru_cache(maxsize=512)
def _names(country: str, year: int, language: Language) -> dict[date, str]:
    """Return the holidays of *country* in *year*."""
    if country not in countries():
        return {}
    return {day: name.replace("'", "’") for day, name in _calendar(country, year, language).items()}


@lru_cache(maxsize=512)
def _calendar(country: str, year: int | None, language: Language) -> Any:
    spoken = _library.country_holidays(country).supported_languages
    choice = next((one for prefix in (language, ENGLISH) for one in spoken if one.startswith(prefix)), None)
    return _library.country_holidays(country, years=year, language=choice, expand=False)
