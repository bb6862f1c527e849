"""Reads the file of a register: its encoding, its columns, its rows; nothing here judges what a row says."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.bilingual import ENGLISH, Language
from meetings.core.text import folded, one_line, printable
from meetings.domain.organisation import rules

BIGGEST = 2_000_000
MOST_ROWS = 10_000
DELIMITERS = (";", "\t", ",")
#: A heading that is quoted back is cut here.
SHOWN = 60


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
    ),
    Column.KIND: ("kind of organisation", "type d'organisation", "nature"),
    Column.NAME_EN: ("english name", "nom anglais"),
    Column.NAME_FR: ("french name", "nom français"),
    Column.EMAIL: ("e mail", "mail", "e mail address", "email address", "adresse", "adresse électronique", "courriel"),
    Column.NAME: ("person", "personne", "full name", "nom complet"),
    Column.FUNCTION: ("job", "position", "poste"),
    Column.ZONE: ("zone", "timezone", "fuseau"),
    Column.CAPACITY: ("named as", "désigné comme", "role", "rôle"),
    Column.SINCE: ("since on", "from", "named on", "à partir du", "désigné le", "date"),
}
ORGANISATION_ONLY = frozenset(
    {Column.ORGANISATION, Column.REGION, Column.KIND, Column.NAME_EN, Column.NAME_FR, Column.WORKING_LANGUAGE}
)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it was typed: its number as spreadsheets count, the cells, and whether it has more than headings."""

    number: int
    cells: dict[Column, str]
    too_wide: bool = False

    def cell(self, column: Column) -> str:
        """Return what was typed in *column*, empty when the file has no such column."""
        return self.cells.get(column, "")


def heading(column: Column, language: Language) -> str:
    """Return how our own files call *column* in *language*."""
    return column.value if language == ENGLISH else FRENCH_HEADINGS[column]


def headings(language: Language) -> list[str]:
    """Return the first line of our own files in *language*."""
    return [heading(column, language) for column in Column]


def read(data: bytes) -> tuple[Record, ...]:
    """Return the rows of the file *data* below its headings, without the empty ones.

    Raises ``FileEmpty``, ``FileTooBig``, ``NotText``, ``WrongEncoding``, ``QuotesBroken``, ``HeaderWrong`` or
    ``TooManyRows``.
    """
    rows = ((number, row) for number, row in enumerate(_rows(_decoded(data)), 1) if any(cell.strip() for cell in row))
    _, first = next(rows, (1, []))
    columns = _columns([one_line(printable(name)) for name in first])
    records = []
    for number, row in rows:
        records.append(_record(number, row, columns))
        if len(records) > MOST_ROWS:
            raise rules.TooManyRows
    if not records:
        raise rules.FileEmpty
    return tuple(records)


def _record(number: int, row: Sequence[str], columns: Sequence[Column]) -> Record:
    extra = any(cell.strip() for cell in row[len(columns) :])
    return Record(number, dict(zip(columns, row, strict=False)), extra)


def _decoded(data: bytes) -> str:
    """Return the text of *data*, which must be UTF-8."""
    if len(data) > BIGGEST:
        raise rules.FileTooBig
    if not data.strip():
        raise rules.FileEmpty
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise rules.NotText
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_wide(data):
        raise rules.WrongEncoding("UTF-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise rules.WrongEncoding("Windows-1252" if _is_western(data) else "") from None


def _is_wide(data: bytes) -> bool:
    """Say whether every second byte at the beginning is zero, as in UTF-16 without its mark."""
    head = data[:200]
    return len(head) >= 8 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 2 * 3 // 4


def _is_western(data: bytes) -> bool:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data


def _rows(text: str) -> Iterator[list[str]]:
    """Split *text* into rows of cells at the delimiter that its first line uses."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        raise rules.QuotesBroken(reader.line_num) from None


def _columns(names: Sequence[str]) -> list[Column]:
    """Return the columns that the headings *names* stand for; raises ``HeaderWrong``."""
    while names and not names[-1]:
        names = names[:-1]
    found = [_BY_NAME.get(_plain(name)) for name in names]
    columns = [column for column in found if column]
    unknown = tuple(name[:SHOWN] for name, column in zip(names, found, strict=True) if column is None)
    double = tuple(sorted({column for column in columns if columns.count(column) > 1}))
    missing = tuple(column for column in _needed(columns) if column not in columns)
    if unknown or double or missing:
        raise rules.HeaderWrong(unknown=unknown, double=double, missing=missing)
    return columns


def _needed(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns that no file can be without: people are recognised by their addresses."""
    if set(columns) - ORGANISATION_ONLY:
        return Column.ORGANISATION, Column.EMAIL
    return (Column.ORGANISATION,)


def _plain(name: str) -> str:
    """Return a heading without case, accents and the marks between its words."""
    return " ".join(re.sub(r"[\s_./-]+", " ", folded(name)).split())


_BY_NAME = {
    _plain(name): column
    for column in Column
    for name in (column.value, FRENCH_HEADINGS[column], *OTHER_HEADINGS.get(column, ()))
}
