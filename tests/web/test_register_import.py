"""Bringing a file into the register, from its choice to its undoing."""

import csv
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import current_app

from meetings.domain.organisation import actions as organisations
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_work as work
from meetings.domain.organisation import queries as register
from meetings.domain.person import queries as people
from meetings.domain.person.rules import AddressTaken
from meetings.extensions import db, transaction
from meetings.jobs import clockwork, imports
from meetings.models.organisation import Capacity
from meetings.models.person import Person
from meetings.models.register_import import ImportChange, ImportRows, ImportState, RegisterImport
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted

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


STRANGE = "Pays;Adresse e-mail pro;Nom et prénom;Couleur\nKE;a@example.org;Ama;red\n".encode()


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
