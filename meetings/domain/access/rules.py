"""How long ways in last, and how often they may be asked for."""

from datetime import timedelta

from meetings.core import tokens
from meetings.core.errors import Refused
from meetings.domain.outbox import rules as mails
from meetings.models.person import Person

LINK_LASTS = mails.SECRET_LASTS
WRONG_CODES = 5
#: Requests in the last quarter of an hour, for one address and from one place (ASVS 5.0, 2.4.1).
WINDOW = timedelta(minutes=15)
PER_ADDRESS = 5
PER_PLACE = 20
#: How long a browser stays signed in.
SECRETARIAT_STAYS = timedelta(hours=12)
OTHERS_STAY = timedelta(days=14)


class TooManyRequests(Refused):
    """Links were asked for too often in a short time."""


class LinkSpent(Refused):
    """The link was used, is too old, or never was one."""


class CodeWrong(Refused):
    """These are not the six digits."""


class AlreadySetUp(Refused):
    """The house has an administrator already."""


def link_token(nonce: str, secret: str) -> str:
    """Return the token of a sign-in link, made from its *nonce* and the house's *secret*."""
    return tokens.derived(secret, "sign-in link", nonce)


def typed_code(nonce: str, secret: str) -> str:
    """Return the six digits that go with the same link."""
    return tokens.code(secret, "sign-in code", nonce)


def setup_token(secret: str) -> str:
    """Return the token of the address where the first administrator begins."""
    return tokens.derived(secret, "set-up", "first administrator")


def stays(person: Person) -> timedelta:
    """Return how long *person* stays signed in."""
    return SECRETARIAT_STAYS if person.runs_the_house else OTHERS_STAY
