"""Knows the columns of a register's file: their headings in both languages, and how others call them."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.bilingual import ENGLISH, Language
from meetings.core.text import folded
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation.import_files import Table


class Column(StrEnum):
    """What a file can say of an organisation and of someone it named; the order is that of our own files."""

    ORGANISATION = "organisation"
    REGION = "region"
    KIND = "kind"
    NAME_EN = "name_en"
    NAME_FR = "name_fr"
    WORKING_LANGUAGE = "working_language"
    EMAIL = "email"
    NAME = "name"
    FUNCTION = "function"
    LANGUAGE = "language"
    ZONE = "time_zone"
    CAPACITY = "capacity"
    SINCE = "since"


#: The heading that our own files have in French, and other headings that are understood.
FRENCH_HEADINGS: dict[Column, str] = {
    Column.ORGANISATION: "organisation",
    Column.REGION: "région",
    Column.KIND: "type",
    Column.NAME_EN: "nom_en",
    Column.NAME_FR: "nom_fr",
    Column.WORKING_LANGUAGE: "langue_de_travail",
    Column.EMAIL: "courriel",
    Column.NAME: "nom",
    Column.FUNCTION: "fonction",
    Column.LANGUAGE: "langue",
    Column.ZONE: "fuseau_horaire",
    Column.CAPACITY: "qualité",
    Column.SINCE: "depuis",
}
OTHER_HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.ORGANISATION: (
        "organisation code",
        "code",
        "code organisation",
        "code de l'organisation",
        "country",
        "country code",
        "pays",
        "code pays",
        "iso code",
        "code iso",
        "member",
        "membre",
        "organization",
        "organization code",
        "administration",
        "etat",
    ),
    Column.REGION: ("wco region", "region omd", "region code"),
    Column.KIND: ("kind of organisation", "type d'organisation", "nature"),
    Column.NAME_EN: ("english name", "nom anglais"),
    Column.NAME_FR: ("french name", "nom français"),
    Column.EMAIL: ("e mail", "mail", "e mail address", "email address", "adresse", "adresse électronique", "courriel"),
    Column.NAME: ("person", "personne", "full name", "nom complet", "nom et prenom", "prenom et nom", "contact"),
    Column.FUNCTION: ("job", "job title", "position", "poste", "title", "titre", "emploi"),
    Column.LANGUAGE: ("preferred language", "langue preferee", "reading language", "langue de lecture"),
    Column.WORKING_LANGUAGE: ("language of the organisation", "langue de l'organisation"),
    Column.ZONE: ("zone", "timezone", "fuseau"),
    Column.CAPACITY: ("named as", "désigné comme", "role", "rôle"),
    Column.SINCE: ("since on", "from", "named on", "à partir du", "désigné le", "date"),
}
#: Headings of columns that we write for people to read.
IGNORED = frozenset({"problem", "probleme"})
ORGANISATION_ONLY = frozenset(
    {Column.ORGANISATION, Column.REGION, Column.KIND, Column.NAME_EN, Column.NAME_FR, Column.WORKING_LANGUAGE}
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it was typed: its number as spreadsheets count, and the cells.

    *too_wide* when it has more cells than there are headings, *merged* when it shares a cell with other rows.
    """

    number: int
    cells: dict[Column, str]
    too_wide: bool = False
    merged: bool = False

    def cell(self, column: Column) -> str:
        """Return what was typed in *column*, empty when the file has no such column."""
        return self.cells.get(column, "")


def heading(column: Column, language: Language) -> str:
    """Return how our own files call *column* in *language*."""
    return column.value if language == ENGLISH else FRENCH_HEADINGS[column]


def headings(language: Language) -> list[str]:
    """Return the first line of our own files in *language*."""
    return [heading(column, language) for column in Column]


def problem_heading(language: Language) -> str:
    """Return how files call the column that says what is wrong with a row."""
    return "problem" if language == ENGLISH else "problème"


def match(names: Sequence[str]) -> list[Column | None]:
    """Return for each heading the column that it stands for, nothing where it is unknown or stands there again."""
    found: list[Column | None] = []
    for name in names:
        column = _BY_NAME.get(_plain(name))
        found.append(None if column in found else column)
    return found


def is_ignored(name: str) -> bool:
    """Say whether a column under the heading *name* is left out without a question."""
    return _plain(name) in IGNORED


def check(columns: Sequence[Column | None]) -> None:
    """Refuse *columns* of which two are the same, or that lack what is needed; raises ``ColumnsWrong``."""
    chosen = Counter(column for column in columns if column)
    double = [column for column, times in chosen.items() if times > 1]
    missing = [column for column in _needed(set(chosen)) if column not in chosen]
    if double or missing:
        raise rules.ColumnsWrong(double=double, missing=missing)


def _needed(columns: set[Column]) -> tuple[Column, ...]:
    """Return the columns that no file can be without: people are recognised by their addresses."""
    if columns - ORGANISATION_ONLY:
        return Column.ORGANISATION, Column.EMAIL
    return (Column.ORGANISATION,)


def fingerprint(names: Sequence[str]) -> str:
    """Return a mark that files with the same headings have in common."""
    return hashlib.sha256("\0".join(map(_plain, names)).encode("utf-8", "replace")).hexdigest()


def records(table: Table, columns: Sequence[Column | None]) -> tuple[Record, ...]:
    """Return the rows of *table* whose columns stand for *columns*."""
    wanted = [(place, column) for place, column in enumerate(columns) if column]
    width = len(table.headings)
    return tuple(
        Record(
            number,
            {column: row[place] for place, column in wanted if place < len(row)},
            any(cell.strip() for cell in row[width:]),
            number in table.merged,
        )
        for number, row in table.rows
    )


def _plain(name: str) -> str:
    """Return a heading without case, accents and the marks between its words."""
    return " ".join(re.sub(r"[\s_./-]+", " ", folded(name)).split())


_BY_NAME = {
    _plain(name): column
    for column in Column
    for name in (column.value, FRENCH_HEADINGS[column], *OTHER_HEADINGS.get(column, ()))
}
