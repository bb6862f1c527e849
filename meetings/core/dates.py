"""Dates and times in words, as English and French readers write them (formats of CLDR through Babel)."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from meetings.core import zones
from meetings.core.bilingual import ENGLISH, Language

NBSP = "\N{NO-BREAK SPACE}"
#: Nothing that people plan or look for lies outside.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
#: What CLDR calls the cities of time zones in French.
_FRENCH_ZONES: Mapping[str, Mapping[str, str]] = Locale("fr").time_zones
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_from(typed: str, earliest: date = EARLIEST, latest: date = LATEST) -> date | None:
    """Return the day that was *typed* like “2027-09-15”, if there is one from *earliest* to *latest*."""
    try:
        day = date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None
    return day if day and earliest <= day <= latest else None


def _written(on: date, pattern: str, language: Language) -> str:
    """Format the day of *on* alone: one instant in two zones is one key of a memory, and may be two days."""
    return _kept(date(on.year, on.month, on.day), pattern, language)


@lru_cache(maxsize=4096)
def _kept(on: date, pattern: str, language: Language) -> str:
    """Format *on*; French puts “1er” for the first, and day and month stay together in both languages."""
    text = format_date(on, pattern, locale="en_GB" if language == ENGLISH else "fr")
    day, _, rest = text.partition("|")
    if language != ENGLISH and on.day == 1:
        day = day[:-1] + "1er"
    return f"{day}{NBSP}{rest}"


def long_date(on: date, language: Language) -> str:
    """Return “15 September 2026” or “15 septembre 2026”."""
    return _written(on, "d'|'MMMM y", language)


def weekday_date(on: date, language: Language) -> str:
    """Return “Tuesday 15 September 2026” or “mardi 15 septembre 2026”."""
    return _written(on, "EEEE d'|'MMMM y", language)


def short_date(on: date, language: Language) -> str:
    """Return “15 Sept 2026” or “15 sept. 2026”."""
    return _written(on, "d'|'MMM y", language)


def short_day(on: date, language: Language) -> str:
    """Return “15 Sept” or “15 sept.”, where the year goes without saying."""
    return _written(on, "d'|'MMM", language)


def day_span(first: date, last: date, language: Language) -> str:
    """Return the days from *first* to *last*: “14–16 April 2027” or “14–16 avril 2027”; one alone with its weekday."""
    if first == last:
        return weekday_date(first, language)
    if (first.year, first.month) == (last.year, last.month):
        begins = "1er" if first.day == 1 and language != ENGLISH else str(first.day)
        return f"{begins}–{long_date(last, language)}"
    before = _written(first, "d'|'MMMM", language) if first.year == last.year else long_date(first, language)
    return f"{before} – {long_date(last, language)}"


@lru_cache(maxsize=4096)
def month_year(on: date, language: Language) -> str:
    """Return the month of *on* as a heading: “April 2027” or “Avril 2027”."""
    return format_date(on, "LLLL y", locale="en_GB" if language == ENGLISH else "fr").capitalize()


@lru_cache(maxsize=64)
def weekday(on: date, language: Language, *, letter: bool = False) -> str:
    """Return the weekday of *on*, or the *letter* it begins with."""
    return format_date(on, "EEEEE" if letter else "EEEE", locale="en_GB" if language == ENGLISH else "fr")


def time_of_day(at: datetime | time, language: Language) -> str:
    """Return “14:30” or “14 h 30”; full hours are “14:00” and “14 h”."""
    if language == ENGLISH:
        return f"{at:%H:%M}"
    minutes = f"{NBSP}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NBSP}h{minutes}"


def time_range(starts: datetime, ends: datetime, language: Language) -> str:
    """Return “14:00–16:00” or “14 h – 16 h”."""
    dash = "–" if language == ENGLISH else f"{NBSP}– "
    return f"{time_of_day(starts, language)}{dash}{time_of_day(ends, language)}"


def moment(at: datetime, language: Language) -> str:
    """Return “11 September 2026, 18:00” or “11 septembre 2026, 18 h”."""
    return f"{long_date(at.date(), language)}, {time_of_day(at, language)}"


def city(zone: str, language: Language) -> str:
    """Return the city of *zone* as readers write it: Brussels, Bruxelles."""
    french = _FRENCH_ZONES.get(zone, {}).get("city") if language != ENGLISH else None
    return french or zones.city(zone)
