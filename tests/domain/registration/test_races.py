"""Many people and the last seats at the same moment, each with a control that shows the race with the lock off."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.registration import actions, actions_substitutes, actions_terms, places, terms
from meetings.domain.registration.rules import Terms
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from tests.make import Make
from tests.races import at_once, crowd_at_once, without_lock

PEOPLE, SEATS, UNLOCKED = 20, 2, 6


def newcomer(make: Make, meeting_id: int, person_id: int, session_id: int) -> Callable[[], object]:
    """Return a task: register somebody."""

    def task():
        person = db.session.get_one(Person, person_id)
        meeting, session = db.session.get_one(Meeting, meeting_id), db.session.get_one(Session, session_id)
        return actions.register(meeting, person, sessions=[session], by=person, now=make.now)

    return task


def given() -> list[Place]:
    return sorted(db.session.scalars(sa.select(Registration.place)))


def taken(meeting: Meeting) -> list[int]:
    """Return how many seats are taken in the sessions that anybody has one in."""
    return [number for _session, number in sorted(terms.room(meeting).taken.items()) if number]


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
    assert taken(meeting) == [SEATS]
    assert given().count(Place.WAITING) == PEOPLE - SEATS
    kinds = list(db.session.scalars(sa.select(Announcement.kind)))
    assert (kinds.count("registration.confirmed"), kinds.count("registration.waiting")) == (SEATS, PEOPLE - SEATS)


def test_control_without_the_lock_the_session_is_overbooked(make: Make, app, monkeypatch):
    meeting, tasks = rush(make, UNLOCKED)
    gate, put = threading.Barrier(UNLOCKED), places.put

    def together(*args):
        gate.wait(timeout=20)
        return put(*args)

    monkeypatch.setattr(places, "lock", db.session.refresh)
    monkeypatch.setattr(places, "put", together)
    assert at_once(app, tasks, hold=without_lock) == []
    assert taken(meeting) == [UNLOCKED]


def test_same_person_many_times_at_once_gets_one_place(make: Make, app):
    meeting = make.meeting(capacity=SEATS)
    person, session = make.person(), make.sessions(meeting)[0]
    task = newcomer(make, meeting.id, person.id, session.id)
    db.session.commit()
    refused = at_once(app, [task] * 8)
    assert [type(error).__name__ for error in refused] == ["AlreadyRegistered"] * 7
    assert given() == [Place.CONFIRMED]


def mover(make: Make, registration_id: int, session_id: int) -> Callable[[], object]:
    """Return a task: move somebody."""

    def task():
        registration, session = (
            db.session.get_one(Registration, registration_id),
            db.session.get_one(Session, session_id),
        )
        actions.move(registration, [session], by=None, now=make.now)

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
    assert taken(meeting) == [4, SEATS]


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
    assert taken(meeting) == [SEATS]
    assert given().count(Place.WAITING) == 4 + 6 - 3 - SEATS


RUSH, PLACES = 500, 100


def people(make: Make, number: int) -> list[int]:
    """Make many people in one go, and return their ids."""
    first = make.person("The first").id
    columns = sa.inspect(Person).columns
    row = db.session.execute(sa.select(*columns).where(Person.id == first)).mappings().one()
    same = {name: value for name, value in row.items() if name not in ("id", "email", "feed_nonce", "feed_hash")}
    with transaction():
        rows = [same | dict.fromkeys(("email", "feed_nonce", "feed_hash"), f"{n}@example.org") for n in range(number)]
        return list(db.session.scalars(sa.insert(Person).returning(Person.id), rows))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("run", range(5))
def test_five_hundred_at_once_for_a_hundred_places(make: Make, app, run: int) -> None:
    meeting = make.meeting(capacity=PLACES)
    session = make.sessions(meeting)[0]
    tasks = [newcomer(make, meeting.id, number, session.id) for number in people(make, RUSH)]
    db.session.commit()
    assert crowd_at_once(app, tasks) == []
    rows = db.session.execute(sa.select(Registration.place).order_by(Registration.id)).scalars().all()
    # Who came first sits; the others wait in the order in which they came.
    assert rows == [Place.CONFIRMED] * PLACES + [Place.WAITING] * (RUSH - PLACES)
    first, waiting = (
        db.session.scalars(
            sa.select(Registration).where(Registration.place == place).order_by(Registration.id).limit(1)
        ).one()
        for place in (Place.CONFIRMED, Place.WAITING)
    )
    with transaction():
        actions.withdraw(first, by=None, now=make.now)
    assert (waiting.place, taken(meeting)) == (Place.CONFIRMED, [PLACES])


QUOTA, TEAM, TEAMS = 2, 6, 5


def teams(make: Make, meeting: Meeting) -> dict[int, list[int]]:
    """Return the ids of the people of a few organisations, at a meeting with a quota."""
    with transaction():
        actions_terms.set_terms(meeting, Terms(quota=QUOTA), seen=0, by=None, now=make.now)
    found = {}
    for n in range(TEAMS):
        organisation = make.member(f"M{n}", f"Member {n}")
        found[organisation.id] = [make.ncp(organisation, f"Person {n} {m}").id for m in range(TEAM)]
    return found


def seated() -> Counter[int]:
    """Return how many of each organisation have a seat."""
    query = sa.select(Registration.organisation_id).where(Registration.place == Place.CONFIRMED)
    return Counter(db.session.scalars(query))


@pytest.mark.parametrize("run", range(5))
def test_quota_and_seats_hold_while_people_come_and_go(make: Make, app, run: int) -> None:
    meeting = make.meeting(capacity=TEAMS * QUOTA - 1)
    session = make.sessions(meeting)[0]
    by_team = teams(make, meeting)
    early = [make.registration(meeting, db.session.get_one(Person, team[0]), session).id for team in by_team.values()]

    def leaver(number: int) -> Callable[[], object]:
        return lambda: actions.withdraw(db.session.get_one(Registration, number), by=None, now=make.now)

    tasks = [newcomer(make, meeting.id, number, session.id) for team in by_team.values() for number in team[1:]]
    tasks[3:3] = [leaver(number) for number in early]
    db.session.commit()
    assert crowd_at_once(app, tasks) == []
    assert sum(seated().values()) == TEAMS * QUOTA - 1
    assert max(seated().values()) == QUOTA
    # Once the last seat is there too, every organisation has used its quota, and the others still wait.
    with transaction():
        session.capacity = 100
        actions.fill(meeting, by=None, now=make.now)
    assert seated() == dict.fromkeys(by_team, QUOTA)


def test_control_without_the_lock_the_quota_is_exceeded(make: Make, app, monkeypatch) -> None:
    meeting = make.meeting()
    session = make.sessions(meeting)[0]
    team = next(iter(teams(make, meeting).values()))
    tasks = [newcomer(make, meeting.id, number, session.id) for number in team]
    db.session.commit()
    gate, put = threading.Barrier(TEAM), places.put

    def together(*args):
        gate.wait(timeout=20)
        return put(*args)

    monkeypatch.setattr(places, "lock", db.session.refresh)
    monkeypatch.setattr(places, "put", together)
    assert at_once(app, tasks, hold=without_lock) == []
    assert list(seated().values()) == [TEAM]


def test_meeting_cancelled_while_people_register_gives_one_answer(make: Make, app) -> None:
    meeting, tasks = rush(make, PEOPLE)
    number = meeting.id

    def cancel() -> None:
        meetings.cancel(db.session.get_one(Meeting, number), Bilingual("Strike."), by=None, now=make.now)

    tasks.insert(PEOPLE // 2, cancel)
    db.session.commit()
    refused = crowd_at_once(app, tasks)
    assert {type(error).__name__ for error in refused} <= {"MeetingCancelled"}
    assert len(given()) == PEOPLE - len(refused)


def test_two_who_decide_at_once_decide_once(make: Make, app) -> None:
    meeting = make.meeting()
    with transaction():
        actions_terms.set_terms(meeting, Terms(approves_observers=True), seen=0, by=None, now=make.now)
    number = make.registration(meeting, make.person()).id

    def decide(act: Callable[..., object], *words: str) -> Callable[[], object]:
        return lambda: act(db.session.get_one(Registration, number), *words, by=None, now=make.now)

    tasks = [decide(actions_terms.approve), decide(actions_terms.refuse, "Full."), decide(actions_terms.approve)]
    refused = at_once(app, tasks)
    assert [type(error).__name__ for error in refused] == ["NothingRequested"] * 2
    assert given() in ([Place.CONFIRMED], [Place.REFUSED])


def test_person_and_colleague_at_once_make_one_place(make: Make, app) -> None:
    kenya, meeting = make.member(), make.meeting()
    person, colleague = make.ncp(kenya).id, make.ncp(kenya, "Colleague").id
    number, session = meeting.id, make.sessions(meeting)[0].id

    def by(whose: int) -> Callable[[], object]:
        return lambda: actions.register(
            db.session.get_one(Meeting, number),
            db.session.get_one(Person, person),
            sessions=[db.session.get_one(Session, session)],
            by=db.session.get_one(Person, whose),
            now=make.now,
        )

    db.session.commit()
    refused = at_once(app, [by(person), by(colleague)] * 3)
    assert [type(error).__name__ for error in refused] == ["AlreadyRegistered"] * 5
    assert given() == [Place.CONFIRMED]


def stand_in(make: Make, meeting_id: int, principal_id: int, substitute_id: int) -> Callable[[], object]:
    """Return a task: name somebody in the place of somebody."""

    def task():
        meeting = db.session.get_one(Meeting, meeting_id)
        principal, substitute = (db.session.get_one(Person, number) for number in (principal_id, substitute_id))
        return actions_substitutes.name(meeting, principal, substitute, by=principal, now=make.now)

    return task


@pytest.mark.parametrize("run", range(5))
def test_substitutes_neither_free_nor_cost_a_seat_while_people_come_and_go(make: Make, app, run: int) -> None:
    meeting = make.meeting(capacity=TEAMS * QUOTA - 1)
    session = make.sessions(meeting)[0]
    by_team = teams(make, meeting)
    early = [make.registration(meeting, db.session.get_one(Person, team[0]), session) for team in by_team.values()]
    late = [newcomer(make, meeting.id, number, session.id) for team in by_team.values() for number in team[1:]]
    principals = [one.person_id for one in early]
    named = [stand_in(make, meeting.id, number, make.person().id) for number in principals]
    # Each of them gives the place up at the same moment: one of the two comes first.
    leavers = [
        lambda n=one.id: actions.withdraw(db.session.get_one(Registration, n), by=None, now=make.now) for one in early
    ]
    db.session.commit()
    failures = crowd_at_once(
        app, [*late[:10], *(task for pair in zip(named, leavers, strict=True) for task in pair), *late[10:]]
    )
    assert {type(error).__name__ for error in failures} <= {"NotRegistered", "NothingToPass"}
    assert taken(meeting) == [TEAMS * QUOTA - 1]
    assert max(seated().values()) == QUOTA
    standing = db.session.scalars(sa.select(Registration).where(Registration.principal_id.is_not(None))).all()
    gone = [db.session.get_one(Registration, one.id).place for one in early]
    assert gone.count(Place.REPLACED) == sum(one.place is not Place.WITHDRAWN for one in standing)


def test_control_without_the_lock_a_seat_is_passed_over_and_sold(make: Make, app, monkeypatch) -> None:
    meeting = make.meeting(capacity=1)
    principal, waits, substitute = make.person(), make.person(), make.person()
    held, _waiting = make.registration(meeting, principal), make.registration(meeting, waits)
    read, left, found_place = threading.Event(), threading.Event(), actions_substitutes._held

    def slowly(*args):
        found = found_place(*args)
        read.set()
        left.wait(timeout=20)
        return found

    @contextmanager
    def hold() -> Iterator[None]:
        with without_lock():
            yield
        left.set()

    def leave() -> None:
        read.wait(timeout=20)
        actions.withdraw(db.session.get_one(Registration, number), by=None, now=make.now)

    number, task = held.id, stand_in(make, meeting.id, principal.id, substitute.id)
    monkeypatch.setattr(places, "lock", db.session.refresh)
    monkeypatch.setattr(actions_substitutes, "lock", db.session.refresh)
    monkeypatch.setattr(actions_substitutes, "_held", slowly)
    db.session.commit()
    assert at_once(app, [task, leave], hold=hold) == []
    assert taken(meeting) == [2]
