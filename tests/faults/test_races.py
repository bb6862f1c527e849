"""Who shuts each other out, over a real web server: at once, one while the other is under way, and without the lock."""

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from meetings.domain.poll import ballot_queries
from meetings.extensions import db, transaction
from meetings.models.ballot import Elector
from meetings.models.database import lock
from meetings.models.person import Person
from meetings.models.poll import PollState
from tests.faults.contests import (
    AtTheEnd,
    Closing,
    Extending,
    Locking,
    NewRound,
    Opening,
    ProxyHolder,
    Race,
    Stage,
    TwoNcps,
    Withdrawing,
)
from tests.faults.racing import Answer, Post, at_once, send, while_under_way
from tests.faults.site import site, together

FULL = "HEMICYCLE_TEST_KILLS" in os.environ
ROUNDS = 20 if FULL else 3
pytestmark = pytest.mark.timeout(1800 if FULL else 240)


@pytest.fixture(scope="module")
def server(application, tmp_path_factory):
    """The product's web server on the database of the tests."""
    with site(application, tmp_path_factory.mktemp("races")) as running:
        yield running


@pytest.fixture(scope="module")
def careless(application, tmp_path_factory):
    """The same without locks."""
    with site(application, tmp_path_factory.mktemp("careless"), program="tests.faults.careless:app") as running:
        yield running


@pytest.fixture
def stage(app):
    """Everybody who takes part in a race; times are real, since the web server has a clock of its own."""
    with app.app_context():
        yield Stage(app)
    shutil.rmtree(app.extensions["settings"].poll_keys, ignore_errors=True)


RACES = [Opening, Closing, Extending, Withdrawing, NewRound, TwoNcps, ProxyHolder, Locking]
each_race = pytest.mark.parametrize("kind", RACES, ids=lambda kind: kind.__name__)


def as_it_is_now() -> None:
    """Forget what was read before the others wrote."""
    db.session.rollback()
    db.session.expire_all()


def hesitating(stage: Stage, place: str) -> Path:
    """Let the careless server hesitate at *place*; return the file that says that somebody has looked."""
    folder = stage.app.extensions["settings"].data_dir
    looked = folder / "somebody-looked"
    for file in (looked, folder / "it-is-over"):
        file.unlink(missing_ok=True)
    (folder / "hesitates-at").write_text(place, "ascii")
    return looked


@each_race
def test_at_once_what_shuts_each_other_out_does(stage: Stage, server: Any, kind: Callable[[Stage], Race]):
    for _round in range(ROUNDS):
        race = kind(stage)
        answers = at_once(server.port, *race.posts())
        as_it_is_now()
        told = [side[0] for side in answers]
        assert race.broken(*told) == set(), [(answer.status, answer.says[-3000:]) for answer in told]


@each_race
def test_whoever_comes_second_finds_what_the_first_one_did(stage: Stage, server: Any, kind: Callable[[Stage], Race]):
    race = kind(stage)
    answer = while_under_way(server.port, race.first, race.posts()[1][-1])
    as_it_is_now()
    assert race.broken(None, answer) == set(), (answer.status, answer.says[-3000:])


@each_race
def test_control_without_the_lock_it_does_not_hold(stage: Stage, careless: Any, kind: type[Race]):
    race = kind(stage)
    looked = hesitating(stage, race.AT)
    answer = while_under_way(careless.port, race.first, race.posts()[1][-1], looked=looked)
    as_it_is_now()
    assert race.broken(None, answer) == race.WITHOUT_LOCK, (answer.status, answer.says[-3000:])


@pytest.mark.parametrize("earlier", [0.3, 0.1, 0.05, 0.02, 0.0])
def test_closing_time_that_moves_as_the_clock_closes_is_moved_or_was_over(stage: Stage, server: Any, earlier: float):
    race, answers = AtTheEnd(stage), list[Answer]()
    (post,) = race.posts()[1]

    def extend() -> None:
        race.wait(-earlier)
        answers.append(send(server.port, post))

    together([extend, race.close_by_the_clock])
    race.close_by_the_clock()
    as_it_is_now()
    assert race.broken(None, answers[0]) == set(), (answers[0].status, answers[0].says[-3000:])


def test_closing_time_is_not_moved_by_whoever_waited_until_it_was_over(stage: Stage, server: Any):
    race = AtTheEnd(stage)

    def hold() -> None:
        lock(race.poll)

    answer = while_under_way(server.port, hold, race.posts()[1][-1], moment=AtTheEnd.BEFORE + 0.1)
    race.close_by_the_clock()
    as_it_is_now()
    assert race.broken(None, answer) == set(), (answer.status, answer.says[-3000:])


def test_control_without_the_lock_the_closing_time_of_a_closed_poll_moves(stage: Stage, careless: Any):
    race, looked, answers = AtTheEnd(stage), hesitating(stage, "clock"), list[Answer]()
    (post,) = race.posts()[1]

    def close() -> None:
        deadline = time.monotonic() + 30
        while not looked.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        race.close_by_the_clock()
        looked.with_name("it-is-over").touch()

    together([lambda: answers.append(send(careless.port, post)), close])
    as_it_is_now()
    assert answers[0].done
    assert (race.poll.state, race.poll.closes_at) == (PollState.CLOSED, race.until)


def in_a_ring(port: int, first: Callable[[], object], post: Post, then: Callable[[], object]) -> Answer:
    """Hold with *first* what *post* will wait for, and then wait for what it holds: PostgreSQL lets one of them go."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite one writer holds the whole database, and nobody waits in a ring")
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(send(port, post)))
    with transaction():
        first()
        thread.start()
        time.sleep(0.5)
        then()
    thread.join()
    as_it_is_now()
    return answers[0]


def test_opening_that_waits_for_somebody_who_waits_for_it_is_told_to_try_again(stage: Stage, server: Any):
    race = Opening(stage)
    post = race.posts()[0][0]
    answer = in_a_ring(server.port, lambda: lock(race.poll), post, lambda: lock(race.poll.meeting))
    assert (answer.status, "Too busy for a moment" in answer.says) == (503, True)
    assert race.poll.state is PollState.PREPARED
    assert send(server.port, post).done


@pytest.mark.parametrize("kind", [TwoNcps, Withdrawing])
def test_ballot_that_waits_for_somebody_who_waits_for_it_is_sent_again_and_counts_once(
    stage: Stage, server: Any, kind: type[Race]
):
    race = kind(stage)
    post = race.vote("ncp", 0)
    held = sa.select(Person).where(Person.id == stage.ncp.id).with_for_update()
    right = sa.select(Elector).where(Elector.poll_id == race.id).with_for_update()
    answer = in_a_ring(
        server.port, lambda: (db.session.execute(held), db.session.execute(right).all()), post, lambda: lock(race.poll)
    )
    assert (answer.status, "Send it again" in answer.says) == (422, True)
    assert send(server.port, post).status == send(server.port, post).status == 200
    assert ballot_queries.have_voted(race.poll) == {stage.kenya}
