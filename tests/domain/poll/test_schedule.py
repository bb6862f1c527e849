"""Polls that open by themselves: planned, moved, opened once, and what keeps them from opening."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.core.bilingual import Bilingual
from meetings.domain.poll import actions, actions_schedule, electorate, procedures, queries, rules
from meetings.extensions import db, transaction
from meetings.jobs import clockwork
from meetings.models.audit import AuditLine
from meetings.models.ballot import Elector
from meetings.models.outbox import Announcement
from meetings.models.poll import Poll, PollState, Procedure, Secrecy
from tests.domain.poll.test_races import Crowd, without_lock
from tests.make import both

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def planned(make):
    """A poll that opens by itself in an hour and closes a day later, with one entitled."""
    make.ncp(make.member())
    poll = make.poll(make.meeting())
    with transaction():
        actions_schedule.schedule(poll, make.now + HOUR, make.now + DAY, by=None, now=make.now)
    return poll


def tick(make, monkeypatch, later):
    """Let the scheduler look at planned polls *later*."""
    monkeypatch.setattr("meetings.core.clock.now", lambda: make.now + later)
    clockwork.open_polls()
    db.session.expire_all()


def told(kind):
    return [one.payload for one in db.session.scalars(sa.select(Announcement).where(Announcement.kind == kind))]


def openings():
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditLine).where(AuditLine.verb == "poll.opened"))


def test_poll_opens_at_its_time_and_not_before(make, planned, monkeypatch):
    tick(make, monkeypatch, HOUR - timedelta(seconds=1))
    assert planned.state is PollState.PREPARED
    tick(make, monkeypatch, HOUR)
    assert (planned.state, planned.opened_at) == (PollState.OPEN, make.now + HOUR)
    assert (planned.closes_at, planned.opens_at) == (make.now + DAY, None)
    tick(make, monkeypatch, HOUR + HOUR)
    assert openings() == 1


def test_after_a_standstill_it_opens_while_its_closing_is_ahead(make, planned, monkeypatch):
    tick(make, monkeypatch, DAY - HOUR)
    assert planned.state is PollState.OPEN


def test_after_a_long_standstill_it_stays_prepared(make, planned, monkeypatch):
    tick(make, monkeypatch, DAY + HOUR)
    assert (planned.state, planned.not_opened) == (PollState.PREPARED, "ClosesInThePast")


def test_what_cannot_be_opened_stays_prepared_and_the_secretariat_is_told_once(make, monkeypatch):
    poll = make.poll(make.meeting())
    with transaction():
        actions_schedule.schedule(poll, make.now + HOUR, None, by=None, now=make.now)
    for later in (HOUR, HOUR + HOUR):
        tick(make, monkeypatch, later)
    assert (poll.state, poll.not_opened) == (PollState.PREPARED, "NobodyEntitled")
    assert told("poll.not_opened") == [{"poll": poll.id, "why": "NobodyEntitled"}]
    with transaction():
        actions_schedule.schedule(poll, make.now + 4 * HOUR, None, by=None, now=make.now + 3 * HOUR)
    make.ncp(make.member())
    tick(make, monkeypatch, 4 * HOUR)
    assert poll.state is PollState.OPEN


@pytest.mark.parametrize("broken", ["language", "keys"])
def test_a_missing_language_or_folder_for_keys_is_told(make, monkeypatch, app, tmp_path, broken):
    make.ncp(make.member())
    question = Bilingual("Renew?", "") if broken == "language" else both("Renew?")
    poll = make.poll(make.meeting(), question=question, secrecy=Secrecy.SECRET)
    with transaction():
        actions_schedule.schedule(poll, make.now + HOUR, None, by=None, now=make.now)
    if broken == "keys":
        there = tmp_path / "file"
        there.write_text("in the way")
        monkeypatch.setattr(app.extensions["keyring"], "_folder", there / "keys")
    tick(make, monkeypatch, HOUR)
    assert poll.not_opened == {"language": "GapsInPoll", "keys": "KeysGone"}[broken]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Elector)) == 0


def test_plan_is_moved_cancelled_or_overtaken_by_hand(make, planned, monkeypatch):
    with transaction():
        actions_schedule.schedule(planned, make.now + 2 * HOUR, None, by=None, now=make.now)
    tick(make, monkeypatch, HOUR)
    assert planned.state is PollState.PREPARED
    with transaction():
        actions_schedule.unschedule(planned, by=None, now=make.now)
    tick(make, monkeypatch, 3 * HOUR)
    assert (planned.state, planned.closes_at) == (PollState.PREPARED, None)
    with pytest.raises(procedures.NotPlanned):
        actions_schedule.unschedule(planned, by=None, now=make.now)
    with transaction():
        actions.open_(planned, by=None, now=make.now)
    with pytest.raises(rules.AlreadyOpened):
        actions_schedule.schedule(planned, make.now + HOUR, None, by=None, now=make.now)


@pytest.mark.parametrize(
    ("opens", "closes", "procedure", "refusal"),
    [
        (-HOUR, None, Procedure.MEETING, procedures.OpensInThePast),
        (timedelta(0), None, Procedure.MEETING, procedures.OpensInThePast),
        (HOUR, HOUR, Procedure.MEETING, procedures.ClosesBeforeOpening),
        (DAY, HOUR, Procedure.MEETING, procedures.ClosesBeforeOpening),
        (HOUR, None, Procedure.WRITTEN, procedures.DeadlineMissing),
    ],
)
def test_plans_that_make_no_sense_are_refused(make, opens, closes, procedure, refusal):
    poll = make.poll(make.meeting(), procedure=procedure)
    with pytest.raises(refusal):
        actions_schedule.schedule(poll, make.now + opens, closes and make.now + closes, by=None, now=make.now)


def two_schedulers(make, app, planned, monkeypatch, *, locked):
    """Let two schedulers find the poll due at the same moment; each takes a while before it writes."""
    number, now = planned.id, make.now + HOUR
    if not locked:
        for module in (actions, actions_schedule):
            monkeypatch.setattr(module, "lock", db.session.refresh)
        gate = threading.Barrier(2)
        found = electorate.entitled

        def together(*args, **words):
            gate.wait(timeout=10)
            return found(*args, **words)

        monkeypatch.setattr(electorate, "entitled", together)

    def task():
        return actions_schedule.open_due(db.session.get_one(Poll, number), now=now, keys=make.keys)

    db.session.commit()
    crowd = Crowd(app, transaction if locked else without_lock).run(task, task)
    db.session.expire_all()
    return crowd


def test_two_schedulers_open_it_once(make, app, planned, monkeypatch):
    crowd = two_schedulers(make, app, planned, monkeypatch, locked=True)
    assert (sorted(crowd.done), crowd.refused) == ([False, True], [])
    assert openings() == 1


def test_control_without_the_lock_both_open_it_and_the_key_stops_one(make, app, planned, monkeypatch):
    crowd = two_schedulers(make, app, planned, monkeypatch, locked=False)
    assert crowd.done == [True]
    assert isinstance(crowd.refused[0], sa.exc.IntegrityError)


def test_nothing_is_planned_nothing_is_due(make):
    make.poll(make.meeting())
    assert queries.to_open(make.now + DAY) == []
