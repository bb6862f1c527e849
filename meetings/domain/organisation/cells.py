"""Reads single cells of a register's file: words of closed lists in both languages, dates, cleaned text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from meetings.core import dates, zones
from meetings.core.bilingual import ENGLISH, FRENCH, Language
from meetings.core.text import folded, one_line, printable, unusable
from meetings.domain.organisation.import_values import Draft, KnownKind, Reason, Register
from meetings.domain.organisation.sheets import Column
from meetings.models.organisation import Capacity

Value = TypeVar("Value")

LONGEST: dict[Column, int] = {Column.ORGANISATION: 20, Column.EMAIL: 254, Column.ZONE: 64}
LONGEST_TEXT = 200
#: What a spreadsheet takes for a formula; an apostrophe before it says that it is text.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
EARLIEST, LATEST = date(1952, 1, 1), date(2100, 12, 31)
#: What is quoted back of a cell.
SHOWN = 60

#: Other words for the kinds that a register begins with.
KINDS: dict[str, str] = {
    "membre": "member",
    **dict.fromkeys(("observateur", "observatrice"), "observer"),
    **dict.fromkeys(("private sector", "prive", "secteur prive"), "private"),
    **dict.fromkeys(("partner agency", "partenaire", "organisme partenaire"), "partner"),
    **dict.fromkeys(("academic body", "universitaire", "etablissement universitaire"), "academic"),
}
CAPACITIES: dict[str, Capacity] = {
    **dict.fromkeys(("head", "head ncp", "pcn principal", "pcn principale", "chef"), Capacity.HEAD),
    **dict.fromkeys(("ncp", "pcn"), Capacity.NCP),
    **dict.fromkeys(("alternate", "suppleant", "suppleante"), Capacity.ALTERNATE),
    **dict.fromkeys(("delegate", "delegue", "deleguee"), Capacity.DELEGATE),
}
LANGUAGES: dict[str, Language] = {
    **dict.fromkeys(("en", "english", "anglais"), ENGLISH),
    **dict.fromkeys(("fr", "french", "francais"), FRENCH),
}


def shown(value: str) -> str:
    """Return what was typed so that it can be quoted in one line."""
    text = one_line(printable(value))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


@lru_cache(maxsize=20_000)
def _clean(raw: str) -> str | None:
    """Return *raw* in one line, nothing when no cell may hold it; many rows hold the same."""
    return None if unusable(raw) else one_line(raw)


def text(draft: Draft, column: Column) -> str:
    """Return the cell in *column* as it would be stored; what no cell may hold is a problem of the row."""
    raw = draft.record.cell(column)
    if not raw:
        return ""
    value = _clean(raw)
    if value is None:
        draft.refuse(Reason.UNUSABLE, column)
        return ""
    if raw.startswith(FORMULA) or value.startswith(FORMULA):
        draft.refuse(Reason.FORMULA, column, shown(value))
        return ""
    if value.startswith("'") and value[1:].startswith(FORMULA):
        value = value[1:]
    longest = LONGEST.get(column, LONGEST_TEXT)
    if len(value) > longest:
        draft.refuse(Reason.TOO_LONG, column, shown(value), longest)
        return ""
    return value


def word(draft: Draft, column: Column, words: Mapping[str, Value], reason: Reason) -> Value | None:
    """Return what the cell in *column* stands for among *words*; another word is a problem with this *reason*."""
    typed = text(draft, column)
    if not typed:
        return None
    found = words.get(folded(typed).replace("_", " "))
    if found is None:
        draft.refuse(reason, column, shown(typed))
    return found


def language(draft: Draft, column: Column) -> Language | None:
    """Return the language in *column*."""
    return word(draft, column, LANGUAGES, Reason.UNKNOWN_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Words:
    """By which words a file may name the kinds and the regions of a register."""

    kinds: Mapping[str, KnownKind]
    regions: Mapping[str, str]

    @classmethod
    def of(cls, register: Register) -> "Words":
        """Return the words for *register*: codes, names in either language, and usual other words for kinds."""
        kinds, regions = register.kinds, register.regions
        usual = {word: kinds[code] for word, code in KINDS.items() if code in kinds}
        known = {folded(name): one for one in kinds.values() for name in (one.name.en, one.name.fr, one.code) if name}
        places = {folded(name): code for code, both in regions.items() for name in (code, both.en, both.fr) if name}
        return cls(usual | known, places)


def kind(draft: Draft, words: Words) -> KnownKind | None:
    """Return the kind of organisation that a cell names."""
    return word(draft, Column.KIND, words.kinds, Reason.UNKNOWN_KIND)


def region(draft: Draft, words: Words) -> str:
    """Return the code of the region that a cell names."""
    return word(draft, Column.REGION, words.regions, Reason.UNKNOWN_REGION) or ""


def zone(draft: Draft) -> str:
    """Return the time zone in a cell."""
    typed = text(draft, Column.ZONE)
    if typed and typed not in zones.names():
        draft.refuse(Reason.UNKNOWN_ZONE, Column.ZONE, shown(typed))
        return ""
    return typed


def day(draft: Draft) -> date | None:
    """Return the day in a cell, written like 2027-09-15."""
    typed = text(draft, Column.SINCE)
    if not typed:
        return None
    found = dates.day_from(typed, EARLIEST, LATEST)
    if found is None:
        draft.refuse(Reason.IMPOSSIBLE_DATE, Column.SINCE, shown(typed))
    return found
