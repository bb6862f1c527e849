"""Who comes from the provider of single sign-on, and what its word is worth here."""

import re
from dataclasses import dataclass
from datetime import timedelta

from meetings.core import tokens
from meetings.core.errors import Refused

#: How long somebody may stay at the provider before they come back.
VISIT_LASTS = timedelta(minutes=10)
#: In “amr” (RFC 8176) it says that more than one factor was shown; classes of “acr” hold it as a part of their name.
SEVERAL_FACTORS = "mfa"
LONGEST_SUBJECT = 255


class VisitOver(Refused):
    """Nobody was sent to the provider from this browser, or too long ago, or they came back before."""


class ProviderRefused(Refused):
    """The provider did not let them in, or they went back."""


class ProviderWrong(Refused):
    """What the provider sent cannot be trusted."""


class ProviderAway(Refused):
    """The provider does not answer."""


class NobodyKnown(Refused):
    """The provider knows them, this house does not."""


class AddressUnverified(Refused):
    """The provider does not vouch for the address."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a checked ID token says of somebody (OpenID Connect Core 1.0, 2 and 5.1)."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    amr: frozenset[str] = frozenset()
    acr: str = ""


def several_factors(claims: Claims) -> bool:
    """Say whether the provider says that it asked for more than one factor."""
    return SEVERAL_FACTORS in claims.amr or SEVERAL_FACTORS in re.split("[^a-z0-9]+", claims.acr.lower())


def state_hash(state: str) -> str:
    """Return what the database keeps of *state*."""
    return tokens.hashed(state)
