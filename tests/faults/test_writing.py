"""Mails to many, written by processes that stop: nobody is left out, nobody is written to twice."""

from collections import Counter

import pytest

from meetings.domain.outbox import actions
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail
from meetings.notices import post
from tests.faults.conftest import Start, run
from tests.make import Make

PEOPLE = 34


@pytest.fixture
def moved(make: Make) -> None:
    """A session with many people in it, which has moved."""
    meeting = make.meeting()
    session = make.sessions(meeting)[0]
    for _ in range(PEOPLE):
        make.registration(meeting, make.person())
    post.handle(100, now=make.now)
    payload: actions.Payload = {"session": session.id, "was": session.starts_at.isoformat()}
    with transaction():
        actions.announce("meeting.session_moved", payload, now=make.now)


def told() -> Counter[int | None]:
    """Return how many mails each person got."""
    db.session.rollback()
    return Counter(db.session.scalars(db.select(Mail.person_id).where(Mail.kind == "meeting.session_moved")))


def test_killed_between_two_portions_the_next_scheduler_writes_the_others(moved: None, scheduler: Start) -> None:
    run(scheduler("write and die"))
    assert told().total() == 10, "the portion that it was killed in is as if it had never begun"
    run(scheduler("write"))
    assert (len(told()), set(told().values())) == (PEOPLE, {1})


def test_two_schedulers_write_to_each_once(moved: None, scheduler: Start) -> None:
    run(scheduler("write"), scheduler("write"))
    assert (len(told()), set(told().values())) == (PEOPLE, {1})
