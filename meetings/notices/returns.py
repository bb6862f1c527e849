"""Takes one message that came back, in transactions of its own, wherever it came in."""

import logging

from sqlalchemy.exc import OperationalError

from meetings.core import clock
from meetings.domain.incoming import actions, queries
from meetings.domain.incoming.rules import Returns
from meetings.extensions import transaction
from meetings.models.incoming import Sort

logger = logging.getLogger(__name__)


def receive(octets: bytes, returns: Returns) -> Sort | None:
    """Take a raw message and return what it is, or nothing when it was taken before.

    One that the program fails at is noted and holds up nobody; a database that is away is another matter: then it
    is not taken, and comes again.
    """
    try:
        with transaction():
            row = actions.take(octets, returns, now=clock.now())
            return row.sort if row else None
    except OperationalError:
        raise
    except Exception:
        logger.exception("a message that came back could not be taken")
    with transaction():
        return None if queries.is_known(octets) else actions.unreadable(octets, now=clock.now()).sort
