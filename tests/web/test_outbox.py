"""The outbox page: who reads what, and what a mail can do there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Settings
from meetings.domain.access import actions as access
from meetings.domain.outbox import actions as outbox
from meetings.domain.outbox.actions import Letter
from meetings.domain.role import actions as roles
from meetings.domain.role.rules import Scope
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail, MailReason, MailState
from meetings.models.role import Granted
from meetings.notices import post
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.queries import counted

SUBJECT = "Hello <b> & you"


def write(
    make: Make, *, secret: bool = False, calendar: bool = False, keep: bool = True, meeting: Meeting | None = None
) -> Mail:
    letter = Letter(
        kind="test",
        recipient_name="Zoé <i>",
        recipient_email="zoe@ncp.example",
        language="en",
        subject=SUBJECT,
        text="First line\nhttp://localhost/en/sign-in/abc/\n<script>alert(1)</script>",
        html="<p>Hello</p><script>alert(1)</script>",
        calendar=b"BEGIN:VCALENDAR\r\n" if calendar else None,
        calendar_method="REQUEST" if calendar else None,
        secret=secret,
        meeting_id=meeting.id if meeting else None,
    )
    with transaction():
        return outbox.queue(letter, host="localhost", keep=keep, now=make.now)


@pytest.fixture
def demo(app: Flask, settings: Settings) -> Iterator[None]:
    app.extensions["settings"] = replace(settings, demo=True)
    yield
    app.extensions["settings"] = settings


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


@pytest.mark.parametrize("page", ["", "{}/", "{}/html/", "{}/invite.ics"])
def test_outbox_is_for_the_secretariat(make: Make, client: Browser, page: str) -> None:
    address = "/en/outbox/" + page.format(write(make, calendar=True).id)
    assert client.get(address).location.startswith("/en/sign-in/")
    assert client.sign_in(make.person()).get(address).status_code == 403
    assert client.sign_in(make.secretariat()).get(address).status_code == 200


def test_everybody_reads_the_outbox_of_the_demonstration(make: Make, client: Browser, demo: None) -> None:
    mail = write(make, secret=True)
    listed = client.get("/fr/outbox/").text
    assert "demonstration" in client.get("/en/outbox/").text
    assert f'href="/fr/outbox/{mail.id}/"' in listed
    assert 'href="http://localhost/en/sign-in/abc/"' in client.get(f"/en/outbox/{mail.id}/").text
    assert client.post(f"/en/outbox/{mail.id}/retry/").status_code == 303
    assert client.sign_in(make.person()).post(f"/en/outbox/{mail.id}/retry/").status_code == 403


def test_way_in_is_not_shown_outside_the_demonstration(make: Make, secretariat: Browser) -> None:
    mail = write(make, secret=True)
    page = secretariat.get(f"/en/outbox/{mail.id}/").text
    assert "sign-in/abc" not in page
    assert "for its reader only" in page
    assert secretariat.get(f"/en/outbox/{mail.id}/html/").status_code == 404
    with transaction():
        outbox.sent(mail, now=make.now)
    assert "wiped" in secretariat.get(f"/en/outbox/{mail.id}/").text


def test_real_sign_in_mail_leads_in_from_the_demonstration(make: Make, client: Browser, demo: None) -> None:
    person = make.person()
    with transaction():
        access.ask(person.email, language="en", browser="b", address_hash="", next_path="", secret=SECRET, now=make.now)
    post.handle(10, now=make.now)
    [mail] = db.session.scalars(db.select(Mail)).all()
    assert "http://localhost/en/sign-in/" in client.get(f"/en/outbox/{mail.id}/").text


def test_mail_is_shown_as_text_and_locked_away_as_html(make: Make, secretariat: Browser) -> None:
    mail = write(make)
    page = secretariat.get(f"/en/outbox/{mail.id}/")
    assert "<script>alert" not in page.text
    assert "Hello &lt;b&gt; &amp; you" in page.text
    preview = secretariat.get(f"/en/outbox/{mail.id}/html/")
    assert preview.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "script-src" not in preview.headers["Content-Security-Policy"]
    assert preview.headers["Cache-Control"] == "private, no-store"


def test_calendar_part_is_handed_out(make: Make, secretariat: Browser) -> None:
    answer = secretariat.get(f"/en/outbox/{write(make, calendar=True).id}/invite.ics")
    assert answer.data == b"BEGIN:VCALENDAR\r\n"
    assert answer.content_type == "text/calendar; charset=utf-8; method=REQUEST"
    assert 'filename="invite.ics"' in answer.headers["Content-Disposition"]
    assert secretariat.get(f"/en/outbox/{write(make).id}/invite.ics").status_code == 404


def test_failed_mail_is_sent_once_more(make: Make, secretariat: Browser) -> None:
    mail = write(make)
    with transaction():
        outbox.failed(mail, MailReason.RECIPIENT, "550 no such mailbox")
    page = secretariat.get(f"/en/outbox/{mail.id}/").text
    assert "550 no such mailbox" in page
    assert "refused the address" in page
    assert secretariat.post(f"/en/outbox/{mail.id}/retry/").status_code == 303
    db.session.expire_all()
    assert (mail.state, mail.tries, mail.error) == (MailState.QUEUED, 0, "")
    assert db.session.scalars(db.select(AuditLine.verb).order_by(AuditLine.id.desc())).first() == "outbox.retried"
    secretariat.post(f"/en/outbox/{mail.id}/retry/")
    assert "This mail has not failed." in secretariat.get(f"/en/outbox/{mail.id}/").text


@pytest.mark.parametrize("number", ["0", "999", str(2**31), str(2**63), "x", "-1"])
def test_unknown_mail_is_not_found(secretariat: Browser, number: str) -> None:
    assert secretariat.get(f"/en/outbox/{number}/").status_code == 404


@pytest.mark.parametrize("page", ["0", "2", "x", str(2**63), "%ED%A0%80", "%00"])
def test_list_answers_any_page_number(make: Make, secretariat: Browser, page: str) -> None:
    write(make)
    assert secretariat.get(f"/en/outbox/?page={page}").status_code == 200


def test_list_has_pages_newest_first(make: Make, secretariat: Browser) -> None:
    numbers = [write(make).id for _ in range(31)]
    first, second = secretariat.get("/en/outbox/").text, secretariat.get("/en/outbox/?page=2").text
    assert f"/outbox/{numbers[0]}/" not in first
    assert f"/outbox/{numbers[0]}/" in second
    assert first.index(f"/outbox/{numbers[30]}/") < first.index(f"/outbox/{numbers[29]}/")


def test_list_asks_as_often_for_thirty_mails_as_for_one(make: Make, secretariat: Browser) -> None:
    write(make)
    secretariat.get("/en/outbox/")
    with counted() as one:
        secretariat.get("/en/outbox/")
    for _ in range(29):
        write(make)
    with counted() as thirty:
        secretariat.get("/en/outbox/")
    assert len(one) == len(thirty)


def test_empty_outbox_says_so(secretariat: Browser) -> None:
    assert "No mail yet." in secretariat.get("/en/outbox/").text


def test_mail_is_held_back_and_let_go(make: Make, secretariat: Browser) -> None:
    mail = write(make, keep=False)
    address = f"/en/outbox/{mail.id}/"
    assert "Hold this mail back" in secretariat.get(address).text
    secretariat.post(f"{address}withhold/")
    page = secretariat.get(address).text
    assert "It was held back by hand." in page
    assert "Hold this mail back" not in page
    secretariat.post(f"{address}withhold/")
    assert "no longer waits" in secretariat.get(address).text
    secretariat.post(f"{address}release/")
    db.session.expire_all()
    assert mail.state is MailState.QUEUED
    secretariat.post(f"{address}release/")
    assert "not held back" in secretariat.get(address).text
    verbs = db.session.scalars(db.select(AuditLine.verb).order_by(AuditLine.id.desc()).limit(2)).all()
    assert verbs == ["outbox.released", "outbox.withheld"]


def test_all_failed_mails_of_a_kind_are_sent_once_more(make: Make, secretariat: Browser) -> None:
    mails = [write(make, keep=False) for _ in range(2)]
    with transaction():
        for mail in mails:
            outbox.failed(mail, MailReason.CONTENT, "554 no")
    assert "Send all of these once more" in secretariat.get("/en/outbox/").text
    assert secretariat.post("/en/outbox/retry/", data={"kind": "test"}).status_code == 303
    assert "2 mails are in the queue again." in secretariat.get("/en/outbox/").text
    secretariat.post("/en/outbox/retry/", data={"kind": "'; DROP"})
    assert "0 mails are in the queue again." in secretariat.get("/en/outbox/").text


def test_list_is_narrowed_and_given_as_a_file(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    mine, other = write(make, meeting=meeting), write(make, keep=False)
    for query, here, gone in (
        (f"meeting={meeting.slug}", mine, other),
        ("state=queued", other, mine),
        ("words=zoe%40ncp&state=kept", mine, other),
    ):
        page = secretariat.get(f"/en/outbox/?{query}").text
        assert f"/outbox/{here.id}/" in page
        assert f"/outbox/{gone.id}/" not in page
        lines = secretariat.get(f"/fr/outbox/mails.csv?{query}").text.splitlines()
        assert len(lines) == 2
        assert lines[1].startswith(str(here.id))
    assert "No mail is like this." in secretariat.get("/en/outbox/?words=nobody").text
    assert secretariat.get("/en/outbox/?state=nonsense&kind=%00&meeting=none&page=9").status_code == 200


def test_assistant_handles_the_mails_of_the_meeting_and_no_others(make: Make, client: Browser) -> None:
    meeting, person = make.meeting(), make.person()
    mine, other = write(make, meeting=meeting, keep=False), write(make, keep=False)
    address = f"/en/meetings/{meeting.slug}/outbox/"
    assert client.sign_in(person).get(address).status_code == 403
    with transaction():
        roles.grant(person, Granted.ASSISTANT, Scope(meeting=meeting), since=make.now.date(), by=None, now=make.now)
    page = client.get(address).text
    assert f"/outbox/{mine.id}/" in page
    assert f"/outbox/{other.id}/" not in page
    assert client.get(f"{address}mails.csv").status_code == 200
    assert "Mails of the meeting" in client.get(f"/en/outbox/{mine.id}/").text
    assert client.post(f"/en/outbox/{mine.id}/withhold/").status_code == 303
    assert client.get(f"/en/outbox/{other.id}/").status_code == 403
    assert client.post(f"/en/outbox/{other.id}/withhold/").status_code == 403
    assert client.get("/en/outbox/").status_code == 403


def test_meeting_without_mails_says_so(make: Make, secretariat: Browser) -> None:
    page = secretariat.get(f"/en/meetings/{make.meeting().slug}/outbox/")
    assert "Nobody has been written to" in page.text
