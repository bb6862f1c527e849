"""What the clock does by itself, and how often."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import current_app

from meetings.core import clock
from meetings.domain.access import actions as access
from meetings.domain.meeting import actions as meetings
from meetings.domain.organisation import rules as register
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import actions as polls
from meetings.domain.poll import queries as find_polls
from meetings.extensions import transaction
from meetings.notices import deliver, post
from meetings.notices.mailer import Mailer
from meetings.storage import Storage

#: No upload takes as long.
UNFINISHED_STAYS = timedelta(hours=1)
#: How many announcements and mails one round takes; what is left waits a second.
ROUND = 50


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again; *at_start* if it must not wait for its first turn."""

    name: str
    run: Callable[[], object]
    every: timedelta
    at_start: bool = False


def recompute_instants() -> None:
    """Bring the coming sittings in line with today's time-zone data."""
    with transaction():
        meetings.recompute_instants(now=clock.now())


def close_polls() -> None:
    """Close the polls whose time has come; the database is not held while there is none."""
    if find_polls.due(clock.now()):
        with transaction():
            polls.close_due(now=clock.now())


def post_announcements() -> None:
    """Turn what happened into mails."""
    post.handle(ROUND, now=clock.now())


def send_mail() -> None:
    """Send the mails that are due, if there is a mail server."""
    deliver.send_due(cast("Mailer | None", current_app.extensions["mailer"]), limit=ROUND)


def forget_sign_ins() -> None:
    """Forget ways in that are long over."""
    with transaction():
        access.forget_old(now=clock.now())


def sweep_files() -> None:
    """Remove writes that broke off, and files of the register that nobody imported."""
    storage: Storage = current_app.extensions["storage"]
    storage.sweep(before=clock.now() - UNFINISHED_STAYS)
    storage.expire(register.IMPORTS, before=clock.now() - register.IMPORT_LASTS)


def beat() -> None:
    """Show that the scheduler is alive."""
    with transaction():
        outbox.beat("scheduler", now=clock.now())


SECOND = timedelta(seconds=1)
#: Every job, in the order in which one round runs them.
JOBS = (
    Job("beat", beat, timedelta(seconds=10), at_start=True),
    Job("recompute instants", recompute_instants, timedelta(days=1), at_start=True),
    Job("close polls", close_polls, SECOND),
    Job("post announcements", post_announcements, SECOND),
    Job("send mail", send_mail, SECOND),
    Job("forget sign-ins", forget_sign_ins, timedelta(hours=1)),
    Job("sweep files", sweep_files, timedelta(hours=1)),
)
