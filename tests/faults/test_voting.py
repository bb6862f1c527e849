"""Ballots over a real web server: its workers are killed while people vote, and it is closed while they vote.

HEMICYCLE_TEST_KILLS=200 does it at full size: so many workers are killed for each database and level, and 2,000 voters
vote over the closing instant twenty times.
"""

import contextlib
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings.core import ballot_box
from meetings.domain.poll import actions, actions_closing, ballot_queries, queries, results
from meetings.extensions import db, transaction
from meetings.jobs import clockwork
from meetings.models.access import WebSession
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.models.outbox import Announcement, Mail
from meetings.models.poll import Poll, Secrecy, Unit
from tests import voters
from tests.benchmarks.server import Server
from tests.conftest import SECRET
from tests.faults.site import Line, Paper, Said, answered, count, papers, send_all, site, together
from tests.make import Make
from tests.voters import Voter

FULL = "HEMICYCLE_TEST_KILLS" in os.environ
KILLS = int(os.environ.get("HEMICYCLE_TEST_KILLS", "20"))
#: One worker is killed for so many forms that are sent.
EACH = 3
VOTERS, RUNS = (2000, 20) if FULL else (60, 2)
#: Seconds that a closing may take; at the usual size other tests run beside it.
PATIENCE = 1.0 if FULL else 10.0

pytestmark = pytest.mark.timeout(3600 if FULL else 240)


@pytest.fixture(scope="module")
def server(application, tmp_path_factory):
    """The product's web server on the database of the tests, which logs all it can."""
    folder = tmp_path_factory.mktemp("site")
    logs = f"--access-logfile {folder / 'access.log'} --error-logfile {folder / 'error.log'}"
    with site(application, folder, GUNICORN_CMD_ARGS=logs, GUNICORN_LOG_LEVEL="debug") as running:
        yield running


@pytest.fixture
def real(app):
    """Makes meetings and polls now: the web server has a clock of its own."""
    with app.app_context():
        yield Make(datetime.now(UTC), SECRET, app.extensions["keyring"])
    shutil.rmtree(app.extensions["settings"].poll_keys, ignore_errors=True)


def wait_for(happens: Callable[[], bool]) -> None:
    """Wait until something *happens*, not for ever."""
    deadline = time.monotonic() + 30
    while not happens() and time.monotonic() < deadline:
        time.sleep(0.02)


def poll_of(make: Make, meeting: Meeting, **more: Any) -> tuple[int, list[int]]:
    """Open a poll; return its id and those of its options."""
    poll = make.open_poll(meeting, **more)
    return poll.id, [option.id for option in queries.options(poll)]


def found(poll_id: int) -> Poll:
    """Return the poll as it is in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Poll, poll_id)


class Killer:
    """Kills a worker of a server whenever so many forms have left for it, a moment later: in mid-vote."""

    def __init__(self, server: Server, kills: int) -> None:
        self.server, self.left, self.sent = server, kills, 0
        self.lock, self.chance = threading.Lock(), random.Random(7)

    def note(self) -> None:
        """Count a form that leaves."""
        with self.lock:
            self.sent += 1
            due = self.sent % EACH == 0 and self.left > 0
            self.left -= due
        if due:
            threading.Timer(self.chance.uniform(0, 0.05), self._kill).start()

    def _kill(self) -> None:
        while True:
            workers = self.server.workers()
            # One that another timer has just killed is still listed until it is buried: the next one, then.
            with contextlib.suppress(IndexError, ProcessLookupError):
                os.kill(self.chance.choice(workers), signal.SIGKILL)
                return
            time.sleep(0.01)


def until_answered(port: int, waiting: list[Paper]) -> dict[Paper, Said]:
    """Send the papers *waiting* again and again until each is answered."""
    answers: dict[Paper, Said] = {}
    deadline = time.monotonic() + 60
    while len(answers) < len(waiting) and time.monotonic() < deadline:
        said = send_all(port, [paper for paper in waiting if paper not in answers])
        answers |= {paper: answer for paper, answer in said.items() if not answer.open}
    return answers


@pytest.mark.parametrize("secrecy", [Secrecy.NAMED, Secrecy.SECRET])
def test_workers_killed_in_mid_vote_lose_no_ballot_and_double_none(app, real, server, secrecy):
    people, chance, broken = voters.body(app, min(KILLS * EACH, voters.MEMBERS)), random.Random(3), 0
    meeting, killer = real.meeting(), Killer(server, KILLS)
    while killer.left:
        poll_id, options = poll_of(real, meeting, secrecy=secrecy)
        answers = send_all(server.port, papers(people, poll_id, options, chance), sent=killer.note)
        _check_kept(found(poll_id), answers)
        unanswered = [paper for paper, said in answers.items() if said.open]
        broken += len(unanswered)
        answers |= until_answered(server.port, unanswered)
        _check_counted(real, found(poll_id), answers, options)
    print(f"{KILLS} workers killed, {broken} forms without an answer")
    assert broken >= KILLS / 2, "hardly anybody was kept from getting an answer"


def _check_kept(poll: Poll, answers: dict[Paper, Said]) -> None:
    """Nothing that was acknowledged is lost."""
    assert all(said.counted or said.open for said in answers.values())
    assert answered(answers) <= ballot_queries.have_voted(poll)


def _check_counted(make: Make, poll: Poll, answers: dict[Paper, Said], options: list[int]) -> None:
    """Everybody has an answer; roll, ballots, receipts and result are the same."""
    assert {said.status for said in answers.values()} == {200}
    if poll.secrecy is Secrecy.SECRET:
        assert all(said.mark == ballot_box.receipt(paper.name) for paper, said in answers.items())
    else:
        assert sorted(int(said.mark) for said in answers.values()) == list(range(1, len(answers) + 1))
    with transaction():
        actions_closing.close(poll, by=None, now=datetime.now(UTC), keys=make.keys)
    assert len(ballot_queries.have_voted(poll)) == len(answers) == results.result(poll).cast
    assert [line.count for line in results.result(poll).options] == count(list(answers), options)
    if poll.secrecy is Secrecy.SECRET:
        prints = {ballot_box.fingerprint("sheet", said.mark) for said in answers.values()}
        assert set(ballot_queries.receipts(poll)) == prints


class Closing:
    """A poll that is closed while people vote: a moment after a third of them have sent their forms."""

    def __init__(self, app: Flask, make: Make, meeting: Meeting, people: list[Voter]) -> None:
        self.app, self.people, self.under_way = app, people, threading.Event()
        make.now = datetime.now(UTC)
        self.unit = Unit.PERSON if len(people) > voters.MEMBERS else Unit.ORGANISATION
        self.poll_id, self.options = poll_of(make, meeting, unit=self.unit)
        with transaction():
            # Everybody has just been given the page with the form, and it was noted that their session was used.
            db.session.execute(sa.update(WebSession).values(seen_at=make.now))
        db.session.remove()
        self.sent, self.late = 0, 0.0

    def run(self, server: Server) -> dict[Paper, Said]:
        """Let everybody send, and the clock close the poll meanwhile; return the answers."""
        cast = papers(self.people, self.poll_id, self.options, random.Random(5))
        answers: dict[Paper, Said] = {}
        together([lambda: answers.update(send_all(server.port, cast, lines=16, sent=self._note)), self._close])
        return answers

    def _note(self) -> None:
        self.sent += 1
        if self.sent > len(self.people) / 3:
            self.under_way.set()

    def _close(self) -> None:
        assert self.under_way.wait(600 if FULL else 60)
        with self.app.app_context():
            # As the closing itself, it must not wait until all have voted.
            with transaction(ahead=True):
                now = datetime.now(UTC)
                closes_at = now + timedelta(milliseconds=50)
                actions.extend(db.session.get_one(Poll, self.poll_id), closes_at, "", by=None, clock=lambda: now)
            time.sleep(max(0.0, (closes_at - datetime.now(UTC)).total_seconds()))
            began = time.monotonic()
            clockwork.close_polls()
            self.late = time.monotonic() - began

    def whose(self, answers: dict[Paper, Said]) -> set[int]:
        """Return the voters whose ballots were acknowledged."""
        name = "person" if self.unit is Unit.PERSON else "organisation"
        return {getattr(paper.voter, name) for paper, said in answers.items() if said.counted}


def counted_at_closing() -> int:
    """Return how many ballots the last poll that was closed had then."""
    query = sa.select(AuditLine.details).where(AuditLine.verb == "poll.closed").order_by(AuditLine.id.desc())
    return db.session.scalars(query.limit(1)).one()["cast"]


def test_ballot_over_the_close_is_answered_as_counted_if_and_only_if_it_is(app, real, server):
    people, meeting, told, tries = voters.body(app, VOTERS), real.meeting(), [], 0
    while len(told) < RUNS:
        tries += 1
        race = Closing(app, real, meeting, people)
        answers = race.run(server)
        poll = found(race.poll_id)
        assert {said.status for said in answers.values()} <= {200, 422}, "an answer was an error"
        assert race.whose(answers) == ballot_queries.have_voted(poll)
        assert len(race.whose(answers)) == counted_at_closing() == results.result(poll).cast
        if not 0 < counted_at_closing() < len(people):
            assert tries < 5 * RUNS, "it did not close while they voted"
            continue
        told.append((counted_at_closing(), round(race.late, 3)))
        print(f"of {VOTERS} counted, and seconds that the closing took: {told[-1]}", flush=True)
    assert max(late for _counted, late in told) < PATIENCE, told


def test_control_without_the_lock_ballots_are_answered_as_counted_that_are_not(app, real, tmp_path):
    people, folder = voters.body(app, 4), app.extensions["settings"].data_dir
    looked, over = folder / "somebody-looked", folder / "it-is-over"
    (folder / "hesitates-at").write_text("clock", "ascii")
    for file in (looked, over):
        file.unlink(missing_ok=True)
    poll_id, options = poll_of(real, real.meeting())
    db.session.remove()

    def close() -> None:
        wait_for(looked.exists)
        with app.app_context(), transaction():
            actions_closing.close(db.session.get_one(Poll, poll_id), by=None, now=datetime.now(UTC))
        over.touch()

    answers: dict[Paper, Said] = {}
    with site(app, tmp_path, program="tests.faults.careless:app") as careless:
        cast = papers(people, poll_id, options, random.Random(5))
        together([lambda: answers.update(send_all(careless.port, cast)), close])
    assert sum(said.counted for said in answers.values()) > counted_at_closing()


@pytest.mark.parametrize("secrecy", Secrecy)
def test_two_contact_points_with_double_clicks_cast_one_ballot_for_each_administration(app, real, server, secrecy):
    people = voters.body(app, 12, members=6)
    poll_id, options = poll_of(real, real.meeting(), secrecy=secrecy)
    clicks = [paper for paper in papers(people, poll_id, options, random.Random(2)) for _click in range(3)]
    answers = send_all(server.port, clicks, lines=len(clicks))
    poll = found(poll_id)
    assert {said.status for said in answers.values()} <= {200, 422}
    with transaction():
        actions_closing.close(poll, by=None, now=datetime.now(UTC), keys=real.keys)
    assert len(ballot_queries.have_voted(poll)) == results.result(poll).cast == 6


def test_nothing_is_logged_or_mailed_of_a_ballot(app, real, server, tmp_path_factory):
    people, meeting = voters.body(app, 3), real.meeting()
    folder = next(tmp_path_factory.getbasetemp().glob("site*"))
    before = {name: (folder / name).stat().st_size for name in ("access.log", "error.log")}
    poll_id, options = poll_of(real, meeting, secrecy=Secrecy.SECRET)
    answers = send_all(server.port, papers(people, poll_id, options, random.Random(4)))
    assert all(said.counted for said in answers.values())
    line = Line(server.port)
    line.connection.request("GET", f"/en/meetings/{meeting.slug}/", headers={"Cookie": people[0].cookie})
    assert line.connection.getresponse().read()
    line.connection.close()
    wait_for(lambda: meeting.slug in (folder / "access.log").read_text("utf-8")[before["access.log"] :])
    access, errors = ((folder / name).read_text("utf-8")[size:] for name, size in before.items())
    assert f"/en/meetings/{meeting.slug}/" in access
    assert "/polls/" not in access
    assert not [each for each in errors.splitlines() if "127.0.0.1" in each or "voter" in each.lower()]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) == 0
    assert not db.session.scalars(sa.select(Announcement).where(Announcement.kind.startswith("poll"))).all()
    assert not db.session.scalars(sa.select(AuditLine).where(AuditLine.actor_id.is_not(None))).all()
