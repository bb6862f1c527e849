"""Several telephones at one door, and several words at once, with a control that shows the race with the lock off."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.domain.attendance import actions, holding
from meetings.extensions import db
from meetings.models import attendance as tables
from meetings.models.attendance import Attendance, Presence
from meetings.models.meeting import Session
from meetings.models.person import Person
from tests.make import Make
from tests.races import at_once, without_lock

PHONES = 6


@pytest.fixture
def mark(make: Make) -> Callable[[], object]:
    """A telephone that sends that somebody came in."""
    by, person, meeting = make.secretariat(), make.person(), make.meeting()
    session = make.sessions(meeting)[0]
    make.registration(meeting, person)
    now, ids = session.starts_at + timedelta(minutes=5), (session.id, person.id, by.id)
    db.session.commit()

    def send() -> None:
        at_the_door = db.session.get_one(Session, ids[0])
        who, keeper = db.session.get_one(Person, ids[1]), db.session.get_one(Person, ids[2])
        actions.admit(at_the_door, {who: now}, by=keeper, now=now)

    return send


def counts() -> tuple[int, int]:
    """Return how many rows of attendance there are, and how often something was said."""
    db.session.rollback()
    found = (db.session.scalar(sa.select(sa.func.count()).select_from(one)) for one in (Attendance, tables.Testimony))
    one, other = found
    return one or 0, other or 0


def test_many_telephones_note_somebody_once(app, mark) -> None:
    assert at_once(app, [mark] * PHONES) == []
    assert counts() == (1, 1)


def test_control_without_the_lock_somebody_is_noted_more_than_once(app, mark, monkeypatch) -> None:
    mark()
    db.session.execute(sa.delete(tables.Testimony))
    db.session.commit()
    gate, ask = threading.Barrier(PHONES), actions.queries.at_the_door

    def together(session):
        found = ask(session)
        gate.wait(timeout=20)
        return found

    monkeypatch.setattr(holding, "lock", db.session.refresh)
    monkeypatch.setattr(actions.queries, "at_the_door", together)
    monkeypatch.setattr(actions, "_forget", lambda *_values: False)
    assert at_once(app, [mark] * PHONES, hold=without_lock) == []
    assert counts() == (1, PHONES)


def test_words_of_door_and_secretariat_at_once_are_both_kept(app, make: Make, mark) -> None:
    session_id = db.session.scalars(sa.select(Session.id).order_by(Session.starts_at)).first()
    person_id = db.session.scalars(sa.select(Person.id).order_by(Person.id.desc())).first()
    by_id = db.session.scalars(sa.select(Person.id).order_by(Person.id)).first()
    db.session.commit()

    def decide() -> None:
        session, person = db.session.get_one(Session, session_id), db.session.get_one(Person, person_id)
        keeper = db.session.get_one(Person, by_id)
        actions.decide(session, [person], Presence.ABSENT, by=keeper, now=session.ends_at)

    assert at_once(app, [mark, decide] * 3) == []
    assert counts() == (1, 2)
    assert db.session.scalars(sa.select(Attendance)).one().presence is Presence.ABSENT
