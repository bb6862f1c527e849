"""A mail server that misbehaves, mails that wait for it, and schedulers in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from meetings.domain.outbox import actions
from meetings.domain.outbox.actions import Letter
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail, MailState
from meetings.notices import deliver
from meetings.notices.mailer import Mailer, Server
from tests.faults.smtp import PostOffice
from tests.make import Make

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server that listens."""
    found = PostOffice()
    found.open()
    yield found
    found.close()


@pytest.fixture
def mailer(office: PostOffice) -> Mailer:
    """The way to it, for people in a hurry."""
    return Mailer(Server(host="127.0.0.1", port=office.port, encryption="off", connect_timeout=1, step_timeout=1))


class Outbox:
    """Mails that wait, and what became of them."""

    def __init__(self, make: Make, mailer: Mailer) -> None:
        self.make, self.mailer = make, mailer

    def fill(self, number: int, **more: object) -> list[Mail]:
        """Let as many mails wait, to person0@ncp.example and so on."""
        words = ("Séance déplacée", "Bonjour", "<p>Bonjour</p>")
        letters = [Letter("test", "Zoé Lefèvre", f"person{one}@ncp.example", "fr", *words) for one in range(number)]
        with transaction():
            mails = [actions.queue(one, host="localhost", keep=False, now=self.make.now) for one in letters]
            for mail in mails:
                for name, value in more.items():
                    setattr(mail, name, value)
        return mails

    def send(self, after: timedelta = timedelta(), *, limit: int = 1000) -> int:
        """Do one round of the scheduler, so long after the mails were written."""
        with time_machine.travel(self.make.now + after, tick=False):
            return deliver.send_due(self.mailer, limit=limit)

    def states(self) -> list[MailState]:
        """Return where each mail stands."""
        db.session.rollback()
        return list(db.session.scalars(db.select(Mail.state).order_by(Mail.id)))

    def all_sent(self) -> bool:
        """Say whether every mail was taken."""
        return set(self.states()) == {MailState.SENT}


@pytest.fixture
def outbox(make: Make, mailer: Mailer) -> Outbox:
    """An empty outbox."""
    return Outbox(make, mailer)


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def scheduler(app: Flask, office: PostOffice, now: datetime) -> Iterator[Start]:
    """Start schedulers: each waits for a line before it sends what is due."""
    running: list[subprocess.Popen[str]] = []

    def start(fault: str = "", *, after: timedelta = timedelta(), pace: int = 0) -> "subprocess.Popen[str]":
        settings = app.extensions["settings"]
        words = [settings.database_url, str(settings.data_dir), str(office.port), (now + after).isoformat(), fault]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sender", *words, str(pace)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def run(*processes: "subprocess.Popen[str]") -> None:
    """Let *processes* send at the same time, and wait for them."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.wait(60)
