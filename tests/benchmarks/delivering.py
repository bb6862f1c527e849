"""Sends thousands of mails, each with an invitation, to a mail server of this machine, and takes time and memory.

``python -m tests.benchmarks.delivering`` does this alone.
"""

import asyncio
import gc
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.context import SpawnContext
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select

from config import Settings
from meetings.application import create_app
from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions as outbox
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail, MailState
from meetings.notices import deliver, post
from meetings.notices.mailer import Mailer, Server
from tests.benchmarks import crowd
from tests.benchmarks.server import environment_in, flask, free_port

SLUG, PLACES = "bench-plenary", 2_000
#: As the scheduler does it.
ROUND = 1000
#: Mails are written for a mail server, and not to be kept.
MAIL = {"HEMICYCLE_MAIL_URL": "smtp+plain://127.0.0.1", "HEMICYCLE_MAIL_FROM": "bench@example.org"}
#: How often somebody else writes meanwhile.
EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many mails there were, the seconds of both steps, and the memory of the process, in bytes."""

    mails: int
    written: float
    sent: float
    #: Before the first mail, once all are written, and at the end.
    memory: tuple[int, int, int]
    #: How long somebody else who wrote meanwhile had to wait at most.
    waited: float

    @property
    def whole(self) -> float:
        """From the announcement to the last reply of the mail server."""
        return self.written + self.sent


class _Inbox:
    """Takes everything, and counts it."""

    def __init__(self, taken: "Synchronized[int]") -> None:
        self.taken = taken

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.value += 1
        return "250 taken"


def _serve(port: int, taken: "Synchronized[int]") -> None:
    controller = Controller(_Inbox(taken), hostname="127.0.0.1", port=port)
    controller.start()
    asyncio.new_event_loop().run_forever()


def _write(environment: Mapping[str, str], longest: "Synchronized[float]") -> None:
    """Write something again and again, as readers of the site do, and note the longest wait."""
    with create_app(Settings.from_environment(environment)).app_context():
        while True:
            began = time.monotonic()
            with transaction():
                outbox.beat("bench", now=datetime.now(UTC))
            longest.value = max(longest.value, time.monotonic() - began)
            time.sleep(EVERY)


def measure(environment: Mapping[str, str]) -> Delivered:
    """Move the sittings of the large meeting, and write to all who have a place there; in a process of its own."""
    context, mine = multiprocessing.get_context("spawn"), dict(environment) | MAIL
    with context.Pool(1) as pool:
        port, taken, longest = free_port(), context.Value("i", 0), context.Value("d", 0.0)
        with _beside(context, _serve, port, taken):
            _await(port)
            with _beside(context, _write, mine, longest):
                mails, written, sent, memory = pool.apply(_work, (mine, port))
    if taken.value != mails:
        raise SystemExit(f"{taken.value} mails were taken, not {mails}.")
    return Delivered(mails, written, sent, memory, longest.value)


@contextmanager
def _beside(context: SpawnContext, task: object, *arguments: object) -> Iterator[None]:
    process = context.Process(target=task, args=arguments, daemon=True)  # type: ignore[arg-type]
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _work(environment: Mapping[str, str], port: int) -> tuple[int, float, float, tuple[int, int, int]]:
    with create_app(Settings.from_environment(environment)).app_context():
        return _deliver(Mailer(Server(host="127.0.0.1", port=port, encryption="off")))


def _deliver(mailer: Mailer) -> tuple[int, float, float, tuple[int, int, int]]:
    meeting = meetings.by_slug(SLUG)
    if meeting is None:
        raise SystemExit(f"There is no {SLUG}.")
    post.handle(1000, now=datetime.now(UTC))
    while deliver.send_due(mailer, limit=ROUND):
        pass
    before, sessions = _sent(), [(one.id, one.starts_at.isoformat()) for one in meetings.sessions_of(meeting)]
    with transaction():
        for number, was in sessions:
            outbox.announce("meeting.session_moved", {"session": number, "was": was}, now=datetime.now(UTC))
    gc.collect()
    start, began = _memory(), time.monotonic()
    while post.handle(50, now=datetime.now(UTC)):
        pass
    middle, written = _memory(), time.monotonic() - began
    began = time.monotonic()
    while deliver.send_due(mailer, limit=ROUND):
        pass
    sent = time.monotonic() - began
    return _sent() - before, written, sent, (start, middle, _memory())


def _sent() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Mail).where(Mail.state == MailState.SENT)) or 0


def _memory() -> int:
    """Return the resident memory of this process, in bytes."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _await(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The mail server did not start.")


def main() -> None:
    """Fill a database of its own, and print what was measured."""
    with tempfile.TemporaryDirectory(prefix="hemicycle-bench-") as folder:
        environment = environment_in(Path(folder), free_port())
        flask(environment, "db", "upgrade")
        flask(environment, "demo", "load", "--bench")
        crowd.fill(create_app(Settings.from_environment(environment)), 2 * PLACES)
        crowd.place(create_app(Settings.from_environment(environment)), SLUG, PLACES)
        done = measure(environment)
    print(f"{done.mails:,} mails with an invitation each: {done.whole:.1f} s", end=" ")
    print(f"({done.written:.1f} s written, {done.sent:.1f} s sent)")
    print("memory at the start, once written, at the end:", *(f"{size / 1e6:.0f} MB" for size in done.memory))
    print(f"longest wait of somebody else who wrote meanwhile: {done.waited:.2f} s")


if __name__ == "__main__":
    main()
