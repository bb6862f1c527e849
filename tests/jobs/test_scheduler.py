"""What the clock does by itself, in this process and in one of its own."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from meetings.domain.outbox import actions as outbox
from meetings.domain.outbox import queries
from meetings.domain.poll import queries as polls
from meetings.extensions import db, transaction
from meetings.jobs import scheduler
from meetings.jobs.clockwork import JOBS, Job
from meetings.models.outbox import Announcement, Mail, MailState
from meetings.models.poll import PollState
from tests.make import Make

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_once_turns_what_happened_into_mails(make: Make, runner: FlaskCliRunner) -> None:
    make.registration(make.meeting(), make.person())
    result = runner.invoke(args=["jobs", "once"])
    assert result.exit_code == 0, result.output
    db.session.expire_all()
    [mail] = db.session.scalars(db.select(Mail)).all()
    assert (mail.kind, mail.state) == ("registration.confirmed", MailState.KEPT)
    assert queries.last_beat("scheduler") == make.now


def test_once_closes_polls_whose_time_has_come(make: Make, runner: FlaskCliRunner) -> None:
    make.ncp(make.member())
    poll = make.open_poll(make.meeting(), closes_at=make.now + timedelta(minutes=5))
    with transaction():
        poll.closes_at = make.now
    runner.invoke(args=["jobs", "once"])
    db.session.expire_all()
    assert poll.state is PollState.CLOSED
    assert not polls.due(make.now)


def test_failing_job_is_logged_and_the_others_run(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    ran = []

    def breaks() -> None:
        raise ZeroDivisionError

    results = [scheduler.attempt(app, Job(str(run), run, timedelta(1))) for run in (breaks, lambda: ran.append(1))]
    assert results == [False, True]
    assert ran == [1]
    assert "ZeroDivisionError" in caplog.text


def test_failing_job_rolls_back_what_it_wrote(make: Make, app: Flask) -> None:
    def breaks() -> None:
        with transaction():
            outbox.announce("record.published", {"meeting": 0}, now=make.now)
            raise ZeroDivisionError

    assert scheduler.attempt(app, Job("breaks", breaks, timedelta(1))) is False
    assert db.session.scalar(db.select(db.func.count()).select_from(Announcement)) == 0


def test_scheduler_holds_every_job_once(app: Flask) -> None:
    built = scheduler.build(app)
    built.start(paused=True)
    try:
        assert sorted(job.id for job in built.get_jobs()) == sorted(job.name for job in JOBS)
        assert {(job.coalesce, job.max_instances) for job in built.get_jobs()} == {(True, 1)}
    finally:
        built.shutdown()


def _environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "HEMICYCLE_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite'}",
        "HEMICYCLE_DATA_DIR": str(tmp_path),
        "HEMICYCLE_BASE_URL": "http://localhost:8142",
        "HEMICYCLE_SECRET_KEY": "s" * 40,
    }


def _flask(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_beats_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    environment = _environment(tmp_path)
    subprocess.run(_flask("db", "upgrade"), env=environment, cwd=ROOT, check=True, capture_output=True)
    command = _flask("jobs", "run")
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert _beats(tmp_path)
            process.send_signal(number)
            _out, said = process.communicate(timeout=20)
        finally:
            process.kill()
    assert process.returncode == 0, said
    assert "Traceback" not in said


def _beats(tmp_path: Path) -> bool:
    """Wait until the scheduler shows that it is alive."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    try:
        for _ in range(100):
            with engine.connect() as connection:
                if connection.execute(sa.text("SELECT count(*) FROM heartbeat")).scalar():
                    return True
            time.sleep(0.2)
    finally:
        engine.dispose()
    return False
