"""Invitations on the web: the secretariat's pages, the personal link without sign-in, the mails with it."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine

from meetings.core.bilingual import FRENCH, Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.registration import links
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import MeetingLink
from meetings.models.organisation import Capacity
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.notices import own_way, post
from tests.conftest import SECRET, Browser
from tests.make import Make

INVITATIONS = "/en/meetings/ncp-plenary-8/invitations/"


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting(capacity=2)


@pytest.fixture
def odile(make: Make) -> Person:
    return make.ncp(
        make.member("CM", "Cameroon", region="WCA"),
        "Odile Mbarga",
        capacity=Capacity.HEAD,
        language=FRENCH,
        zone="Africa/Douala",
    )


def seen(page: str) -> str:
    return re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]


def send(make: Make, client: Browser, **chosen: str) -> str:
    """Invite, as the secretariat, the people *chosen*; return the page that showed them first."""
    client.sign_in(make.secretariat())
    page = client.post(f"{INVITATIONS}new/", data=chosen).text
    answer = client.post(f"{INVITATIONS}new/", data={**chosen, "send": "1", "seen": seen(page)})
    assert answer.location == INVITATIONS
    client.post("/en/sign-out/")
    return page


def mails(make: Make, hours: int = 0) -> list[Mail]:
    post.handle(100, now=make.now + timedelta(hours=hours))
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def way(person: Person, language: str = "fr") -> str:
    """Return the address of the personal link of *person*."""
    link = db.session.scalars(db.select(MeetingLink).filter_by(person_id=person.id)).one()
    return f"/{language}/place/{links.token(link.key, SECRET)}/"


def places() -> list[tuple[int, Place]]:
    db.session.expire_all()
    found = db.session.scalars(db.select(Registration).order_by(Registration.id))
    return [(one.session_id, one.place) for one in found]


def test_people_are_shown_before_anything_is_sent(make: Make, client: Browser, meeting: Meeting, odile: Person) -> None:
    make.ncp(make.member())
    page = send(make, client, regions="WCA", **{"text-fr": "Venez **nombreux**."})
    assert "One person gets a mail" in page
    assert "0 in English, 1 in French." in page
    assert "Odile Mbarga" in page
    assert "Wanjiru" not in page
    (mail,) = mails(make)
    assert mail.subject == "Invitation\u00a0: 8e réunion plénière des PCN, 12\u00a0mars 2027"
    assert "Venez **nombreux**." in mail.text
    assert "Venez <strong>nombreux</strong>." in mail.html
    assert mail.text.count("heure de Douala") == 2
    assert mail.recipient_email == odile.email


def test_nothing_is_sent_without_the_list_that_was_shown(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    client.sign_in(make.secretariat())
    for sent in ({"send": "1"}, {"send": "1", "seen": "0123456789abcdef"}):
        answer = client.post(f"{INVITATIONS}new/", data=sent)
        assert answer.status_code == 422
        assert "The list has changed since you saw it." in answer.text
    assert "Nobody answers this choice" in client.post(f"{INVITATIONS}new/", data={"kinds": "observer"}).text
    assert mails(make) == []


def test_mail_waits_sealed_and_is_opened_as_it_leaves(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    send(make, client)
    (mail,) = mails(make)
    assert mail.secret is False
    assert way(odile) not in mail.text + mail.html
    sealed = re.findall(r"/fr/place/sealed-[0-9a-f]{32}/", mail.text)
    assert client.get(sealed[0]).status_code == 200
    assert "scellé" in client.get(sealed[0]).text
    assert way(odile) in own_way.opened(mail.text)
    assert own_way.opened(mail.html).count(way(odile)) == 3


def test_link_registers_in_french_without_signing_in(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    send(make, client)
    path, (english, french) = way(odile), make.sessions(meeting)
    for _ in range(2):
        page = client.get(path)
        assert "Continuer vers ma place" in page.text
        assert client.head(path).status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert db.session.scalars(db.select(MeetingLink.opened_at)).one() is None
    page = client.post(f"{path}begin/", follow_redirects=True).text
    assert "Odile Mbarga, PCN principal · Cameroon" in page
    assert f'value="{french.id}" checked' in page
    assert "Douala" in page
    for _ in range(2):
        assert client.post(path, data={"session": french.id}).location == path
    assert places() == [(french.id, Place.CONFIRMED)]
    assert "Séance en français" in client.get(path).text
    line = db.session.scalars(db.select(AuditLine).filter_by(verb="registration.made")).one()
    assert (line.actor_id, line.on_behalf_of_id) == (odile.id, None)
    assert client.post(f"{path}move/", data={"session": english.id}).location == path
    assert places() == [(english.id, Place.CONFIRMED)]


def test_link_declines_with_a_reason_and_comes_after_all(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    send(make, client)
    path, session = way(odile, "en"), make.sessions(meeting)[0]
    assert "You do not come?" in client.get(f"{path}decline/").text
    assert client.post(f"{path}decline/", data={"reason": "x" * 1001}).status_code == 422
    for _ in range(2):
        client.post(f"{path}decline/", data={"reason": "On <b>mission</b>."})
    page = client.get(path).text
    assert "You have said that you do not come." in page
    assert "On &lt;b&gt;mission&lt;/b&gt;." in page
    client.post(path, data={"session": session.id})
    assert places() == [(session.id, Place.CONFIRMED)]
    assert "You cannot come?" in client.get(f"{path}decline/").text
    client.post(f"{path}decline/")
    assert places() == [(session.id, Place.WITHDRAWN)]


def test_link_of_somebody_else_of_no_use_or_forged_says_so(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    send(make, client)
    path = way(odile, "en")
    for bad in ("x", path.split("/")[3][:-1], "0" * 96, "%00", "é"):
        assert client.get(f"/en/place/{bad}/").status_code == 404
    assert "not one of ours" in client.get(f"/en/place/{'0' * 96}/").text
    client.sign_in(make.person())
    for answer in (client.get(path), client.post(path), client.post(f"{path}begin/")):
        assert answer.status_code == 403
        assert "This link was sent to somebody else than you." in answer.text
    client.sign_in(odile)
    assert client.get(path).status_code == 200
    client.post("/en/sign-out/")
    ends = max(session.ends_at for session in make.sessions(meeting))
    with time_machine.travel(ends, tick=False):
        assert "is over, so this link no longer works." in client.get(path).text
    with transaction():
        meetings.cancel(meeting, Bilingual("A strike."), by=None, now=make.now)
    for answer in (client.get(path), client.post(path, data={"session": 1}), client.post(f"{path}decline/")):
        assert answer.status_code == 410
        assert "has been cancelled. A strike." in answer.text
    assert places() == []


def test_registration_closed_is_said_on_the_link(make: Make, client: Browser, meeting: Meeting, odile: Person) -> None:
    send(make, client)
    client.post(f"{way(odile)}begin/")
    with transaction():
        meeting.registration_closes_at = make.now
    session = make.sessions(meeting)[0]
    page = client.get(way(odile, "en")).text
    assert "Registration for this meeting is closed." in page
    assert "<fieldset" not in page
    assert client.post(way(odile, "en"), data={"session": session.id}).status_code == 422
    assert places() == []


@pytest.mark.parametrize("typed", ["", "0", "x", str(2**63), "%00", "%ED%A0%80"])
def test_choice_that_is_none_is_refused_with_a_sentence(
    make: Make, client: Browser, meeting: Meeting, odile: Person, typed: str
) -> None:
    send(make, client)
    sent = {"data": f"session={typed}", "content_type": "application/x-www-form-urlencoded"}
    answer = client.post(way(odile, "en"), **sent)
    assert answer.status_code == 422
    assert "Choose one of the sessions." in answer.text
    assert client.post(f"{way(odile)}move/", **sent).status_code == 303


def test_mails_of_a_place_carry_the_own_link(make: Make, client: Browser, meeting: Meeting, odile: Person) -> None:
    make.registration(meeting, odile)
    (mail,) = mails(make)
    assert "Sans vous connecter" in mail.text
    assert way(odile) in own_way.opened(mail.text)
    assert way(odile) in own_way.opened(mail.html)


def test_secretariat_follows_the_answers_and_takes_them_away(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    make.ncp(make.member())
    send(make, client)
    client.post(f"{way(odile)}decline/", data={"reason": "=HYPERLINK(1)"})
    client.sign_in(make.secretariat())
    page = client.get(INVITATIONS).text
    assert "registered, of 2 invited" in page
    assert "Invitation to 2 people" in page
    for query, shown, hidden in (
        ("state=declined", "Odile Mbarga", "Wanjiru"),
        ("region=ESA", "Wanjiru", "Odile"),
        ("language=fr", "Odile Mbarga", "Wanjiru"),
        ("words=cameroon", "Odile Mbarga", "Wanjiru"),
    ):
        page = client.get(f"{INVITATIONS}?{query}").text
        assert shown in page
        assert hidden not in page
    assert "Nobody answers this filter." in client.get(f"{INVITATIONS}?words=xyzzy").text
    rows = list(
        csv.reader(io.StringIO(client.get(f"{INVITATIONS}invitations.csv?language=fr").data.decode("utf-8-sig")))
    )
    assert [row[0] for row in rows] == ["Name", "Odile Mbarga"]
    assert rows[1][6:8] == ["does not come", "'=HYPERLINK(1)"]
    assert client.get(f"{INVITATIONS}invitations.xlsx").data[:2] == b"PK"


def test_reminder_shows_whom_it_reaches_and_goes_to_them(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    wanjiru = make.ncp(make.member())
    send(make, client)
    mails(make)
    client.post(f"{way(odile)}decline/")
    later = make.now + timedelta(hours=2)
    with time_machine.travel(later, tick=False):
        client.sign_in(make.secretariat())
        page = client.get(f"{INVITATIONS}remind/").text
        assert "1 person was invited and has said nothing." in page
        assert wanjiru.name in page
        assert "Odile" not in page
        assert client.post(f"{INVITATIONS}remind/", data={"seen": "x"}).status_code == 422
        assert client.post(f"{INVITATIONS}remind/", data={"seen": seen(page)}).location == INVITATIONS
        again = client.post(f"{INVITATIONS}remind/", data={"seen": seen(page)})
        assert "less than an hour ago" in again.text
    reminder = mails(make, hours=2)[-1]
    assert (reminder.recipient_name, reminder.kind) == (wanjiru.name, "invitation.reminded")
    assert reminder.subject == "Your answer is awaited: 8th NCP Plenary, 12\u00a0March 2027"


def test_who_answered_before_the_mail_was_written_gets_none(
    make: Make, client: Browser, meeting: Meeting, odile: Person
) -> None:
    send(make, client)
    make.registration(meeting, odile)
    assert [mail.kind for mail in mails(make)] == ["registration.confirmed"]


def test_failed_invitation_can_be_sent_once_more(make: Make, client: Browser, meeting: Meeting, odile: Person) -> None:
    send(make, client)
    (mail,) = mails(make)
    with transaction():
        mail.state = MailState.FAILED
    client.sign_in(make.secretariat())
    assert "Sans" not in client.get(f"/en/outbox/{mail.id}/").text.split("<h1")[0]
    assert client.post(f"/en/outbox/{mail.id}/retry/").status_code == 303
    db.session.expire_all()
    assert mail.state is MailState.QUEUED


@pytest.mark.parametrize("query", ["page=-1", "page=x&state=%00", "region=%ED%A0%80&language=xx", "words=%00"])
def test_filter_that_names_nothing_shows_everybody(
    make: Make, client: Browser, meeting: Meeting, odile: Person, query: str
) -> None:
    send(make, client)
    client.sign_in(make.secretariat())
    for path in ("", "invitations.csv", "invitations.xlsx"):
        assert client.get(f"{INVITATIONS}{path}?{query}").status_code == 200
