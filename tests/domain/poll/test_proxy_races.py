"""Proxies given and used at the same moment, each with a control that shows the race with the lock off."""

import threading

import pytest
import sqlalchemy as sa

from meetings.domain.poll import actions_casting, actions_proxy, queries, results
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.proxy_rules import CapReached, Terms
from meetings.extensions import db, transaction
from meetings.models.ballot import Ballot, BallotEntry
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.models.proxy import Proxy
from tests.domain.poll.test_races import Crowd, rows, voter, without_lock


@pytest.fixture
def crowd(app, monkeypatch):
    """Return a crowd with the lock on or off."""

    def gathered(*, locked: bool) -> Crowd:
        if not locked:
            for module in (actions_casting, actions_proxy):
                monkeypatch.setattr(module, "lock", db.session.refresh)
        return Crowd(app, transaction if locked else without_lock)

    return gathered


def allowed(make, *, own_vote: bool = False) -> Meeting:
    meeting = make.meeting()
    with transaction():
        actions_proxy.set_terms(meeting, Terms(most=1, own_vote=own_vote), by=None, now=make.now)
    return meeting


def giver(meeting_id: int, giver_id: int, holder_id: int, now):
    """Return a task: let one organisation vote for another."""

    def task():
        meeting = db.session.get_one(Meeting, meeting_id)
        parties = (db.session.get_one(Organisation, number) for number in (giver_id, holder_id))
        return actions_proxy.give(meeting, Draft(*parties), by=None, now=now).id

    return task


def two_to_one_holder(make, crowd) -> Crowd:
    """Let two Members give the same one a proxy at once, where the rule allows one."""
    holder, *others = (make.member(code, code) for code in ("MT", "KE", "TD"))
    make.ncp(holder)
    meeting = allowed(make)
    tasks = [giver(meeting.id, one.id, holder.id, make.now) for one in others]
    db.session.commit()
    return crowd.run(*tasks)


def test_two_proxies_at_once_do_not_exceed_what_one_may_hold(make, crowd):
    given = two_to_one_holder(make, crowd(locked=True))
    assert (len(given.done), [type(error) for error in given.refused]) == (1, [CapReached])
    assert rows(Proxy) == 1


def test_control_without_the_lock_one_holds_more_than_the_rule_allows(make, crowd, monkeypatch):
    gate, checked = threading.Barrier(2), actions_proxy.check

    def together(*args, **more):
        checked(*args, **more)
        gate.wait(timeout=10)

    monkeypatch.setattr(actions_proxy, "check", together)
    given = two_to_one_holder(make, crowd(locked=False))
    assert (len(given.done), rows(Proxy)) == (2, 2)


def both_cast(make, crowd) -> tuple[Poll, Crowd]:
    """Let the holder of a proxy and whoever gave it cast the same ballot at once, where the rule lets both."""
    kenya, malta = make.member(), make.member("MT", "Malta")
    wanjiru, maria = make.ncp(kenya), make.ncp(malta, "Maria")
    meeting = allowed(make, own_vote=True)
    with transaction():
        actions_proxy.give(meeting, Draft(kenya, malta), by=None, now=make.now)
    poll = make.open_poll(meeting)
    pairs = zip((wanjiru, maria), queries.options(poll), strict=False)
    tasks = [voter(poll.id, kenya.id, person.id, option.id, lambda: make.now) for person, option in pairs]
    db.session.commit()
    return poll, crowd.run(*tasks)


def test_holder_and_giver_at_once_cast_one_ballot(make, crowd):
    poll, votes = both_cast(make, crowd(locked=True))
    db.session.expire_all()
    assert (len(votes.done), votes.refused) == (2, [])
    assert (rows(Ballot), rows(BallotEntry), results.result(poll).cast) == (1, 2, 1)
    last = db.session.scalars(sa.select(BallotEntry).order_by(BallotEntry.id.desc())).first()
    ballot = db.session.scalars(sa.select(Ballot)).one()
    assert (ballot.choice, ballot.proxy_id) == (last.choice, last.proxy_id)
    assert (ballot.proxy_id is None) == (db.session.get_one(Person, ballot.cast_by_id).name != "Maria")


def test_control_without_the_lock_holder_and_giver_collide_and_the_key_keeps_one_ballot(make, crowd, monkeypatch):
    gate, put = threading.Barrier(2), actions_casting._put

    def together(*args):
        gate.wait(timeout=10)
        return put(*args)

    monkeypatch.setattr(actions_casting, "_put", together)
    _, votes = both_cast(make, crowd(locked=False))
    assert [type(error) for error in votes.refused] == [sa.exc.IntegrityError]
    assert rows(Ballot) == 1
