"""Hands mails to the mail server, one after the other, and notes what became of each."""

import logging
import math
import time
from dataclasses import dataclass
from datetime import datetime

from meetings.core import clock
from meetings.domain.incoming import actions as returns
from meetings.domain.incoming import queries as incoming
from meetings.domain.outbox import actions, queries
from meetings.domain.person import reachable
from meetings.extensions import transaction
from meetings.models.database import current
from meetings.models.incoming import Sort
from meetings.models.outbox import Mail, MailReason
from meetings.models.person import Person
from meetings.notices import choosing, house, own_way
from meetings.notices.mailer import Failure, Mailer, Outgoing, Permanent, SafeConnection, Temporary, Unreachable

logger = logging.getLogger(__name__)

FAULT = "The message could not be put together."


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this process sends, and nobody else before its lease ends."""

    number: int
    outgoing: Outgoing | None


def send_due(mailer: Mailer | None, *, limit: int = 50, lasts: float = math.inf) -> int:
    """Send up to *limit* mails that are due, and return how many the mail server took.

    Without a *mailer* nothing is sent. Each is claimed just before it is sent, so that its lease outlasts it, and
    is sent outside a transaction. What became of one is written together with the claim of the next: whoever stops
    in between sends that one mail again at most. A server that cannot be reached ends the round: everything due
    rests a while. A round *lasts* no longer than so many seconds.
    """
    if mailer is None or not queries.something_is_due(now=clock.now()):
        return 0
    taken, ends = 0, time.monotonic() + lasts
    with mailer.connected() as connection:
        claimed = _claim()
        for left in range(limit - 1, -1, -1):
            if claimed is None:
                break
            failure = _send(connection, claimed)
            taken += failure is None
            claimed = _note(claimed.number, failure, more=left > 0 and time.monotonic() < ends)
    return taken


def _claim() -> Claimed | None:
    """Take the next mail that is due."""
    with transaction():
        return _next(clock.now())


def _next(now: datetime) -> Claimed | None:
    """Take the next mail that is due; those that are worth nothing any more are held back instead."""
    while mails := actions.claim_mails(1, now=now, per_minute=house.settings().mail_per_minute):
        for mail in mails:
            if mail.worthless_after is None or mail.worthless_after >= now:
                return Claimed(mail.id, _put_together(mail))
            logger.info("mail %s is not sent: it is too late for it", mail.id)
            actions.too_late(mail)
    return None


def _put_together(mail: Mail) -> Outgoing | None:
    """Return *mail* as it goes over the wire, if it can be put together."""
    try:
        return _outgoing(mail)
    except Exception:  # a fault of ours must not hold up the mails behind this one
        logger.exception("mail %s could not be put together", mail.id)
        return None


def _send(connection: SafeConnection, claimed: Claimed) -> Failure | None:
    """Send one mail; return why it was not taken, if it was not."""
    if claimed.outgoing is None:
        return Temporary(FAULT, code=MailReason.FAULT)
    try:
        connection.deliver(claimed.outgoing)
    except Failure as failure:
        return failure
    except Exception:  # as above
        logger.exception("mail %s could not be put together", claimed.number)
        return Temporary(FAULT, code=MailReason.FAULT)
    return None


def _note(number: int, failure: Failure | None, *, more: bool) -> Claimed | None:
    """Write what became of a mail and, if *more* are to go, take the next one in the same transaction.

    When the next one cannot be taken, what became of this one is written all the same.
    """
    now = clock.now()
    try:
        with transaction():
            mail = current().get_one(Mail, number)
            _outcome(mail, failure, now)
            _note_address(mail, failure, now)
            return _next(now) if more and not isinstance(failure, Unreachable) else None
    except Exception:
        if not more:
            raise
        logger.exception("no other mail could be taken after mail %s", number)
    return _note(number, failure, more=False)


def _outcome(mail: Mail, failure: Failure | None, now: datetime) -> None:
    """Write on *mail* what became of it."""
    if failure is None:
        actions.sent(mail, now=now)
        return
    reason = MailReason(failure.code)
    if isinstance(failure, Unreachable):
        logger.warning("mail waits: %s", failure.reason)
        actions.unreached(mail, reason, failure.said, counts=failure.underway, now=now)
    elif isinstance(failure, Temporary):
        actions.postponed(mail, reason, failure.said, now=now)
    else:
        actions.failed(mail, reason, failure.said)


def _note_address(mail: Mail, failure: Failure | None, now: datetime) -> None:
    """Keep in mind whether the reader's address works, if the mail went to the one that they have now."""
    if isinstance(failure, Permanent) and failure.code == "recipient":
        returns.refused(mail, failure.said, now=now)
    person = current().get(Person, mail.person_id) if failure is None and mail.person_id else None
    # A server on the way takes what another will send back.
    if person and person.email == mail.recipient_email and not incoming.last_bounces([person], sorts=[Sort.BOUNCE]):
        reachable.reached(person, now=now)


def _outgoing(mail: Mail) -> Outgoing:
    """Return *mail* as it goes over the wire: with the same identifier and date at each attempt."""
    return Outgoing(
        recipient_name=mail.recipient_name,
        recipient_email=mail.recipient_email,
        language=mail.language,
        subject=mail.subject,
        text=own_way.opened(mail.text),
        html=own_way.opened(mail.html),
        message_id=mail.message_id,
        sender=house.sender(),
        sent_at=mail.created_at,
        reply_to=house.reply_to(),
        return_path=house.return_path(mail),
        calendar=mail.calendar,
        calendar_method=mail.calendar_method,
        way_out=choosing.way_out(mail),
    )
