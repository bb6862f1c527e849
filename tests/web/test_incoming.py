"""What came back, as the secretariat sees it; marks on addresses, answers of calendars; the way in by HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Settings
from meetings.domain.incoming import actions, rules
from meetings.domain.incoming.rules import Returns
from meetings.domain.outbox import actions as outbox
from meetings.domain.outbox.actions import Letter
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import days
from meetings.extensions import db, transaction
from meetings.i18n import short_day
from meetings.models.incoming import Incoming, Sort
from meetings.models.meeting import SessionLanguage
from meetings.models.organisation import Organisation
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.notices import post
from tests import returned_mail as samples
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.queries import counted

RETURNS = Returns("returns@meetings.example.org", SECRET)
KEY = "a key that only the mail server knows"


def uid_of(place: Registration) -> str:
    """Return the entry of the first day."""
    return place.days[0].uid


@pytest.fixture
def house(app: Flask, settings: Settings) -> Iterator[Flask]:
    """A house to which mails come back, by HTTP."""
    app.extensions["settings"] = replace(settings, return_address=RETURNS.address, incoming_key=KEY)
    yield app
    app.extensions["settings"] = settings


@pytest.fixture
def kenya(make: Make) -> Organisation:
    return make.member()


@pytest.fixture
def person(make: Make, kenya: Organisation) -> Person:
    return make.ncp(kenya)


def written(make: Make, person: Person) -> str:
    """Return where a mail to *person* comes back to."""
    letter = Letter("meeting.cancelled", person.name, person.email, "en", "Off", "Words.", "", person_id=person.id)
    with transaction():
        mail = outbox.queue(letter, host="localhost", keep=False, now=make.now)
    return RETURNS.of_mail(mail.id, mail.message_id)


def take(make: Make, octets: bytes) -> None:
    with transaction():
        actions.take(octets, RETURNS, now=make.now)


def bounce(make: Make, person: Person) -> None:
    take(make, samples.postfix(written(make, person)))


def test_page_tells_what_came_for_whom_and_why_not(make: Make, house: Flask, client: Browser, person: Person) -> None:
    browser = client.sign_in(make.secretariat())
    assert "Nothing has come back yet." in browser.get("/en/incoming/").text
    bounce(make, person)
    take(make, samples.postfix("returns@meetings.example.org"))
    page = browser.get("/en/incoming/").text
    assert "Returned mail" in page
    assert "There is no such address." in page
    assert person.email in page
    assert "User unknown in virtual mailbox table" in page
    assert "kept out: without one of our signed addresses" in page
    out = browser.get("/en/incoming/?sort=kept_out").text
    assert person.email not in out
    assert "Nothing of this kind." in browser.get("/en/incoming/?sort=complaint").text
    assert "Courriel retourné" in browser.get("/fr/incoming/").text


def test_page_says_when_nothing_is_read(make: Make, client: Browser) -> None:
    assert "No address is set" in client.sign_in(make.secretariat()).get("/en/incoming/").text


@pytest.mark.parametrize("number", [1, 30])
def test_page_takes_the_same_statements_however_much_came(
    make: Make, house: Flask, client: Browser, person: Person, number: int
) -> None:
    for _ in range(number):
        bounce(make, person)
    browser = client.sign_in(make.secretariat())
    browser.get("/en/incoming/")
    with counted() as statements:
        browser.get("/en/incoming/")
    assert len(statements) <= 7


def refuse(make: Make, person: Person) -> None:
    """Let the mail server refuse the address of *person* while it is given a mail."""
    letter = Letter("test", person.name, person.email, "en", "Hello", "Words.", "", person_id=person.id)
    with transaction():
        mail = outbox.queue(letter, host="localhost", keep=False, now=make.now)
        actions.refused(mail, "550 no such mailbox", now=make.now)


@pytest.mark.parametrize("fails", ["comes back", "is refused"])
def test_mark_stands_where_people_look_and_the_secretariat_clears_it(
    make: Make, house: Flask, client: Browser, kenya: Organisation, person: Person, fails: str
) -> None:
    head = make.person("Head")
    (bounce if fails == "comes back" else refuse)(make, person)
    browser = client.sign_in(make.secretariat())
    for path in ("/en/organisations/ke/", f"/en/people/{person.id}/"):
        page = browser.get(path).text
        assert "mail refused on" in page
        assert "There is no such address." in page
        assert "The address works again" in page
    assert "Nobody can be reached: no address of the people named works." in browser.get("/en/organisations/ke/").text
    assert "nobody can be reached" in browser.get("/en/organisations/?state=cut_off").text
    own = client.sign_in(person).get("/en/organisations/ke/").text
    assert "mail refused on" in own
    assert "The address works again" not in own
    path = f"/en/incoming/people/{person.id}/works/"
    assert client.sign_in(head).post(path).status_code == 403
    client.sign_in(make.secretariat())
    answer = client.post(path, data={"next": "/en/organisations/ke/"})
    assert (answer.status_code, answer.location) == (303, "/en/organisations/ke/")
    assert "counts as working again" in client.get(answer.location).text
    assert "mail refused on" not in client.get("/en/organisations/ke/").text
    answer = client.post(path, data={"next": "https://evil.example/"})
    assert answer.location == f"/en/people/{person.id}/"
    assert "not marked any more" in client.get(answer.location).text


def test_complaint_stands_on_the_page_of_the_person_for_the_secretariat(
    make: Make, client: Browser, person: Person
) -> None:
    take(make, samples.complaint(written(make, person)))
    path = f"/en/people/{person.id}/"
    assert "complained of our mails" in client.sign_in(make.secretariat()).get(path).text
    assert "complained of our mails" not in client.sign_in(make.person()).get(path).text


def test_bounce_counts_as_trouble_on_the_console(make: Make, client: Browser, person: Person) -> None:
    meeting = make.meeting()
    make.registration(meeting, person)
    post.handle(10, now=make.now)
    mail = db.session.scalars(sa.select(Mail).where(Mail.meeting_id == meeting.id)).one()
    take(make, samples.postfix(RETURNS.of_mail(mail.id, mail.message_id)))
    browser = client.sign_in(make.secretariat())
    assert "mail not delivered, of 1" in browser.get(f"/en/meetings/{meeting.slug}/console/").text
    assert "returned or refused" in browser.get("/en/outbox/").text


@pytest.mark.parametrize(
    ("said", "words"),
    [("DECLINED", "Your calendar answered: declined."), ("TENTATIVE", "Your calendar answered: tentative.")],
)
def test_answer_of_a_calendar_stands_on_the_nameplate_and_on_the_list(
    make: Make, client: Browser, person: Person, said: str, words: str
) -> None:
    meeting = make.meeting()
    place = make.registration(meeting, person)
    octets = samples.reply(
        RETURNS.of_entry(uid_of(place), person.email), uid_of(place), person.email, said=said, comment="Away <b>"
    )
    take(make, octets)
    page = client.sign_in(person).get(f"/en/meetings/{meeting.slug}/").text
    assert words in page
    assert ("Give up my place" in page.partition(words)[2].partition("</p>")[0]) == (said == "DECLINED")
    browser = client.sign_in(make.secretariat())
    listed = browser.get(f"/en/meetings/{meeting.slug}/registrations/").text
    assert f"calendar: {said.lower()} (Away &lt;b&gt;)" in listed
    table = browser.get(f"/en/meetings/{meeting.slug}/registrations.csv").get_data(as_text=True)
    assert "Calendar" in table
    assert f"{said.lower()} (Away <b>)" in table


def test_answers_are_told_day_by_day_where_there_are_several(make: Make, client: Browser, person: Person) -> None:
    meeting = make.workshop([SessionLanguage.BOTH] * 3)
    sessions = make.sessions(meeting)[:2]
    with transaction():
        place = registrations.register(meeting, person, sessions=sessions, by=person, now=make.now)
    first, second = (row.uid for row in days.rows_of(place))
    email = person.email
    for uid, said in ((first, "ACCEPTED"), (second, "DECLINED")):
        take(make, samples.reply(RETURNS.of_entry(uid, email), uid, email, said=said))
    one, other = (short_day(session.starts_local) for session in days.covered(place))
    page = client.sign_in(person).get(f"/en/meetings/{meeting.slug}/").text
    note = page.partition("Your calendar answered: declined.")[2].partition("</p>")[0]
    assert f"({other})" in note
    assert "Choose other days" in note
    assert "Give up my place" not in note
    listed = client.sign_in(make.secretariat()).get(f"/en/meetings/{meeting.slug}/registrations/").text
    assert f"calendar: {one} accepted; {other} declined" in listed


def test_answer_to_a_place_of_before_says_nothing_of_the_one_of_now(
    make: Make, client: Browser, person: Person
) -> None:
    meeting = make.meeting()
    place = make.registration(meeting, person)
    octets = samples.reply(RETURNS.of_entry(uid_of(place), person.email), uid_of(place), person.email, said="DECLINED")
    with transaction():
        actions.take(octets, RETURNS, now=make.now)
        place.placed_at = make.now + timedelta(minutes=1)
    assert "Your calendar answered" not in client.sign_in(person).get(f"/en/meetings/{meeting.slug}/").text


def send(client: Browser, octets: bytes, *, key: str = KEY, kind: str = "message/rfc822"):
    return client.post(
        "/incoming/hook", data=octets, content_type=kind, headers={"Authorization": f"Bearer {key}"} if key else {}
    )


def test_message_comes_in_by_http_once(make: Make, house: Flask, client: Browser, person: Person) -> None:
    house.config["WTF_CSRF_ENABLED"] = True
    octets = samples.postfix(written(make, person))
    try:
        assert [send(client, octets).status_code for _ in range(2)] == [201, 200]
    finally:
        house.config["WTF_CSRF_ENABLED"] = False
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == 1
    assert db.session.scalar(sa.select(Mail.state)) is MailState.BOUNCED


@pytest.mark.parametrize(
    ("octets", "key", "kind", "status"),
    [
        (b"From: x\n\ny", "", "message/rfc822", 401),
        (b"From: x\n\ny", "another key", "message/rfc822", 401),
        (b"From: x\n\ny", "é", "message/rfc822", 401),
        (b"From: x\n\ny", KEY, "application/json", 415),
        (b"", KEY, "message/rfc822", 400),
        (b"x" * (rules.LONGEST + 1), KEY, "message/rfc822", 413),
        (b"\xff\x00", KEY, "message/rfc822", 201),
    ],
)
def test_way_in_by_http_refuses_what_is_not_meant(
    house: Flask, make: Make, client: Browser, octets: bytes, key: str, kind: str, status: int
) -> None:
    assert send(client, octets, key=key, kind=kind).status_code == status


def test_without_a_key_in_the_settings_there_is_no_way_in(make: Make, client: Browser) -> None:
    assert send(client, b"From: x\n\ny").status_code == 404
    assert send(client, b"From: x\n\ny", key="").status_code == 404


def test_what_nobody_understands_is_noted(house: Flask, make: Make, client: Browser) -> None:
    send(client, b"\xff\x00 nothing")
    assert db.session.scalar(sa.select(Incoming.sort)) is Sort.OTHER
