"""The terms of registration on the web: the secretariat's pages, what others see of them, and the mails."""

from typing import Any

import pytest

from meetings.domain.registration import actions_terms, terms
from meetings.domain.registration.rules import Terms
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.models.registration import Admission, Place, Registration
from meetings.notices import post
from tests.conftest import Browser
from tests.make import Make

MEETING = "/en/meetings/ncp-plenary-8/"
LIST, OWN = f"{MEETING}registrations/", f"{MEETING}registration/"
PAGE, COLLEAGUE = f"{LIST}terms/", f"{OWN}colleague/"


def on(make: Make, meeting: Meeting, **chosen: Any) -> None:
    with transaction():
        seen = terms.revision_of_terms(meeting)
        actions_terms.set_terms(meeting, Terms(**chosen), seen=seen, by=None, now=make.now)


def places() -> list[Place]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Registration.place).order_by(Registration.id)))


def mails(make: Make) -> list[Mail]:
    post.handle(100, now=make.now)
    return list(db.session.scalars(db.select(Mail).order_by(Mail.id)))


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting(capacity=5)


@pytest.fixture
def observer(make: Make) -> Person:
    return make.ncp(make.observer(), "Olga Lind", capacity=Capacity.DELEGATE, language="fr", zone="Europe/Paris")


def test_secretariat_decides_on_the_terms(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.secretariat())
    assert "Terms of registration" in client.get(LIST).text
    page = client.get(PAGE).text
    assert page.count('aria-describedby="admission-') == 3
    sent = {"seen": 0, "admission": "nominated", "quota": "2", "approves_observers": "y", "companions": "1"}
    assert client.post(PAGE, data=sent).location == LIST
    assert terms.terms_of(meeting) == Terms(Admission.NOMINATED, 2, True, 1)
    page = client.get(PAGE).text
    assert 'value="nominated" checked' in page
    assert 'name="quota" value="2"' in page


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("quota", "0", "Write a whole number from 1 to 10000."),
        ("quota", "two", "Write a whole number"),
        ("companions", "11", "Write a whole number from 0 to 10."),
        ("admission", "x", "This is not offered."),
        ("admission", "", "Choose one of these."),
    ],
)
def test_wrong_terms_are_refused_and_kept(make: Make, client: Browser, meeting: Meeting, name, typed, words) -> None:
    client.sign_in(make.secretariat())
    answer = client.post(PAGE, data={"seen": 0, "admission": "open", "quota": "7", name: typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert terms.terms_of(meeting) == Terms()


def test_two_editors_see_each_others_terms(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.secretariat())
    base = client.get(PAGE).text.split('name="base" value="')[1].split('"')[0].replace("&#34;", '"')
    on(make, meeting, quota=3)
    answer = client.post(PAGE, data={"seen": 0, "base": base, "admission": "open", "quota": "9"})
    assert answer.status_code == 409
    assert "Somebody else has changed this" in answer.text
    assert terms.terms_of(meeting).quota == 3


def test_lowered_quota_says_who_is_over(make: Make, client: Browser, meeting: Meeting) -> None:
    kenya = make.member()
    for name in ("One", "Two"):
        make.registration(meeting, make.ncp(kenya, name))
    on(make, meeting, quota=1)
    client.sign_in(make.secretariat())
    for path in (LIST, PAGE):
        assert "One organisation has more places than the quota of 1" in client.get(path).text
    assert places() == [Place.CONFIRMED] * 2


def test_fewer_seats_than_registered_is_said_on_the_list(make: Make, client: Browser, meeting: Meeting) -> None:
    for name in ("One", "Two", "Three"):
        make.registration(meeting, make.person(name))
    with transaction():
        make.sessions(meeting)[0].capacity = 1
    client.sign_in(make.secretariat())
    page = client.get(LIST).text
    assert "English session: 2 people more than there are seats." in page
    assert "2 more than seats" in page


def barred(client: Browser, person: Person, words: str) -> None:
    """Find *words* and no button, on the page of the meeting and on that of a place."""
    client.sign_in(person)
    for path in (MEETING, OWN):
        page = client.get(path).text
        assert words in page
        assert "Take a place</button>" not in page


def test_who_cannot_register_is_told_why_beforehand(make: Make, client: Browser, meeting: Meeting) -> None:
    kenya, observer = make.member(), make.observer()
    ncp = make.ncp(kenya)
    on(make, meeting, admission=Admission.INVITED)
    barred(client, ncp, "This meeting is for people who were invited")
    on(make, meeting, admission=Admission.NOMINATED)
    barred(client, ncp, "The head NCP of your administration gives the places")
    delegate = make.ncp(observer, "Delegate", capacity=Capacity.DELEGATE)
    on(make, meeting)
    with transaction():
        observer.kind.attends = False
    barred(client, delegate, "Your organisation is of a kind that takes no part in meetings.")
    assert client.post(OWN, data={"session": make.sessions(meeting)[0].id}).status_code == 422


def test_head_registers_a_colleague_who_gets_a_mail(make: Make, client: Browser, meeting: Meeting) -> None:
    kenya = make.member()
    head, ncp = make.ncp(kenya, "Amina Odhiambo", capacity=Capacity.HEAD), make.ncp(kenya)
    on(make, meeting, admission=Admission.NOMINATED)
    client.sign_in(ncp)
    assert "The head NCP of your administration" in client.get(COLLEAGUE).text
    client.sign_in(head)
    assert "Register a colleague" in client.get(MEETING).text
    page = client.get(COLLEAGUE).text
    assert "Wanjiru Kamande, NCP" in page
    sent = {"person": ncp.id, "session": make.sessions(meeting)[1].id}
    assert client.post(COLLEAGUE, data={**sent, "person": head.id}).status_code == 422
    assert client.post(COLLEAGUE, data={**sent, "session": ""}).status_code == 422
    assert client.post(COLLEAGUE, data=sent).location == MEETING
    page = client.get(COLLEAGUE).text
    assert "Registered already" in page
    assert "nobody else is named" in page
    (mail,) = mails(make)
    assert mail.recipient_name == "Wanjiru Kamande"
    for words in (mail.text, mail.html):
        assert "Amina Odhiambo, of your organisation, did this for you." in words
    assert "A colleague registered you." in client.sign_in(ncp).get(MEETING).text
    assert "by Amina Odhiambo" in client.sign_in(make.secretariat()).get(LIST).text
    assert "Amina Odhiambo" in client.get(f"{MEETING}registrations.csv").text


def test_somebody_of_no_organisation_registers_nobody_else(make: Make, client: Browser, meeting: Meeting) -> None:
    client.sign_in(make.person())
    assert "Only people of the same organisation" in client.get(COLLEAGUE).text
    assert client.post(COLLEAGUE, data={"person": "1", "session": "1"}).status_code == 422


def test_full_quota_is_said_before_the_button(make: Make, client: Browser, meeting: Meeting) -> None:
    kenya = make.member()
    make.registration(meeting, make.ncp(kenya, "One"))
    on(make, meeting, quota=1)
    client.sign_in(make.ncp(kenya, "Two"))
    assert "The one place of your organisation is taken" in client.get(MEETING).text
    make.ncp(kenya, "Three")
    assert "they would be on the waiting list" in client.get(COLLEAGUE).text
    client.post(OWN, data={"session": make.sessions(meeting)[0].id})
    assert places() == [Place.CONFIRMED, Place.WAITING]


def ask(make: Make, client: Browser, meeting: Meeting, observer: Person) -> str:
    """Let *observer* ask for a place, and return where it is decided."""
    on(make, meeting, approves_observers=True)
    client.sign_in(observer)
    assert "Ask for a place" in client.get(MEETING).text
    client.post(OWN, data={"session": make.sessions(meeting)[1].id})
    assert "Approval awaited" in client.get(MEETING).text
    number = db.session.scalars(db.select(Registration.id)).one()
    return f"{LIST}{number}/"


def test_observer_asks_and_the_secretariat_says_yes(
    make: Make, client: Browser, meeting: Meeting, observer: Person
) -> None:
    path = ask(make, client, meeting, observer)
    assert client.get(f"{path}decide/").status_code == 403
    client.sign_in(make.secretariat())
    assert "One person waits for your approval." in client.get(LIST).text
    assert "Olga Lind" in client.get(f"{LIST}?place=requested").text
    assert "Olga Lind" in client.get(f"{path}decide/").text
    (asked,) = mails(make)
    for _ in range(2):
        assert client.post(f"{path}approve/").location == LIST
    assert places() == [Place.CONFIRMED]
    assert "has been decided or taken back: registered" in client.get(f"{path}decide/").text
    confirmed = mails(make)[-1]
    assert asked.subject == "8e réunion plénière des PCN\u00a0: votre demande est bien parvenue"
    assert asked.calendar is None
    assert "La participation des observateurs est soumise à l’approbation du Secrétariat." in asked.text
    assert b"METHOD:REQUEST" in confirmed.calendar


def test_secretariat_says_no_with_a_reason(make: Make, client: Browser, meeting: Meeting, observer: Person) -> None:
    path = ask(make, client, meeting, observer)
    client.sign_in(make.secretariat())
    assert "Say why, in a sentence." in client.post(f"{path}refuse/", data={"reason": " "}).text
    assert places() == [Place.REQUESTED]
    for _ in range(2):
        assert client.post(f"{path}refuse/", data={"reason": "<b>Full</b> delegations only."}).location == LIST
    assert places() == [Place.REFUSED]
    mail = mails(make)[-1]
    assert "<b>Full</b> delegations only." in mail.text
    assert "&lt;b&gt;Full" in mail.html
    barred(client, observer, "The secretariat has refused the request")


def test_request_is_taken_back_and_moved(make: Make, client: Browser, meeting: Meeting, observer: Person) -> None:
    ask(make, client, meeting, observer)
    client.post(f"{OWN}move/", data={"session": make.sessions(meeting)[0].id})
    assert "your request is for this session now" in client.get(MEETING).text
    assert "Take your request back?" in client.get(f"{OWN}withdraw/").text
    client.post(f"{OWN}withdraw/")
    assert places() == [Place.WITHDRAWN]


def test_steps_count_who_waits_for_a_yes(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        actions_terms.set_terms(meeting, Terms(approves_observers=True), seen=0, by=None, now=make.now)
    make.registration(meeting, make.person("Zoe"))
    client.sign_in(make.secretariat())
    assert "0 with a place, 1 on the waiting list" in client.get("/en/meetings/ncp-plenary-8/steps/").text
