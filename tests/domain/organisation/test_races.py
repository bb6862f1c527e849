"""Several heads at the same moment: the lock holds, and where it is off, the index; a control shows the race."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings.domain.organisation import actions, succession
from meetings.extensions import db
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person
from tests.make import Make
from tests.races import at_once, without_lock

HEADS = 6
#: Where a nomination has an end, no index can help: two periods would have to be compared.
END = date(2027, 12, 31)


def _tasks(make: Make, until: date | None) -> list[Callable[[], object]]:
    """Return as many tasks as heads wanted: each makes somebody else the head of the same organisation."""
    kenya = make.member().id
    people = [make.person(f"Person {number}").id for number in range(HEADS)]
    db.session.commit()

    def task(person_id: int) -> Callable[[], object]:
        return lambda: actions.nominate(
            db.session.get_one(Person, person_id),
            db.session.get_one(Organisation, kenya),
            capacity=Capacity.HEAD,
            since=make.now.date(),
            until=until,
            by=None,
            now=make.now,
        )

    return [task(person_id) for person_id in people]


def _heads() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Nomination)) or 0


def _let_all_look_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the lock away, and let nobody write before everybody has looked."""
    gate, look = threading.Barrier(HEADS), succession.in_the_way

    def together(*args: object) -> object:
        found = look(*args)  # type: ignore[arg-type]
        gate.wait(timeout=20)
        return found

    monkeypatch.setattr(actions, "lock", db.session.refresh)
    monkeypatch.setattr(succession, "in_the_way", together)


@pytest.mark.parametrize("until", [None, END])
def test_organisation_gets_one_head_however_many_come_at_once(make: Make, app: Flask, until: date | None) -> None:
    refused = at_once(app, _tasks(make, until))
    assert [type(error).__name__ for error in refused] == ["HeadAlready"] * (HEADS - 1)
    assert _heads() == 1


def test_control_without_the_lock_there_are_several_heads(
    make: Make, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = _tasks(make, END)
    _let_all_look_first(monkeypatch)
    assert at_once(app, tasks, hold=without_lock) == []
    assert _heads() == HEADS


def test_without_the_lock_the_index_still_lets_only_one_head_be_without_an_end(
    make: Make, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = _tasks(make, None)
    _let_all_look_first(monkeypatch)
    failed = at_once(app, tasks, hold=without_lock)
    assert {type(error).__name__ for error in failed} == {"IntegrityError"}
    assert _heads() == 1
