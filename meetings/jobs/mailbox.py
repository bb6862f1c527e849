"""Reads the mailbox for what comes back, each message once."""

import logging
from typing import cast

from flask import current_app

from meetings.core import clock
from meetings.domain.incoming import mailboxes, queries, rules
from meetings.domain.incoming.rules import Returns
from meetings.extensions import transaction
from meetings.models.database import current, lock
from meetings.models.incoming import Mailbox, Sort
from meetings.notices import house, mailbox, returns
from meetings.notices.mailbox import Box, Connection, MailboxFailure

logger = logging.getLogger(__name__)

#: How many messages one round takes; what is left waits for the next.
ROUND = 100


def step() -> int:
    """Read what is new in the mailbox, if there is one and nobody else reads it; return how many messages there were.

    The database is not held while the server is asked. A message counts as read once it was taken: if the process
    dies in between, it comes again and is known.
    """
    box, address = cast("Box | None", current_app.extensions["mailbox"]), house.returns()
    if box is None or address is None:
        return 0
    with transaction():
        number = mailboxes.claim(now=clock.now())
    if number is None:
        return 0
    try:
        with mailbox.opened(box) as connection:
            taken = _read(number, connection, address)
    except MailboxFailure as failure:
        logger.warning("the mailbox cannot be read: %s", failure.code)
        with transaction():
            mailboxes.failed(_row(number), failure.code, now=clock.now())
        return 0
    with transaction():
        mailboxes.rest(_row(number), now=clock.now())
    return taken


def _row(number: int) -> Mailbox:
    return lock(current().get_one(Mailbox, number))


def _read(number: int, connection: Connection, address: Returns) -> int:
    """Take what is new, the oldest first; what a human should look at stays unread."""
    with transaction():
        last = mailboxes.begin(_row(number), connection.validity)
    new = connection.after(last, most=ROUND)
    for uid in new:
        octets = connection.fetch(uid, longest=rules.LONGEST)
        if octets is not None and (returns.receive(octets, address) or queries.sort_of(octets)) is not Sort.OTHER:
            connection.put_away(uid)
        with transaction():
            mailboxes.advance(_row(number), uid, now=clock.now())
    return len(new)
