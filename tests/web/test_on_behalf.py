"""What those who run a meeting do for somebody else: always marked so."""

import re
from datetime import timedelta

import pytest
import time_machine

from meetings.domain.audit.queries import Wanted
from meetings.domain.audit.queries import found as lines
from meetings.domain.outcome import actions as outcomes
from meetings.domain.outcome.rules import Task
from meetings.domain.registration import queries
from meetings.domain.role import actions as roles
from meetings.domain.role.rules import Scope
from meetings.extensions import db, transaction
from meetings.models.document import DocumentKind
from meetings.models.outbox import Mail
from meetings.models.outcome import Action, ActionState, Owner
from meetings.models.person import Person, Seen
from meetings.models.role import Granted
from meetings.notices import post
from tests.conftest import Browser
from tests.make import Make, both


@pytest.fixture
def secretary(make: Make, client: Browser) -> Person:
    person = make.secretariat()
    client.sign_in(person)
    return person


def mails(make: Make) -> list[Mail]:
    post.handle(100, now=make.now)
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def test_secretariat_registers_somebody_and_it_is_marked(make: Make, client: Browser, secretary: Person) -> None:
    meeting, person = make.meeting(), make.ncp(make.member(), "Zoé Ndiaye")
    session, path = make.sessions(meeting)[0], f"/en/meetings/{meeting.slug}/registrations/"
    assert "Register somebody" in client.get(path).text
    assert "Zoé Ndiaye" in client.get(f"{path}new/?q=zoe").text
    answer = client.post(f"{path}new/", data={"q": "zoe", "person": person.id, "session": session.id})
    assert answer.status_code == 303
    place = queries.of(meeting, person)
    assert place
    assert place.on_behalf
    assert "registered by the secretariat" in client.get(path).text
    assert "the secretariat" in client.get(f"/en/meetings/{meeting.slug}/registrations.csv").text
    (line,) = lines(Wanted(verb="registration.made")).things
    assert (line.actor_id, line.on_behalf_of_id) == (secretary.id, person.id)
    assert "on behalf of Zoé Ndiaye" in client.get(f"/en/meetings/{meeting.slug}/history/").text
    (mail,) = mails(make)
    assert mail.recipient_name == "Zoé Ndiaye"
    assert "This was done for you by those who run the meeting" in mail.text
    assert "This was done for you by those who run the meeting" in mail.html
    client.sign_in(person)
    assert "The secretariat registered you." in client.get(f"/en/meetings/{meeting.slug}/").text


@pytest.mark.parametrize("where", ["registrations/new/", "agenda/{item}/presenters/"])
def test_assistant_finds_people_by_what_they_let_others_see(make: Make, client: Browser, where: str) -> None:
    meeting, kenya = make.meeting(), make.member()
    item = make.item(meeting)
    assistant, beside = make.ncp(kenya, "Beside Me"), make.ncp(kenya, "Colleague")
    people = {"hidden": make.person("Hid Den"), "open": make.person("O Pen"), "closed": make.ncp(kenya, "Clo Sed")}
    with transaction():
        roles.grant(assistant, Granted.ASSISTANT, Scope(meeting=meeting), since=make.now.date(), by=None, now=make.now)
        for name, person in people.items():
            person.email = f"{name}@mailbox.example.org"
        beside.email = "colleague@mailbox.example.org"
        people["open"].address_seen_by, people["closed"].address_seen_by = Seen.EVERYONE, Seen.SECRETARIAT
    path = f"/en/meetings/{meeting.slug}/{where.format(item=item.id)}"

    def found(reader: Person, words: str) -> tuple[set[str], set[str]]:
        shown = client.sign_in(reader).get(path, query_string={"q": words}).text.partition('<form class="mt-4"')[2]
        names = {person.name for person in (*people.values(), beside) if person.name in shown}
        return names, set(re.findall(r"[a-z]+(?=@mailbox[^<\"]*</span>)", shown))

    assert found(assistant, "mailbox") == ({"O Pen", "Colleague"}, {"open", "colleague"})
    assert found(assistant, "Hid Den") == ({"Hid Den"}, set())
    assert found(assistant, "Hidden@mailbox.example.org") == ({"Hid Den"}, set())
    assert found(make.secretariat(), "mailbox")[1] == {"hidden", "open", "closed", "colleague"}


def test_own_registration_is_not_marked(make: Make, client: Browser) -> None:
    meeting, person = make.meeting(), make.ncp(make.member())
    place = make.registration(meeting, person)
    assert not place.on_behalf
    assert "This was done for you" not in mails(make)[0].text


def test_place_is_given_up_for_somebody(make: Make, client: Browser, secretary: Person) -> None:
    meeting, person = make.meeting(), make.ncp(make.member(), "Zoé Ndiaye")
    place = make.registration(meeting, person)
    mails(make)
    path = f"/en/meetings/{meeting.slug}/registrations/{place.id}/withdraw/"
    assert "Give up the place of Zoé Ndiaye?" in client.get(path).text
    assert client.post(path).status_code == 303
    assert queries.of(meeting, person) is None
    assert (
        "withdrawn by the secretariat" in client.get(f"/en/meetings/{meeting.slug}/registrations/?place=withdrawn").text
    )
    mail = mails(make)[-1]
    assert "your place was given back for you" in mail.subject
    assert client.get(path).status_code == 303, "there is nothing left to give up"
    assert client.post(path).status_code == 303


def test_place_in_a_session_that_has_begun_stays(make: Make, client: Browser, secretary: Person) -> None:
    meeting, person = make.meeting(), make.ncp(make.member())
    place = make.registration(meeting, person)
    with time_machine.travel(make.now + timedelta(days=10, hours=4), tick=False):
        client.sign_in(secretary)
        client.post(f"/en/meetings/{meeting.slug}/registrations/{place.id}/withdraw/")
    assert queries.of(meeting, person) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"person": ""},
        {"person": "999999"},
        {"person": str(2**63)},
        {"person": "\x00"},
        {"session": ""},
        {"session": "999999"},
        {"q": "zz"},
        {"q": "\ud800\ud800\ud800"},
        {"q": "x" * 5000},
    ],
)
def test_bad_choice_is_refused(make: Make, client: Browser, secretary: Person, changes: dict[str, str]) -> None:
    meeting, person = make.meeting(), make.ncp(make.member(), "Zoé Ndiaye")
    data = {"q": "zoe", "person": str(person.id), "session": str(make.sessions(meeting)[0].id)} | changes
    body = "&".join(f"{name}={value}" for name, value in data.items()).encode("utf-8", "surrogatepass")
    kind = "application/x-www-form-urlencoded"
    answer = client.post(f"/en/meetings/{meeting.slug}/registrations/new/", data=body, content_type=kind)
    assert answer.status_code == 422
    assert queries.of(meeting, person) is None


def test_nobody_is_registered_twice_or_after_closing(make: Make, client: Browser, secretary: Person) -> None:
    meeting, person = make.meeting(), make.ncp(make.member(), "Zoé Ndiaye")
    make.registration(meeting, person)
    path = f"/en/meetings/{meeting.slug}/registrations/new/"
    data = {"q": "zoe", "person": person.id, "session": make.sessions(meeting)[0].id}
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert "Zoé Ndiaye has a place at this meeting already." in answer.text
    with time_machine.travel(make.now + timedelta(days=20), tick=False):
        client.sign_in(secretary)
        assert "Registration for this meeting is closed." in client.get(path).text


def test_search_shows_few_and_nobody_for_few_letters(make: Make, client: Browser, secretary: Person) -> None:
    meeting = make.meeting()
    for number in range(12):
        make.person(f"Adjoa {number}")
    path = f"/en/meetings/{meeting.slug}/registrations/new/"
    page = client.get(f"{path}?q=adjoa").text
    assert page.count('name="person"') == 10
    assert "There may be more" in page
    assert "Type a few letters more" in client.get(f"{path}?q=ad").text
    assert "Nobody with an open account" in client.get(f"{path}?q=nobody").text


def test_action_reported_for_its_owner_is_marked_and_told(make: Make, client: Browser, secretary: Person) -> None:
    meeting, owner = make.meeting(), make.person("Owner")
    make.record(meeting, published=True)
    action = make.action(meeting, Task(both("Write"), owner=Owner.PERSON, person=owner))
    mails(make)
    client.post(f"/en/actions/{action.id}/state/", data={"state": "done"})
    db.session.expire_all()
    assert db.session.get_one(Action, action.id).on_behalf
    assert "(reported for the owner)" in client.get("/en/actions/?state=all").text
    (line,) = lines(Wanted(verb="action.state_set")).things
    assert line.on_behalf_of_id == owner.id
    mail = mails(make)[-1]
    assert (mail.recipient_name, mail.subject) == ("Owner", "NCP8/A1 is now reported as done.")
    with transaction():
        outcomes.set_state(action, ActionState.OPEN, by=owner, now=make.now)
    assert not db.session.get_one(Action, action.id).on_behalf


def test_organisation_hears_what_was_reported_for_it(make: Make, secretary: Person) -> None:
    meeting, kenya = make.meeting(), make.member()
    contact = make.ncp(kenya, "Contact")
    make.record(meeting, published=True)
    action = make.action(meeting, Task(both("Write"), owner=Owner.ORGANISATION, organisation=kenya))
    mails(make)
    with transaction():
        outcomes.set_state(action, ActionState.IN_HAND, by=secretary, now=make.now)
    assert mails(make)[-1].recipient_name == contact.name
    (line,) = lines(Wanted(verb="action.state_set")).things
    assert line.details["organisation"] == "KE"


def test_presenter_is_named_uploads_and_is_taken_off(make: Make, client: Browser, secretary: Person) -> None:
    meeting, person = make.meeting(), make.person("Ana Silva")
    item = make.item(meeting)
    slides = make.document(meeting, item=item)
    with transaction():
        slides.kind = DocumentKind.PRESENTATION
    path = f"/en/meetings/{meeting.slug}/agenda/{item.id}/presenters/"
    assert "Nobody is named yet." in client.get(path).text
    assert client.post(path, data={"q": "silva", "person": person.id}).status_code == 303
    assert client.post(path, data={"q": "silva", "person": person.id}).status_code == 422
    assert client.post(path, data={"q": "silva", "person": "x"}).status_code == 422
    upload = f"/en/meetings/{meeting.slug}/documents/{slides.id}/files/"
    client.sign_in(person)
    page = client.get(f"/en/meetings/{meeting.slug}/documents/").text
    assert f'action="{upload}"' in page
    assert "Add a document" not in page
    assert client.post(upload, data={}).status_code == 422
    client.sign_in(secretary)
    grant = roles.queries.of(person)[0]
    assert "Ana Silva" in client.get(path).text
    assert client.post(f"{path}{grant.id}/end/").status_code == 303
    assert client.post(f"{path}{grant.id}/end/").status_code == 404
    assert client.sign_in(person).post(upload, data={}).status_code == 403


def test_assistant_registers_in_the_own_meeting_only(make: Make, client: Browser) -> None:
    mine, other, assistant = make.meeting(), make.meeting(number=9), make.person("Assistant")
    with transaction():
        since = make.now.date()
        roles.grant(assistant, Granted.ASSISTANT, Scope(meeting=mine), since=since, by=None, now=make.now)
    client.sign_in(assistant)
    assert client.get(f"/en/meetings/{mine.slug}/registrations/new/").status_code == 200
    assert client.get(f"/en/meetings/{other.slug}/registrations/new/").status_code == 403
    assert client.get(f"/en/meetings/{mine.slug}/").text.count("Run this meeting") == 1
    assert "Run this meeting" not in client.get(f"/en/meetings/{other.slug}/").text


def test_assistant_of_a_series_plans_in_it_only(make: Make, client: Browser) -> None:
    series, assistant = make.series(), make.person("Assistant")
    with transaction():
        other = another_series(make)
        since = make.now.date()
        roles.grant(assistant, Granted.ASSISTANT, Scope(series=series), since=since, by=None, now=make.now)
    page = client.sign_in(assistant).get("/en/meetings/new/").text
    assert f'<option value="{series.id}"' in page
    assert f'<option value="{other}"' not in page
    assert "Begin another series" not in page
    data = {"series": other, "title-en": "Mine", "visibility": "open", "zone": "Europe/Brussels"}
    assert client.post("/en/meetings/new/", data=data).status_code == 422
    assert client.post("/en/meetings/new/", data=data | {"series": series.id}).status_code == 303


def another_series(make: Make) -> int:
    """Begin another series, inside a transaction, and return its id."""
    from meetings.domain.meeting import actions

    return actions.begin_series("other", "OTH", both("Other"), by=None, now=make.now).id
