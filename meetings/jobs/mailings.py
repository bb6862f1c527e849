"""Keeps the time of mailings, and writes their mails portion by portion."""

from meetings.core import clock
from meetings.domain.mailing import actions_clock, queries, sweeping
from meetings.extensions import transaction
from meetings.notices import mailings

#: How many portions one round writes; what is left waits a second.
PORTIONS = 4


def keep_time() -> None:
    """Begin, move, drop and end mailings; the database is not held while nothing stirs."""
    for number in sweeping.to_look_at(clock.now()):
        with transaction():
            actions_clock.look_at(number, now=clock.now())


def write() -> None:
    """Write the mails of those whose time has come."""
    for number in queries.to_write():
        for _ in range(PORTIONS):
            with transaction():
                looked_at = mailings.write_portion(number, now=clock.now())
            if looked_at < queries.PORTION:
                break
