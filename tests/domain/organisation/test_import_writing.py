"""Taking a judged file over into the register."""

from datetime import date
from threading import Event, Thread

import pytest
from flask import Flask

from meetings.domain.organisation import actions, entries, imports, listing, queries, sheets
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import import_writing as writing
from meetings.domain.person import queries as people
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person
from meetings.models.register_import import ImportChange, ImportState, RegisterImport
from tests.conftest import SECRET
from tests.make import Make


def _lines(verb: str) -> list[AuditLine]:
    return list(db.session.scalars(db.select(AuditLine).where(AuditLine.verb == verb)))


def _import(make: Make, text: str, by: Person) -> dict[str, int]:
    """Import *text* at one go, and return what was counted."""
    data = text.encode()
    with transaction():
        imported = RegisterImport(
            state=ImportState.APPLYING, file_name="x.csv", file_key="x", created_at=make.now, by=by
        )
        db.session.add(imported)
        db.session.flush()
        table = files.read(data, files.examine(data))
        records = sheets.records(table, sheets.match(table.headings))
        rows = imports.judge(records, listing.known(on=make.now.date()), on=make.now.date(), house_zone="UTC")
        writing.hold_register()
        writing.write(imported, rows, secret=SECRET, by=by, now=make.now)
        return dict(imported.counts)


def test_import_writes_everything_with_one_line_of_its_own(make: Make) -> None:
    make.member()
    by = make.secretariat()
    text = (
        "organisation;region;name_en;kind;email;name;capacity;since\n"
        "TG;ESA;Togo;member;x@example.org;X;head;2027-01-01\nKE;;;;y@example.org;Y;;\nOECD;;OECD;observer;;;;\n"
    )
    assert _import(make, text, by) == {"taken_new": 3, "taken_changed": 0}
    assert {entry.code: len(entry.named) for entry in entries.register(on=make.now.date())} == {
        "TG": 1,
        "KE": 1,
        "OECD": 0,
    }
    assert [line.details for line in _lines("register.imported")] == [{"new": 3, "changed": 0, "same": 0}]
    assert len(_lines("nomination.recorded")) == 2
    assert {line.thing for line in _lines("person.enrolled")} >= {
        f"person:{person.id}" for person in map(people.by_email, ("x@example.org", "y@example.org")) if person
    }
    assert _import(make, text, by) == {"taken_new": 0, "taken_changed": 0}


def test_new_people_have_calendars_of_their_own(make: Make) -> None:
    make.member()
    _import(make, "organisation,email,name\nKE,x@example.org,X\nKE,y@example.org,Y\n", make.secretariat())
    found = [people.by_email(f"{name}@example.org") for name in "xy"]
    assert len({person.feed_hash for person in found if person}) == 2


def test_import_with_one_bad_row_writes_nothing(make: Make) -> None:
    make.member()
    by = make.secretariat()
    with pytest.raises(rules.ImportHasProblems):
        _import(make, "organisation,email,name\nKE,x@example.org,X\nKE,nonsense,Y\n", by)
    assert people.by_email("x@example.org") is None
    assert _lines("register.imported") == []


def test_import_changes_the_head_and_keeps_the_past(make: Make) -> None:
    kenya = make.member()
    by = make.secretariat()
    _import(make, "organisation,email,name,capacity,since\nKE,a@example.org,A,head,2025-01-01\n", by)
    _import(make, "organisation,email,name,capacity\nKE,b@example.org,B,head\nKE,a@example.org,A,ncp\n", by)
    named = queries.nominated(kenya, on=make.now.date())
    assert [(n.person.name, n.capacity) for n in named] == [("B", Capacity.HEAD), ("A", Capacity.NCP)]
    assert [n.person.name for n in queries.nominated(kenya, on=date(2026, 1, 1))] == ["A"]
    (ended,) = [n for n in queries.nominations_of(named[1].person) if n.until_on]
    assert (ended.until_on, ended.ended_by_id) == (date(2027, 3, 1), named[1].id)


def test_heads_can_change_places_by_correction(make: Make) -> None:
    kenya = make.member()
    by = make.secretariat()
    start = (
        "organisation,email,name,capacity,since\nKE,a@example.org,A,{},2025-01-01\nKE,b@example.org,B,{},2025-01-01\n"
    )
    _import(make, start.format("head", "ncp"), by)
    assert _import(make, start.format("ncp", "head"), by) == {"taken_new": 0, "taken_changed": 2}
    assert [n.person.name for n in queries.nominated(kenya, on=date(2025, 1, 1))] == ["B", "A"]


def test_import_corrects_a_capacity_from_the_first_day(make: Make) -> None:
    kenya = make.member()
    by = make.secretariat()
    _import(make, "organisation,email,name,capacity,since\nKE,a@example.org,A,ncp,2025-01-01\n", by)
    _import(make, "organisation,email,name,capacity,since\nKE,a@example.org,A,head,2025-01-01\n", by)
    assert [n.capacity for n in queries.nominated(kenya, on=date(2025, 1, 1))] == [Capacity.HEAD]
    assert len(_lines("nomination.corrected")) == 1


def test_family_name_that_is_no_longer_in_the_name_goes(make: Make) -> None:
    kenya = make.member()
    by = make.secretariat()
    person = make.ncp(kenya, "Wanjiru Kamande")
    with transaction():
        person.family_name = "Kamande"
    _import(make, f"organisation,email,name\nKE,{person.email},Wanjiru N. Kamande\n", by)
    assert person.family_name == "Kamande"
    _import(make, f"organisation,email,name\nKE,{person.email},Wanjiru Otieno\n", by)
    assert (person.name, person.family_name) == ("Wanjiru Otieno", "")


@pytest.mark.parametrize("held", [True, False])
def test_nobody_is_named_while_an_import_writes(make: Make, app: Flask, held: bool) -> None:
    """The control lets go of the register, and somebody is named in the middle; SQLite never lets go."""
    kenya, person = make.member().id, make.person().id
    done = Event()

    def name() -> None:
        with app.app_context(), transaction():
            actions.nominate(
                db.session.get_one(Person, person),
                db.session.get_one(Organisation, kenya),
                capacity=Capacity.NCP,
                since=make.now.date(),
                by=None,
                now=make.now,
            )
        done.set()

    thread = Thread(target=name)
    with transaction():
        if held:
            writing.hold_register()
        thread.start()
        waits = not done.wait(0.5)
    thread.join()
    assert waits is (held or db.engine.dialect.name == "sqlite")
    assert done.is_set()


def test_each_change_is_kept_with_what_was_there_before(make: Make) -> None:
    make.member()
    by = make.secretariat()
    _import(make, "organisation,email,name\nKE,a@example.org,A\n", by)
    _import(make, "organisation,email,name\nKE,a@example.org,Ada\n", by)
    last = db.session.scalars(db.select(ImportChange).order_by(ImportChange.id.desc())).first()
    assert last is not None
    assert (last.thing_table, last.before, last.after) == ("person", {"name": "A"}, {"name": "Ada"})
    stored = repr([(change.before, change.after) for change in db.session.scalars(db.select(ImportChange))])
    assert "feed" not in stored
