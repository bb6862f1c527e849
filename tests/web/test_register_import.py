"""Bringing a file into the register, from its choice to its undoing."""

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
import xlsxwriter
from flask import current_app

from meetings.domain.access import actions as access
from meetings.domain.access import address_change_actions as address_changes
from meetings.domain.access import address_change_rules as change_rules
from meetings.domain.access import factors
from meetings.domain.access import queries as sessions
from meetings.domain.access.rules import LinkSpent, link_token
from meetings.domain.organisation import actions as organisations
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_work as work
from meetings.domain.organisation import queries as register
from meetings.domain.person import queries as people
from meetings.domain.person.rules import AddressTaken
from meetings.extensions import db, transaction
from meetings.jobs import clockwork, imports
from meetings.models.access import Passkey
from meetings.models.address_change import AddressChange
from meetings.models.database import add
from meetings.models.organisation import Capacity, Nomination
from meetings.models.person import Person, Role
from meetings.models.register_import import ImportChange, ImportMatching, ImportRows, ImportState, RegisterImport
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.queries import counted
from tests.ways_in import give_app

IMPORT = "/en/organisations/import/"
GOOD = "organisation,email,name,capacity\nKE,zoe@example.org,Zoé,head\nKE,yao@example.org,Yao,ncp\n".encode()
BAD = GOOD + b"KE,nonsense,X,ncp\nXX,a@b.org,=1,ncp\n"


def send(client: Browser, data: bytes, name: str = "register.csv") -> Any:
    """Send a file as a browser does; the client's own way of writing big ones leaves a temporary file open."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = head.encode() + data + b"\r\n--x--\r\n"
    return client.post(IMPORT, data=body, content_type="multipart/form-data; boundary=x")


def clock_ticks() -> None:
    """Let the clock do what it has to do."""
    db.session.rollback()
    imports.step()


def judged(client: Browser, data: bytes, name: str = "register.csv") -> str:
    """Send a file, let it be judged, and return the address of its page."""
    page = str(send(client, data, name).location)
    clock_ticks()
    return page


def applied(client: Browser, page: str, **typed: str) -> str:
    """Have the file at *page* imported, and return the page."""
    assert client.post(f"{page}apply/", data=typed).status_code == 303
    clock_ticks()
    return str(client.get(page).text)


def named(make: Make) -> list[str]:
    """Return the addresses of all who are named."""
    db.session.rollback()
    return sorted(nomination.person.email for nomination in db.session.scalars(register.in_force(make.now.date())))


@pytest.fixture
def keeper(make: Make, client: Browser) -> Browser:
    """Someone of the secretariat, in a house with one Member."""
    make.member()
    return client.sign_in(make.secretariat())


def test_preview_changes_nothing_and_import_takes_over_all(make: Make, keeper: Browser) -> None:
    page = send(keeper, GOOD, "../../é\u202e.csv").location
    waiting = keeper.get(page).text
    assert "The file waits until its rows are compared" in waiting
    assert 'http-equiv="refresh"' in waiting
    assert "js/follow" in waiting
    clock_ticks()
    ready = keeper.get(page).text
    assert "Import 2 rows" in ready
    assert "Nothing has been changed yet" in ready
    assert named(make) == []
    assert "2 rows were imported" in applied(keeper, page)
    assert named(make) == ["yao@example.org", "zoe@example.org"]
    assert keeper.post(f"{page}apply/").status_code == 303
    clock_ticks()
    assert len(named(make)) == 2


def test_undo_brings_the_register_back_byte_for_byte(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    head = make.ncp(kenya, "Achieng", capacity=Capacity.HEAD)
    make.ncp(kenya, "Otieno")
    with transaction():
        nomination = organisations.queries.nomination_of(head, on=make.now.date())
        assert nomination
        nomination.since_on -= timedelta(days=90)
    before = {path: keeper.get(f"/en/organisations/{path}").data for path in ("export.csv", "export.xlsx")}
    rows = _all_rows()
    text = (
        "organisation,region,name_en,kind,email,name,capacity,since,function\n"
        f"KE,,,,{head.email},Achieng,ncp,,Director\nKE,,,,new@example.org,New,head,,\n"
        "KE,,,,later@example.org,Later,alternate,2027-09-01,\nOECD,,OECD,observer,who@example.org,Who,,,\n"
    )
    page = judged(keeper, text.encode())
    assert "4 rows were imported" in applied(keeper, page)
    assert keeper.get("/en/organisations/export.csv").data != before["export.csv"]
    assert "Undo the import" in keeper.get(f"{page}undo/").text
    assert keeper.post(f"{page}undo/").status_code == 303
    clock_ticks()
    shown = keeper.get(page).text
    assert "undone as a whole" in shown
    assert "Undo the whole import" not in shown
    after = {path: keeper.get(f"/en/organisations/{path}").data for path in before}
    assert after == before
    assert _all_rows() == rows


@pytest.mark.parametrize("again", [False, True])
def test_database_is_not_held_while_a_file_is_read(
    keeper: Browser, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL holds rows, never the whole database")
    western = "organisation,email,name\nKE,zoe@example.org,Zoé\n".encode("cp1252")
    page = send(keeper, western).location if again else ""
    held: list[bool] = []
    read = csv.reader

    def reader(*given: Any, **named: Any) -> Any:
        held.append(db.session.connection().connection.driver_connection.in_transaction)
        return read(*given, **named)

    monkeypatch.setattr(csv, "reader", reader)
    if again:
        keeper.post(page.replace("columns/", "sheet/"), data={"sheet": "", "encoding": files.MAC})
    else:
        send(keeper, western)
    assert held == [False]


def _all_rows() -> list[Any]:
    """Return the rows that make up the register."""
    db.session.rollback()
    with db.engine.connect() as connection:
        names = ("person", "organisation", "nomination")
        tables = (Person.metadata.tables[name] for name in names)
        return [sorted(map(repr, connection.execute(table.select()).all())) for table in tables]


def test_undo_is_refused_with_a_list_where_something_was_changed_since(make: Make, keeper: Browser) -> None:
    page = judged(keeper, GOOD)
    applied(keeper, page)
    with transaction():
        zoe = people.by_email("zoe@example.org")
        assert zoe
        zoe.function = "Minister"
        zoe.name = "Zoé Z."
    yao = people.by_email("yao@example.org")
    assert yao
    make.registration(make.meeting(), yao)
    keeper.post(f"{page}undo/")
    clock_ticks()
    shown = keeper.get(page).text
    assert "Zoé Z.: changed since" in shown
    assert "Yao: has registered for a meeting" in shown
    assert len(named(make)) == 2


def test_undo_is_over_after_a_day(make: Make, keeper: Browser) -> None:
    page = judged(keeper, GOOD)
    applied(keeper, page)
    with time_machine.travel(make.now + timedelta(hours=25), tick=False):
        later = keeper.sign_in(make.secretariat())
        assert "Undo the whole import" not in later.get(page).text
        assert later.get(f"{page}undo/").status_code == 303
        assert later.post(f"{page}undo/").status_code == 303
        assert "This day is over" in later.get(page).text
        clock_ticks()
        clockwork.sweep_files()
        assert db.session.scalar(db.select(db.func.count()).select_from(ImportChange)) == 0
        assert "2 rows were imported" in later.get(page).text
    assert len(named(make)) == 2


def test_one_bad_row_keeps_the_whole_file_out(make: Make, keeper: Browser) -> None:
    page = judged(keeper, BAD)
    shown = keeper.get(page).text
    assert "2 rows need a look" in shown
    assert "“nonsense” is not an e-mail address." in shown
    assert "begins like a formula" in shown
    answer = keeper.post(f"{page}apply/")
    assert answer.status_code == 422
    assert "Rows with problems stay out" in answer.text
    clock_ticks()
    assert named(make) == []


def test_good_rows_alone_are_imported_when_that_is_ticked(make: Make, keeper: Browser) -> None:
    page = judged(keeper, BAD)
    assert "2 rows were imported" in applied(keeper, page, only_good="y")
    assert len(named(make)) == 2


def test_row_that_needs_a_bad_one_is_left_out_with_it(make: Make, keeper: Browser) -> None:
    make.region("WCA")
    text = (
        "organisation,name_en,region,email,name\nTG,Togo,WCA,nonsense,A\nTG,,,b@example.org,B\nKE,,,c@example.org,C\n"
    )
    page = judged(keeper, text.encode())
    assert "Import 1 row" in keeper.get(page).text
    applied(keeper, page, only_good="y")
    assert named(make) == ["c@example.org"]


def test_rows_with_problems_come_as_a_file_that_can_be_mended(make: Make, keeper: Browser) -> None:
    page = judged(keeper, BAD)
    data = keeper.get(f"{page}problems.csv").data.decode("utf-8-sig")
    lines = data.splitlines()
    assert lines[0] == "organisation,email,name,capacity,problem"
    assert lines[1] == "KE,nonsense,X,ncp,“nonsense” is not an e-mail address."
    mended = data.replace("nonsense,", "x@example.org,").replace("XX,", "KE,").replace("'=1", "Ida")
    assert "Import 2 rows" in keeper.get(judged(keeper, mended.encode())).text


SAME = "organisation,email,name\nKE,w.kamande@example.org,KAMANDÉ Wanjiru\n".encode()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("same", {"w.kamande@example.org"}),
        ("new", {"w.kamande@example.org", "old@example.org"}),
        ("out", {"old@example.org"}),
    ],
)
def test_same_name_under_another_address_is_asked_about(
    make: Make, keeper: Browser, choice: str, expected: set[str]
) -> None:
    person = make.person("Wanjiru Kamande", email="old@example.org")
    with transaction():
        kenya = organisations.queries.by_code("KE")
        assert kenya
        organisations.nominate(person, kenya, capacity=Capacity.NCP, since=make.now.date(), by=None, now=make.now)
    page = judged(keeper, SAME)
    shown = keeper.get(page).text
    assert "the same person, with a new address" in shown
    assert "Import 1 row" not in shown
    value = "same:old@example.org" if choice == "same" else choice
    assert keeper.post(f"{page}rows/", data={"row-2": value}).status_code == 303
    clock_ticks()
    if choice != "out":
        applied(keeper, page)
    assert set(named(make)) == expected
    if choice == "same":
        db.session.expire_all()
        change = db.session.scalars(db.select(AddressChange)).one()
        assert (change.old_email, change.new_email) == ("old@example.org", "w.kamande@example.org")
        assert change.done_at
        assert person.email == "w.kamande@example.org"
        keeper.post(f"{page}undo/")
        clock_ticks()
        assert named(make) == ["old@example.org"]
    if choice == "out":
        assert "left out" in keeper.get(page).text


def test_undo_shuts_out_who_came_in_by_the_new_address(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    person = make.ncp(kenya, "Wanjiru Kamande")
    old = person.email
    with transaction():
        person.address_failed_at = failed_at = make.now - timedelta(days=1)
        early = access.issue_link(person, secret=SECRET, by=None, now=make.now - timedelta(minutes=1))
    give_app(person, now=make.now - timedelta(days=1))
    page = judged(keeper, SAME)
    keeper.post(f"{page}rows/", data={"row-2": f"same:{old}"})
    clock_ticks()
    applied(keeper, page)
    make.again(person)
    assert (person.email, person.address_failed_at) == ("w.kamande@example.org", None)
    with transaction():
        link = access.issue_link(person, secret=SECRET, by=None, now=make.now)
        access.begin(person, browser_name="stranger", now=make.now)
        add(_passkey(person, make.now))
        change = address_changes.ask(
            person, "third@example.org", unread=False, session=None, secret=SECRET, now=make.now
        )
    keeper.post(f"{page}undo/")
    clock_ticks()
    make.again(person)
    assert (person.email, person.address_failed_at) == (old, failed_at)
    assert (sessions.live_sessions(person, now=make.now), factors.passkeys(person)) == ([], [])
    assert factors.authenticator(person)
    assert not change_rules.is_open(change, now=make.now)
    done = db.session.scalars(db.select(AddressChange).where(AddressChange.done_at.is_not(None))).one()
    assert done.undone_at == make.now
    with pytest.raises(LinkSpent), transaction():
        access.follow_link(link_token(link.nonce, SECRET), browser_name="b", now=make.now)
    with transaction():
        access.follow_link(link_token(early.nonce, SECRET), browser_name="b", now=make.now)


def _passkey(person: Person, now: datetime) -> Passkey:
    return Passkey(
        public_id="p",
        person_id=person.id,
        credential_id=b"c",
        public_key=b"k",
        user_handle=b"u",
        sign_count=0,
        name="Key",
        created_at=now,
        used_at=None,
    )


def test_row_far_down_is_asked_about_too(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    make.ncp(kenya)
    page = judged(keeper, SAME.replace(b"\n", b"\n" * 100_000, 1))
    assert 'name="row-100001"' in keeper.get(page).text
    assert keeper.post(f"{page}rows/", data={"row-100001": "new"}).status_code == 303
    clock_ticks()
    assert "Import 1 row" in keeper.get(page).text


def test_nobody_of_the_secretariat_gets_another_address_by_a_file(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    person = make.person("Wanjiru Kamande", email="old@example.org", role=Role.SECRETARIAT)
    with transaction():
        organisations.nominate(person, kenya, capacity=Capacity.NCP, since=make.now.date(), by=None, now=make.now)
    page = judged(keeper, SAME)
    keeper.post(f"{page}rows/", data={"row-2": "same:old@example.org"})
    clock_ticks()
    shown = keeper.get(page).text
    assert "changes their address on their own page" in shown
    assert "Someone new" in shown
    db.session.expire_all()
    assert person.email == "old@example.org"


@pytest.mark.parametrize("typed", [{"row-2": "same:nobody@example.org"}, {"row-3": "new"}, {"row-x": "new"}])
def test_decision_that_is_not_offered_is_refused(make: Make, keeper: Browser, typed: dict[str, str]) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    make.ncp(kenya)
    page = judged(keeper, SAME)
    answer = keeper.post(f"{page}rows/", data=typed)
    assert answer.status_code == 422
    assert "Choose one of those shown" in answer.text


def test_import_that_failed_says_that_an_address_was_taken(make: Make, keeper: Browser) -> None:
    page = judged(keeper, GOOD)
    with transaction():
        work.fail(db.session.scalars(db.select(RegisterImport)).one(), AddressTaken())
    shown = keeper.get(page).text
    assert "Somebody else got an address or a code of this file meanwhile" in shown
    assert "again and again" not in shown


def test_import_of_something_changed_meanwhile_is_shown_again(make: Make, keeper: Browser) -> None:
    page = judged(keeper, GOOD)
    kenya = organisations.queries.by_code("KE")
    assert kenya
    make.ncp(kenya, capacity=Capacity.HEAD)
    shown = applied(keeper, page)
    assert "changed the register or this import meanwhile" in shown
    clock_ticks()
    assert "One row needs a look" in keeper.get(page).text
    assert len(named(make)) == 1


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


STRANGE = "Pays;Adresse e-mail pro;Nom et prénom;Couleur\nKE;a@example.org;Ama;red\n".encode()


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


def test_import_without_a_file_is_refused(keeper: Browser) -> None:
    for data in ({}, {"file": "text"}):
        assert keeper.post(IMPORT, data=data).status_code == 422


def test_list_says_who_chose_which_file_and_what_became_of_it(make: Make, keeper: Browser) -> None:
    page = judged(keeper, GOOD, "march.csv")
    applied(keeper, page)
    send(keeper, STRANGE, "strange.csv")
    shown = keeper.get(IMPORT).text
    for words in ("march.csv", "strange.csv", "Ilse Vandermeer", "2 new, 0 changed", "columns to be chosen"):
        assert words in shown
    answer = keeper.get(f"{page}file")
    assert answer.data == GOOD
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "attachment" in answer.headers["Content-Disposition"]
    answer.close()


def test_list_takes_the_same_statements_for_one_and_for_thirty_files(make: Make, keeper: Browser) -> None:
    send(keeper, GOOD)
    keeper.get(IMPORT)
    with counted() as one:
        keeper.get(IMPORT)
    for _ in range(29):
        send(keeper, GOOD)
    with counted() as many:
        keeper.get(IMPORT)
    assert len(many) == len(one)


def test_file_that_is_left_is_gone(make: Make, keeper: Browser) -> None:
    page = judged(keeper, GOOD)
    key = db.session.scalars(db.select(RegisterImport.file_key)).one()
    assert keeper.post(f"{page}drop/").location == IMPORT
    assert keeper.get(page).status_code == 404
    assert not current_app.extensions["storage"].exists(key)
    assert db.session.scalar(db.select(db.func.count()).select_from(ImportRows)) == 0


def test_file_that_nobody_imports_is_gone_after_a_day(make: Make, keeper: Browser) -> None:
    judged(keeper, GOOD)
    applied(keeper, judged(keeper, GOOD.replace(b"zoe", b"zoa").replace(b"yao", b"yoa").replace(b"head", b"ncp")))
    with time_machine.travel(make.now + timedelta(hours=25), tick=False):
        clockwork.sweep_files()
        assert [i.state for i in db.session.scalars(db.select(RegisterImport))] == [ImportState.APPLIED]
    with time_machine.travel(make.now + timedelta(days=31), tick=False):
        clockwork.sweep_files()
        last = db.session.scalars(db.select(RegisterImport)).one()
        assert (last.file_key, last.source) == ("", {})
        later = keeper.sign_in(make.secretariat())
        assert later.get(f"{IMPORT}{last.id}/file").status_code == 404
        assert "2 rows were imported" in later.get(f"{IMPORT}{last.id}/").text
        assert later.get(f"{IMPORT}{last.id}/columns/").status_code == 303
        assert later.post(f"{IMPORT}{last.id}/sheet/").location == f"{IMPORT}{last.id}/"
    folder = current_app.extensions["storage"].folder / "register-imports"
    assert not list(folder.glob("*"))


def test_progress_says_how_far_it_is(make: Make, keeper: Browser) -> None:
    page = send(keeper, GOOD).location
    assert keeper.get(f"{page}progress/").json == {"state": "waiting", "done": 0, "total": 2, "words": "0 of 2 rows"}
    clock_ticks()
    assert keeper.get(f"{page}progress/").json["state"] == "ready"


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


def test_unknown_import_is_not_found(keeper: Browser) -> None:
    for number in ("7", "9223372036854775808", "-1"):
        assert keeper.get(f"{IMPORT}{number}/").status_code == 404


def test_markup_in_a_file_is_shown_as_text(keeper: Browser) -> None:
    mark = "<img src=x onerror=alert(1)>"
    columns = send(keeper, f"organisation,email,{mark}\nKE,{mark},{mark}\n".encode(), f"{mark}.csv").location
    pages = [keeper.get(columns).text, keeper.get(IMPORT).text]
    chosen = {"column-0": "organisation", "column-1": "email", "column-2": "name"}
    page = keeper.post(columns, data=chosen).location
    clock_ticks()
    pages += [keeper.get(page).text, keeper.get(f"{page}?show=problem").text]
    assert "&lt;img" in pages[0]
    assert "&lt;img" in pages[2]
    assert not any("<img" in page for page in pages)
