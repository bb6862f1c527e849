"""Writing the register."""

from datetime import date, timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.organisation import actions, import_actions, imports, listing, queries, rules, sheets
from meetings.domain.person import queries as people
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.organisation import Capacity, Kind, Nomination, Organisation
from meetings.models.person import Person
from tests.conftest import SECRET
from tests.make import Make


def _lines(verb: str) -> list[AuditLine]:
    return list(db.session.scalars(db.select(AuditLine).where(AuditLine.verb == verb)))


def _name(make: Make, organisation: Organisation, **changes: object) -> Nomination:
    values: dict[str, object] = {
        "function": "",
        "language": "en",
        "zone": "Africa/Nairobi",
        "capacity": Capacity.NCP,
        "since": make.now.date(),
    }
    with transaction():
        return actions.name_person(
            organisation, "zoe@example.org", "Zoe", **{**values, **changes}, secret=SECRET, by=None, now=make.now
        )  # fmt: skip


def _import(make: Make, text: str, by: Person) -> int:
    with transaction():
        rows = imports.judge(
            sheets.read(text.encode()), listing.known(on=make.now.date()), on=make.now.date(), house_zone="UTC"
        )
        return import_actions.apply_import(rows, file_name="x.csv", secret=SECRET, by=by, now=make.now)


def test_name_person_enrols_whoever_is_unknown(make: Make) -> None:
    nomination = _name(make, make.member())
    assert nomination.person.email == "zoe@example.org"
    assert len(_lines("person.enrolled")) == len(_lines("nomination.recorded")) == 1


def test_name_person_leaves_the_account_of_someone_known_alone(make: Make) -> None:
    known = make.person("Zoé", email="zoe@example.org", language="fr")
    assert _name(make, make.member()).person_id == known.id
    assert (known.name, known.language) == ("Zoé", "fr")


def test_name_person_refuses_someone_who_speaks_for_another(make: Make) -> None:
    _name(make, make.member())
    with pytest.raises(rules.NamedElsewhere) as caught:
        _name(make, make.member("TG", "Togo", region="WCA"))
    assert caught.value.name.en == "Kenya"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, rules.AlreadyNamed),
        ({"since": date(2027, 3, 1)}, rules.AlreadyNamed),
        ({"since": date(2027, 3, 3), "capacity": Capacity.HEAD}, rules.HeadAlready),
    ],
)
def test_name_person_refuses_what_the_register_cannot_hold(
    make: Make, changes: dict[str, object], refusal: type[Refused]
) -> None:
    kenya = make.member()
    make.ncp(kenya, capacity=Capacity.HEAD)
    _name(make, kenya)
    with pytest.raises(refusal):
        _name(make, kenya, **changes)


def test_closed_account_is_not_named_again(make: Make) -> None:
    known = make.person(email="zoe@example.org")
    with transaction():
        known.disabled_at = make.now
    with pytest.raises(rules.AccountClosed):
        _name(make, make.member())


def test_reserved_code_is_refused(make: Make) -> None:
    with pytest.raises(rules.CodeReserved), transaction():
        actions.add_organisation(
            "new", Bilingual("N"), kind=Kind.PARTNER, region=None, working_language="en", by=None, now=make.now
        )


def test_nomination_holds_until_its_last_day(make: Make) -> None:
    kenya = make.member()
    nomination = _name(make, kenya)
    tomorrow = make.now.date() + timedelta(days=1)
    with transaction():
        actions.end_nomination(nomination, last_day=tomorrow, by=None, now=make.now)
    assert queries.nominated(kenya, on=tomorrow)
    assert not queries.nominated(kenya, on=tomorrow + timedelta(days=1))
    assert len(_lines("nomination.ended")) == 1


def test_nomination_cannot_end_before_it_begins_or_twice(make: Make) -> None:
    nomination = _name(make, make.member())
    with pytest.raises(rules.EndsBeforeItBegins), transaction():
        actions.end_nomination(nomination, last_day=date(2027, 3, 1), by=None, now=make.now)
    with transaction():
        actions.end_nomination(nomination, last_day=make.now.date(), by=None, now=make.now)
    with pytest.raises(rules.AlreadyEnded), transaction():
        actions.end_nomination(nomination, last_day=make.now.date(), by=None, now=make.now + timedelta(days=2))


def test_import_writes_everything_with_one_line_of_its_own(make: Make) -> None:
    make.member()
    by = make.secretariat()
    text = (
        "organisation;region;name_en;kind;email;name;capacity;since\n"
        "TG;ESA;Togo;member;x@example.org;X;head;2027-01-01\nKE;;;;y@example.org;Y;;\nOECD;;OECD;observer;;;;\n"
    )
    assert _import(make, text, by) == 3
    assert {entry.code: len(entry.named) for entry in listing.register(on=make.now.date())} == {
        "TG": 1,
        "KE": 1,
        "OECD": 0,
    }
    assert [line.details for line in _lines("register.imported")] == [
        {"file": "x.csv", "new": 3, "changed": 0, "same": 0}
    ]
    assert _import(make, text, by) == 0


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


def test_import_corrects_a_capacity_from_the_first_day(make: Make) -> None:
    kenya = make.member()
    by = make.secretariat()
    _import(make, "organisation,email,name,capacity,since\nKE,a@example.org,A,ncp,2025-01-01\n", by)
    _import(make, "organisation,email,name,capacity,since\nKE,a@example.org,A,head,2025-01-01\n", by)
    assert [n.capacity for n in queries.nominated(kenya, on=date(2025, 1, 1))] == [Capacity.HEAD]
    assert len(_lines("nomination.corrected")) == 1
