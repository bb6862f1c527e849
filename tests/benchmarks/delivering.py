"""Sends thousands of mails, each with an invitation, to a mail server of this machine, and takes the time."""

import asyncio
import multiprocessing
import resource
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.sharedctypes import Synchronized

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions as outbox
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail, MailState
from meetings.notices import deliver, post
from meetings.notices.mailer import Mailer, Server
from tests.benchmarks.server import free_port

SLUG = "bench-plenary"
#: As the scheduler does it.
ROUND = 1000


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many mails there were, the seconds of both steps, and the memory that they took."""

    mails: int
    written: float
    sent: float
    #: How much more memory it took at most, in bytes.
    grown: int

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


def measure(app: Flask) -> Delivered:
    """Move the sittings of the large meeting, write to all who have a place there, and send that."""
    context = multiprocessing.get_context("spawn")
    port, taken = free_port(), context.Value("i", 0)
    server = context.Process(target=_serve, args=(port, taken), daemon=True)
    server.start()
    _await(port)
    try:
        with app.app_context():
            delivered = _deliver(Mailer(Server(host="127.0.0.1", port=port, encryption="off")))
    finally:
        server.kill()
    if taken.value != delivered.mails:
        raise SystemExit(f"{taken.value} mails were taken, not {delivered.mails}.")
    return delivered


def _deliver(mailer: Mailer) -> Delivered:
    now = datetime.now(UTC)
    meeting = meetings.by_slug(SLUG)
    if meeting is None:
        raise SystemExit(f"There is no {SLUG}.")
    post.handle(1000, now=now)
    before = _waiting()
    with transaction():
        for session in meetings.sessions_of(meeting):
            payload: outbox.Payload = {"session": session.id, "was": session.starts_at.isoformat()}
            outbox.announce("meeting.session_moved", payload, now=now)
    used, began = _memory(), time.monotonic()
    while post.handle(50, now=datetime.now(UTC)):
        pass
    written = time.monotonic() - began
    mails = _waiting() - before
    began = time.monotonic()
    while deliver.send_due(mailer, limit=ROUND):
        pass
    return Delivered(mails + before, written, time.monotonic() - began, _memory() - used)


def _waiting() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Mail).where(Mail.state == MailState.QUEUED)) or 0


def _memory() -> int:
    """Return the most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _await(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The mail server did not start.")
