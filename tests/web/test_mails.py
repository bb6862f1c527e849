"""The mails to oneself, and refusing those of a group by the link in one."""

import pytest

from meetings.domain.outbox import actions as outbox
from meetings.domain.outbox.actions import Letter
from meetings.domain.person import rules
from meetings.domain.person.rules import MailGroup
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.outbox import Mail, MailState
from meetings.models.person import Person
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.queries import counted

OURS = "List-Unsubscribe=One-Click"


def write(make: Make, person: Person, *, secret: bool = False, calendar: bool = False) -> Mail:
    letter = Letter(
        kind="registration.confirmed",
        recipient_name=person.name,
        recipient_email=person.email,
        language="fr",
        subject="Votre place <b>",
        text="Bonjour http://localhost/fr/",
        html="<p>Bonjour</p>",
        person_id=person.id,
        calendar=b"BEGIN:VCALENDAR\r\n" if calendar else None,
        calendar_method="REQUEST" if calendar else None,
        secret=secret,
    )
    with transaction():
        return outbox.queue(letter, host="localhost", keep=True, now=make.now)


def test_people_read_their_own_mails_and_no_others(make: Make, client: Browser) -> None:
    person, other = make.person(), make.person()
    mine, theirs = write(make, person, calendar=True), write(make, other)
    assert client.get("/en/people/me/mails/").location.startswith("/en/sign-in/")
    client.sign_in(person)
    page = client.get("/en/people/me/mails/").text
    assert f"/people/me/mails/{mine.id}/" in page
    assert f"/people/me/mails/{theirs.id}/" not in page
    for part in ("", "html/", "invite.ics"):
        assert client.get(f"/en/people/me/mails/{mine.id}/{part}").status_code == 200
        assert client.get(f"/en/people/me/mails/{theirs.id}/{part}").status_code == 404
    assert "Votre place &lt;b&gt;" in client.get(f"/en/people/me/mails/{mine.id}/").text
    assert client.get(f"/fr/people/me/mails/{mine.id}/").status_code == 200
    assert client.get("/en/people/me/mails/9999999999/").status_code == 404


def test_way_in_is_listed_and_not_shown(make: Make, client: Browser) -> None:
    person = make.person()
    mail = write(make, person, secret=True, calendar=True)
    page = client.sign_in(person).get(f"/en/people/me/mails/{mail.id}/").text
    assert "held a way in" in page
    assert "Bonjour" not in page
    assert client.get(f"/en/people/me/mails/{mail.id}/html/").status_code == 404
    assert client.get(f"/en/people/me/mails/{mail.id}/invite.ics").status_code == 404


def test_nobody_was_written_to(make: Make, client: Browser) -> None:
    assert "Nothing has been written to you yet." in client.sign_in(make.person()).get("/en/people/me/mails/").text


def test_list_asks_as_often_for_thirty_mails_as_for_one(make: Make, client: Browser) -> None:
    person = make.person()
    write(make, person)
    client.sign_in(person).get("/en/people/me/mails/")
    with counted() as one:
        client.get("/en/people/me/mails/")
    for _ in range(31):
        write(make, person)
    with counted() as many:
        client.get("/en/people/me/mails/")
    assert len(one) == len(many)
    assert client.get("/en/people/me/mails/?page=2").status_code == 200


def link(person: Person, group: MailGroup = MailGroup.POLLS) -> str:
    return f"/en/people/mails/{rules.stop_token(person.id, group, SECRET)}/"


def test_mail_program_refuses_with_one_click_and_without_a_token_of_ours(
    make: Make, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(client.application.config, "WTF_CSRF_ENABLED", True)
    person = make.person()
    answer = client.post(link(person), data=OURS, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.data) == (200, b"")
    make.again(person)
    assert not rules.wants(person, "poll.ballot_cast")
    assert rules.wants(person, "record.published")
    line = db.session.scalars(db.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.verb, line.actor_id) == ("person.mails_chosen", person.id)
    assert client.post(f"{link(person)}again/").status_code == 400, "taking it back is for people"


def test_people_refuse_by_a_button_and_take_it_back(make: Make, client: Browser) -> None:
    person = make.person()
    for method in (client.get, client.head):
        method(link(person))
        make.again(person)
        assert person.unwanted == "", "to look changes nothing"
    assert "Stop these mails" in client.get(link(person)).text
    assert client.post(link(person)).status_code == 303
    assert "You no longer get these mails." in client.get(link(person)).text
    assert client.post(f"{link(person)}again/", follow_redirects=True).status_code == 200
    assert "Stop these mails" in client.get(link(person)).text
    answer = client.get(link(person))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert person.email not in answer.text


def test_daily_mail_is_refused_with_all_that_it_holds(make: Make, client: Browser) -> None:
    person = make.person()
    with transaction():
        person.daily_mail = True
    client.post(link(person, MailGroup.DAILY))
    make.again(person)
    assert person.unwanted == "record.published mailing.follow_up poll.ballot_cast action.reported question.settled"
    assert "You no longer get these mails." in client.get(link(person, MailGroup.DAILY)).text
    client.post(f"{link(person, MailGroup.DAILY)}again/")
    make.again(person)
    assert (person.unwanted, person.daily_mail) == ("", True)


def test_forged_link_and_closed_account_answer_with_a_sentence(make: Make, client: Browser) -> None:
    person = make.person()
    forged = link(person)[:-3] + "00/"
    assert client.get(forged).status_code == client.post(forged).status_code == 404
    assert client.get("/en/people/mails/x/").status_code == 404
    with transaction():
        person.disabled_at = make.now
    assert client.get(link(person)).status_code == client.post(link(person), data=OURS).status_code == 410


def test_gathered_mail_is_there_to_read(make: Make, client: Browser) -> None:
    person = make.person()
    mail = write(make, person)
    with transaction():
        mail.state = MailState.GATHERED
    assert "for the daily mail" in client.sign_in(person).get("/en/people/me/mails/").text
