"""Judging the rows of a register's file."""

from datetime import date

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.organisation import import_files, import_names, imports, sheets
from meetings.domain.organisation.import_values import (
    KnownKind,
    KnownNomination,
    KnownOrganisation,
    KnownPerson,
    Reason,
    Register,
    Row,
    Step,
    Verdict,
)
from meetings.models.organisation import Capacity

TODAY = date(2027, 3, 2)
HEADER = ",".join(column.value for column in sheets.Column)
NAIROBI = "Africa/Nairobi"


def _person(name: str, *, closed: bool = False) -> KnownPerson:
    return KnownPerson(f"{name.lower()}@example.org", name, "IT", "en", NAIROBI, closed)


PEOPLE = [_person("Ada"), _person("Ben"), _person("Cy"), _person("Dee", closed=True), _person("Eve"), _person("Fay")]
NOMINATIONS = [
    KnownNomination("ada@example.org", "KE", Capacity.HEAD, date(2025, 1, 1)),
    KnownNomination("ben@example.org", "KE", Capacity.NCP, date(2025, 1, 1)),
    KnownNomination("cy@example.org", "TG", Capacity.NCP, date(2025, 1, 1)),
    KnownNomination("eve@example.org", "KE", Capacity.NCP, date(2024, 1, 1), date(2026, 12, 31)),
    KnownNomination("fay@example.org", "KE", Capacity.NCP, date(2027, 6, 1)),
]
REGISTER = Register(
    organisations={
        "KE": KnownOrganisation("KE", "member", "ESA", Bilingual("Kenya", "Kenya"), "en"),
        "TG": KnownOrganisation("TG", "member", "WCA", Bilingual("Togo", "Togo"), "fr"),
        "TD": KnownOrganisation("TD", "member", "WCA", Bilingual("Chad", "Tchad"), "fr", until=date(2027, 3, 1)),
        "CI": KnownOrganisation("CI", "member", "WCA", Bilingual("Côte d’Ivoire", "Côte d’Ivoire"), "fr"),
    },
    people={person.email: person for person in PEOPLE},
    nominations={n.email: [n] for n in NOMINATIONS},
    regions={"ESA": Bilingual("East and Southern Africa", "Afrique orientale et australe"), "WCA": Bilingual("West")},
    kinds={
        "member": KnownKind("member", Bilingual("Member", "Membre"), True, True, True),
        "observer": KnownKind("observer", Bilingual("Observer", "Observateur"), False, False, False),
    },
)


def judged(*lines: str, header: str = HEADER, choices: dict[int, str] | None = None) -> tuple[Row, ...]:
    """Judge the rows *lines* against the register above."""
    data = "\n".join([header, *lines]).encode()
    table = import_files.read(data, import_files.examine(data))
    records = sheets.records(table, sheets.match(table.headings))
    return imports.judge(records, REGISTER, on=TODAY, house_zone="Europe/Brussels", choices=choices)


def row(**cells: str) -> str:
    """Write one row with these cells."""
    return ",".join(f'"{cells.get(column.value, "")}"' for column in sheets.Column)


NEW = {"organisation": "KE", "email": "zoe@example.org", "name": "Zoé"}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({**NEW, "organisation": ""}, Reason.CODE_MISSING),
        ({**NEW, "organisation": "QQ"}, Reason.UNKNOWN_COUNTRY),
        ({**NEW, "organisation": "KENYA"}, Reason.NAME_FOR_CODE),
        ({**NEW, "organisation": "Cote d'Ivoire"}, Reason.NAME_FOR_CODE),
        ({**NEW, "organisation": "FR"}, Reason.NOT_IN_REGISTER),
        ({"organisation": "QQ", "name_en": "Quux", "kind": "member", "region": "ESA"}, Reason.UNKNOWN_COUNTRY),
        ({"organisation": "A B", "name_en": "Quux", "kind": "observer"}, Reason.UNKNOWN_COUNTRY),
        ({"organisation": "IMPORT", "name_en": "Quux", "kind": "observer"}, Reason.CODE_RESERVED),
        ({"organisation": "OECD", "name_en": "Quux"}, Reason.KIND_MISSING),
        ({"organisation": "OECD", "name_en": "Quux", "kind": "friend"}, Reason.UNKNOWN_KIND),
        ({"organisation": "FR", "name_fr": "France"}, Reason.REGION_MISSING),
        ({"organisation": "FR", "name_fr": "France", "region": "Atlantis"}, Reason.UNKNOWN_REGION),
        ({**NEW, "name_en": "Another name"}, Reason.DIFFERS),
        ({**NEW, "region": "WCA"}, Reason.DIFFERS),
        ({**NEW, "working_language": "fr"}, Reason.DIFFERS),
        ({**NEW, "email": ""}, Reason.ADDRESS_MISSING),
        ({**NEW, "email": "zoe"}, Reason.BAD_ADDRESS),
        ({**NEW, "email": "zoe@exa mple.org"}, Reason.BAD_ADDRESS),
        ({**NEW, "email": "zoé@example.org"}, Reason.BAD_ADDRESS),
        ({**NEW, "email": "z" * 260 + "@example.org"}, Reason.TOO_LONG),
        ({**NEW, "name": ""}, Reason.NAME_MISSING),
        ({**NEW, "name": "Z" * 201}, Reason.TOO_LONG),
        ({**NEW, "name": "Z\x00"}, Reason.UNUSABLE),
        ({**NEW, "name": "Z\x07"}, Reason.UNUSABLE),
        ({**NEW, "name": "Z\u202eeoZ"}, Reason.UNUSABLE),
        ({**NEW, "name": "=1+1"}, Reason.FORMULA),
        ({**NEW, "function": "+cmd|' /C calc'!A0"}, Reason.FORMULA),
        ({**NEW, "function": "-1"}, Reason.FORMULA),
        ({**NEW, "function": "@SUM(A1)"}, Reason.FORMULA),
        ({**NEW, "function": "\t=1"}, Reason.FORMULA),
        ({**NEW, "organisation": "=KE"}, Reason.FORMULA),
        ({**NEW, "language": "de"}, Reason.UNKNOWN_LANGUAGE),
        ({**NEW, "time_zone": "Mars/Olympus"}, Reason.UNKNOWN_ZONE),
        ({**NEW, "time_zone": "EST"}, Reason.UNKNOWN_ZONE),
        ({**NEW, "capacity": "king"}, Reason.UNKNOWN_CAPACITY),
        ({**NEW, "capacity": "delegate"}, Reason.CAPACITY_NOT_OFFERED),
        ({**NEW, "organisation": "TD"}, Reason.LEFT_THE_BODY),
        ({**NEW, "since": "2027-02-30"}, Reason.IMPOSSIBLE_DATE),
        ({**NEW, "since": "9223372036854775808"}, Reason.IMPOSSIBLE_DATE),
        ({**NEW, "since": "20270301"}, Reason.IMPOSSIBLE_DATE),
        ({**NEW, "since": "2027-W01-1"}, Reason.IMPOSSIBLE_DATE),
        ({**NEW, "since": "1027-03-01"}, Reason.IMPOSSIBLE_DATE),
        ({**NEW, "since": "01/03/2027"}, Reason.IMPOSSIBLE_DATE),
        ({**NEW, "email": "cy@example.org"}, Reason.NAMED_ELSEWHERE),
        ({**NEW, "email": "dee@example.org"}, Reason.ACCOUNT_CLOSED),
        ({**NEW, "email": "ben@example.org", "since": "2024-06-01"}, Reason.EARLIER_THAN_RECORDED),
        ({**NEW, "email": "eve@example.org", "since": "2024-01-01"}, Reason.ENDED),
        ({**NEW, "email": "eve@example.org", "since": "2025-01-01"}, Reason.OVERLAPS),
        ({**NEW, "capacity": "head"}, Reason.HEAD_ALREADY),
        ({**NEW, "email": "ben@example.org", "capacity": "head"}, Reason.HEAD_ALREADY),
    ],
)
def test_bad_row_is_a_problem_with_its_reason(cells: dict[str, str], reason: Reason) -> None:
    (found,) = judged(row(**cells))
    assert found.verdict is Verdict.PROBLEM
    assert reason in {problem.reason for problem in found.problems}


def test_row_wider_than_the_headings_is_a_problem() -> None:
    (found,) = judged("KE,zoe@example.org,Zoé,extra", header="organisation,email,name")
    assert [problem.reason for problem in found.problems] == [Reason.TOO_WIDE]


def test_same_address_twice_names_the_first_row() -> None:
    first, second = judged(row(**NEW), row(**{**NEW, "email": "ZOE@example.org"}))
    assert first.verdict is Verdict.NEW
    assert [(p.reason, p.other) for p in second.problems] == [(Reason.TWICE, 2)]


@pytest.mark.parametrize(
    ("cells", "verdict", "step"),
    [
        (NEW, Verdict.NEW, Step.NOMINATE),
        ({"organisation": "ke", "email": "ADA@example.org"}, Verdict.SAME, Step.NOTHING),
        ({"organisation": "KE", "email": "ada@example.org", "name": "Ada"}, Verdict.SAME, Step.NOTHING),
        ({"organisation": "KE", "email": "ada@example.org", "name": "Ada L."}, Verdict.CHANGED, Step.NOTHING),
        ({"organisation": "KE", "email": "ben@example.org", "capacity": "alternate"}, Verdict.CHANGED, Step.NOMINATE),
        (
            {"organisation": "KE", "email": "ben@example.org", "capacity": "suppléant", "since": "2025-01-01"},
            Verdict.CHANGED,
            Step.CORRECT,
        ),
        ({"organisation": "KE", "email": "ben@example.org", "since": "2027-01-01"}, Verdict.CHANGED, Step.NOMINATE),
        ({"organisation": "KE", "email": "eve@example.org"}, Verdict.NEW, Step.NOMINATE),
        ({"organisation": "KE", "email": "fay@example.org"}, Verdict.SAME, Step.NOTHING),
        ({"organisation": "KE"}, Verdict.SAME, Step.NOTHING),
        ({"organisation": "FR", "name_fr": "France", "region": "west"}, Verdict.NEW, Step.NOTHING),
        ({"organisation": "OECD", "name_en": "OECD", "kind": "observateur"}, Verdict.NEW, Step.NOTHING),
    ],
)
def test_good_row_says_what_it_would_do(cells: dict[str, str], verdict: Verdict, step: Step) -> None:
    (found,) = judged(row(**cells))
    assert (found.problems, found.verdict, found.step) == ((), verdict, step)


def test_new_person_gets_language_and_zone_of_the_organisation() -> None:
    (found,) = judged(row(organisation="TG", email="zoe@example.org", name="Zoé"))
    assert found.person == KnownPerson("zoe@example.org", "Zoé", "", "fr", "Africa/Lome")
    assert (found.capacity, found.since) == (Capacity.NCP, TODAY)


def test_second_row_of_a_new_organisation_need_not_repeat_its_name() -> None:
    rows = judged(
        row(organisation="FR", name_fr="France", region="WCA", email="x@example.org", name="X"),
        row(organisation="FR", email="y@example.org", name="Y"),
        row(organisation="FR", email="z@example.org", name="Z", name_fr="Gaule"),
    )
    assert [found.verdict for found in rows] == [Verdict.NEW, Verdict.NEW, Verdict.PROBLEM]


def test_head_can_change_hands_in_one_file() -> None:
    rows = judged(
        row(organisation="KE", email="ben@example.org", capacity="head"),
        row(organisation="KE", email="ada@example.org", capacity="ncp"),
    )
    assert {found.verdict for found in rows} == {Verdict.CHANGED}


def test_two_heads_in_one_file_are_refused() -> None:
    rows = judged(
        row(organisation="TG", email="x@example.org", name="X", capacity="head"),
        row(organisation="TG", email="y@example.org", name="Y", capacity="PCN principal"),
    )
    assert [found.verdict for found in rows] == [Verdict.NEW, Verdict.PROBLEM]


def test_text_marked_as_such_is_no_formula() -> None:
    (found,) = judged(row(**{**NEW, "function": "'=1+1"}))
    assert found.person is not None
    assert found.person.function == "=1+1"


TWIN = {"organisation": "KE", "email": "ada.new@example.org", "name": "ÁDA"}


def test_name_is_recognised_whatever_its_accents_and_the_order_of_its_parts() -> None:
    assert import_names.key("KAMANDÉ, Wanjiru  N.") == import_names.key("Wanjiru n kamande")
    assert import_names.key("Wanjiru Kamande") != import_names.key("Wanjiru Kimani")


def test_same_name_in_the_organisation_asks_who_it_is() -> None:
    (found,) = judged(row(**TWIN))
    assert [problem.reason for problem in found.problems] == [Reason.SAME_NAME]
    assert [person.email for person in found.namesakes] == ["ada@example.org"]
    (elsewhere,) = judged(row(**{**TWIN, "organisation": "TG"}))
    assert elsewhere.verdict is Verdict.NEW
    _, second = judged(row(organisation="KE", email="ada@example.org"), row(**TWIN))
    assert second.verdict is Verdict.NEW


def test_same_person_keeps_nomination_and_gets_the_new_address() -> None:
    (found,) = judged(row(**TWIN, capacity="head"), choices={2: "same:ada@example.org"})
    assert (found.verdict, found.step, found.known_as) == (Verdict.CHANGED, Step.NOTHING, "ada@example.org")
    assert [(c.before, c.after) for c in found.changes] == [("ada@example.org", "ada.new@example.org")]


def test_same_person_cannot_be_meant_by_two_rows() -> None:
    rows = judged(
        row(**TWIN),
        row(**{**TWIN, "email": "ada.other@example.org"}),
        choices={2: "same:ada@example.org", 3: "same:ada@example.org"},
    )
    assert [found.verdict for found in rows] == [Verdict.CHANGED, Verdict.PROBLEM]


@pytest.mark.parametrize(
    ("choice", "verdict"),
    [("new", Verdict.NEW), ("out", Verdict.LEFT_OUT), ("same:ben@example.org", Verdict.PROBLEM), ("", Verdict.PROBLEM)],
)
def test_decision_about_a_namesake_is_followed(choice: str, verdict: Verdict) -> None:
    (found,) = judged(row(**TWIN), choices={2: choice})
    assert found.verdict is verdict


def test_row_with_merged_cells_is_a_problem() -> None:
    table = import_files.Table(("organisation",), ((2, ["KE"]), (3, ["KE"])), frozenset({3}))
    rows = imports.judge(sheets.records(table, [sheets.Column.ORGANISATION]), REGISTER, on=TODAY, house_zone="UTC")
    assert [[problem.reason for problem in found.problems] for found in rows] == [[], [Reason.MERGED]]


def test_those_who_wait_are_told_how_far_it_is() -> None:
    table = import_files.Table(("organisation",), tuple((number, ["KE"]) for number in range(2, 2502)))
    told: list[int] = []
    records = sheets.records(table, [sheets.Column.ORGANISATION])
    imports.judge(records, REGISTER, on=TODAY, house_zone="UTC", told=told.append)
    assert told == [1000, 2000]
