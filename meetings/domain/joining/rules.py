"""How long ways to come in last, how often they may be asked for, and who may be named as what."""

from datetime import datetime, timedelta
from enum import StrEnum

from meetings.core import tokens
from meetings.core.errors import Refused
from meetings.models.joining import Invitation
from meetings.models.organisation import Capacity, Organisation

INVITATION_LASTS = timedelta(days=14)
#: How long the address of a request can be confirmed, and then how long the request can be decided.
ADDRESS_LASTS = timedelta(days=2)
DECISION_LASTS = timedelta(days=30)
#: Requests in the last day, for one address and from one place (ASVS 5.0, 2.4.1).
WINDOW = timedelta(days=1)
PER_ADDRESS = 3
PER_PLACE = 20
#: Invitations of one organisation that can be open at once.
OPEN_AT_ONCE = 30
LONGEST_MESSAGE = 2_000


class AlreadyInvited(Refused):
    """This address has been invited by the organisation, and can still accept."""


class AlreadyNamed(Refused):
    """Whoever has this address speaks for the organisation already."""


class TooManyInvitations(Refused):
    """Too many invitations of this organisation are open."""


class InvitationOver(Refused):
    """The invitation has been accepted or withdrawn."""


class InvitationSpent(Refused):
    """The link of an invitation was used, is too old, was withdrawn, or never was one."""


class TooManyRequests(Refused):
    """Access was asked for too often, for one address or from one place."""


class RequestSpent(Refused):
    """The link of a request was used, is too old, or never was one."""


class RequestDecided(Refused):
    """The request has been decided, or it is too old."""


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def state(invitation: Invitation, now: datetime) -> InvitationState:
    """Return where *invitation* stands at *now*."""
    if invitation.accepted_at:
        return InvitationState.ACCEPTED
    if invitation.withdrawn_at:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if now < invitation.expires_at else InvitationState.EXPIRED


def capacities(organisation: Organisation, *, by_head: bool) -> tuple[Capacity, ...]:
    """Return as what people of *organisation* can be named; a head does not name another head."""
    offered = sorted(organisation.kind.capacities, key=lambda capacity: capacity is Capacity.HEAD)
    return tuple(capacity for capacity in offered if capacity is not Capacity.HEAD or not by_head)


def invitation_token(nonce: str, secret: str) -> str:
    """Return the token of an invitation's link, made from its *nonce* and the house's *secret*."""
    return tokens.derived(secret, "invitation", nonce)


def request_token(nonce: str, secret: str) -> str:
    """Return the token that confirms the address of a request for access."""
    return tokens.derived(secret, "access request", nonce)
