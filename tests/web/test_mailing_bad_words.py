"""Mails to many about meetings with impossible titles, sittings without a way in, and people without a language."""

import re

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.mailing import recipients, rules
from meetings.extensions import db, transaction
from meetings.models.mailing import Audience, Mailing, MailingKind
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.notices import mailings
from meetings.notices.letters import LONGEST_SUBJECT
from tests.conftest import Browser
from tests.make import Make
from tests.notices.test_mailings import sent

PLAN = "/meetings/ncp-plenary-8/mail/"
TITLES = {
    "long": "Réunion 🙂 " * 50,
    "right-to-left": "\u202eישיבה\u202c مؤتمر \u2067רשת\u2069",
    "emoji": "👩🏽\u200d💻 🇰🇪 plenary 🙂",
    "braces": "{{name}} }} {{ {% x %} {{join_link}}",
    "marks": "a,b;c\\d\\n \"e\" 'f' **g** [h](https://evil.example) `i` <script>j</script> &amp; k",
    "line ends": "One\r\nBcc: x@evil.example\rTwo\nThree\u2028Four\x85Five\x0bSix",
}


def titled(make: Make, title: str) -> Meeting:
    meeting = make.meeting()
    make.ncp(make.member())
    make.ncp(make.member("FR", "France"), "Claire Dubois", language="fr", zone="Europe/Paris")
    with transaction():
        meeting.title = Bilingual(title, title)
    return meeting


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_makes_mails_that_only_say_it(make: Make, title: str) -> None:
    meeting = titled(make, title)
    sent(make, meeting, MailingKind.INVITATION)
    found = db.session.query(Mail).all()
    assert len(found) == 2
    for mail in found:
        assert len(mail.subject) <= LONGEST_SUBJECT
        assert not re.search("[\r\n]", mail.subject)
        for forged in ("<script>", 'href="https://evil.example', "<strong>g"):
            assert forged not in mail.html
        said, asked = re.sub(r"\s", "", mail.text), re.sub(r"\s", "", title)
        assert asked in said


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_can_be_looked_at_before_it_goes(make: Make, client: Browser, title: str, language: str) -> None:
    meeting = titled(make, title)
    mailing = sent(make, meeting, MailingKind.SAVE_THE_DATE)
    client.sign_in(make.secretariat())
    here = f"/{language}{PLAN}"
    for page in (here, f"{here}{mailing.id}/", f"{here}{mailing.id}/preview/", f"{here}{mailing.id}/recipients.csv"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "<script>j" not in answer.text
    assert client.get(f"/{language}/meetings/ncp-plenary-8/archive.zip", buffered=True).status_code == 200


def test_letter_says_any_title(make: Make, client: Browser) -> None:
    meeting = titled(make, TITLES["marks"] + TITLES["emoji"] + TITLES["right-to-left"])
    mailing = sent(make, meeting, MailingKind.INVITATION)
    client.sign_in(make.secretariat())
    for ending, begins in (("docx", b"PK"), ("pdf", b"%PDF-")):
        assert client.get(f"/en{PLAN}{mailing.id}/letter.{ending}").data.startswith(begins)


def test_sitting_without_a_way_in_leads_to_ones_own_page(make: Make) -> None:
    meeting = titled(make, "Plenary")
    with transaction():
        for session in make.sessions(meeting):
            session.join_link = ""
    make.registration(meeting, db.session.query(recipients.Person).filter_by(name="Claire Dubois").one())
    sent(make, meeting, MailingKind.CONNECTION, Audience.REGISTERED)
    mail = db.session.query(Mail).filter_by(kind="mailing.connection").one()
    assert re.search("personnel\\s: http://localhost/fr/place/", mail.text)
    assert "<>" not in mail.text
    assert 'href=""' not in mail.html


def test_who_has_no_language_reads_english_and_stops_nobody(make: Make, client: Browser) -> None:
    meeting = titled(make, "Plenary")
    with transaction():
        db.session.query(recipients.Person).filter_by(name="Wanjiru Kamande").one().language = ""
    mailing = sent(make, meeting, MailingKind.SAVE_THE_DATE)
    subjects = {mail.recipient_name: mail.subject for mail in db.session.query(Mail)}
    assert subjects["Wanjiru Kamande"].startswith("Save the date")
    assert subjects["Claire Dubois"].startswith("Réservez")
    one = recipients.of(meeting, rules.segment(mailing.segment), now=make.now)[-1]
    assert mailings.preview(mailing, one).subject.startswith("Save the date")
    page = client.sign_in(make.secretariat()).get(f"/en{PLAN}{db.session.query(Mailing).one().id}/")
    assert page.status_code == 200
