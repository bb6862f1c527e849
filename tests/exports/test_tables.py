"""Spreadsheets: what goes in can be read again, and nothing in them is a formula."""

import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from meetings.exports import tables
from meetings.exports.tables import Sheet

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+1+1", "+A1", "-2+3", "-A1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1"]


def opened(content: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: ET.fromstring(file.read(name)) for name in file.namelist() if name.endswith(".xml")}


def cells(content: bytes, sheet: int = 1) -> dict[str, tuple[str, str]]:
    """Return type and text of each cell of a *sheet*, shared strings looked up."""
    parts = opened(content)
    strings = [
        "".join(t.text or "" for t in si.iterfind(".//m:t", MAIN))
        for si in parts["xl/sharedStrings.xml"].iterfind("m:si", MAIN)
    ]
    found = {}
    for cell in parts[f"xl/worksheets/sheet{sheet}.xml"].iterfind(".//m:c", MAIN):
        kind, value = cell.get("t", "n"), cell.findtext("m:v", "", MAIN)
        found[cell.attrib["r"]] = (kind, strings[int(value)] if kind == "s" else value)
    return found


def test_workbook_keeps_each_kind_of_value() -> None:
    row = ["Éric", 3, 2.5, Decimal("1.25"), True, date(2026, 4, 7), datetime(2026, 4, 7, 12, tzinfo=UTC), None]
    found = cells(tables.workbook([Sheet("People", ["a"] * 8, [row])]))
    assert found["A1"] == ("s", "a")
    assert [found[f"{column}2"] for column in "ABCDEFG"] == [
        ("s", "Éric"),
        ("n", "3"),
        ("n", "2.5"),
        ("n", "1.25"),
        ("b", "1"),
        ("n", "46119"),
        ("n", "46119.5"),
    ]
    assert "H2" not in found


@pytest.mark.parametrize("text", [*FORMULAS, "http://example.org", "{=1}", "0123", "1e5"])
def test_workbook_keeps_text_as_text(text: str) -> None:
    content = tables.workbook([Sheet("x", [text], [[text]])])
    parts = opened(content)["xl/worksheets/sheet1.xml"]
    assert parts.find(".//m:f", MAIN) is None
    assert parts.find(".//m:hyperlink", MAIN) is None
    found = cells(content)["A2"]
    assert found[0] == "s"
    assert found[1].strip() == text.strip()


@pytest.mark.parametrize("number", [2**63, -(2**70), 10**400, float("nan"), float("inf"), Decimal("NaN")])
def test_workbook_writes_numbers_it_cannot_hold_as_text(number: tables.Cell) -> None:
    assert cells(tables.workbook([Sheet("x", ["n"], [[number]])]))["A2"] == ("s", str(number))


def test_workbook_drops_characters_that_xml_cannot_hold() -> None:
    assert cells(tables.workbook([Sheet("x", ["n"], [["a\0b\x0bc\ud800d\uffff"]])]))["A2"] == ("s", "abcd")


def test_workbook_cuts_a_cell_that_is_too_long() -> None:
    kept = cells(tables.workbook([Sheet("x", ["n"], [["y" * 40_000]])]))["A2"][1]
    assert len(kept) == 32_767
    assert kept.endswith("…")


def test_workbook_head_stays_in_view_is_bold_and_filters() -> None:
    parts = opened(tables.workbook([Sheet("x", ["Name", "Country"], [["Awa", "Cameroon"]] * 3)]))
    sheet = parts["xl/worksheets/sheet1.xml"]
    pane, head = sheet.find(".//m:pane", MAIN), sheet.find(".//m:c[@r='A1']", MAIN)
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    found = sheet.find("m:autoFilter", MAIN)
    assert found is not None
    assert found.get("ref") == "A1:B4"
    assert head is not None
    style = parts["xl/styles.xml"].findall("m:cellXfs/m:xf", MAIN)[int(head.attrib["s"])]
    font = parts["xl/styles.xml"].findall("m:fonts/m:font", MAIN)[int(style.attrib["fontId"])]
    assert font.find("m:b", MAIN) is not None


def test_workbook_gives_each_sheet_a_name_that_excel_takes() -> None:
    names = ["A/B: C?", "a-b- c-", "", "'quoted'", "History", "x" * 40, "X" * 40, "\0"]
    book = opened(tables.workbook([Sheet(name, ["h"], []) for name in names]))["xl/workbook.xml"]
    kept = [sheet.attrib["name"] for sheet in book.iterfind(".//m:sheet", MAIN)]
    assert kept == ["A-B- C-", "a-b- c- (2)", "-", "quoted", "History-", "x" * 31, "X" * 27 + " (2)", "- (2)"]


def test_workbook_is_the_same_for_the_same_rows() -> None:
    made_at = datetime(2026, 4, 7, tzinfo=UTC)
    first, second = (tables.workbook([Sheet("x", ["n"], [[1]])], title="T", made_at=made_at) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_makes_formulas_inert(text: str) -> None:
    (row,) = list(csv.reader(io.StringIO(tables.csv_bytes([], [["x", text]]).decode("utf-8-sig").strip("\r\n"))))
    assert row[1] == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        *("+32 2 209", "+32 2 209 92 11", "+1 (246) 430-5500", "+1-246-430-5500", "+237\u00a06\u00a070"),
        *("-12", "-1.5", "-1 250,75", "-3%", "Awa =1", "a@b.example", "1-2", ""),
    ],
)
def test_csv_keeps_phone_and_negative_numbers(text: str) -> None:
    assert tables.inert(text) == text


@pytest.mark.parametrize("text", ["+1-1", "+32 2+1", "-1-1", "-1+cmd|x", "+32 2 209=1", "+" + "1" * 30 + "("])
def test_csv_takes_no_reckoning_for_a_phone_number(text: str) -> None:
    assert tables.inert(text) == f"'{text}"


def test_csv_is_utf8_with_a_mark_and_quotes_what_needs_it() -> None:
    content = tables.csv_bytes(["Nom", "Pays"], [["Éric « le Bon », fils", None], ['dit "x"', 3]])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [["Nom", "Pays"], ["Éric « le Bon », fils", ""], ['dit "x"', "3"]]


def test_csv_writes_dates_as_iso_and_drops_what_no_file_holds() -> None:
    row = [date(2026, 4, 7), datetime(2026, 4, 7, 12, 5, tzinfo=UTC), Decimal("1.50"), -4, "a\0\ud800b"]
    content = tables.csv_bytes(["a"], [row]).decode("utf-8-sig")
    assert content.splitlines()[1] == "2026-04-07,2026-04-07 12:05+00:00,1.50,-4,ab"
