"""Two who reword a title, a reason or a sitting that both have seen: one is heard, the other is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.deadline import actions as deadlines
from meetings.domain.meeting import actions_words as meetings
from meetings.extensions import db, transaction
from meetings.models.base import Base
from meetings.models.deadline import Closing, Deadline, DeadlineMove
from meetings.models.meeting import Session
from tests.domain.deadline.test_actions import WHY, at, set_
from tests.make import BRUSSELS, Make, both
from tests.races import at_once

EDITORS = 4
Reword = Callable[[Base, Bilingual, str, Make], None]


def _title(row: Base, words: Bilingual, seen: str, make: Make) -> None:
    deadlines.reword(row, words, seen=seen, by=None, now=make.now)  # type: ignore[arg-type]


def _reason(row: Base, words: Bilingual, seen: str, make: Make) -> None:
    deadlines.reword_reason(row, words, seen=seen, by=None, now=make.now)  # type: ignore[arg-type]


def _place(row: Base, words: Bilingual, seen: str, make: Make) -> None:
    meetings.reword_session(row, "place", words, seen=seen, by=None, now=make.now)  # type: ignore[arg-type]


CASES: dict[str, tuple[type[Base], str, Reword]] = {
    "title": (Deadline, "title", _title),
    "reason": (DeadlineMove, "reason", _reason),
    "place": (Session, "place", _place),
}


@pytest.mark.parametrize("turn", range(3))
@pytest.mark.parametrize("case", CASES)
def test_words_that_several_change_at_once_are_changed_once(app, make: Make, case: str, turn: int) -> None:
    table, name, reword = CASES[case]
    meeting = make.meeting()
    set_(make, meeting, Closing.SURVEY, 3)
    with transaction():
        deadlines.move(meeting, Closing.SURVEY, at(make, 5), WHY, by=None, now=make.now + timedelta(minutes=1))
    row = db.session.scalars(sa.select(table)).first()
    assert row is not None
    number, seen = row.id, fingerprint.of(getattr(row, name))  # type: ignore[attr-defined]
    db.session.commit()

    def editor(words: str) -> Callable[[], None]:
        return lambda: reword(db.session.get_one(table, number), both(words, words), seen, make)

    refused = at_once(app, [editor(f"{BRUSSELS} {place}") for place in range(EDITORS)])
    assert [type(error) for error in refused] == [ChangedMeanwhile] * (EDITORS - 1)
