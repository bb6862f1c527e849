"""Merging while one of the two registers, or is named, with a control that shows the race without the lock."""

import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from meetings.core.errors import Refused
from meetings.domain.merging import absorbing, actions
from meetings.domain.organisation.rules import AccountClosed
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import places
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.registration import Registration
from tests.domain.merging.conftest import Twice


@contextmanager
def without_lock():
    """Commit or roll back like ``transaction()``, but hold nothing on SQLite."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


class Race:
    """Two threads, each in a transaction of its own, and what was refused."""

    def __init__(self, app, hold: Callable) -> None:
        self.app, self.hold = app, hold
        self.refused: list[Exception] = []

    def run(self, *tasks: Callable[[], object]) -> list[Exception]:
        """Begin all *tasks* at once and wait for them."""
        gate = threading.Barrier(len(tasks))
        threads = [threading.Thread(target=self._one, args=(task, gate)) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        db.session.expire_all()
        return self.refused

    def _one(self, task: Callable[[], object], gate: threading.Barrier) -> None:
        with self.app.app_context():
            gate.wait(timeout=20)
            try:
                with self.hold():
                    task()
            except (Refused, sa.exc.DBAPIError) as error:
                self.refused.append(error)


def merging(twice: Twice) -> Callable[[], object]:
    """Return a task: merge the two records."""
    kept, gone, by, now = twice.kept.id, twice.gone.id, twice.by.id, twice.make.now

    def task():
        people = [db.session.get_one(Person, number) for number in (kept, gone, by)]
        return actions.merge(people[0], people[1], taken=(), alias=False, by=people[2], now=now)

    return task


def registering(twice: Twice, meeting: Meeting) -> Callable[[], object]:
    """Return a task: register the record that goes."""
    gone, now = twice.gone.id, twice.make.now
    meeting_id, session_id = meeting.id, twice.make.sessions(meeting)[0].id

    def task():
        person = db.session.get_one(Person, gone)
        found, session = db.session.get_one(Meeting, meeting_id), db.session.get_one(Session, session_id)
        return registrations.register(found, person, sessions=[session], by=person, now=now)

    return task


def owners() -> list[int]:
    return list(db.session.scalars(sa.select(Registration.person_id)))


@pytest.mark.parametrize("run", range(4))
def test_place_taken_while_records_are_merged_is_never_left_behind(twice: Twice, app, run: int) -> None:
    meeting = twice.make.meeting()
    tasks = [merging(twice), registering(twice, meeting)]
    kept = twice.kept.id
    db.session.commit()
    refused = Race(app, transaction).run(*tasks)
    assert (owners(), refused) == ([kept], []) or (owners() == [] and type(refused[0]) is AccountClosed)


def test_control_without_the_lock_the_place_is_left_behind(twice: Twice, app, monkeypatch) -> None:
    meeting = twice.make.meeting()
    tasks, gone = [merging(twice), registering(twice, meeting)], twice.gone.id
    db.session.commit()
    looked, merged = threading.Event(), threading.Event()
    check, close = places.check_open, absorbing.close

    def slowly(*args):
        looked.set()
        assert merged.wait(timeout=20)
        return check(*args)

    def afterwards(*args):
        assert looked.wait(timeout=20)
        close(*args)

    def merged_at_last(*args):
        done = task(*args)
        db.session.commit()
        merged.set()
        return done

    task = tasks[0]
    monkeypatch.setattr(registrations, "pin", lambda row: row)
    monkeypatch.setattr(places, "check_open", slowly)
    monkeypatch.setattr(absorbing, "close", afterwards)
    assert Race(app, without_lock).run(merged_at_last, tasks[1]) == []
    assert owners() == [gone]
