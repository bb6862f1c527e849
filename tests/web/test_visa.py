"""Letters of invitation on the web: the person's page, the secretariat's, the files and the mail."""

import io
import re
from typing import Any

import docx
import pypdf
import pytest

from meetings.domain.registration import actions_terms
from meetings.domain.registration.rules import Terms
from meetings.domain.visa import queries
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.visa import Passport
from meetings.notices import post
from tests.conftest import Browser
from tests.make import Make

MEETING = "/en/meetings/ncp-plenary-8/"
OWN, LETTERS = f"{MEETING}registration/letter/", f"{MEETING}registrations/letters/"
TYPED = {
    "name": "ANA KOUASSI",
    "nationality": "Ivorian",
    "number": "19AB04321",
    "born_on": "1990-05-04",
    "expires_on": "2030-01-31",
    "consulate": "Embassy of Belgium, Abidjan",
    "language": "fr",
}


@pytest.fixture
def meeting(make: Make) -> Meeting:
    meeting = make.meeting()
    with transaction():
        actions_terms.set_terms(meeting, Terms(letters=True), seen=0, by=None, now=make.now)
    return meeting


@pytest.fixture
def place(make: Make, meeting: Meeting) -> Registration:
    return make.registration(meeting, make.ncp(make.member("CI", "Côte d’Ivoire", region="WCA"), "Ana Kouassi"))


def asked(client: Browser, person: Person, **typed: str) -> Any:
    client.sign_in(person)
    return client.post(OWN, data=TYPED | typed)


def sign(client: Browser, make: Make, place: Registration) -> str:
    """Sign the letter of *place* as the secretariat; return its page as it was before."""
    client.sign_in(make.secretariat())
    found = queries.of(place)
    assert found
    page = client.get(f"{LETTERS}{found.letter.id}/").text
    assert client.post(f"{LETTERS}{found.letter.id}/issue/").status_code == 303
    return page


def test_from_the_request_to_the_letter(make: Make, client: Browser, place: Registration) -> None:
    client.sign_in(place.person)
    assert f'href="{OWN}"' in client.get(MEETING).text
    assert 'value="Ana Kouassi"' in client.get(OWN).text
    assert asked(client, place.person).location == OWN
    page = client.get(OWN).text
    assert "Asked for, not signed yet" in page
    assert 'value="19AB04321"' in page
    assert client.get(f"{OWN}letter.pdf").status_code == 404
    before = sign(client, make, place)
    assert "ANA KOUASSI" in before
    assert "1990" in before
    assert "letter.pdf" not in before
    listed = client.get(LETTERS).text
    assert "NCP8/L1" in listed
    assert "signed" in listed
    post.handle(100, now=make.now)
    mail = db.session.scalars(db.select(Mail).filter_by(kind="visa.issued")).one()
    assert mail.recipient_email == place.person.email
    assert "NCP8/L1" in mail.subject
    assert "19AB04321" not in mail.text + mail.html
    client.sign_in(place.person)
    assert "Signed on" in client.get(OWN).text
    pdf = client.get(f"{OWN}letter.pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="NCP8-L1-FR.pdf"'
    text = pypdf.PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    assert "Lettre d’invitation" in text
    assert "19AB04321" in re.sub(r"\s+", " ", text)
    word = docx.Document(io.BytesIO(client.get(f"{OWN}letter.docx").data))
    assert "date de naissance : 4 mai 1990" in "\n".join(each.text for each in word.paragraphs).replace("\u00a0", " ")


def test_what_is_wrong_is_said_next_to_the_field(client: Browser, place: Registration) -> None:
    answer = asked(client, place.person, number="", expires_on="2026-01-01")
    assert answer.status_code == 422
    assert "Fill this in." in answer.text
    late = asked(client, place.person, expires_on="2026-01-01")
    assert "The passport is no longer valid when the meeting is held." in late.text
    assert 'value="19AB04321"' in late.text


def test_sent_twice_is_one_letter(client: Browser, meeting: Meeting, place: Registration) -> None:
    for _ in range(2):
        assert asked(client, place.person).status_code == 303
    assert len(queries.of_meeting(meeting)) == 1


def test_taken_back_deletes_the_passport(client: Browser, place: Registration) -> None:
    asked(client, place.person)
    assert client.post(f"{OWN}take-back/").status_code == 303
    assert db.session.query(Passport).count() == 0


def test_signed_letter_refuses_every_change(make: Make, client: Browser, place: Registration) -> None:
    asked(client, place.person)
    sign(client, make, place)
    answer = asked(client, place.person, number="other")
    assert answer.status_code in (303, 422)
    client.post(f"{OWN}take-back/")
    assert "no longer changes" in client.get(MEETING).text
    found = queries.of(place)
    assert found
    assert found.passport
    assert found.passport.number == "19AB04321"


def test_without_a_place_or_an_offer_there_is_a_sentence(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.ncp(make.member()))
    assert client.get(OWN).location == MEETING
    assert "You have no place at this meeting." in client.get(MEETING).text


def test_files_wait_for_the_signature(make: Make, client: Browser, place: Registration) -> None:
    asked(client, place.person)
    found = queries.of(place)
    assert found
    client.sign_in(make.secretariat())
    for ending in ("pdf", "docx"):
        assert client.get(f"{LETTERS}{found.letter.id}/letter.{ending}").status_code == 404
    client.post(f"{LETTERS}{found.letter.id}/issue/")
    for ending in ("pdf", "docx"):
        assert client.get(f"{LETTERS}{found.letter.id}/letter.{ending}").status_code == 200
