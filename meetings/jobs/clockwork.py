"""What the clock does by itself, and how often."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from flask import current_app

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.access import actions as access
from meetings.domain.access import address_change_actions as address_changes
from meetings.domain.access import identity_actions as identities
from meetings.domain.attendance import list_actions as connections
from meetings.domain.attendance import list_rules
from meetings.domain.audit import queries as find_lines
from meetings.domain.audit import sealing
from meetings.domain.confirmation import actions as campaigns
from meetings.domain.confirmation import queries as find_campaigns
from meetings.domain.deadline import actions as deadlines
from meetings.domain.joining import actions as joining
from meetings.domain.joining import queries as find_requests
from meetings.domain.meeting import actions as meetings
from meetings.domain.merging import actions as merges
from meetings.domain.merging import queries as find_merges
from meetings.domain.organisation import import_actions as imports
from meetings.domain.organisation import import_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import actions_closing as polls
from meetings.domain.poll import actions_schedule as planned_polls
from meetings.domain.poll import imports as poll_imports
from meetings.domain.poll import pictures as poll_pictures
from meetings.domain.poll import queries as find_polls
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.jobs import connections as connecting
from meetings.jobs import imports as importing
from meetings.jobs import mailbox, mailings, privacy
from meetings.keyring import Keyring
from meetings.notices import daily, deliver, post
from meetings.notices.mailer import Mailer
from meetings.storage import Storage

logger = logging.getLogger(__name__)

#: No upload takes as long.
UNFINISHED_STAYS = timedelta(hours=1)
#: No opening of a poll takes as long.
KEYS_STAY = timedelta(hours=1)
#: How many announcements one round takes; what is left waits a second.
ROUND = 50
#: How many mails, and for how many seconds at most: whoever stops the scheduler waits as long.
MAILS, LASTS = 1000, 10


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
        deadlines.recompute_instants(now=clock.now())


def close_polls() -> None:
    """Close the polls whose time has come, each in a transaction of its own: one that fails keeps no other open.

    Raises what the first of them failed with, once all were tried.
    """
    failures: list[Exception] = []
    for poll_id in [poll.id for poll in find_polls.due(clock.now())]:
        try:
            _close_poll(poll_id)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]


def _close_poll(poll_id: int) -> None:
    keyring: Keyring = current_app.extensions["keyring"]
    with transaction(ahead=True):
        closed = polls.close_due(now=clock.now(), keys=keyring, only=poll_id)
    for number in closed:
        keyring.forget(number)


def open_polls() -> None:
    """Open the polls whose time has come, each in a transaction of its own; one that cannot be opened is told of."""
    for poll_id in find_polls.to_open(clock.now()):
        _open_poll(poll_id)


def _open_poll(poll_id: int) -> None:
    keyring: Keyring = current_app.extensions["keyring"]
    try:
        with transaction():
            if poll := find_polls.by_id(poll_id):
                planned_polls.open_due(poll, now=clock.now(), keys=keyring)
    except (Refused, OSError) as error:
        why = type(error).__name__ if isinstance(error, Refused) else planned_polls.NO_KEYS
        logger.warning("poll %s could not be opened: %s", poll_id, error or why)
        with transaction():
            if poll := find_polls.by_id(poll_id):
                planned_polls.could_not(poll, why, now=clock.now())


def remind_of_polls() -> None:
    """Remind those who have not answered polls between meetings; the database is not held while nothing is due."""
    if find_polls.between_meetings(clock.now()):
        with transaction():
            planned_polls.remind_due(now=clock.now())


def forget_keys() -> None:
    """Destroy the keys of polls that are not under way: those of an opening or a closing that broke off."""
    keyring: Keyring = current_app.extensions["keyring"]
    there = keyring.there(before=clock.now() - KEYS_STAY)
    for poll_id in set(there) - find_polls.under_way(there):
        keyring.forget(poll_id)


def post_announcements() -> None:
    """Turn what happened into mails."""
    post.handle(ROUND, now=clock.now(), lasts=LASTS)


def send_mail() -> None:
    """Send the mails that are due, if there is a mail server."""
    deliver.send_due(cast("Mailer | None", current_app.extensions["mailer"]), limit=MAILS, lasts=LASTS)


def tell_daily() -> None:
    """Write the daily mails of those who chose to have one."""
    daily.tell(now=clock.now())


def seal_the_trail() -> None:
    """Seal the new lines of the audit trail; the database is not held while there is none."""
    if find_lines.something_to_seal():
        with transaction():
            sealing.seal()


def seal_late_lines() -> None:
    """Seal what became visible long after younger lines, if there is any."""
    if find_lines.waiting():
        with transaction():
            sealing.seal(thorough=True)


def forget_sign_ins() -> None:
    """Forget ways in that are long over."""
    with transaction():
        access.forget_old(now=clock.now())
        address_changes.forget_old(now=clock.now())
        identities.forget_old(now=clock.now())


def sweep_files() -> None:
    """Remove writes that broke off, pictures of forms never saved, and files of imports that nobody needs any more."""
    storage: Storage = current_app.extensions["storage"]
    storage.sweep(before=clock.now() - UNFINISHED_STAYS)
    with filing(storage) as files:
        imports.forget_old(storage=files, now=clock.now())
        connections.forget_old(storage=files, now=clock.now())
    storage.expire(import_rules.FOLDER, before=clock.now() - import_rules.STAYS - import_rules.WAITS)
    storage.expire(poll_imports.FOLDER, before=clock.now() - poll_imports.WAITS)
    storage.expire(poll_pictures.WAITING, before=clock.now() - poll_pictures.WAITS)
    storage.expire(list_rules.FOLDER, before=clock.now() - list_rules.STAYS - list_rules.WAITS)


def keep_campaigns() -> None:
    """End the campaigns whose time is over, and remind the silent as planned."""
    if find_campaigns.something_is_due(clock.now()):
        with transaction():
            campaigns.keep_time(now=clock.now())


def expire_requests() -> None:
    """Close the requests for access that nobody confirmed or decided in time."""
    if find_requests.overdue(clock.now()):
        with transaction():
            joining.expire(now=clock.now())


def beat() -> None:
    """Show that the scheduler is alive."""
    with transaction():
        outbox.beat("scheduler", now=clock.now())


def settle_merges() -> None:
    """Make merges final that can no longer be undone."""
    if find_merges.to_settle(clock.now()):
        with transaction():
            merges.settle_due(now=clock.now())


SECOND = timedelta(seconds=1)
#: A room sees the result within a second of the closing time.
MOMENT = timedelta(milliseconds=200)
#: Every job, in the order in which one round runs them.
JOBS = (
    Job("beat", beat, timedelta(seconds=10), at_start=True),
    Job("keep the erased erased", privacy.keep_erased, timedelta(hours=1), at_start=True),
    Job("recompute instants", recompute_instants, timedelta(days=1), at_start=True),
    Job("close polls", close_polls, MOMENT),
    Job("open polls", open_polls, SECOND),
    Job("remind of polls", remind_of_polls, timedelta(seconds=5)),
    Job("forget keys of polls", forget_keys, timedelta(minutes=10)),
    Job("keep the plan of mails", mailings.keep_time, timedelta(seconds=5), at_start=True),
    Job("write mails to many", mailings.write, SECOND),
    Job("post announcements", post_announcements, SECOND),
    Job("write daily mails", tell_daily, timedelta(minutes=1)),
    Job("send mail", send_mail, SECOND),
    Job("read the mailbox", mailbox.step, timedelta(minutes=1)),
    Job("import the register", importing.step, SECOND),
    Job("read lists of connections", connecting.step, SECOND),
    Job("seal the audit trail", seal_the_trail, SECOND),
    Job("seal late lines", seal_late_lines, timedelta(hours=1)),
    Job("keep campaigns", keep_campaigns, timedelta(minutes=5)),
    Job("settle merges", settle_merges, timedelta(minutes=10)),
    Job("expire requests", expire_requests, timedelta(hours=1)),
    Job("forget sign-ins", forget_sign_ins, timedelta(hours=1)),
    Job("sweep files", sweep_files, timedelta(hours=1)),
    Job("let go of what is over", privacy.let_go, timedelta(minutes=20)),
)
