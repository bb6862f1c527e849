"""Naming a substitute: by whoever cannot come, by the head, by link; what is shown, and the way back."""

import csv
import io
from datetime import timedelta

import pytest

from meetings.core.bilingual import FRENCH
from meetings.domain.poll import queries as polls
from meetings.domain.registration import links, queries
from meetings.extensions import db
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import MeetingLink
from meetings.models.organisation import Capacity
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.substitution import Substitution
from meetings.notices import post
from tests.conftest import SECRET, Browser
from tests.make import Make

OWN = "/en/meetings/ncp-plenary-8/registration/substitute/"
LIST = "/en/meetings/ncp-plenary-8/registrations/"
WHO = {"name": "Tendai Moyo", "email": "tendai@example.org", "language": "fr"}


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def wanjiru(make: Make, meeting: Meeting) -> Person:
    person = make.ncp(make.member())
    make.registration(meeting, person)
    return person


def mails(make: Make) -> list[Mail]:
    post.handle(100, now=make.now + timedelta(hours=1))
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


def tendai() -> Person:
    return db.session.scalars(db.select(Person).filter_by(email=WHO["email"])).one()


def way(person: Person, language: str = "en") -> str:
    """Return the address of the personal link of *person*."""
    link = db.session.scalars(db.select(MeetingLink).filter_by(person_id=person.id)).one()
    return f"/{language}/place/{links.token(link.key, SECRET)}/"


def test_says_what_passes_over_and_keeps_what_was_typed(make: Make, client: Browser, meeting, wanjiru):
    client.sign_in(wanjiru)
    assert OWN in client.get("/en/meetings/ncp-plenary-8/").text
    page = client.get(OWN).text
    for words in ("English session", "the documents and the link to join", "the ballot of Kenya"):
        assert words in page
    other = make.person("Other", email="other@example.org")
    make.registration(meeting, other, make.sessions(meeting)[1])
    for typed, words in (
        ({**WHO, "name": ""}, "Write the name of the substitute."),
        ({**WHO, "email": "nowhere"}, "This is not an e-mail address."),
        ({**WHO, "email": wanjiru.email}, "Nobody can stand in for themself."),
        ({**WHO, "email": other.email}, "This person has a place of their own at this meeting."),
    ):
        answer = client.post(OWN, data=typed)
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{typed["email"]}"' in answer.text
    assert db.session.scalars(db.select(Substitution)).all() == []


def test_named_twice_is_named_once_and_both_hear_with_their_calendars(make: Make, client: Browser, meeting, wanjiru):
    mails(make)
    client.sign_in(wanjiru)
    for _ in range(2):
        assert client.post(OWN, data=WHO).location == OWN
    assert len(db.session.scalars(db.select(Substitution)).all()) == 1
    assert "Tendai Moyo comes in your place" in client.get(OWN).text
    assert "Tendai Moyo comes in your place" in client.get("/en/meetings/ncp-plenary-8/").text
    by_kind = {mail.kind: mail for mail in mails(make)}
    told, new = by_kind["registration.replaced"], by_kind["registration.substitute_named"]
    assert (told.recipient_email, told.calendar_method) == (wanjiru.email, "CANCEL")
    assert (new.recipient_email, new.calendar_method) == (WHO["email"], "REQUEST")
    assert "Vous venez au nom de Wanjiru Kamande" in new.text


def test_the_substitute_hands_it_back(make: Make, client: Browser, meeting, wanjiru):
    client.sign_in(wanjiru)
    client.post(OWN, data=WHO)
    client.post("/en/sign-out/")
    mails(make)
    client.sign_in(tendai())
    page = client.get("/en/meetings/ncp-plenary-8/").text
    assert "On behalf of Wanjiru Kamande" in page
    assert client.get("/en/meetings/ncp-plenary-8/registration/withdraw/").location == OWN
    assert "You come on behalf of Wanjiru Kamande" in client.get(OWN).text
    made = db.session.scalars(db.select(Substitution)).one()
    end = f"/en/meetings/ncp-plenary-8/substitutes/{made.id}/end/"
    assert client.get(end).status_code == 405
    for _ in range(2):
        client.post(end)
    db.session.refresh(made)
    assert made.ended_by_id == tendai().id
    assert queries.of(meeting, wanjiru)
    methods = {mail.kind: mail.calendar_method for mail in mails(make)}
    assert (methods["registration.returned"], methods["registration.substitute_ended"]) == ("REQUEST", "CANCEL")


def test_by_link_without_signing_in_and_back(make: Make, client: Browser, meeting, wanjiru):
    wanjiru.language = FRENCH
    db.session.commit()
    address = f"{way(wanjiru, 'fr')}substitute/"
    assert "Se faire remplacer" in client.get(address).text
    assert client.post(address, data={**WHO, "name": ""}).status_code == 422
    assert client.post(address, data=WHO).location == address
    assert "Tendai Moyo vient à votre place" in client.get(way(wanjiru, "fr")).text
    theirs = way(tendai(), "fr")
    client.post(f"{theirs}begin/")
    assert "Au nom de Wanjiru Kamande" in client.get(theirs).text
    assert client.get(f"{theirs}decline/").location == f"{theirs}substitute/"
    assert client.post(f"{address}end/").location == way(wanjiru, "fr")
    assert client.post(f"{address}end/").status_code == 303
    assert queries.of(meeting, wanjiru)
    assert queries.of(meeting, tendai()) is None


def test_the_head_names_and_takes_back_and_hears_of_others(make: Make, client: Browser, meeting, wanjiru):
    place = queries.of(meeting, wanjiru)
    head = make.ncp(place.organisation, "Head", capacity=Capacity.HEAD)
    make.registration(meeting, head)
    client.sign_in(head)
    address = f"{LIST}{place.id}/substitute/"
    assert address in client.get("/en/meetings/ncp-plenary-8/").text
    client.post(address, data=WHO)
    assert "Tendai Moyo comes on behalf of Wanjiru Kamande" in client.get(address).text
    made = db.session.scalars(db.select(Substitution)).one()
    client.post(f"/en/meetings/ncp-plenary-8/substitutes/{made.id}/end/")
    client.post("/en/sign-out/")
    client.sign_in(wanjiru)
    client.post(OWN, data=WHO)
    told = [mail.recipient_email for mail in mails(make) if mail.kind == "registration.substitute_told"]
    assert told == [head.email]


def test_lists_files_and_figures_say_on_behalf_of(make: Make, client: Browser, meeting, wanjiru):
    client.sign_in(make.secretariat())
    before = client.get(LIST).text
    place = db.session.scalars(db.select(Registration)).one()
    client.post(f"{LIST}{place.id}/substitute/", data=WHO)
    page = client.get(LIST).text
    assert "on behalf of Wanjiru Kamande" in page
    assert page.count("<dd>1</dd>") == before.count("<dd>1</dd>")
    assert "Wanjiru Kamande" in client.get(f"{LIST}?place={Place.REPLACED}").text
    rows = list(csv.DictReader(io.StringIO(client.get(f"{LIST.rstrip('/')}.csv").data.decode("utf-8-sig"))))
    assert [(row["Name"], row["On behalf of"]) for row in rows] == [("Tendai Moyo", "Wanjiru Kamande")]
    assert client.get(f"{LIST}badges.pdf").status_code == 200
    kept = client.get("/en/meetings/ncp-plenary-8/attendance/").text
    assert "replaced" in kept
    assert "on behalf of Wanjiru Kamande" in kept
    assert client.get(f"{LIST}{place.id}/withdraw/").status_code == 303


def test_votes_on_behalf_and_the_one_replaced_is_told_so(make: Make, client: Browser, meeting, wanjiru):
    poll = make.open_poll(meeting)
    client.sign_in(wanjiru)
    client.post(OWN, data=WHO)
    assert "Tendai Moyo comes in your place, and votes on your behalf." in client.get(f"/en/polls/{poll.id}/").text
    assert client.post(f"/en/polls/{poll.id}/", data={"option": polls.options(poll)[0].id}).status_code == 422
    client.post("/en/sign-out/")
    client.sign_in(tendai())
    assert "You cast it on behalf of Wanjiru Kamande." in client.get(f"/en/polls/{poll.id}/").text
    client.post(f"/en/polls/{poll.id}/", data={"option": polls.options(poll)[0].id})
    assert "On behalf of Wanjiru Kamande." in client.get(f"/en/polls/{poll.id}/").text


def test_who_has_nothing_to_pass_over_is_told_so(make: Make, client: Browser, meeting):
    client.sign_in(make.person("Nobody"))
    assert "There is no place and no ballot to pass over" in client.get(OWN).text
    assert "Name the substitute" not in client.get(OWN).text
