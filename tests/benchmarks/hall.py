"""A body that votes, on a database of its own: its people, each with a browser, and polls that they may vote in."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from config import Settings
from meetings.application import create_app
from meetings.domain.meeting import queries as meetings
from meetings.domain.poll import ballot_queries, queries
from meetings.extensions import db, transaction
from meetings.models.access import WebSession
from meetings.models.poll import Poll, Secrecy, Unit
from tests import voters
from tests.benchmarks.server import environment_in, flask, free_port
from tests.make import Make
from tests.voters import Voter
from tools import postgres


@dataclass(frozen=True, slots=True)
class Hall:
    """A meeting, those who vote there, and whoever runs it."""

    app: Flask
    environment: Mapping[str, str]
    port: int
    people: Sequence[Voter]
    chair: Voter
    slug: str

    def open_poll(self, secrecy: Secrecy, closes_at: datetime | None = None) -> tuple[int, list[int]]:
        """Open a poll in which each person has a ballot; return its id and those of its options."""
        with self.app.app_context():
            meeting = meetings.by_slug(self.slug)
            assert meeting is not None
            poll = _make(self.app).open_poll(meeting, secrecy=secrecy, unit=Unit.PERSON, closes_at=closes_at)
            return poll.id, [option.id for option in queries.options(poll)]

    def close(self, poll: int) -> None:
        """Close a poll: a meeting votes on one thing after the other."""
        with self.app.app_context():
            _make(self.app).close(db.session.get_one(Poll, poll), at=datetime.now(UTC))

    def seat(self) -> None:
        """Note that everybody has a page open, as if they had come one after the other."""
        with self.app.app_context(), transaction():
            db.session.execute(update(WebSession).values(seen_at=datetime.now(UTC)))

    def stored(self, poll: int) -> set[int]:
        """Return the ids of the people whose ballots are in the database."""
        with self.app.app_context():
            return ballot_queries.have_voted(db.session.get_one(Poll, poll))


def _make(app: Flask) -> Make:
    return Make(datetime.now(UTC), app.config["SECRET_KEY"], app.extensions["keyring"])


@contextlib.contextmanager
def hall(url: str, people: int) -> Iterator[Hall]:
    """Prepare a meeting in the database at *url*, or in a file, with so many *people* of all Members."""
    with tempfile.TemporaryDirectory(prefix="hemicycle-bench-") as folder:
        port = free_port()
        environment = environment_in(Path(folder), port) | ({"HEMICYCLE_DATABASE_URL": url} if url else {})
        flask(environment, "db", "upgrade")
        app = create_app(Settings.from_environment(environment))
        there = voters.body(app, people)
        with app.app_context():
            make = _make(app)
            slug, chair = make.meeting(days=0).slug, voters.browser(app, make.secretariat())
        whole = Hall(app, environment, port, there, chair, slug)
        yield whole
        with app.app_context():
            db.engine.dispose()


@contextlib.contextmanager
def databases() -> Iterator[Mapping[str, str]]:
    """Return where the databases are that are measured, by their names: SQLite, and PostgreSQL where it is installed.

    This PostgreSQL waits for the disk, unlike that of the tests. ``BENCH_POSTGRES=0`` leaves it out.
    """
    with contextlib.ExitStack() as stack:
        found = {"SQLite": ""}
        if os.environ.get("BENCH_POSTGRES") != "0":
            try:
                found["PostgreSQL"] = stack.enter_context(postgres.cluster(postgres.SAFETY))
            except SystemExit as missing:
                print(f"Left out: {missing}")
        yield found
