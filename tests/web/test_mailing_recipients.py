"""The people of a mail to many: looked for by name or administration, and as files that hold no formula."""

import csv
import io
import re
import zipfile

import pytest

from meetings.extensions import db, transaction
from meetings.models.mailing import Mailing
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail, MailReason, MailState
from meetings.models.person import Person
from tests.conftest import Browser
from tests.domain.mailing.test_actions import clock, planned, prepared
from tests.make import Make
from tests.queries import counted

PLAN = "/en/meetings/ncp-plenary-8/mail/"


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def people(make: Make) -> list[Person]:
    kenya, france = make.member(), make.member("CM", "Cameroon")
    return [make.ncp(kenya), make.ncp(france, "=Hélène Été", language="fr", zone="Africa/Douala")]


def rows(client: Browser, mailing: Mailing) -> list[list[str]]:
    answer = client.get(f"{PLAN}{mailing.id}/recipients.csv")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("typed", ["helene", "ÉTÉ", "camer", "cm", "  Cameroon "])
def test_recipient_is_found_by_a_part_of_the_name_or_the_administration(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person], typed: str
) -> None:
    here = f"{PLAN}{prepared(meeting, make.now).id}/"
    page = secretariat.get(here, query_string={"who": typed}).text
    assert "<strong>=Hélène Été</strong> (FR)" in page
    assert "Dear =Hélène Été (fr)" in page
    ids = re.findall(' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "No recipient of this mail" not in page


def test_several_are_listed_and_one_is_chosen(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    member = make.member("TG", "Togo")
    for number in range(23):
        make.ncp(member, f"Ama {number:02d}")
    here = f"{PLAN}{prepared(meeting, make.now).id}/"
    page = secretariat.get(f"{here}?who=ama").text
    assert page.count("who=ama&amp;reader=") == 20
    assert "4 more people answer." in page, "Kamande is one of them"
    chosen = db.session.query(Person).filter_by(name="Ama 22").one()
    assert "<strong>Ama 22</strong>" in secretariat.get(f"{here}?who=ama&reader={chosen.id}").text


@pytest.mark.parametrize("typed", ["nobody", "<b>", "%", "\x00", "x" * 5000, "\u202e"])
def test_no_one_found_says_so_and_still_shows_the_mail(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person], typed: str
) -> None:
    here = f"{PLAN}{prepared(meeting, make.now).id}/"
    answer = secretariat.get(here, query_string={"who": typed})
    assert answer.status_code == 200
    assert "<b>" not in answer.text
    assert "Dear " in answer.text
    if typed == "nobody":
        assert "No recipient of this mail has “nobody”" in answer.text


def test_before_it_goes_the_file_has_who_would_get_it(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    mailing = prepared(meeting, make.now)
    head, *found = rows(secretariat, mailing)
    assert head[:2] == ["Name", "E-mail address"]
    assert sorted(row[0] for row in found) == ["'=Hélène Été", "Wanjiru Kamande"]
    assert {row[5] for row in found} == {"would get it today"}
    assert {row[4] for row in found} == {"KE", "CM"}
    assert "recipients.csv" in secretariat.get(f"{PLAN}{mailing.id}/").text


def test_afterwards_it_has_state_and_reason_of_each(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    mailing = planned(meeting, make.now)
    clock(make.sessions(meeting)[0].starts_at.replace(hour=0))
    with transaction():
        mail = db.session.query(Mail).filter_by(person_id=people[0].id).one()
        mail.state, mail.reason, mail.error = MailState.BOUNCED, MailReason.RECIPIENT, "@550 no such user"
    _head, *found = rows(secretariat, mailing)
    told = {row[0]: row for row in found}
    assert told["Wanjiru Kamande"][5:7] == [
        "returned or refused",
        "The mail server refused the address: it is wrong, or no longer exists.",
    ]
    assert told["Wanjiru Kamande"][9] == "'@550 no such user"
    assert told["'=Hélène Été"][4:6] == ["CM", "kept here"]
    french = secretariat.get(f"/fr{PLAN[3:]}{mailing.id}/recipients.csv").data.decode("utf-8-sig")
    assert "refusé" in french


def test_workbook_holds_text_and_no_formula(
    make: Make, secretariat: Browser, meeting: Meeting, people: list[Person]
) -> None:
    mailing = prepared(meeting, make.now)
    answer = secretariat.get(f"{PLAN}{mailing.id}/recipients.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert b"=H\xc3\xa9l\xc3\xa8ne" in book.read("xl/sharedStrings.xml")
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_file_is_for_those_who_run_the_meeting(make: Make, client: Browser, meeting: Meeting) -> None:
    mailing = prepared(meeting, make.now)
    client.sign_in(make.person())
    for ending in ("csv", "xlsx"):
        assert client.get(f"{PLAN}{mailing.id}/recipients.{ending}").status_code == 403


@pytest.mark.parametrize("number", [1, 30])
def test_file_takes_as_many_statements_for_one_as_for_thirty(
    make: Make, secretariat: Browser, meeting: Meeting, number: int
) -> None:
    member = make.member()
    for _each in range(number):
        make.ncp(member)
    mailing = planned(meeting, make.now)
    clock(make.sessions(meeting)[0].starts_at.replace(hour=0))
    with counted() as statements:
        assert len(rows(secretariat, mailing)) == number + 1
    assert len(statements) == 7
