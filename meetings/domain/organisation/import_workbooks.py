"""Reads XLSX workbooks, judged before anything of them is unpacked into memory."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from meetings.core import packages, uploads
from meetings.core.later import Later
from meetings.core.packages import ArchiveSuspicious, ContentDisagrees
from meetings.domain.organisation import import_rules as rules

if TYPE_CHECKING:
    import python_calamine as calamine
else:
    calamine = Later("python_calamine")

Cell = str | int | float | bool | date | datetime | time | timedelta
MOST_ROWS, MOST_COLUMNS = 100_000, 200
#: Rows above the headings, which are none of ours.
ROOM = 100
MOST_MEMBERS = 1_000
LARGEST_UNPACKED = 200 * 1024 * 1024
CHUNK = 1024 * 1024
#: Longer than any tag of a cell or a row.
OVERLAP = 2048
XML_NAMES = (".xml", ".rels", ".vml")
SHEETS = "xl/worksheets/"
DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
TAG = re.compile(rb"""<(?:\w{1,20}:)?(c|row)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>""")
#: As every usual program writes it; else the attributes are taken apart.
FIRST = re.compile(rb"""\s+r=["']([A-Z]{0,3})([0-9]{1,7})["']""")
ATTRIBUTE = re.compile(rb"""([^\s=/"'>]+)\s*=\s*("[^"]*"|'[^']*')""")
REFERENCE = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,7})")
#: What a workbook holds as text is no formula, however it begins.
LIKE_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def judge(data: bytes) -> None:
    """Accept *data* as a workbook that is as large inside as it may be.

    Raises ``NotATable``, ``WorkbookSuspicious``, ``TooManyRows`` or ``TooManyColumns``.
    """
    try:
        packages.judge(io.BytesIO(data), uploads.PACKAGES[".xlsx"])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise rules.WorkbookSuspicious
            for member in members:
                if member.filename.casefold().endswith(XML_NAMES):
                    _judge_xml(archive, member)
    except ArchiveSuspicious:
        raise rules.WorkbookSuspicious from None
    except ContentDisagrees:
        raise rules.NotATable from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise rules.WorkbookBroken from None


def _judge_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Judge one part: no entities, and if it is a sheet, no more rows and columns than there may be."""
    extent = _Extent() if member.filename.casefold().startswith(SHEETS) else None
    before = b""
    for chunk in _chunks(archive, member):
        if not before and chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
            raise rules.WorkbookSuspicious
        text = before + chunk
        if DECLARED.search(text):
            raise rules.WorkbookSuspicious
        done = extent.measure(text) if extent else 0
        before = text[max(done, len(text) - OVERLAP) :]


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one part piece by piece, and no further than the list of the archive says."""
    left = member.file_size
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise rules.WorkbookSuspicious
            yield chunk


class _Extent:
    """How far a sheet reaches: the rectangle around all its cells is held in memory when it is read."""

    def __init__(self) -> None:
        self.row = self.column = 0

    def measure(self, text: bytes) -> int:
        """Follow the rows and cells in *text*, and return where the last one ended."""
        done = 0
        for tag in TAG.finditer(text):
            letters, digits = _place(tag[2])
            if tag[1] == b"row":
                self.row = int(digits) if digits else self.row + 1
                self.column = 0
            elif digits:
                self.row, self.column = int(digits), _number(letters)
            else:
                self.column += 1
            if self.row > MOST_ROWS + ROOM:
                raise rules.TooManyRows
            if self.column > MOST_COLUMNS:
                raise rules.TooManyColumns
            done = tag.end()
        return done


def _place(attributes: bytes) -> tuple[bytes, bytes]:
    """Return the column and the row that a cell or a row names for itself, empty where it names none."""
    usual = FIRST.match(attributes)
    if usual:
        return usual[1], usual[2]
    for name, value in ATTRIBUTE.findall(attributes):
        if name.rpartition(b":")[2] == b"r":
            found = REFERENCE.fullmatch(value[1:-1])
            if not found:
                raise rules.WorkbookSuspicious
            return found[1], found[2]
    return b"", b""


@cache
def _number(letters: bytes) -> int:
    """Return which column *letters* name, from 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def sheets(data: bytes) -> tuple[str, ...]:
    """Return the names of the sheets that are shown and hold anything."""
    book = _open(data)
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
    return tuple(name for name in shown if _sheet(book, name).height)


def rows(data: bytes, sheet: str) -> tuple[list[list[str]], frozenset[int]]:
    """Return all cells of *sheet* as text, and the numbers of the rows that have cells in common with others.

    Raises ``WorkbookBroken``, also when there is no such sheet.
    """
    found = _sheet(_open(data), sheet)
    cells = [[_text(cell) for cell in row] for row in found.to_python(skip_empty_area=False)]
    merged = {
        row + 1
        for (first, _), (last, _) in found.merged_cell_ranges or ()
        for row in range(first, min(last, len(cells)) + 1)
    }
    return cells, frozenset(merged)


def _open(data: bytes) -> "calamine.CalamineWorkbook":
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (calamine.CalamineError, OSError, ValueError):
        raise rules.WorkbookBroken from None


def _sheet(book: "calamine.CalamineWorkbook", name: str) -> "calamine.CalamineSheet":
    try:
        return book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError, ValueError):
        raise rules.WorkbookBroken from None


def _text(cell: Cell) -> str:
    """Return a cell as somebody would type it: days like 2027-09-15, whole numbers without a fraction."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(LIKE_FORMULA) else cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
