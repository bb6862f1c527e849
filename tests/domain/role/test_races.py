"""Administrators who step down and schedulers that seal at the same moment, each with a control."""

import threading
from collections.abc import Callable

import sqlalchemy as sa

from meetings.domain.audit import queries as find_lines
from meetings.domain.audit import sealing
from meetings.domain.role import actions, queries
from meetings.extensions import db
from meetings.models.audit import AuditLine, AuditSeal
from meetings.models.person import Person, Role
from tests.domain.audit.test_trail import note
from tests.make import Make
from tests.races import at_once, without_lock

MANY = 4


def steppers(make: Make) -> list[Callable[[], object]]:
    """Return a task for each of some administrators: step down."""

    def task(number: int) -> Callable[[], object]:
        return lambda: actions.set_role(db.session.get_one(Person, number), Role.PARTICIPANT, by=None, now=make.now)

    tasks = [task(make.person(f"Admin {n}", role=Role.ADMINISTRATOR).id) for n in range(MANY)]
    db.session.commit()
    return tasks


def administrators() -> int:
    db.session.rollback()
    found = sa.select(sa.func.count()).select_from(Person).where(Person.role == Role.ADMINISTRATOR)
    return db.session.scalar(found) or 0


def test_one_of_many_who_step_down_at_once_stays(make: Make, app) -> None:
    refused = at_once(app, steppers(make))
    assert [type(error).__name__ for error in refused] == ["LastAdministrator"]
    assert administrators() == 1


def test_control_without_the_lock_nobody_is_left(make: Make, app, monkeypatch) -> None:
    gate = threading.Barrier(MANY)

    def unlocked(person: Person) -> int:
        found = db.session.scalars(sa.select(Person.id).where(Person.role == Role.ADMINISTRATOR)).all()
        gate.wait(timeout=20)
        return len(found) - 1

    monkeypatch.setattr(queries, "other_administrators", unlocked)
    monkeypatch.setattr(actions, "lock", lambda row: row)
    assert at_once(app, steppers(make), hold=without_lock) == []
    assert administrators() == 0


def test_many_schedulers_seal_each_line_once(make: Make, app) -> None:
    note(make, 40)
    db.session.commit()
    assert at_once(app, [lambda: sealing.seal(limit=7)] * 8) == []
    assert at_once(app, [lambda: sealing.seal()] * 4) == []
    lines = db.session.scalar(sa.select(sa.func.count()).select_from(AuditLine))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditSeal)) == lines
    assert sealing.verify().whole


def test_control_without_the_lock_two_links_want_one_position(make: Make, app, monkeypatch) -> None:
    note(make, 5)
    db.session.commit()
    gate, unsealed = threading.Barrier(MANY), find_lines.unsealed

    def together(limit: int, *, thorough: bool = False) -> list[AuditLine]:
        found = list(unsealed(limit, thorough=thorough))
        gate.wait(timeout=20)
        return found

    monkeypatch.setattr(find_lines, "unsealed", together)
    # Everybody holds a lock of their own.
    monkeypatch.setattr(sealing, "CHAIN", sa.cast(sa.func.floor(sa.func.random() * 1_000_000_000), sa.BigInteger))
    assert len(at_once(app, [sealing.seal] * MANY, hold=without_lock)) == MANY - 1
