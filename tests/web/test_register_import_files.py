"""Files for the register: sheets, columns, encodings, and what cannot be read."""

import io
import re
from typing import Any

import pytest
import xlsxwriter

from meetings.domain.organisation import actions as organisations
from meetings.domain.organisation import import_files as files
from meetings.extensions import db, transaction
from meetings.models.organisation import Capacity, Nomination
from meetings.models.register_import import ImportMatching, RegisterImport
from tests.conftest import Browser
from tests.make import Make
from tests.web.test_register_import import IMPORT, STRANGE, applied, clock_ticks, judged, send


@pytest.fixture
def keeper(make: Make, client: Browser) -> Browser:
    """Someone of the secretariat, in a house with one Member."""
    make.member()
    return client.sign_in(make.secretariat())


def workbook(*sheets: tuple[str, list[list[Any]]], merge: str = "") -> bytes:
    """Return an XLSX file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if hasattr(cell, "year"):
                        sheet.write_datetime(number, column, cell, day)
                    else:
                        sheet.write(number, column, cell)
            if merge:
                sheet.merge_range(merge, "merged")
    return out.getvalue()


HEADINGS = ["organisation", "email", "name", "since"]


def test_workbook_is_read_with_days_as_days(make: Make, keeper: Browser) -> None:
    day = make.now.replace(tzinfo=None, hour=0)
    page = judged(keeper, workbook(("Register", [HEADINGS, ["KE", "a@example.org", "A", day]])), "r.xlsx")
    assert "1 row was imported" in applied(keeper, page)
    nomination = db.session.scalars(db.select(Nomination)).one()
    assert nomination.since_on == make.now.date()


def test_merged_cells_are_a_problem_of_their_rows(make: Make, keeper: Browser) -> None:
    rows = [HEADINGS, ["KE", "a@example.org", "A"], ["KE", "b@example.org", "B"], ["KE", "c@example.org", "C"]]
    page = judged(keeper, workbook(("R", rows), merge="C3:C4"), "r.xlsx")
    shown = keeper.get(page).text
    assert "2 rows need a look" in shown
    assert "Separate the merged cells" in shown


def test_sheet_of_a_workbook_is_chosen(make: Make, keeper: Browser) -> None:
    data = workbook(("Notes", [["Read me", "x"], ["1", "2"]]), ("Liste", [HEADINGS, ["KE", "a@example.org", "A"]]))
    columns = send(keeper, data, "r.xlsx").location
    assert columns.endswith("/columns/")
    assert "Read me" in keeper.get(columns).text
    sheet = columns.replace("/columns/", "/sheet/")
    assert keeper.post(sheet, data={"sheet": "None", "encoding": ""}).status_code == 422
    assert keeper.post(sheet, data={"sheet": "Liste", "encoding": ""}).location == columns
    page = keeper.get(columns).text
    assert "a@example.org" in page
    chosen = {f"column-{place}": name for place, name in enumerate(HEADINGS)}
    shown = keeper.post(columns, data=chosen).location
    clock_ticks()
    assert "Import 1 row" in keeper.get(shown).text


def test_columns_are_matched_by_hand_and_remembered(make: Make, keeper: Browser) -> None:
    columns = send(keeper, STRANGE).location
    shown = keeper.get(columns).text
    assert "red" in shown
    assert re.search(r'<option value="organisation" selected>', shown)
    chosen = {"column-0": "organisation", "column-1": "email", "column-2": "name", "column-3": ""}
    page = keeper.post(columns, data={**chosen, "remember": "y"}).location
    clock_ticks()
    assert "Import 1 row" in keeper.get(page).text
    again = send(keeper, STRANGE).location
    shown = keeper.get(again).text
    assert "matched before" in shown
    assert re.search(r'<option value="email" selected>', shown)
    assert keeper.post(again.replace("/columns/", "/columns/forget/")).location == again
    assert "matched before" not in keeper.get(again).text
    assert db.session.scalar(db.select(db.func.count()).select_from(ImportMatching)) == 0


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"column-0": "organisation", "column-1": "email", "column-2": "email"}, "chosen for another column too"),
        ({"column-0": "organisation", "column-2": "name"}, "No column was chosen for: E-mail address"),
        ({"column-0": "colour"}, "Choose one of those shown"),
        ({"column-0": "\ud800"}, "Choose one of those shown"),
        ({}, "No column was chosen for: Code of the organisation"),
    ],
)
def test_columns_that_cannot_be_are_refused(keeper: Browser, chosen: dict[str, str], words: str) -> None:
    columns = send(keeper, STRANGE).location
    body = "&".join(f"{k}={'%ED%A0%80' if v == chr(0xD800) else v}" for k, v in chosen.items())
    answer = keeper.post(columns, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert words in answer.text


def test_other_encoding_is_offered_and_shown(make: Make, keeper: Browser) -> None:
    text = "organisation,email,name\nKE,a@example.org,Éva Bœuf\n"
    for codec, name in (("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")):
        columns = send(keeper, text.encode(codec)).location
        shown = keeper.get(columns).text
        assert f"It seems to be {name}" in shown
        assert "Éva Bœuf" in shown
    sheet = columns.replace("/columns/", "/sheet/")
    assert keeper.post(sheet, data={"sheet": "", "encoding": "EBCDIC"}).status_code == 422


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no rows"),
        (b"organisation,email\n", "holds no rows"),
        (b"\xd0\xcf\x11\xe0 old workbook", "old or protected"),
        (b"PK\x03\x04", "old or protected"),
        (b'organisation\n"KE', "quotation marks"),
        (b"organisation\n" + b"KE\n" * (files.MOST_ROWS + 1), "100,000 rows"),
        (b",".join([b"x"] * 201) + b"\ny\n", "200 columns"),
        (b"organisation\nKE\x00\x81", "encoding"),
        (b"x" * (files.BIGGEST + 1), "bigger than 20 MB"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(keeper: Browser, data: bytes, words: str) -> None:
    answer = send(keeper, data)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(RegisterImport)) == 0


def test_exported_register_says_the_same_when_it_is_imported(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    make.member("TG", 'Togo; “the” "land"', region="WCA")
    person = make.ncp(kenya, capacity=Capacity.HEAD)
    later = make.person("Later", email="-later@example.org")
    with transaction():
        person.function = "=1+1"
        day = make.now.date().replace(month=9)
        organisations.nominate(later, kenya, capacity=Capacity.NCP, since=day, by=None, now=make.now)
    for language in ("en", "fr"):
        for ending in ("csv", "xlsx"):
            data = keeper.get(f"/{language}/organisations/export.{ending}").data
            page = keeper.get(judged(keeper, data, f"x.{ending}")).text
            assert "3 rows read in" in page
            assert "There is nothing to import" in page


def test_template_has_headings_only(keeper: Browser) -> None:
    assert keeper.get(f"{IMPORT}template.csv").data.decode("utf-8-sig").splitlines() == [
        "organisation,region,kind,name_en,name_fr,working_language,email,name,function,language,time_zone,capacity,since"
    ]
