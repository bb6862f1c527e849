"""Editors who add and issue at the same moment, each with a control that shows the race with the lock off."""

import threading
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, holding, queries
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.parity import actions as parity
from meetings.extensions import db
from meetings.models.agenda import AgendaItem, AgendaVersion, Purpose, Stage
from meetings.models.meeting import Meeting
from tests.make import Make, both
from tests.races import at_once, without_lock

MANY = 5


def adders(make: Make, meeting: Meeting) -> list[Callable[[], object]]:
    """Return tasks that add an item each."""
    number = meeting.id
    draft = ItemDraft(both("Item"), Purpose.DECISION, Bilingual(), None)
    db.session.commit()
    return [lambda: actions.add(db.session.get_one(Meeting, number), draft, by=None, now=make.now)] * MANY


def numbers() -> list[str]:
    return sorted(db.session.scalars(sa.select(AgendaItem.number)))


def test_items_added_at_once_are_counted_without_gaps(make: Make, app) -> None:
    assert at_once(app, adders(make, make.meeting())) == []
    assert numbers() == ["1", "2", "3", "4", "5"]


def test_control_without_the_lock_numbers_come_twice(make: Make, app, monkeypatch) -> None:
    gate, read = threading.Barrier(MANY), queries.items

    def together(meeting: Meeting, *, fresh: bool = False) -> Sequence[AgendaItem]:
        found = read(meeting, fresh=fresh)
        gate.wait(timeout=20)
        return found

    monkeypatch.setattr(queries, "items", together)
    monkeypatch.setattr(holding, "lock", lambda row: row)
    at_once(app, adders(make, make.meeting()), hold=without_lock)
    assert len(set(numbers())) == 1


def issuers(make: Make, meeting: Meeting) -> list[Callable[[], object]]:
    """Return tasks that issue the agenda each."""
    number = meeting.id
    db.session.commit()
    stage = Stage.PROVISIONAL
    return [lambda: parity.issue(db.session.get_one(Meeting, number), stage, "", by=None, now=make.now)] * MANY


def test_version_issued_by_many_at_once_is_one(make: Make, app) -> None:
    meeting = make.meeting()
    make.item(meeting)
    refused = at_once(app, issuers(make, meeting))
    assert {type(error).__name__ for error in refused} == {"StageNotOffered"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AgendaVersion)) == 1
