"""Ballots and closing at the same moment, each with a control that shows the race with the lock off."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from meetings.core.errors import Refused
from meetings.domain.poll import actions_casting, actions_closing, ballot_queries, queries, results
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.ballot import Ballot, BallotEntry, SealedBallot, TallySheet
from meetings.models.person import Person
from meetings.models.poll import Poll, Secrecy

VOTERS, RUNS = 8, 5


@contextmanager
def without_lock() -> Iterator[None]:
    """Commit or roll back like ``transaction()``, but hold nothing on SQLite."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@dataclass
class Crowd:
    """Threads that each do one thing in a database session of their own, and what became of it."""

    app: object
    hold: Callable
    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    def run(self, *tasks: Callable[[], object]) -> "Crowd":
        """Begin all *tasks* at once and wait for them."""
        gate = threading.Barrier(len(tasks))
        threads = [threading.Thread(target=self._one, args=(task, gate)) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self

    def _one(self, task: Callable[[], object], gate: threading.Barrier) -> None:
        with self.app.app_context():
            gate.wait()
            try:
                with self.hold():
                    answer = task()
            except (Refused, sa.exc.DBAPIError) as error:
                self.refused.append(error)
            else:
                self.done.append(answer)


def voter(poll_id, organisation_id, person_id, option_id, clock, keys=None):
    """Return a task: cast a ballot and answer with its organisation and option."""

    def task():
        poll, person = db.session.get_one(Poll, poll_id), db.session.get_one(Person, person_id)
        actions_casting.cast(
            poll, organisation_id, [option_id], by=person, clock=clock, keys=keys, form=f"form of {person_id}"
        )
        return organisation_id, option_id

    return task


def closer(poll_id, wait=0.0, keys=None):
    """Return a task: close the poll after a moment."""

    def task():
        time.sleep(wait)
        actions_closing.close(db.session.get_one(Poll, poll_id), by=None, now=datetime.now(UTC), keys=keys)

    return task


@pytest.fixture
def crowd(make, app, monkeypatch):
    """Return a crowd with the lock on or off."""

    def gathered(*, locked: bool) -> Crowd:
        if not locked:
            for module in (actions_casting, actions_closing):
                monkeypatch.setattr(module, "lock", db.session.refresh)
        return Crowd(app, transaction if locked else without_lock)

    return gathered


def counted_at_closing():
    return db.session.scalars(sa.select(AuditLine).filter_by(verb="poll.closed")).one().details["cast"]


def rows(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def two_ncps_at_once(make, crowd):
    """Let two NCPs of one Member cast different ballots at once."""
    kenya = make.member()
    people = [make.ncp(kenya, name) for name in ("Wanjiru Kamande", "Daniel Otieno")]
    poll = make.open_poll(make.meeting())
    options = queries.options(poll)
    tasks = [
        voter(poll.id, kenya.id, person.id, option.id, lambda: make.now)
        for person, option in zip(people, options, strict=False)
    ]
    db.session.commit()
    return poll, crowd.run(*tasks)


def test_two_ncps_at_once_cast_one_ballot_and_the_last_stands(make, crowd):
    poll, votes = two_ncps_at_once(make, crowd(locked=True))
    db.session.expire_all()
    assert (len(votes.done), votes.refused) == (2, [])
    assert (rows(Ballot), rows(BallotEntry)) == (1, 2)
    last = db.session.scalars(sa.select(BallotEntry).order_by(BallotEntry.id.desc())).first()
    assert db.session.scalars(sa.select(Ballot)).one().choice == last.choice
    assert results.result(poll).cast == 1


def test_control_without_the_lock_two_ncps_collide_and_the_key_keeps_one_ballot(make, crowd, monkeypatch):
    gate = threading.Barrier(2)
    put = actions_casting._put

    def together(*args):
        gate.wait(timeout=10)
        return put(*args)

    monkeypatch.setattr(actions_casting, "_put", together)
    _, votes = two_ncps_at_once(make, crowd(locked=False))
    db.session.expire_all()
    assert (len(votes.done), len(votes.refused)) == (1, 1)
    assert isinstance(votes.refused[0], sa.exc.IntegrityError)
    assert rows(Ballot) == 1


def over_the_close(make, crowd, *, hesitating: float, closing_after: float, secrecy=Secrecy.NAMED):
    """Let everybody vote while the poll is being closed; each takes a while between its check and its ballot."""
    members = [make.member(f"M{n}") for n in range(VOTERS)]
    people = [make.ncp(member) for member in members]
    poll = make.open_poll(make.meeting(), secrecy=secrecy)
    yes = queries.options(poll)[0].id

    def clock():
        now = datetime.now(UTC)
        time.sleep(hesitating)
        return now

    tasks = [voter(poll.id, m.id, p.id, yes, clock, make.keys) for m, p in zip(members, people, strict=True)]
    tasks.append(closer(poll.id, closing_after, make.keys))
    db.session.commit()
    crowd.run(*tasks)
    db.session.expire_all()
    return poll, {answer[0] for answer in crowd.done if answer}


@pytest.mark.parametrize("run", range(RUNS))
def test_ballot_over_the_close_is_acknowledged_if_and_only_if_it_is_counted(make, crowd, run):
    poll, acknowledged = over_the_close(make, crowd(locked=True), hesitating=0.002, closing_after=0.004 * run)
    assert ballot_queries.have_voted(poll) == acknowledged
    assert results.result(poll).cast == counted_at_closing() == len(acknowledged) == rows(BallotEntry)
    assert all(ballot.cast_at <= poll.closed_at for ballot in db.session.scalars(sa.select(Ballot)))


@pytest.mark.parametrize("run", range(RUNS))
@pytest.mark.parametrize("secrecy", [Secrecy.CONFIDENTIAL, Secrecy.SECRET])
def test_sealed_ballot_over_the_close_is_acknowledged_if_and_only_if_it_is_counted(make, crowd, secrecy, run):
    poll, acknowledged = over_the_close(
        make, crowd(locked=True), hesitating=0.002, closing_after=0.004 * run, secrecy=secrecy
    )
    assert ballot_queries.have_voted(poll) == acknowledged
    assert results.result(poll).cast == counted_at_closing() == len(acknowledged) == rows(TallySheet)
    assert rows(SealedBallot) == 0


def test_control_without_the_lock_ballots_are_acknowledged_that_the_close_did_not_count(make, crowd):
    _, acknowledged = over_the_close(make, crowd(locked=False), hesitating=0.3, closing_after=0.1)
    assert len(acknowledged) > counted_at_closing()


@pytest.mark.parametrize("run", range(3))
def test_same_ballot_sent_many_times_at_once_is_one(make, crowd, run):
    kenya = make.member()
    person = make.ncp(kenya)
    poll = make.open_poll(make.meeting())
    yes = queries.options(poll)[0].id
    task = voter(poll.id, kenya.id, person.id, yes, lambda: make.now)
    db.session.commit()
    votes = crowd(locked=True).run(*[task] * VOTERS)
    assert (len(votes.done), votes.refused) == (VOTERS, [])
    assert (rows(Ballot), rows(BallotEntry)) == (1, 1)
