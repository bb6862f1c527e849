"""The mails of a meeting once it is over: in its archive and on its pages, for those who ran it, without addresses."""

import io
import re
import zipfile
from datetime import timedelta

import pytest

from meetings.domain.mailing import actions, queries
from meetings.domain.privacy import retention
from meetings.extensions import db, transaction
from meetings.models.mailing import Audience, Mailing, Timing
from meetings.models.meeting import Meeting, Visibility
from meetings.models.outbox import Mail, MailReason, MailState
from tests.conftest import Browser
from tests.domain.mailing.test_actions import Moment, clock, planned, prepared, seen
from tests.make import Make

PLAN = "/en/meetings/ncp-plenary-8/mail/"
ZIP = "/en/meetings/ncp-plenary-8/archive.zip"


@pytest.fixture
def meeting(make: Make) -> Meeting:
    """A meeting about which a mail went to two people and another one is a draft."""
    kenya, france = make.member(), make.member("FR", "France")
    make.ncp(kenya)
    make.ncp(france, "Claire Dubois", language="fr", zone="Europe/Paris")
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    mailing = prepared(meeting, make.now, audience=Audience.EVERYBODY, moment=Moment(Timing.AT))
    with transaction():
        actions.send_now(mailing, seen=seen(mailing, make.now), by=None, now=make.now)
    clock(make.now)
    prepared(meeting, make.now)
    return meeting


def taken(client: Browser) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(client.get(ZIP, buffered=True).data))


def test_words_in_both_languages_and_figures_are_archived_and_nobody_is_named(
    make: Make, client: Browser, meeting: Meeting
) -> None:
    bundle = taken(client.sign_in(make.secretariat()))
    assert [name for name in bundle.namelist() if name.startswith("mails/")] == [
        "mails/01-reminder.txt",
        "mails/mails.xlsx",
    ]
    text = bundle.read("mails/01-reminder.txt").decode()
    for words in ("Reminder", "Rappel", "{{meeting}} (fr)", "Dear {{name}}", "Everybody whom", "Recipients: 2"):
        assert words in text
    assert "Gone out: 2" in text
    assert "\N{NO-BREAK SPACE}: 2" in text
    with zipfile.ZipFile(io.BytesIO(bundle.read("mails/mails.xlsx"))) as book:
        cells = book.read("xl/sharedStrings.xml").decode()
    assert "Reminder / Rappel" in cells
    for found in (text, cells):
        assert "@" not in found
        assert "Claire" not in found
        assert not re.search("https?://(?!schemas)", found)
    assert "mails/01-reminder.txt" in bundle.read("README.txt").decode()


def test_equal_mails_give_equal_bytes(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.secretariat())
    assert client.get(ZIP, buffered=True).data == client.get(ZIP, buffered=True).data


def test_past_meeting_leads_to_its_mails_for_those_who_ran_it(make: Make, client: Browser) -> None:
    past = make.meeting(number=7, days=-20, visibility=Visibility.PUBLIC)
    planned(past, make.now - timedelta(days=60))
    assert "/mail/" not in client.get("/en/archive/").text
    bundle = zipfile.ZipFile(io.BytesIO(client.get("/en/meetings/ncp-plenary-7/archive.zip", buffered=True).data))
    assert not [name for name in bundle.namelist() if name.startswith("mails/")]
    client.sign_in(make.secretariat())
    assert "/en/meetings/ncp-plenary-7/mail/" in client.get("/en/archive/").text
    page = client.get("/en/meetings/ncp-plenary-7/mail/")
    assert page.status_code == 200
    assert "until 365 days after the last session" in page.text
    assert "/en/meetings/ncp-plenary-7/archive.zip" in page.text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_of_a_mail_that_went_stay_on_its_page_when_nobody_is_meant_any_more(
    make: Make, client: Browser, meeting: Meeting, language: str
) -> None:
    mailing = db.session.query(Mailing).filter(Mailing.started_at.is_not(None)).one()
    with transaction():
        mailing.segment = {**mailing.segment, "audience": "declined"}
    page = client.sign_in(make.secretariat()).get(f"/{language}/meetings/ncp-plenary-8/mail/{mailing.id}/").text
    assert "{{meeting}} (fr)" in page
    assert "Dear {{name}}" in page


def test_figures_stay_true_when_the_mails_have_gone_for_their_age(make: Make, meeting: Meeting) -> None:
    first, second = db.session.query(Mail).order_by(Mail.id)
    with transaction():
        first.state, first.reason = MailState.BOUNCED, MailReason.RECIPIENT
        second.state, second.reason = MailState.WITHHELD, MailReason.BY_HAND
    before = queries.progress(meeting)
    with transaction():
        assert retention.drop("mails", make.now + timedelta(days=400)) == 2
    db.session.expire_all()
    assert queries.progress(meeting) == before
    (figures,) = before.values()
    assert (figures.people, figures.failed, figures.dropped) == (2, 1, 1)


def test_ones_own_mails_say_how_long_they_stay(make: Make, client: Browser) -> None:
    page = client.sign_in(make.person()).get("/en/people/me/mails/").text
    assert "Mails stay here for 365 days" in page
