"""Two extensions of one deadline at once, with a control that shows the race with the lock off."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from meetings.domain.deadline import actions, queries
from meetings.extensions import db
from meetings.models.deadline import Closing, Deadline, DeadlineMove
from meetings.models.meeting import Meeting
from tests.domain.deadline.test_actions import WHY, at, set_
from tests.make import Make
from tests.races import at_once, without_lock

DAYS = (5, 6)


@pytest.fixture
def extensions(make: Make) -> list[Callable[[], object]]:
    """Two people of the secretariat, who extend the same deadline to different days."""
    meeting = make.meeting()
    set_(make, meeting, Closing.SURVEY, 3)
    number = meeting.id
    db.session.commit()

    def extend(days: int) -> None:
        found = db.session.get_one(Meeting, number)
        actions.move(found, Closing.SURVEY, at(make, days), WHY, by=None, now=make.now)

    return [lambda days=days: extend(days) for days in DAYS]


def history() -> list[tuple[int, int]]:
    """Return from which day to which the deadline was moved, the first move first."""
    db.session.rollback()
    moves = db.session.scalars(sa.select(DeadlineMove).order_by(DeadlineMove.id))
    return [(one.from_local.day, one.to_local.day) for one in moves]


@pytest.mark.parametrize("turn", range(5))
def test_the_second_extension_begins_where_the_first_has_ended(app, make: Make, extensions, turn: int) -> None:
    assert at_once(app, extensions) == []
    (first, second) = history()
    assert (first[0], first[1], second[1]) in {(5, 7, 8), (5, 8, 7)}
    assert second[0] == first[1]
    (row,) = db.session.scalars(sa.select(Deadline))
    assert (row.closes_local.day, row.revision) == (second[1], 2)


def test_control_without_the_lock_both_begin_at_the_old_day(app, extensions, monkeypatch) -> None:
    gate, ask = threading.Barrier(len(DAYS)), queries.due

    def together(meeting, kind):
        found = ask(meeting, kind)
        gate.wait(timeout=20)
        return found

    monkeypatch.setattr(actions, "lock", db.session.refresh)
    monkeypatch.setattr(queries, "due", together)
    assert at_once(app, extensions, hold=without_lock) == []
    assert [was for was, _is in history()] == [5, 5]
