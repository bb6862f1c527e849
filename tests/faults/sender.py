"""A scheduler of its own that only sends mail: ``sender.py DATABASE FOLDER PORT INSTANT [FAULT] [PACE]``.

*kill*: it is killed after a mail server took a mail, before that is written down. *careless*: it takes mails without
claiming them, as a control. *write*: it writes mails instead, in portions of ten; *write and die*: it is killed
within the second portion.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

import time_machine

from config import Settings
from meetings.application import create_app
from meetings.core import clock
from meetings.domain.outbox import actions, queries, rules
from meetings.models.database import current
from meetings.models.outbox import Mail
from meetings.notices import deliver, letters, post
from meetings.notices.mailer import Mailer, Server
from meetings.notices.notice import Notice


def settings(database: str, folder: str, pace: int) -> Settings:
    """Return those of the tests, with another pace."""
    return Settings(
        database_url=database,
        data_dir=Path(folder),
        base_url="http://localhost",
        secret_key="a secret that only the tests know, forty-eight",
        organisation_name="Test Body",
        contact_email="secretariat@hemicycle.example",
        mail_per_minute=pace,
    )


def _killed(*_arguments: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _careless(limit: int, *, now: datetime, per_minute: int = 0) -> list[Mail]:
    return list(current().query(Mail).where(queries.is_due(now)).order_by(Mail.id).limit(limit))


def _write(fault: str) -> None:
    """Turn what waits into mails; be killed at the fifteenth if that is the *fault*."""
    write, written = letters.write, []

    def counted(notice: Notice) -> actions.Letter:
        written.append(notice)
        return _killed() if len(written) > 14 else write(notice)  # type: ignore[return-value]

    rules.PORTION = 10
    letters.write = counted if fault == "write and die" else write
    post.handle(100, now=clock.now())


def main(database: str, folder: str, port: str, instant: str, fault: str = "", pace: str = "0") -> None:
    """Wait for a line, then send what is due."""
    app = create_app(settings(database, folder, int(pace)))
    mailer = Mailer(Server(host="127.0.0.1", port=int(port), encryption="off"))
    if fault == "kill":
        deliver._note = _killed  # type: ignore[assignment]
    if fault == "careless":
        actions.claim_mails = _careless
    with time_machine.travel(datetime.fromisoformat(instant)), app.app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        _write(fault) if fault.startswith("write") else deliver.send_due(mailer, limit=1000)


if __name__ == "__main__":
    main(*sys.argv[1:])
