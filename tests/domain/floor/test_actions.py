"""Requests for the floor: asked once, in their order, given and ended, and how long each spoke."""

import threading
from datetime import timedelta

import pytest

from meetings.domain.floor import actions, queries, rules
from meetings.extensions import db, transaction
from meetings.models.floor import FloorKind, FloorRequest, FloorState
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from tests.make import Make
from tests.queries import counted
from tests.races import at_once, without_lock


@pytest.fixture
def session(make: Make) -> Session:
    return make.sessions(make.meeting())[0]


@pytest.fixture
def kenya(make: Make) -> Organisation:
    return make.member()


@pytest.fixture
def togo(make: Make) -> Organisation:
    return make.member("TG", "Togo", region="WCA")


def ask(
    make: Make, session: Session, organisation: Organisation, kind: FloorKind = FloorKind.STATEMENT, item=None
) -> FloorRequest:
    """Ask for the floor in a transaction of its own."""
    person = make.person()
    with transaction():
        return actions.ask(session, organisation, kind, item, by=person, now=make.now)


def do(make: Make, act, thing: object, *given: object, later: int = 0) -> None:
    """Do one step *later* by so many seconds, in a transaction of its own."""
    make.now += timedelta(seconds=later)
    with transaction():
        act(thing, *given, by=None, now=make.now)
    make.again(thing)


def order(session: Session) -> list[str]:
    return [each.organisation.code for each in rules.waiting(queries.of_session(session))]


def test_points_of_order_come_first_and_neighbours_change_places(make: Make, session, kenya, togo) -> None:
    first, _second = ask(make, session, kenya), ask(make, session, togo)
    chad = ask(make, session, make.member("TD", "Chad"), FloorKind.ORDER)
    assert order(session) == ["TD", "KE", "TG"]
    do(make, actions.move, first, "down")
    assert order(session) == ["TD", "TG", "KE"]
    for request, direction in ((first, "down"), (chad, "down"), (chad, "up")):
        do(make, actions.move, request, direction)
        assert order(session) == ["TD", "TG", "KE"]


def test_one_open_request_for_each_administration_and_item(make: Make, session, kenya) -> None:
    item, first = make.item(session.meeting), ask(make, session, kenya)
    with pytest.raises(rules.AlreadyAsked):
        ask(make, session, kenya, FloorKind.REPLY)
    ask(make, session, kenya, item=item)
    ask(make, make.sessions(session.meeting)[1], kenya)
    do(make, actions.withdraw, first)
    ask(make, session, kenya)
    with pytest.raises(rules.AlreadyAsked):
        do(make, actions.back, first)


def test_closed_list_takes_points_of_order_only(make: Make, session, kenya) -> None:
    do(make, actions.close, session)
    with pytest.raises(rules.ListClosed):
        ask(make, session, kenya)
    with pytest.raises(rules.ListClosed):
        do(make, actions.close, session)
    ask(make, session, kenya, FloorKind.ORDER)
    do(make, actions.open_, session)
    ask(make, session, kenya, item=make.item(session.meeting))


def test_nobody_speaks_at_what_does_not_take_place(make: Make, kenya) -> None:
    draft = make.meeting(number=9, announced=False)
    with pytest.raises(rules.NotRunning):
        ask(make, make.sessions(draft)[0], kenya)


def test_time_is_what_lies_between_given_and_ended(make: Make, session, kenya, togo) -> None:
    first, second = ask(make, session, kenya), ask(make, session, togo)
    do(make, actions.give, first)
    do(make, actions.give, second, later=95)
    assert (first.state, rules.seconds(first, make.now)) == (FloorState.ENDED, 95)
    do(make, actions.end, second, later=30)
    for act in (actions.end, actions.give, actions.withdraw):
        with pytest.raises(rules.RequestMoved):
            do(make, act, second)
    again = ask(make, session, kenya)
    do(make, actions.give, again)
    do(make, actions.end, again, later=5)
    requests = queries.of_session(session)
    totals = [(total.name.code, total.times, total.seconds) for total in rules.by_organisation(requests, make.now)]
    assert totals == [("KE", 2, 100), ("TG", 1, 30)]
    regions = [(total.name.code, total.seconds) for total in rules.by_region(requests, make.now)]
    assert regions == [("ESA", 100), ("WCA", 30)]


def test_each_step_is_taken_back(make: Make, session, kenya, togo) -> None:
    first, second = ask(make, session, kenya), ask(make, session, togo)
    do(make, actions.give, first)
    do(make, actions.back, first)
    assert (first.state, first.given_at) == (FloorState.WAITING, None)
    do(make, actions.give, first)
    do(make, actions.end, first, later=10)
    do(make, actions.back, first, later=5)
    assert (first.state, rules.seconds(first, make.now)) == (FloorState.SPEAKING, 15)
    do(make, actions.give, second)
    with pytest.raises(rules.SomebodySpeaks):
        do(make, actions.back, first)


@pytest.mark.parametrize("number", [1, 30])
def test_statements_do_not_grow(make: Make, session, number: int) -> None:
    for place in range(number):
        ask(make, session, make.member(f"X{place}", f"Country {place}"))
    make.again(session)
    assert session.id
    with counted() as statements:
        found = queries.of_session(session)
        assert len({each.organisation.region.code for each in found if each.meeting.id}) == 1
    assert (len(found), len(statements)) == (number, 1)


def _presses(make: Make, session: Session, kenya: Organisation) -> list:
    """Ask twice for the same administration."""
    number, code, who = session.id, kenya.id, make.person().id
    db.session.commit()

    def press() -> None:
        actions.ask(
            db.session.get_one(Session, number),
            db.session.get_one(Organisation, code),
            FloorKind.STATEMENT,
            None,
            by=db.session.get_one(Person, who),
            now=make.now,
        )

    return [press] * 2


@pytest.mark.parametrize("turn", range(3))
def test_two_of_one_administration_at_once(app, make: Make, session, kenya, turn: int) -> None:
    failures = at_once(app, _presses(make, session, kenya))
    assert [type(each) for each in failures] == [rules.AlreadyAsked]
    assert db.session.query(FloorRequest).count() == 1


def test_control_without_the_lock_both_are_on_the_list(app, make: Make, session, kenya, monkeypatch) -> None:
    gate, found = threading.Barrier(2), queries.open_of

    def together(*given):
        there = found(*given)
        gate.wait(timeout=20)
        return there

    monkeypatch.setattr(actions, "hold", lambda _meeting: None)
    monkeypatch.setattr(queries, "open_of", together)
    assert at_once(app, _presses(make, session, kenya), hold=without_lock) == []
    assert db.session.query(FloorRequest).count() == 2


def test_limit_is_kept(make: Make, session) -> None:
    meeting: Meeting = session.meeting
    do(make, lambda thing, **who: actions.set_limit(thing, 3, **who), meeting)
    found = queries.plan(meeting)
    assert found is not None
    assert (found.minutes, found.version) == (3, 1)
