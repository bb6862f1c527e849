"""The last seats of several days at the same moment, with a control that shows the race with the lock off."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from meetings.domain.registration import actions, days, places, queries
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from tests.domain.registration.test_races import people
from tests.make import Make
from tests.races import at_once, crowd_at_once, without_lock

DAYS, SEATS, CROWD, UNLOCKED = 5, 8, 60, 6


def workshop(make: Make, seats: int) -> Meeting:
    """Five days, the third with half the seats."""
    meeting = make.workshop([SessionLanguage.BOTH] * DAYS, capacity=seats)
    with transaction():
        make.sessions(meeting)[2].capacity = seats // 2
    return meeting


def comer(make: Make, meeting_id: int, person_id: int, numbers: list[int]) -> Callable[[], object]:
    """Return a task: register somebody for the sessions with these ids."""

    def task() -> object:
        meeting, person = db.session.get_one(Meeting, meeting_id), db.session.get_one(Person, person_id)
        sessions = [db.session.get_one(Session, number) for number in numbers]
        return actions.register(meeting, person, sessions=sessions, by=person, now=make.now)

    return task


def held() -> list[Registration]:
    return list(db.session.scalars(sa.select(Registration).order_by(Registration.id)))


@pytest.mark.parametrize("run", range(3))
def test_no_day_is_sold_twice_while_people_come_change_days_and_go(make: Make, app, run: int) -> None:
    meeting = workshop(make, SEATS)
    numbers = [one.id for one in make.sessions(meeting)]
    crowd = people(make, CROWD)
    wanted = [numbers, numbers[:2], numbers[2:], [numbers[0], numbers[4]], numbers[1:3]]
    early = [
        make.registration(meeting, db.session.get_one(Person, one), make.sessions(meeting)[2]) for one in crowd[:4]
    ]

    def leaver(number: int) -> Callable[[], object]:
        return lambda: actions.withdraw(db.session.get_one(Registration, number), by=None, now=make.now)

    def mover(number: int) -> Callable[[], object]:
        day = numbers[3]
        return lambda: actions.move(
            db.session.get_one(Registration, number), [db.session.get_one(Session, day)], by=None, now=make.now
        )

    tasks = [comer(make, meeting.id, one, wanted[n % len(wanted)]) for n, one in enumerate(crowd[4:])]
    tasks[10:10] = [leaver(early[0].id), mover(early[1].id), leaver(early[2].id)]
    db.session.commit()
    refused = crowd_at_once(app, tasks)
    assert {type(error).__name__ for error in refused} <= {"SessionFull"}
    taken, rows = queries.taken(meeting), held()
    assert all(taken.get(one.id, 0) <= (one.capacity or 0) for one in make.sessions(meeting))
    assert sum(len(days.covered(one)) for one in rows if one.place is Place.CONFIRMED) == sum(taken.values())
    # Nobody waits whose days all have a seat: whoever came later took no seat that they could have had.
    free = {one.id for one in make.sessions(meeting) if taken.get(one.id, 0) < (one.capacity or 0)}
    assert not [one for one in rows if one.place is Place.WAITING and {day.id for day in days.covered(one)} <= free]


@pytest.mark.parametrize("run", range(3))
def test_waiting_list_for_all_days_keeps_its_order(make: Make, app, run: int) -> None:
    meeting = workshop(make, SEATS)
    numbers = [one.id for one in make.sessions(meeting)]
    tasks = [comer(make, meeting.id, one, numbers) for one in people(make, CROWD)]
    db.session.commit()
    assert crowd_at_once(app, tasks) == []
    seats = SEATS // 2
    assert [one.place for one in held()] == [Place.CONFIRMED] * seats + [Place.WAITING] * (CROWD - seats)
    with transaction():
        actions.withdraw(held()[0], by=None, now=make.now)
    assert [one.place for one in held()][1 : seats + 2] == [Place.CONFIRMED] * seats + [Place.WAITING]


def test_control_without_the_lock_a_day_is_overbooked(make: Make, app, monkeypatch) -> None:
    meeting = workshop(make, 4)
    numbers = [one.id for one in make.sessions(meeting)]
    tasks = [comer(make, meeting.id, make.person(f"Person {n}").id, numbers) for n in range(UNLOCKED)]
    db.session.commit()
    gate, put = threading.Barrier(UNLOCKED), places.put

    def together(*args):
        gate.wait(timeout=20)
        return put(*args)

    monkeypatch.setattr(places, "lock", db.session.refresh)
    monkeypatch.setattr(places, "put", together)
    assert at_once(app, tasks, hold=without_lock) == []
    assert set(queries.taken(meeting).values()) == {UNLOCKED}
