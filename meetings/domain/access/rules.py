"""How long ways in last, how often they may be asked for, and when somebody is wholly signed in."""

from datetime import datetime, timedelta
from enum import StrEnum

from meetings.core import tokens
from meetings.core.errors import Refused
from meetings.domain.outbox import rules as mails
from meetings.models.access import WebSession
from meetings.models.person import Person

LINK_LASTS = mails.SECRET_LASTS
WRONG_CODES = 5
#: Requests in the last quarter of an hour, for one address and from one place (ASVS 5.0, 2.4.1).
WINDOW = timedelta(minutes=15)
PER_ADDRESS = 5
PER_PLACE = 20
#: How long a browser stays signed in at most, and without a page being asked for (ASVS 5.0, 7.3.1 and 7.3.2).
SECRETARIAT_STAYS = timedelta(hours=12)
OTHERS_STAY = timedelta(days=90)
SECRETARIAT_IDLE = timedelta(minutes=30)
OTHERS_IDLE = timedelta(days=14)
#: How long somebody who followed their link may look for their second factor.
HALF_WAY_STAYS = timedelta(minutes=10)
#: A page asked for is noted at most so often.
SEEN_EVERY = timedelta(minutes=1)
#: How long a proof of who one is counts for what must not be done by somebody else.
PROOF_LASTS = timedelta(minutes=15)
#: How long what is over is kept.
KEPT = timedelta(days=14)


class Standing(StrEnum):
    """How far somebody has come in signing in."""

    WHOLE = "whole"
    #: They have a second factor and have not shown it.
    ASKED = "asked"
    #: They need a second factor and have none.
    BARE = "bare"


class TooManyRequests(Refused):
    """Links were asked for too often in a short time."""


class LinkSpent(Refused):
    """The link was used, is too old, or never was one."""


class CodeWrong(Refused):
    """These are not the six digits."""


class FactorCodeWrong(Refused):
    """These are neither the digits of the authenticator app nor a recovery code that is left."""


class AuthenticatorCodeWrong(Refused):
    """These are not the digits that the app shows for the secret it was just given."""


class TooManyWrongCodes(Refused):
    """Too many wrong codes were typed in a short time."""


class SecretTooOld(Refused):
    """The secret was shown too long ago, or to somebody else."""


class PasskeyRefused(Refused):
    """The answer of the device does not fit what it was asked."""


class PasskeyUnknown(Refused):
    """Nobody here has this passkey."""


class PasskeyKnown(Refused):
    """This passkey is somebody's already."""


class LastFactor(Refused):
    """The house wants a second factor of this person, and they have no other."""


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


def proof_code(nonce: str, secret: str) -> str:
    """Return the six digits by which somebody proves once more who they are."""
    return tokens.code(secret, "proof code", nonce)


def stays(person: Person) -> timedelta:
    """Return how long *person* stays signed in."""
    return SECRETARIAT_STAYS if person.runs_the_house else OTHERS_STAY


def standing(session: WebSession, *, required: bool) -> Standing:
    """Say how far the person of *session* has come; *required*: the house wants a second factor of who runs it."""
    if session.factor is not None:
        return Standing.WHOLE
    if session.factor_asked:
        return Standing.ASKED
    return Standing.BARE if required and session.person.runs_the_house else Standing.WHOLE


def is_unseen(session: WebSession, *, now: datetime) -> bool:
    """Say whether it is time to note that the browser of *session* was used."""
    return now - session.seen_at >= SEEN_EVERY


def is_proved(session: WebSession, *, now: datetime) -> bool:
    """Say whether the person of *session* proved a short time ago who they are."""
    return now - session.proved_at < PROOF_LASTS
