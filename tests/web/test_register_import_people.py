"""Whom a row of a file means, and what the secretariat decides of it."""

from datetime import datetime, timedelta

import pytest

from meetings.domain.access import actions as access
from meetings.domain.access import address_change_actions as address_changes
from meetings.domain.access import address_change_rules as change_rules
from meetings.domain.access import factors
from meetings.domain.access import queries as sessions
from meetings.domain.access.rules import LinkSpent, link_token
from meetings.domain.organisation import actions as organisations
from meetings.extensions import db, transaction
from meetings.models.access import Passkey
from meetings.models.address_change import AddressChange
from meetings.models.database import add
from meetings.models.organisation import Capacity
from meetings.models.person import Person, Role
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.ways_in import give_app
from tests.web.test_register_import import applied, clock_ticks, judged, named


@pytest.fixture
def keeper(make: Make, client: Browser) -> Browser:
    """Someone of the secretariat, in a house with one Member."""
    make.member()
    return client.sign_in(make.secretariat())


SAME = "organisation,email,name\nKE,w.kamande@example.org,KAMANDÉ Wanjiru\n".encode()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("same", {"w.kamande@example.org"}),
        ("new", {"w.kamande@example.org", "old@example.org"}),
        ("out", {"old@example.org"}),
    ],
)
def test_same_name_under_another_address_is_asked_about(
    make: Make, keeper: Browser, choice: str, expected: set[str]
) -> None:
    person = make.person("Wanjiru Kamande", email="old@example.org")
    with transaction():
        kenya = organisations.queries.by_code("KE")
        assert kenya
        organisations.nominate(person, kenya, capacity=Capacity.NCP, since=make.now.date(), by=None, now=make.now)
    page = judged(keeper, SAME)
    shown = keeper.get(page).text
    assert "the same person, with a new address" in shown
    assert "Import 1 row" not in shown
    value = "same:old@example.org" if choice == "same" else choice
    assert keeper.post(f"{page}rows/", data={"row-2": value}).status_code == 303
    clock_ticks()
    if choice != "out":
        applied(keeper, page)
    assert set(named(make)) == expected
    if choice == "same":
        db.session.expire_all()
        change = db.session.scalars(db.select(AddressChange)).one()
        assert (change.old_email, change.new_email) == ("old@example.org", "w.kamande@example.org")
        assert change.done_at
        assert person.email == "w.kamande@example.org"
        keeper.post(f"{page}undo/")
        clock_ticks()
        assert named(make) == ["old@example.org"]
    if choice == "out":
        assert "left out" in keeper.get(page).text


def test_undo_shuts_out_who_came_in_by_the_new_address(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    person = make.ncp(kenya, "Wanjiru Kamande")
    old = person.email
    with transaction():
        person.address_failed_at = failed_at = make.now - timedelta(days=1)
        early = access.issue_link(person, secret=SECRET, by=None, now=make.now - timedelta(minutes=1))
    give_app(person, now=make.now - timedelta(days=1))
    page = judged(keeper, SAME)
    keeper.post(f"{page}rows/", data={"row-2": f"same:{old}"})
    clock_ticks()
    applied(keeper, page)
    make.again(person)
    assert (person.email, person.address_failed_at) == ("w.kamande@example.org", None)
    with transaction():
        link = access.issue_link(person, secret=SECRET, by=None, now=make.now)
        access.begin(person, browser_name="stranger", now=make.now)
        add(_passkey(person, make.now))
        change = address_changes.ask(
            person, "third@example.org", unread=False, session=None, secret=SECRET, now=make.now
        )
    keeper.post(f"{page}undo/")
    clock_ticks()
    make.again(person)
    assert (person.email, person.address_failed_at) == (old, failed_at)
    assert (sessions.live_sessions(person, now=make.now), factors.passkeys(person)) == ([], [])
    assert factors.authenticator(person)
    assert not change_rules.is_open(change, now=make.now)
    done = db.session.scalars(db.select(AddressChange).where(AddressChange.done_at.is_not(None))).one()
    assert done.undone_at == make.now
    with pytest.raises(LinkSpent), transaction():
        access.follow_link(link_token(link.nonce, SECRET), browser_name="b", now=make.now)
    with transaction():
        access.follow_link(link_token(early.nonce, SECRET), browser_name="b", now=make.now)


def _passkey(person: Person, now: datetime) -> Passkey:
    return Passkey(
        public_id="p",
        person_id=person.id,
        credential_id=b"c",
        public_key=b"k",
        user_handle=b"u",
        sign_count=0,
        name="Key",
        created_at=now,
        used_at=None,
    )


def test_row_far_down_is_asked_about_too(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    make.ncp(kenya)
    page = judged(keeper, SAME.replace(b"\n", b"\n" * 100_000, 1))
    assert 'name="row-100001"' in keeper.get(page).text
    assert keeper.post(f"{page}rows/", data={"row-100001": "new"}).status_code == 303
    clock_ticks()
    assert "Import 1 row" in keeper.get(page).text


def test_nobody_of_the_secretariat_gets_another_address_by_a_file(make: Make, keeper: Browser) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    person = make.person("Wanjiru Kamande", email="old@example.org", role=Role.SECRETARIAT)
    with transaction():
        organisations.nominate(person, kenya, capacity=Capacity.NCP, since=make.now.date(), by=None, now=make.now)
    page = judged(keeper, SAME)
    keeper.post(f"{page}rows/", data={"row-2": "same:old@example.org"})
    clock_ticks()
    shown = keeper.get(page).text
    assert "changes their address on their own page" in shown
    assert "Someone new" in shown
    db.session.expire_all()
    assert person.email == "old@example.org"


@pytest.mark.parametrize("typed", [{"row-2": "same:nobody@example.org"}, {"row-3": "new"}, {"row-x": "new"}])
def test_decision_that_is_not_offered_is_refused(make: Make, keeper: Browser, typed: dict[str, str]) -> None:
    kenya = organisations.queries.by_code("KE")
    assert kenya
    make.ncp(kenya)
    page = judged(keeper, SAME)
    answer = keeper.post(f"{page}rows/", data=typed)
    assert answer.status_code == 422
    assert "Choose one of those shown" in answer.text
