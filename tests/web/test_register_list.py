"""The list of the register: filters, order in each language, states, files of exactly what a filter leaves."""

import csv
import io

import pytest
import python_calamine
import vobject

from meetings.core.bilingual import Bilingual
from meetings.domain.organisation import actions
from meetings.domain.person import reachable
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.organisation import Capacity
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted

REGISTER = "/en/organisations/"
NAMES = {
    "CI": ("Côte d’Ivoire", "Côte d’Ivoire"),
    "AE": ("United Arab Emirates", "Émirats arabes unis"),
    "CR": ("Costa Rica", "Costa Rica"),
    "HR": ("Croatia", "Croatie"),
    "ES": ("Spain", "Espagne"),
    "EG": ("Egypt", "E\N{COMBINING ACUTE ACCENT}gypte"),
    "RU": ("Россия", "Россия"),
    "SA": ("السعودية", "السعودية"),
}


def _members(make: Make) -> None:
    region = make.region()
    with transaction():
        for code, (en, fr) in NAMES.items():
            actions.add_organisation(
                code, Bilingual(en, fr), kind=make.kind(), region=region, working_language="en", by=None, now=make.now
            )


@pytest.mark.parametrize(
    ("language", "order"),
    [("fr", "CR CI HR EG AE ES RU SA"), ("en", "CR CI HR EG ES AE RU SA")],
)
def test_list_follows_the_collation_of_each_language(make: Make, client: Browser, language: str, order: str) -> None:
    _members(make)
    page = client.sign_in(make.person()).get(f"/{language}/organisations/?all=1").text
    places = [page.index(f'/organisations/{code.lower()}/">') for code in order.split()]
    assert places == sorted(places)


def test_words_are_found_without_accents_marks_or_apostrophes(make: Make, client: Browser) -> None:
    _members(make)
    client.sign_in(make.person())
    for words, code in (
        ("cote d'ivoire", "ci"),
        ("EGYPTE", "eg"),
        ("россия", "ru"),
        ("السعودية", "sa"),
        ("emirats", "ae"),
    ):
        page = client.get(REGISTER, query_string={"words": words}).text
        assert f'/organisations/{code}/">' in page
        assert page.count('<th role="rowheader"') == 1


def _house(make: Make) -> None:
    """Make one with a reachable head, one without a head, one whose address fails, one with nobody."""
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    ghana, _chad = make.member("GH", "Ghana", region="WCA"), make.member("TD", "Chad", region="WCA")
    make.ncp(kenya, "=HYPERLINK(1)", capacity=Capacity.HEAD)
    make.ncp(togo, "Ama")
    gone = make.ncp(ghana, "Kofi", capacity=Capacity.HEAD)
    with transaction():
        reachable.refused(gone, now=make.now)


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        ("named", "KE TG GH"),
        ("vacant", "TG TD"),
        ("empty", "TD"),
        ("stale", "GH"),
        ("left", ""),
        ("", "KE TG GH TD"),
        ("%00", "KE TG GH TD"),
    ],
)
def test_files_hold_exactly_what_the_filter_leaves(make: Make, client: Browser, state: str, codes: str) -> None:
    _house(make)
    client.sign_in(make.secretariat())
    page = client.get(f"{REGISTER}?state={state}").text
    assert {c for c in ("KE", "TG", "GH", "TD") if f'/organisations/{c.lower()}/">' in page} == set(codes.split())
    text = client.get(f"{REGISTER}export.csv?state={state}").data.decode("utf-8-sig")
    assert {row["organisation"] for row in csv.DictReader(io.StringIO(text))} == set(codes.split())
    for path, column in (("export.xlsx", 0), ("states.xlsx", 0)):
        data = client.get(f"{REGISTER}{path}?state={state}").data
        rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1:]
        assert {row[column] for row in rows if row[column]} == set(codes.split())
    cards = list(vobject.readComponents(client.get(f"{REGISTER}export.vcf?state={state}").text))
    assert len(cards) == len(set(codes.split()) - {"TD"})


def test_files_are_safe_and_noted(make: Make, client: Browser) -> None:
    _house(make)
    client.sign_in(make.secretariat())
    assert "'=HYPERLINK(1)" in client.get(f"{REGISTER}export.csv?words=kenya&capacity=head").data.decode()
    (line,) = db.session.query(AuditLine).filter(AuditLine.verb == "register.exported")
    assert line.details["rows"] == 1
    assert "kenya" not in str(line.details)


def test_states_are_seen_on_the_list_and_in_the_chamber(make: Make, client: Browser) -> None:
    _house(make)
    page = client.sign_in(make.person("Reader")).get(REGISTER).text
    for words in ("no head", "address fails", "never named", "1 with an address that fails", "1 without a head"):
        assert words in page
    for words in ("Ghana – an address fails", "Togo – NCP named, no head", "Chad – no NCP named"):
        assert f"<title>{words}</title>" in page
    assert 'circle class="s"' in page


def test_list_and_files_take_as_many_statements_for_many_as_for_one(make: Make, client: Browser) -> None:
    make.ncp(make.member())
    client.sign_in(make.secretariat())

    def statements(path: str) -> int:
        make.person()  # with a change before, nothing is remembered
        with counted() as found:
            assert client.get(f"{REGISTER}{path}").status_code == 200
        return len(found)

    paths = ("?words=a&state=named", "export.csv", "export.vcf", "states.xlsx")
    few = [statements(path) for path in paths]
    for number, code in enumerate(["TG", "GH", "TD", "CM", "CI", "EG", "HR", "ES", "FR", "DE"]):
        make.ncp(make.member(code, f"Land {number}"), f"Person {number}")
    assert [statements(path) for path in paths] == few


def test_mail_server_s_verdict_is_kept_and_taken_back(make: Make) -> None:
    person = make.person()
    with transaction():
        reachable.refused(person, now=make.now)
        reachable.refused(person, now=make.now)
    assert person.address_failed_at == make.now
    with transaction():
        reachable.reached(person, now=make.now)
    assert person.address_failed_at is None
    verbs = [line.verb for line in db.session.query(AuditLine).filter(AuditLine.verb.like("person.address_%"))]
    assert verbs == ["person.address_failed", "person.address_reached"]
