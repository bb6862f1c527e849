"""Lists as spreadsheets: XLSX workbooks and CSV files in which no cell is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from meetings.core.later import Later
from meetings.exports import plain

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = Later("xlsxwriter")

Cell = str | int | float | Decimal | bool | date | datetime | None
Row = Sequence[Cell]

#: The limits of Excel for a cell, a sheet's name and whole numbers.
LONGEST_CELL = 32_767
LONGEST_NAME = 31
LARGEST_WHOLE = 2**53
FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
WIDEST_COLUMN = 420
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BLANK = " \t\r\n\u00a0\ufeff"
PHONE = re.compile(r"\+[0-9][0-9 ().\u00a0\u202f/-]*")
PHONE_DIGITS = range(5, 16)
NUMBER = re.compile(r"[+-][0-9][0-9 .,\u00a0\u202f]*%?")
#: Written into a workbook whose caller names no time, so that equal rows give equal bytes.
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook: its name, one line of headings and the rows below."""

    name: str
    header: Sequence[str]
    rows: Iterable[Row]


def workbook(sheets: Sequence[Sheet], *, title: str = "", made_at: datetime = NO_TIME) -> bytes:
    """Return the *sheets* as an XLSX file whose first line stays in view and can filter.

    Numbers and dates stay numbers and dates; an aware time is shown as the clock of its own zone. Text is
    text, also when it begins like a formula.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK_OPTIONS) as book:
        book.set_properties({"title": plain.fit(title), "created": made_at.replace(tzinfo=None)})
        styles = _Styles(book)
        names: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, styles)
    return out.getvalue()


def csv_bytes(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return the *rows* below their *header* as CSV (RFC 4180) in UTF-8 with a byte order mark.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front; phone numbers and
    negative numbers stay as they are.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([inert(text) for text in header])
    writer.writerows([_in_words(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """Return *text* so that no spreadsheet reads a formula in it."""
    text = plain.fit(text)
    if text.startswith(FORMULA_BEGINS) or text.lstrip(BLANK).startswith(FORMULA_BEGINS):
        return text if _is_phone(text) or NUMBER.fullmatch(text) else f"'{text}"
    return text


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self.text = book.add_format({"valign": "top", "text_wrap": True})
        self.inert = book.add_format({"valign": "top", "text_wrap": True, "quote_prefix": True})
        self.number = book.add_format({"valign": "top"})
        self.day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm", "align": "left"})


def _write_sheet(target: Any, sheet: Sheet, styles: _Styles) -> None:
    for column, text in enumerate(sheet.header):
        target.write_string(0, column, _cut(text), styles.head)
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            _write_cell(target, last, column, cell, styles)
    target.freeze_panes(1, 0)
    if sheet.header:
        target.autofilter(0, 0, last, len(sheet.header) - 1)
    target.autofit(WIDEST_COLUMN)


def _write_cell(target: Any, row: int, column: int, cell: Cell, styles: _Styles) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        target.write_boolean(row, column, cell, styles.number)
    elif isinstance(cell, datetime):
        target.write_datetime(row, column, cell, styles.moment)
    elif isinstance(cell, date):
        target.write_datetime(row, column, cell, styles.day)
    elif not isinstance(cell, str) and _is_exact(cell):
        target.write_number(row, column, cell, styles.number)
    else:
        text = _cut(str(cell))
        style = styles.inert if text.startswith(FORMULA_BEGINS) else styles.text
        target.write_string(row, column, text, style)


def _is_exact(number: int | float | Decimal) -> bool:
    """Say whether a sheet, which reckons in binary fractions, can hold *number*."""
    finite = number.is_finite() if isinstance(number, Decimal) else True
    return finite and -LARGEST_WHOLE <= number <= LARGEST_WHOLE


def _cut(text: str) -> str:
    text = plain.fit(text).replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return *name* as Excel allows it, different from those *taken*, and take it."""
    clean = FORBIDDEN_IN_NAME.sub("-", " ".join(plain.fit(name).split())).strip("' ") or "-"
    if clean.casefold() == "history":
        clean = f"{clean}-"
    unique, number = clean[:LONGEST_NAME].rstrip("' "), 1
    while unique.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        unique = f"{clean[: LONGEST_NAME - len(suffix)]}{suffix}"
    taken.add(unique.casefold())
    return unique


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits in PHONE_DIGITS and PHONE.fullmatch(text) is not None


def _in_words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return inert(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)
