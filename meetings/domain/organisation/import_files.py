"""Reads a register's file into a table of text: XLSX or CSV, in which sheet and which encoding."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from meetings.core.text import one_line, printable
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import import_workbooks as workbooks

BIGGEST = 20_000_000
MOST_ROWS, MOST_COLUMNS = workbooks.MOST_ROWS, workbooks.MOST_COLUMNS
DELIMITERS = (";", "\t", ",")
UTF_8, UTF_16, WESTERN, MAC = "UTF-8", "UTF-16", "Windows-1252", "Mac Roman"
CODECS = {UTF_8: "utf-8-sig", UTF_16: "utf-16", WESTERN: "cp1252", MAC: "mac_roman"}
#: What a heading and a cell are cut to when they are shown.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Source:
    """How a file can be read: the sheets of a workbook, or the encodings of a text, the likeliest first."""

    sheets: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether there is nothing to choose."""
        return len(self.sheets) == 1 or self.encodings[:1] == (UTF_8,)


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a file and its rows below, each with its number as spreadsheets count."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    merged: frozenset[int] = frozenset()

    def samples(self, column: int, number: int = 3) -> tuple[str, ...]:
        """Return the first different cells of *column*, as they can be shown."""
        found: dict[str, None] = {}
        for _, row in self.rows[:200]:
            if column < len(row) and row[column].strip() and len(found) < number:
                found[one_line(printable(row[column]))[:SHOWN]] = None
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: how it can be, and what stands in it when it is read in the likeliest way."""

    source: Source
    table: Table


def opened(data: bytes) -> Read:
    """Judge the file *data* and read it in the likeliest way; raises what ``examine`` and ``read`` raise.

    This takes seconds for a big file, so nobody does it while the database is held.
    """
    source = examine(data)
    return Read(source, read(data, source))


def examine(data: bytes) -> Source:
    """Judge the file *data* and say how it can be read.

    Raises ``FileEmpty``, ``FileTooBig``, ``NotATable``, ``WrongEncoding`` and what a workbook may be refused for.
    """
    if len(data) > BIGGEST:
        raise rules.FileTooBig
    if not data.strip():
        raise rules.FileEmpty
    if data.startswith(b"PK\x03\x04"):
        workbooks.judge(data)
        found = workbooks.sheets(data)
        if not found:
            raise rules.FileEmpty
        return Source(sheets=found)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"PK")):
        raise rules.NotATable
    return Source(encodings=_encodings(data))


def read(data: bytes, source: Source, *, sheet: str = "", encoding: str = "") -> Table:
    """Return what stands in *sheet*, or in the text read in *encoding*; without them, in the likeliest.

    Raises ``FileEmpty``, ``TooManyRows``, ``TooManyColumns``, ``QuotesBroken``, ``WrongEncoding`` or
    ``WorkbookBroken``.
    """
    merged: frozenset[int] = frozenset()
    if source.sheets:
        cells, merged = workbooks.rows(data, sheet or source.sheets[0])
        rows: Iterator[list[str]] = iter(cells)
    else:
        rows = _split(decoded(data, encoding or source.encodings[0]))
    # One cell more than there may be columns, so that a row which is too wide still says so.
    cut = (row[: MOST_COLUMNS + 1] for row in rows)
    filled = ((number, row) for number, row in enumerate(cut, 1) if any(cell.strip() for cell in row))
    _, first = next(filled, (1, []))
    table = Table(tuple(_headings(first)), tuple(_counted(filled)), merged)
    if not table.rows or not table.headings:
        raise rules.FileEmpty
    return table


def _headings(first: list[str]) -> list[str]:
    """Return the headings as they can be shown, without the empty ones at the end."""
    names = [one_line(printable(name))[:SHOWN] for name in first]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise rules.TooManyColumns
    return names


def _counted(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for counted, row in enumerate(rows, 1):
        if counted > MOST_ROWS:
            raise rules.TooManyRows
        yield row


def _encodings(data: bytes) -> tuple[str, ...]:
    """Return the encodings in which *data* may be written, the likeliest first."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_wide(data):
        found = [UTF_16, WESTERN, MAC]
    else:
        found = [UTF_8, WESTERN, MAC]
    possible = tuple(name for name in found if _fits(data, name))
    if not possible:
        raise rules.WrongEncoding
    return possible[:1] if possible[0] == UTF_8 else possible


def _fits(data: bytes, encoding: str) -> bool:
    if encoding in (WESTERN, MAC) and b"\0" in data:
        return False
    try:
        decoded(data, encoding)
    except rules.WrongEncoding:
        return False
    return True


def _is_wide(data: bytes) -> bool:
    """Say whether every second byte at the beginning is zero, as in UTF-16 without its mark."""
    head = data[:200]
    return len(head) >= 8 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 2 * 3 // 4


def decoded(data: bytes, encoding: str) -> str:
    """Return the text *data* read in *encoding*; raises ``WrongEncoding``."""
    codec = CODECS.get(encoding, "")
    if codec == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16-be" if data[:200:2].count(0) > data[1:200:2].count(0) else "utf-16-le"
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        raise rules.WrongEncoding from None


def _split(text: str) -> Iterator[list[str]]:
    """Split *text* into rows of cells at the delimiter that its first line uses."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        raise rules.QuotesBroken(reader.line_num) from None
