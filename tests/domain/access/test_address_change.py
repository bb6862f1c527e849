"""A change of address: both sides agree or the secretariat answers for the old one; it can be undone for a week."""

from datetime import timedelta

import pytest

from meetings.core import tokens
from meetings.domain.access import actions as access
from meetings.domain.access import address_change_actions as actions
from meetings.domain.access import address_change_queries as queries
from meetings.domain.access import address_change_rules as rules
from meetings.domain.access import queries as sessions
from meetings.domain.access.address_change_rules import Side
from meetings.domain.access.rules import LinkSpent, link_token
from meetings.domain.person import queries as people
from meetings.domain.person.rules import AddressTaken
from meetings.extensions import db, transaction
from meetings.models.access import WebSession
from meetings.models.address_change import AddressChange
from meetings.models.audit import AuditLine
from meetings.models.outbox import Announcement, Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import SECRET
from tests.make import Make

NEW = "new@example.org"


def _session(make: Make, person: Person) -> WebSession:
    with transaction():
        token = access.begin(person, browser_name="test", now=make.now)
    return db.session.scalars(db.select(WebSession).where(WebSession.token_hash == tokens.hashed(token))).one()


def _ask(make: Make, person: Person, email: str = NEW, *, unread: bool = False) -> AddressChange:
    session = _session(make, person)
    with transaction():
        return actions.ask(person, email, unread=unread, session=session, secret=SECRET, now=make.now)


def _token(change: AddressChange, side: Side) -> str:
    return rules.token(getattr(change, f"{side.value}_nonce"), side, SECRET)


def _confirm(make: Make, change: AddressChange, *sides: Side) -> None:
    for side in sides:
        with transaction():
            actions.confirm(side, _token(change, side), now=make.now)


def _done(make: Make, person: Person, email: str = NEW) -> AddressChange:
    change = _ask(make, person, email)
    _confirm(make, change, Side.OLD, Side.NEW)
    return change


def _mails(make: Make, *, later: timedelta = timedelta()) -> dict[str, Mail]:
    """Return the mails by recipient and kind."""
    post.handle(50, now=make.now + later)
    db.session.expire_all()
    return {f"{mail.recipient_email} {mail.kind}": mail for mail in db.session.scalars(db.select(Mail))}


@pytest.mark.parametrize("order", [(Side.OLD, Side.NEW), (Side.NEW, Side.OLD)])
def test_address_changes_when_both_have_agreed(make: Make, order: tuple[Side, Side]) -> None:
    person = make.person(email="old@example.org")
    change = _ask(make, person, " New@Example.org ")
    _confirm(make, change, order[0])
    assert (person.email, change.done_at) == ("old@example.org", None)
    _confirm(make, change, order[1])
    assert (person.email, change.done_at) == (NEW, make.now)


def test_links_work_once_and_each_for_its_own_purpose(make: Make) -> None:
    change = _ask(make, make.person())
    _confirm(make, change, Side.OLD)
    for side, of in ((Side.OLD, Side.OLD), (Side.NEW, Side.OLD), (Side.OLD, Side.NEW), (Side.UNDO, Side.NEW)):
        with pytest.raises(rules.ChangeOver), transaction():
            actions.confirm(side, _token(change, of), now=make.now)
    with pytest.raises(rules.ChangeOver), transaction():
        actions.undo(_token(change, Side.UNDO), now=make.now)


def test_links_end_after_two_days(make: Make) -> None:
    change = _ask(make, make.person())
    with pytest.raises(rules.ChangeOver), transaction():
        actions.confirm(Side.OLD, _token(change, Side.OLD), now=make.now + rules.LINKS_LAST)
    with transaction():
        actions.confirm(Side.OLD, _token(change, Side.OLD), now=make.now + rules.LINKS_LAST - timedelta(seconds=1))


def test_old_address_stops_it(make: Make) -> None:
    change = _ask(make, make.person())
    with transaction():
        actions.refuse(_token(change, Side.OLD), now=make.now)
    for side in (Side.OLD, Side.NEW):
        with pytest.raises(rules.ChangeOver):
            _confirm(make, change, side)


def test_asking_again_puts_new_links_in_place_of_the_old_ones(make: Make) -> None:
    person = make.person()
    first, second = _ask(make, person), _ask(make, person, "other@example.org")
    with pytest.raises(rules.ChangeOver):
        _confirm(make, first, Side.NEW)
    _confirm(make, second, Side.NEW, Side.OLD)
    assert person.email == "other@example.org"


def test_own_address_and_the_sixth_wish_of_a_day_are_refused(make: Make) -> None:
    person = make.person(email="old@example.org")
    with pytest.raises(rules.SameAddress):
        _ask(make, person, "OLD@example.org")
    for number in range(rules.PER_WINDOW):
        _ask(make, person, f"n{number}@example.org")
    with pytest.raises(rules.TooManyChanges):
        _ask(make, person)


def test_sessions_elsewhere_end_and_links_to_the_old_address_are_refused(make: Make) -> None:
    person = make.person()
    elsewhere = _session(make, person)
    with transaction():
        link = access.issue_link(person, secret=SECRET, by=None, now=make.now)
    change = _done(make, person)
    assert [session.id for session in sessions.live_sessions(person, now=make.now)] == [change.session_id]
    assert elsewhere.ended_at == make.now
    with pytest.raises(LinkSpent), transaction():
        access.follow_link(link_token(link.nonce, SECRET), browser_name="test", now=make.now)


def test_address_that_somebody_took_meanwhile_is_refused(make: Make) -> None:
    person = make.person(email="old@example.org")
    change = _ask(make, person)
    _confirm(make, change, Side.OLD)
    make.person(email=NEW)
    with pytest.raises(AddressTaken):
        _confirm(make, change, Side.NEW)
    make.again(person)
    assert (person.email, change.new_confirmed_at) == ("old@example.org", None)


def test_taken_address_is_answered_like_a_free_one(make: Make) -> None:
    holder, person = make.person(email="taken@example.org"), make.person(email="old@example.org")
    change = _ask(make, person, "taken@example.org")
    mails = _mails(make)
    assert set(mails) == {"old@example.org address.asked_old", "taken@example.org address.in_use"}
    assert _token(change, Side.NEW) not in mails["taken@example.org address.in_use"].text
    assert mails["taken@example.org address.in_use"].person_id == holder.id
    assert person.name not in mails["taken@example.org address.in_use"].text.replace(holder.name, "")


def test_secretariat_answers_for_a_dead_address_but_nobody_for_themselves(make: Make) -> None:
    person, house = make.person(email="old@example.org"), make.secretariat()
    change = _ask(make, person, unread=True)
    assert f"{house.email} address.approval" in _mails(make)
    _confirm(make, change, Side.NEW)
    for nobody in (person, make.person()):
        with pytest.raises(rules.OwnChange), transaction():
            actions.approve(change, "because", by=nobody, now=make.now)
    with transaction():
        actions.approve(change, "Spoke on the telephone.", by=house, now=make.now)
    assert (person.email, change.approved_by_id, change.reason) == (NEW, house.id, "Spoke on the telephone.")
    own = _ask(make, house, "house@example.org", unread=True)
    with pytest.raises(rules.OwnChange), transaction():
        actions.approve(own, "it is me", by=house, now=make.now)


def test_approval_alone_does_not_change_the_address(make: Make) -> None:
    person, house = make.person(email="old@example.org"), make.secretariat()
    change = _ask(make, person, unread=True)
    with transaction():
        actions.approve(change, "known", by=house, now=make.now)
    assert person.email == "old@example.org"
    with pytest.raises(rules.ChangeOver), transaction():
        actions.approve(change, "twice", by=house, now=make.now)
    _confirm(make, change, Side.NEW)
    assert person.email == NEW


def test_both_addresses_are_told_and_the_old_one_can_take_it_back(make: Make) -> None:
    person = make.person(email="old@example.org")
    change = _done(make, person)
    mails = _mails(make)
    assert {"old@example.org address.changed_old", f"{NEW} address.changed_new"} <= set(mails)
    assert _token(change, Side.UNDO) in mails["old@example.org address.changed_old"].text
    assert _token(change, Side.UNDO) not in mails[f"{NEW} address.changed_new"].text
    with transaction():
        actions.undo(_token(change, Side.UNDO), now=make.now + timedelta(days=6))
    assert person.email == "old@example.org"
    assert sessions.live_sessions(person, now=make.now) == []
    later = _mails(make, later=timedelta(days=6))
    assert {"old@example.org address.undone", f"{NEW} address.undone"} <= set(later)
    with pytest.raises(rules.ChangeOver), transaction():
        actions.undo(_token(change, Side.UNDO), now=make.now)


def test_undo_ends_after_a_week(make: Make) -> None:
    change = _done(make, make.person())
    with pytest.raises(rules.ChangeOver), transaction():
        actions.undo(_token(change, Side.UNDO), now=make.now + rules.UNDO_LASTS)


def test_undo_takes_later_changes_with_it(make: Make) -> None:
    person = make.person(email="old@example.org")
    first, second = _done(make, person), _done(make, person, "third@example.org")
    waiting = _ask(make, person, "fourth@example.org")
    with transaction():
        actions.undo(_token(first, Side.UNDO), now=make.now)
    assert person.email == "old@example.org"
    for side, change in ((Side.UNDO, second), (Side.NEW, waiting)):
        assert not rules.waits_for(change, side, now=make.now)


def test_undo_does_not_take_an_address_from_its_new_holder(make: Make) -> None:
    person = make.person(email="old@example.org")
    change = _done(make, person)
    make.person(email="old@example.org")
    with pytest.raises(AddressTaken), transaction():
        actions.undo(_token(change, Side.UNDO), now=make.now)
    assert people.by_email(NEW) == person


def test_closed_account_keeps_its_address(make: Make) -> None:
    person = make.person()
    change = _ask(make, person)
    with transaction():
        person.disabled_at = make.now
    with pytest.raises(rules.ChangeOver):
        _confirm(make, change, Side.OLD)


def test_audit_lines_hold_no_address(make: Make) -> None:
    person = make.person(email="old@example.org")
    change = _done(make, person)
    with transaction():
        actions.undo(_token(change, Side.UNDO), now=make.now)
    lines = list(db.session.scalars(db.select(AuditLine).where(AuditLine.verb.startswith("address."))))
    assert [line.verb.split(".")[1] for line in lines] == ["asked", "old_agreed", "new_agreed", "changed", "undone"]
    assert not [line for line in lines if "@" in str(line.details)]
    assert not [row for row in db.session.scalars(db.select(Announcement)) if "@" in str(row.payload)]


def test_old_changes_are_forgotten(make: Make) -> None:
    person = make.person()
    _done(make, person)
    for days, left in ((91, 1), (93, 0)):
        with transaction():
            actions.forget_old(now=make.now + timedelta(days=days))
        assert db.session.scalar(db.select(db.func.count()).select_from(AddressChange)) == left
    assert queries.open_of(person, now=make.now) is None
