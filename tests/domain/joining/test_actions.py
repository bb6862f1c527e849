"""Invitations and requests for access: what they may name, and what happens at the same moment."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings.core.errors import Refused
from meetings.domain.joining import actions, policy, queries, rules
from meetings.domain.organisation import queries as register
from meetings.domain.organisation import rules as register_rules
from meetings.extensions import db, transaction
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person
from tests.conftest import SECRET
from tests.make import Make

OWN = {"function": "", "language": "en", "zone": "Africa/Nairobi", "secret": SECRET}


def invite(make: Make, organisation: Organisation, by: Person, email: str = "new@example.org", **changed) -> Invitation:  # type: ignore[no-untyped-def]
    values = {"capacity": Capacity.NCP, "language": "en", "secret": SECRET, "by": by, "now": make.now} | changed
    with transaction():
        return actions.invite(organisation, email, **values)


def ask(make: Make, organisation: Organisation, email: str = "new@example.org") -> AccessRequest:
    with transaction():
        request = actions.ask(organisation, email, name="New", message="", address_hash="x", now=make.now, **OWN)
        actions.confirm_address(request, now=make.now)
    return request


def test_heads_name_contact_points_and_the_secretariat_heads_too(make: Make) -> None:
    kenya, observers = make.member(), make.observer()
    assert rules.capacities(kenya, by_head=True) == (Capacity.NCP, Capacity.ALTERNATE)
    assert Capacity.HEAD in rules.capacities(kenya, by_head=False)
    assert rules.capacities(observers, by_head=False) == (Capacity.DELEGATE,)
    head = make.ncp(kenya, capacity=Capacity.HEAD)
    with pytest.raises(register_rules.CapacityNotOffered):
        invite(make, kenya, head, capacity=Capacity.HEAD)
    with pytest.raises(register_rules.HeadAlready):
        invite(make, kenya, make.secretariat(), capacity=Capacity.HEAD)


def test_policies_know_the_head_of_today(make: Make) -> None:
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    head, ncp = make.ncp(kenya, capacity=Capacity.HEAD), make.ncp(kenya, "Otieno")
    assert policy.can_invite(head, kenya)
    assert not policy.can_invite(head, togo)
    assert not policy.can_invite(ncp, kenya)
    assert not policy.can_invite(None, kenya)
    assert policy.can_invite(make.secretariat(), togo)
    assert (policy.can_list(head), policy.can_list(ncp), policy.can_list(None)) == (True, False, False)


def test_only_so_many_invitations_are_open(make: Make) -> None:
    kenya, secretary = make.member(), make.secretariat()
    for number in range(rules.OPEN_AT_ONCE):
        invite(make, kenya, secretary, f"a{number}@example.org")
    with pytest.raises(rules.TooManyInvitations):
        invite(make, kenya, secretary, "last@example.org")
    late = make.now + rules.INVITATION_LASTS
    assert queries.open_invitations(kenya, now=late) == []


def test_request_that_is_over_cannot_be_decided(make: Make) -> None:
    request, secretary = ask(make, make.member()), make.secretariat()
    late = make.now + rules.DECISION_LASTS + timedelta(seconds=1)
    with pytest.raises(rules.RequestDecided), transaction():
        actions.approve(request, Capacity.NCP, secret=SECRET, by=secretary, now=late)
    assert request.state is RequestState.WAITING


def test_address_is_confirmed_in_time_and_once(make: Make) -> None:
    kenya = make.member()
    with transaction():
        request = actions.ask(kenya, "a@example.org", name="A", message="", address_hash="x", now=make.now, **OWN)
    with pytest.raises(rules.RequestSpent), transaction():
        actions.confirm_address(request, now=make.now + rules.ADDRESS_LASTS)
    with transaction():
        actions.confirm_address(request, now=make.now)
    with pytest.raises(rules.RequestSpent), transaction():
        actions.confirm_address(request, now=make.now)


@contextmanager
def without_lock():  # type: ignore[no-untyped-def]
    """Commit or roll back like ``transaction()``, but hold nothing on SQLite."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def at_once(app: Flask, hold: Callable, task: Callable[[], object], *, threads: int = 3) -> list[object]:  # type: ignore[type-arg]
    """Do *task* in some threads at once, each in a unit of work of its own; return what went through."""
    done: list[object] = []
    gate = threading.Barrier(threads)

    def run() -> None:
        with app.app_context():
            gate.wait()
            try:
                with hold():
                    answer = task()
            except (Refused, sa.exc.DBAPIError):
                return
            done.append(answer)

    crowd = [threading.Thread(target=run) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return done


def test_invitation_accepted_by_several_at_once_is_accepted_once(make: Make, app: Flask) -> None:
    kenya = make.member()
    number = invite(make, kenya, make.secretariat()).id

    def task() -> int:
        invitation = db.session.get_one(Invitation, number)
        return actions.accept(invitation, name="New", now=make.now, **OWN).id

    assert len(at_once(app, transaction, task)) == 1
    db.session.expire_all()
    assert len(register.all_nominations(kenya)) == 1


def test_request_approved_by_two_at_once_is_approved_once(make: Make, app: Flask) -> None:
    kenya, secretary = make.member(), make.secretariat().id
    number = ask(make, kenya).id

    def task() -> int:
        request, by = queries.request_by_id(number), db.session.get_one(Person, secretary)
        assert request
        return actions.approve(request, Capacity.NCP, secret=SECRET, by=by, now=make.now).id

    assert len(at_once(app, transaction, task)) == 1
    db.session.expire_all()
    assert len(register.all_nominations(kenya)) == 1


def test_control_without_the_lock_lets_more_than_one_through(
    make: Make, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the lock off, and a pause where it would have held: the test can see the difference."""
    kenya, secretary = make.member(), make.secretariat().id
    number = ask(make, kenya).id
    gate = threading.Barrier(2)

    def look(row: AccessRequest) -> AccessRequest:
        gate.wait(timeout=10)
        return row

    monkeypatch.setattr(actions, "lock", look)

    def task() -> str:
        request, by = queries.request_by_id(number), db.session.get_one(Person, secretary)
        assert request
        actions.refuse(request, "No", by=by, now=make.now)
        return "refused"

    assert len(at_once(app, without_lock, task, threads=2)) == 2
