"""Questions that became no part of the record, and requests for the floor, go some time after the meeting."""

from datetime import timedelta

from meetings.core.bilingual import Bilingual
from meetings.domain.floor import actions as floor
from meetings.domain.privacy import retention
from meetings.domain.question import actions as questions
from meetings.domain.question.rules import Draft
from meetings.extensions import db, transaction
from meetings.models.floor import FloorKind, FloorRequest
from meetings.models.question import Question, Voice
from tests.make import Make


def test_what_was_taken_back_goes_and_what_is_open_stays(make: Make) -> None:
    kenya, meeting = make.member(), make.meeting()
    ncp, sitting = make.ncp(kenya), make.sessions(meeting)[-1]
    with transaction():
        for text in ("When do drones start?", "Who pays?"):
            asked = questions.ask(meeting, Draft(Bilingual(text, ""), Voice.PERSON), by=ncp, now=make.now)
        questions.withdraw(asked, by=ncp, now=make.now)
        floor.ask(sitting, kenya, FloorKind.STATEMENT, None, by=ncp, now=make.now)
    classes = ("refused_questions", "floor_requests")
    with transaction():
        assert [retention.drop(name, sitting.ends_at) for name in classes] == [0, 0]
        assert [retention.drop(name, sitting.ends_at + timedelta(seconds=1)) for name in classes] == [1, 1]
    assert db.session.query(Question).count() == 1
    assert db.session.query(FloorRequest).count() == 0
