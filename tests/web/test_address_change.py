"""The pages of a change of address: one's own wish, the links of the mails, the secretariat's answer."""

from datetime import datetime, timedelta

import pytest
import time_machine

from meetings.domain.access import address_change_actions as actions
from meetings.domain.access import address_change_rules as rules
from meetings.domain.access.address_change_rules import Side
from meetings.domain.privacy import download
from meetings.extensions import db, transaction
from meetings.models.address_change import AddressChange
from meetings.models.person import Person
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.queries import counted

PAGE = "/en/people/me/address/"


def _newest() -> AddressChange:
    db.session.expire_all()
    return db.session.scalars(db.select(AddressChange).order_by(AddressChange.id.desc())).first()


def _link(side: Side) -> str:
    change = _newest()
    return f"{PAGE}{side.value}/{rules.token(getattr(change, f'{side.value}_nonce'), side, SECRET)}/"


def _ask(make: Make, person: Person, email: str, *, unread: bool = False) -> AddressChange:
    with transaction():
        return actions.ask(person, email, unread=unread, session=None, secret=SECRET, now=make.now)


def test_address_changes_by_two_links_and_only_by_their_buttons(make: Make, client: Browser) -> None:
    person = make.person(email="old@example.org")
    client.sign_in(person)
    assert client.post(PAGE, data={"email": "New@example.org"}).location == PAGE
    page = client.get(PAGE)
    assert "new@example.org" in page.text
    reader = client.application.test_client()
    old, new = _link(Side.OLD), _link(Side.NEW)
    for link in (old, new):
        assert reader.get(link).status_code == 200
    assert _newest().old_confirmed_at is None
    assert reader.post(old, data={"answer": "agree"}).status_code == 303
    assert reader.get(old).status_code == 410
    assert client.get("/en/people/me/").status_code == 200
    assert reader.post(new).status_code == 303
    make.again(person)
    assert person.email == "new@example.org"
    assert client.get("/en/people/me/").status_code == 200


def test_reason_of_the_secretariat_is_shown_to_it_and_to_the_person(make: Make, client: Browser) -> None:
    person, house = make.person(email="old@example.org"), make.secretariat()
    change, reason = _ask(make, person, "new@example.org", unread=True), "Spoke <b>on the telephone</b>."
    with transaction():
        actions.approve(change, reason, by=house, now=make.now)
    page = f"/en/people/{person.id}/"
    assert "Spoke &lt;b&gt;on the telephone" in client.sign_in(house).get(page).text
    for reader in (person, make.person()):
        assert "on the telephone" not in client.sign_in(reader).get(page).text
    held = download.everything(person)["address_change.person_id"]
    assert [row["reason"] for row in held] == [reason]


def test_free_and_taken_addresses_are_answered_the_same(make: Make, client: Browser) -> None:
    make.person(email="taken@example.org")
    client.sign_in(make.person(email="old@example.org"))
    answers = []
    for email in ("taken@example.org", "free1@example.org"):
        with counted() as statements:
            answer = client.post(PAGE, data={"email": email})
        page = client.get(PAGE).text.replace(email, "")
        start = page.index("<main")
        answers.append((answer.status_code, answer.location, len(statements), page[start:]))
    first, second = answers
    assert first[:2] == second[:2]
    # The second wish stops the first one: that is the one statement more.
    assert second[2] - first[2] <= 1
    assert first[3] == second[3]


def test_old_address_stops_the_change(make: Make, client: Browser) -> None:
    _ask(make, make.person(), "new@example.org")
    new = _link(Side.NEW)
    answer = client.post(_link(Side.OLD), data={"answer": "stop"}, follow_redirects=True)
    assert "The address stays as it is." in answer.text
    assert client.get(new).status_code == 410


def test_own_wish_is_taken_back(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    _ask(make, person, "new@example.org")
    assert client.post(f"{PAGE}stop/").status_code == 303
    assert client.get(_link(Side.OLD)).status_code == 410
    answer = client.post(f"{PAGE}stop/", follow_redirects=True)
    assert "the change was stopped" in answer.text


def test_change_is_undone_from_the_old_address(make: Make, client: Browser) -> None:
    person = make.person(email="old@example.org")
    _ask(make, person, "new@example.org")
    undo = _link(Side.UNDO)
    assert client.get(undo).status_code == 410
    client.post(_link(Side.OLD), data={"answer": "agree"})
    client.post(_link(Side.NEW))
    other = client.application.test_client()
    assert isinstance(other, Browser)
    other.sign_in(person)
    assert client.get(undo).status_code == 200
    assert other.get("/en/people/me/").status_code == 200
    assert client.post(undo).status_code == 303
    assert other.get("/en/people/me/").status_code == 303
    make.again(person)
    assert person.email == "old@example.org"


def test_asking_needs_a_fresh_proof(make: Make, client: Browser, now: datetime) -> None:
    client.sign_in(make.secretariat())
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        answer = client.get(PAGE)
        assert answer.status_code == 303
        assert "/people/me/address" in answer.location
        assert client.post(PAGE, data={"email": "new@example.org"}).status_code == 303
    assert db.session.scalar(db.select(AddressChange)) is None


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "x" * 250 + "@example.org", "a\x00@example.org", "é@example.org"]
)
def test_what_is_no_address_is_refused_and_kept(make: Make, client: Browser, email: str) -> None:
    client.sign_in(make.person())
    answer = client.post(PAGE, data={"email": email})
    assert answer.status_code == 422
    assert "New e-mail address" in answer.text
    assert db.session.scalar(db.select(AddressChange)) is None


def test_address_in_octets_that_are_no_text_is_refused(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    body = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n\xed\xa0\x80@example.org\r\n--x--\r\n'
    answer = client.post(PAGE, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422


def test_own_address_is_refused_in_words(make: Make, client: Browser) -> None:
    client.sign_in(make.person(email="old@example.org"))
    answer = client.post(PAGE, data={"email": "old@example.org"})
    assert (answer.status_code, "already" in answer.text) == (422, True)


def test_secretariat_agrees_with_a_reason(make: Make, client: Browser) -> None:
    person = make.person(email="old@example.org")
    change = _ask(make, person, "new@example.org", unread=True)
    client.post(_link(Side.NEW))
    client.sign_in(make.secretariat())
    assert "no longer read" in client.get("/en/people/address-changes/").text
    page = f"/en/people/address-changes/{change.id}/"
    assert client.get(page).status_code == 200
    for reason in ("", " ", "x" * 1001, "a\x00"):
        assert client.post(page, data={"reason": reason}).status_code == 422
    assert client.post(page, data={"reason": "Telephoned."}).status_code == 303
    assert client.get(page).status_code == 404
    make.again(person)
    assert person.email == "new@example.org"


def test_only_the_secretariat_agrees_and_nobody_for_themselves(make: Make, client: Browser) -> None:
    house = make.secretariat()
    change = _ask(make, house, "new@example.org", unread=True)
    page = f"/en/people/address-changes/{change.id}/"
    client.sign_in(house)
    assert client.post(page, data={"reason": "me"}).status_code == 403
    client.sign_in(make.person())
    assert client.get("/en/people/address-changes/").status_code == 403
    assert client.post(page, data={"reason": "me"}).status_code == 403


@pytest.mark.parametrize("change_id", [999_999, 2**31, 2**63])
def test_changes_that_are_not_there_are_not_found(make: Make, client: Browser, change_id: int) -> None:
    client.sign_in(make.secretariat())
    assert client.get(f"/en/people/address-changes/{change_id}/").status_code == 404


def test_list_takes_as_many_statements_for_thirty_as_for_one(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    _ask(make, make.person(), "n@example.org")
    with counted() as one:
        client.get("/en/people/address-changes/")
    for number in range(29):
        _ask(make, make.person(), f"n{number}@example.org")
    with counted() as thirty:
        client.get("/en/people/address-changes/")
    assert len(one) == len(thirty)


@pytest.mark.parametrize("side", list(Side))
def test_links_of_nobody_lead_nowhere(make: Make, client: Browser, side: Side) -> None:
    path = f"{PAGE}{side.value}/nothing/"
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 303
