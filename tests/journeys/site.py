"""A whole site for a journey: its own empty database, web server, scheduler and mail server, on free ports."""

import email
import email.policy
import multiprocessing
import os
import re
import runpy
import secrets
import shutil
import socket
import sqlite3
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy.engine import make_url

from config import Settings
from meetings import commands
from meetings.application import create_app
from meetings.extensions import db

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60
#: What a code to sign in looks like.
CODE = r"\b\d{6}\b"
#: The file of an empty house, once there is one.
_TABLES: list[bytes] = []


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


#: A process that has read the libraries, from which those of every site branch off: to read them takes seconds.
_READER = multiprocessing.get_context("forkserver")
_READER.set_forkserver_preload([__name__, "gunicorn.app.wsgiapp", "gunicorn.workers.gthread"])


def _become(module: str, words: list[str], environment: dict[str, str], log: Path) -> None:
    """Be ``python -m`` *module* with *words*, in its *environment*, from now on."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    with log.open("wb") as out:
        os.dup2(out.fileno(), sys.stdout.fileno())
        os.dup2(out.fileno(), sys.stderr.fileno())
    sys.argv = [module, *words]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


@dataclass
class Mailbox:
    """A real SMTP server that keeps what it is given."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    #: Addresses that it does not know, for a while.
    unknown: set[str] = field(default_factory=set)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        """Take a recipient, or not."""
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        """Keep one mail."""
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"

    def newest(self, address: str, containing: str = "", *, words: str = "", after: int = 0) -> EmailMessage:
        """Wait for the newest mail to *address* whose subject holds *containing* and whose text matches *words*."""
        end, containing = time.monotonic() + PATIENCE, " ".join(containing.split())
        while time.monotonic() < end:
            for mail in reversed(self.mails[after:]):
                named = address in str(mail["To"]) and containing in " ".join(str(mail["Subject"]).split())
                if named and re.search(words, self.text(mail)):
                    return mail
            time.sleep(0.1)
        subjects = [(str(mail["To"]), str(mail["Subject"])) for mail in self.mails]
        raise AssertionError(f"no mail to {address} with “{containing}” among {subjects}")

    @staticmethod
    def text(mail: EmailMessage) -> str:
        """Return the plain words of a mail."""
        body = mail.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def code(self, address: str, *, after: int = 0) -> str:
        """Return the six digits of the newest mail to *address* that has any."""
        text = self.text(self.newest(address, words=CODE, after=after))
        return re.findall(CODE, text)[0]


class Site:
    """The product as an operator runs it."""

    def __init__(self, folder: Path, worker: str, *, demo: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mailbox = Mailbox(free_port())
        self.database = _database(folder, worker)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")},
            "HEMICYCLE_DATABASE_URL": self.database,
            "HEMICYCLE_DATA_DIR": str(folder),
            "HEMICYCLE_BASE_URL": self.url,
            "HEMICYCLE_SECRET_KEY": secrets.token_hex(32),
            "HEMICYCLE_MAIL_URL": f"smtp+plain://127.0.0.1:{self.mailbox.port}",
            "HEMICYCLE_MAIL_FROM": "secretariat@example.org",
            "HEMICYCLE_CONTACT_EMAIL": "secretariat@example.org",
            "HEMICYCLE_ORGANISATION_NAME": "Smart Customs Project",
            # Those who run the house sign in by mail alone, but where a journey is about the second step.
            "HEMICYCLE_SECOND_FACTOR": "optional",
            "PORT": str(self.port),
        }
        if demo:
            self.environment |= {"HEMICYCLE_DEMO": "1", "HEMICYCLE_MAIL_URL": ""}
        self.smtp = Controller(self.mailbox, hostname="127.0.0.1", port=self.mailbox.port)
        self.processes: list[ForkServerProcess] = []
        self._program: Flask | None = None

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database.startswith("sqlite")

    def flask(self, *words: str) -> str:
        """Run one command, without a process of its own, and return what it printed."""
        if self._program is None:
            self._program = create_app(Settings.from_environment(self.environment))
            commands.register(self._program)
        run = self._program.test_cli_runner(catch_exceptions=False).invoke(args=words)
        assert run.exit_code == 0, run.output
        return run.stdout.strip()

    @contextmanager
    def running(self, *first: tuple[str, ...]) -> Iterator["Site"]:
        """Run the site for the length of the block, after the commands *first*; nothing is left of it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._make_tables()
            for words in first:
                self.flask(*words)
            self.start()
            yield self
        finally:
            self.stop()

    def _make_tables(self) -> None:
        """Make the tables as an operator does; those of a file are made once, and copied from then on."""
        if not self.on_sqlite:
            self.flask("db", "upgrade")
            return
        path = make_url(self.database).database or ""
        if not _TABLES:
            self.flask("db", "upgrade")
            with closing(sqlite3.connect(path)) as made:
                _TABLES.append(made.serialize())
            return
        Path(path).write_bytes(_TABLES[0])

    def start(self) -> None:
        """Start mail server, web server and scheduler."""
        self.smtp.start()
        for words in ("gunicorn -c gunicorn.conf.py wsgi:app", "flask --app wsgi jobs run"):
            module, *rest = words.split()
            given = (module, rest, self.environment, self.folder / f"{module}.log")
            process = _READER.Process(target=_become, args=given, daemon=True)
            process.start()
            self.processes.append(process)
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/readyz", timeout=2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("\n".join(path.read_text() for path in self.folder.glob("*.log")))

    def stop(self) -> None:
        """Stop everything and keep no file."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(PATIENCE)
            assert process.exitcode is not None, "the site does not stop"
        self.smtp.stop(no_assert=True)
        if self._program:
            with self._program.app_context():
                db.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def value(self, statement: str) -> Any:
        """Return the one value that *statement* asks of the database."""
        engine = sa.create_engine(self.database)
        with engine.connect() as connection:
            found = connection.scalar(sa.text(statement))
        engine.dispose()
        return found

    def await_value(self, statement: str) -> Any:
        """Wait until *statement* finds something."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if (found := self.value(statement)) is not None:
                return found
            time.sleep(0.2)
        raise AssertionError(f"nothing came: {statement}")

    def code(self, address: str) -> str:
        """Return the six digits of the newest such mail to *address* in the outbox of a site without a mail server."""
        asked = f"recipient_email = '{address}' AND kind = 'access.asked'"
        text = self.await_value(f"SELECT text FROM mail WHERE {asked} ORDER BY id DESC LIMIT 1")
        return re.findall(CODE, text)[0]

    def let_time_pass(self, days: int) -> None:
        """Move every sitting *days* back, as if they had passed; the product itself has no such thing."""
        engine = sa.create_engine(self.database)
        names = ("starts_local", "ends_local", "starts_at", "ends_at")
        if engine.dialect.name == "sqlite":
            moves = ", ".join(f"{name} = strftime('%Y-%m-%d %H:%M:%f', {name}, '-{days} days')" for name in names)
        else:
            moves = ", ".join(f"{name} = {name} - interval '{days} days'" for name in names)
        with engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE session SET {moves}"))
        engine.dispose()


def _database(folder: Path, worker: str) -> str:
    """Return an empty database: a file, or one on the PostgreSQL server that the tests were given."""
    server = os.environ.get("HEMICYCLE_TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{folder / 'site.sqlite'}"
    name = f"journey_{worker}_{secrets.token_hex(4)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
