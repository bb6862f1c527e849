"""Reading a register's file into a table of text."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from meetings.core.errors import Refused
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import import_workbooks as workbooks

GOOD = "organisation,email,name\nKE,a@example.org,Éva\n"
SHEET = "xl/worksheets/sheet1.xml"


def rows(data: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows of a file as it is most likely meant."""
    return list(files.read(data, files.examine(data)).rows)


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("cp1252"),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-16-be"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        ("\n\n" + GOOD + "\n,,\n").encode(),
    ],
)
def test_every_usual_writing_of_a_text_is_read(data: bytes) -> None:
    ((_, row),) = rows(data)
    assert row == ["KE", "a@example.org", "Éva"]


@pytest.mark.parametrize(
    ("encoding", "first", "certain"),
    [
        ("utf-8", "UTF-8", True),
        ("utf-8-sig", "UTF-8", True),
        ("cp1252", "Windows-1252", False),
        ("utf-16", "UTF-16", False),
        ("utf-16-be", "UTF-16", False),
    ],
)
def test_encoding_is_named_and_a_doubtful_one_is_not_certain(encoding: str, first: str, certain: bool) -> None:
    source = files.examine(GOOD.encode(encoding))
    assert (source.encodings[0], source.is_certain) == (first, certain)


def test_text_is_read_in_the_encoding_that_is_chosen() -> None:
    data = GOOD.encode("mac_roman")
    source = files.examine(data)
    assert files.MAC in source.encodings
    assert files.read(data, source, encoding=files.MAC).rows[0][1][2] == "Éva"


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", rules.FileEmpty),
        (b" \n\n ", rules.FileEmpty),
        (b"\xef\xbb\xbf", rules.FileEmpty),
        (b"organisation,email,name\n", rules.FileEmpty),
        (b"x" * (files.BIGGEST + 1), rules.FileTooBig),
        (b"organisation\n" + b"KE\n" * (files.MOST_ROWS + 1), rules.TooManyRows),
        (b"x," * 200 + b"x\ny", rules.TooManyColumns),
        (b"PK\x03\x04rest", rules.NotATable),
        (b"PK\x05\x06rest", rules.NotATable),
        (b"\xd0\xcf\x11\xe0rest", rules.NotATable),
        (b"%PDF-1.7", rules.NotATable),
        (b"organisation\nKE\x00\x81\xff", rules.WrongEncoding),
        (b'organisation,email\nKE,"open', rules.QuotesBroken),
        (b'organisation,email\nKE,"a"b', rules.QuotesBroken),
        (b"organisation\n" + b"x" * 140_000, rules.QuotesBroken),
    ],
)
def test_file_that_cannot_be_understood_is_refused(data: bytes, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        rows(data)


def test_rows_are_numbered_as_spreadsheets_count() -> None:
    data = 'organisation,email,name\n\nKE,a@example.org,"two\nlines"\nTG,b@example.org,B\n'
    assert [number for number, _ in rows(data.encode())] == [3, 4]


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    """Return an XLSX file that *fill* wrote."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        fill(book, book.add_worksheet("Register"))
    return out.getvalue()


def _values(book: Any, sheet: Any) -> None:
    sheet.write_row(1, 1, ["text", "whole", "part", "yes", "day", "moment", "sum", "equals"])
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(3, 1, [" Éva ", 12, 1.5, True])
    sheet.write_datetime(3, 5, datetime(2027, 9, 15), day)  # noqa: DTZ001
    sheet.write_datetime(3, 6, datetime(2027, 9, 15, 13, 30), day)  # noqa: DTZ001
    sheet.write_formula(3, 7, "=1+1", None, 2)
    sheet.write_string(3, 8, "=1+1")
    book.add_worksheet("Hidden").hide()
    book.add_worksheet("Empty")


def test_values_of_a_workbook_come_as_somebody_would_type_them() -> None:
    data = workbook(_values)
    assert files.examine(data).sheets == ("Register",)
    ((number, row),) = rows(data)
    assert number == 4
    assert row == ["", " Éva ", "12", "1.5", "True", "2027-09-15", "2027-09-15 13:30:00", "2", "'=1+1"]


def _merged(_book: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_row(1, 0, ["1", "2"])
    sheet.merge_range(2, 0, 3, 0, "both")
    sheet.write_row(4, 0, ["1", "2"])
    sheet.merge_range(5, 0, 5, 1, "wide")


def test_rows_with_merged_cells_are_named() -> None:
    data = workbook(_merged)
    assert files.read(data, files.examine(data)).merged == {3, 4, 6}


Parts = dict[str, bytes | None]


def changed(data: bytes, parts: Parts) -> bytes:
    """Return the workbook *data* with other parts; the sheet's own text stands for ``%s`` in them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            text = parts.pop(member.filename, old.read(member))
            if text is not None:
                new.writestr(member.filename, text)
        for name, text in parts.items():
            new.writestr(name, text or b"")
    return out.getvalue()


def sheet(cells: bytes, *, before: bytes = b"") -> bytes:
    """Return the XML of a sheet."""
    return (
        b'<?xml version="1.0"?>'
        + before
        + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + cells + b"</sheetData></worksheet>"
    )


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
PLAIN = workbook(_merged)


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({SHEET: sheet(b"", before=ENTITIES)}, rules.WorkbookSuspicious),
        ({"xl/sharedStrings.xml": ENTITIES + b"<sst/>"}, rules.WorkbookSuspicious),
        # Takes long to make: not in every process that reads the list of tests.
        (lambda: {SHEET: sheet(b" " * 70_000_000)}, rules.WorkbookSuspicious),
        ({f"xl/media/{number}.png": b"" for number in range(1_001)}, rules.WorkbookSuspicious),
        ({SHEET: sheet(b"").decode().encode("utf-16")}, rules.WorkbookSuspicious),
        ({SHEET: sheet(b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="A1048576"/></row>')}, rules.TooManyRows),
        ({SHEET: sheet(b"<row/>" * 100_200)}, rules.TooManyRows),
        ({SHEET: sheet(b'<row r="1"><c r="XFD1"/></row>')}, rules.TooManyColumns),
        ({SHEET: sheet(b'<row r="1"><c x=">" r="XFD1"/></row>')}, rules.TooManyColumns),
        ({SHEET: sheet(b"<row r='1'><c s='1' r = 'xfd1'/></row>")}, rules.TooManyColumns),
        ({SHEET: sheet(b"<row r='1'><c r='A&#49;'/></row>")}, rules.WorkbookSuspicious),
        ({SHEET: sheet(b"<x:row>" + b"<x:c/>" * 201 + b"</x:row>")}, rules.TooManyColumns),
        ({"xl/vbaProject.bin": b"macro"}, rules.NotATable),
        ({"[Content_Types].xml": None}, rules.NotATable),
        ({"xl/workbook.xml": b"<nothing"}, rules.WorkbookBroken),
    ],
)
def test_workbook_built_to_harm_is_refused(parts: Parts | Callable[[], Parts], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        rows(changed(PLAIN, dict(parts() if callable(parts) else parts)))


def test_cut_workbook_is_refused() -> None:
    for length in (10, 500, len(PLAIN) // 2, len(PLAIN) - 1):
        with pytest.raises(Refused):
            rows(PLAIN[:length])


def test_workbook_is_measured_across_the_pieces_in_which_it_is_unpacked() -> None:
    cells = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 60_000))
    assert len(cells) > 2 * workbooks.CHUNK
    assert len(rows(changed(PLAIN, {SHEET: sheet(cells)}))) == 59_998
