"""One person who presses twice at once, with a control that shows the race with the lock off."""

import threading
from collections.abc import Callable

import pytest

from meetings.core import fingerprint
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.question import actions, actions_words, holding, queries
from meetings.extensions import db
from meetings.models.person import Person
from meetings.models.question import Question, QuestionVote
from tests.domain.question.test_actions import ask, take
from tests.make import Make, both
from tests.races import at_once, come_second, without_lock

TIMES = 4


@pytest.fixture
def presses(make: Make) -> list[Callable[[], object]]:
    """The same vote of the same person, several times."""
    meeting, ncp = make.meeting(), make.ncp(make.member())
    take(make, meeting)
    asked, who = ask(make, meeting, ncp).id, ncp.id
    db.session.commit()

    def press() -> None:
        question, person = db.session.get_one(Question, asked), db.session.get_one(Person, who)
        actions.vote(question, by=person, now=make.now)

    return [press] * TIMES


@pytest.mark.parametrize("turn", range(3))
def test_one_vote_and_nothing_refused(app, presses, turn: int) -> None:
    assert at_once(app, presses) == []
    assert db.session.query(QuestionVote).count() == 1


def test_control_without_the_lock_somebody_gets_an_error(app, presses, monkeypatch) -> None:
    gate, asked = threading.Barrier(TIMES), queries.has_voted

    def together(ids, person):
        found = asked(ids, person)
        gate.wait(timeout=20)
        return found

    monkeypatch.setattr(actions, "lock", lambda row: row)
    monkeypatch.setattr(actions, "hold", lambda _meeting: None)
    monkeypatch.setattr(queries, "has_voted", together)
    assert len(at_once(app, presses, hold=without_lock)) == TIMES - 1
    assert holding.hold is not actions.hold


def test_words_that_somebody_else_is_changing_are_not_overwritten(app, make: Make) -> None:
    meeting, ncp = make.meeting(), make.ncp(make.member())
    take(make, meeting)
    asked = ask(make, meeting, ncp)
    number, seen, words = asked.id, fingerprint.of(asked.text), (both("By whom?"), both("For whom?"))
    db.session.commit()

    def reworded() -> None:
        question = db.session.get_one(Question, number)
        actions_words.reword(question, "text", words[1], seen=seen, by=None, now=make.now)

    told = come_second(
        app, lambda: actions_words.reword(asked, "text", words[0], seen=seen, by=None, now=make.now), reworded
    )
    assert [type(error) for error in told] == [ChangedMeanwhile]
    assert asked.text == words[0]
