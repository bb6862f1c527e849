"""Many people and the last seats at the same moment, each with a control that shows the race with the lock off."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from meetings.core.errors import Refused
from meetings.domain.registration import actions, queries
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from tests.make import Make

PEOPLE, SEATS, UNLOCKED = 20, 2, 6


@contextmanager
def without_lock() -> Iterator[None]:
    """Commit or roll back like ``transaction()``, but hold nothing on SQLite."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def at_once(app, tasks: list[Callable[[], object]], hold=transaction) -> list[Exception]:
    """Run all *tasks* at once, each in a thread and session of its own; return what was refused or failed."""
    gate, failures = threading.Barrier(len(tasks)), []

    def one(task):
        with app.app_context():
            gate.wait(timeout=30)
            try:
                with hold():
                    task()
            except (Refused, sa.exc.DBAPIError) as error:
                failures.append(error)

    threads = [threading.Thread(target=one, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return failures


def newcomer(make: Make, meeting_id: int, person_id: int, session_id: int) -> Callable[[], object]:
    """Return a task: register somebody."""

    def task():
        person = db.session.get_one(Person, person_id)
        meeting, session = db.session.get_one(Meeting, meeting_id), db.session.get_one(Session, session_id)
        return actions.register(meeting, person, session=session, by=person, now=make.now)

    return task


def places() -> list[Place]:
    return sorted(db.session.scalars(sa.select(Registration.place)))


def rush(make: Make, number: int) -> tuple[Meeting, list[Callable[[], object]]]:
    """Return a meeting with few seats and as many tasks to register for it as asked."""
    meeting = make.meeting(capacity=SEATS)
    session = make.sessions(meeting)[0]
    tasks = [newcomer(make, meeting.id, make.person(f"Person {n}").id, session.id) for n in range(number)]
    db.session.commit()
    return meeting, tasks


@pytest.mark.parametrize("run", range(3))
def test_twenty_people_at_once_never_get_more_seats_than_there_are(make: Make, app, run):
    meeting, tasks = rush(make, PEOPLE)
    assert at_once(app, tasks) == []
    assert list(queries.seats_taken(meeting).values()) == [SEATS]
    assert places().count(Place.WAITING) == PEOPLE - SEATS
    kinds = list(db.session.scalars(sa.select(Announcement.kind)))
    assert (kinds.count("registration.confirmed"), kinds.count("registration.waiting")) == (SEATS, PEOPLE - SEATS)


def test_control_without_the_lock_the_session_is_overbooked(make: Make, app, monkeypatch):
    meeting, tasks = rush(make, UNLOCKED)
    gate, put = threading.Barrier(UNLOCKED), actions._put

    def together(*args):
        gate.wait(timeout=20)
        return put(*args)

    monkeypatch.setattr(actions, "lock", db.session.refresh)
    monkeypatch.setattr(actions, "_put", together)
    assert at_once(app, tasks, hold=without_lock) == []
    assert list(queries.seats_taken(meeting).values()) == [UNLOCKED]


def test_same_person_many_times_at_once_gets_one_place(make: Make, app):
    meeting = make.meeting(capacity=SEATS)
    person, session = make.person(), make.sessions(meeting)[0]
    task = newcomer(make, meeting.id, person.id, session.id)
    db.session.commit()
    refused = at_once(app, [task] * 8)
    assert [type(error).__name__ for error in refused] == ["AlreadyRegistered"] * 7
    assert places() == [Place.CONFIRMED]


def mover(make: Make, registration_id: int, session_id: int) -> Callable[[], object]:
    """Return a task: move somebody."""

    def task():
        registration, session = (
            db.session.get_one(Registration, registration_id),
            db.session.get_one(Session, session_id),
        )
        actions.move(registration, session, by=None, now=make.now)

    return task


def test_movers_at_once_never_get_more_seats_than_there_are(make: Make, app):
    meeting = make.meeting(capacity=6)
    english, french = make.sessions(meeting)
    held = [make.registration(meeting, make.person(), english) for _ in range(6)]
    with transaction():
        french.capacity = SEATS
    tasks = [mover(make, one.id, french.id) for one in held]
    db.session.commit()
    refused = at_once(app, tasks)
    assert [type(error).__name__ for error in refused] == ["SessionFull"] * 4
    assert queries.seats_taken(meeting) == {english.id: 4, french.id: SEATS}


def test_leaving_and_coming_at_once_fill_every_seat_and_no_more(make: Make, app):
    meeting = make.meeting(capacity=SEATS)
    session = make.sessions(meeting)[0]
    held = [make.registration(meeting, make.person(), session) for _ in range(4)]

    def leaver(number):
        return lambda: actions.withdraw(db.session.get_one(Registration, number), by=None, now=make.now)

    tasks = [leaver(one.id) for one in held[:3]]
    tasks += [newcomer(make, meeting.id, make.person().id, session.id) for _ in range(6)]
    db.session.commit()
    assert at_once(app, tasks) == []
    assert queries.seats_taken(meeting) == {session.id: SEATS}
    assert places().count(Place.WAITING) == 4 + 6 - 3 - SEATS
