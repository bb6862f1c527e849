"""Hands mails to the mail server, one after the other, and notes what became of each."""

import logging
from dataclasses import dataclass
from datetime import datetime

from meetings.core import clock
from meetings.domain.outbox import actions, queries
from meetings.domain.person import reachable
from meetings.extensions import transaction
from meetings.models.database import current
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import house, own_way
from meetings.notices.mailer import Failure, Mailer, Outgoing, Permanent, SafeConnection, Temporary, Unreachable

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that this process sends, and nobody else before its lease ends."""

    number: int
    outgoing: Outgoing


def send_due(mailer: Mailer | None, *, limit: int = 50) -> int:
    """Send up to *limit* mails that are due, and return how many the mail server took.

    Without a *mailer* nothing is sent. Each is claimed just before it is sent, so that its lease outlasts it, and
    is sent outside a transaction. A server that cannot be reached ends the round: everything due rests a while.
    """
    taken = 0
    if mailer is None:
        return taken
    with mailer.connected() as connection:
        for _ in range(limit):
            claimed = _claim(clock.now())
            if claimed is None:
                break
            failure = _send(connection, claimed.outgoing)
            _note(claimed.number, failure)
            if isinstance(failure, Unreachable):
                logger.warning("mail waits: %s", failure.reason)
                break
            taken += failure is None
    return taken


def _claim(now: datetime) -> Claimed | None:
    """Take the next mail that is due."""
    if not queries.something_is_due(now=now):
        return None
    with transaction():
        for mail in actions.claim_mails(1, now=now):
            return Claimed(mail.id, _outgoing(mail))
    return None


def _send(connection: SafeConnection, outgoing: Outgoing) -> Failure | None:
    """Send one mail; return why it was not taken, if it was not."""
    try:
        connection.deliver(outgoing)
    except Failure as failure:
        return failure
    except Exception as error:  # a fault of ours must not hold up the mails behind this one
        logger.exception("a mail could not be put together")
        return Temporary(f"The message could not be put together ({type(error).__name__}).")
    return None


def _note(number: int, failure: Failure | None) -> None:
    """Write what became of a mail, in a transaction of its own."""
    now = clock.now()
    with transaction():
        mail = current().get_one(Mail, number)
        if failure is None:
            actions.sent(mail, now=now)
        elif isinstance(failure, Unreachable):
            actions.unreached(mail, failure.reason, now=now)
        elif isinstance(failure, Temporary):
            actions.postponed(mail, failure.reason, now=now)
        else:
            actions.failed(mail, failure.reason)
        _note_address(mail, failure, now)


def _note_address(mail: Mail, failure: Failure | None, now: datetime) -> None:
    """Keep in mind whether the reader's address still works, if the mail went to the one that they have now."""
    person = current().get(Person, mail.person_id) if mail.person_id else None
    if person is None or person.email != mail.recipient_email:
        return
    if failure is None:
        reachable.reached(person, now=now)
    elif isinstance(failure, Permanent) and failure.code == "recipient":
        reachable.refused(person, now=now)


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
        calendar=mail.calendar,
        calendar_method=mail.calendar_method,
    )
