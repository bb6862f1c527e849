"""How a change of address goes: who confirms, how long links last, until when it can be undone."""

from datetime import datetime, timedelta
from enum import StrEnum

from meetings.core import tokens
from meetings.core.errors import Refused
from meetings.models.address_change import AddressChange

LINKS_LAST = timedelta(hours=48)
UNDO_LASTS = timedelta(days=7)
#: How often one person may ask within a day, so that nobody has strangers written to.
WINDOW = timedelta(days=1)
PER_WINDOW = 5
#: After this time the addresses are forgotten.
KEPT = timedelta(days=90)


class Side(StrEnum):
    """What a link of a change is for."""

    OLD = "old"
    NEW = "new"
    UNDO = "undo"


class SameAddress(Refused):
    """They are known by this address already."""


class TooManyChanges(Refused):
    """Another address was asked for too often in a day."""


class ChangeOver(Refused):
    """The link was used, is too old or never was one, or the change was stopped."""


class OwnChange(Refused):
    """Nobody approves a change of their own address."""


def token(nonce: str, side: Side, secret: str) -> str:
    """Return the token of the link of *side*, made from its *nonce* and the house's *secret*."""
    return tokens.derived(secret, f"address change, {side.value}", nonce)


def is_open(change: AddressChange, *, now: datetime) -> bool:
    """Say whether *change* still waits for somebody."""
    return change.stopped_at is None and change.done_at is None and now < change.expires_at


def is_ready(change: AddressChange) -> bool:
    """Say whether all have spoken: the new address, and the old one or the secretariat in its place."""
    old = change.old_confirmed_at or change.approved_at
    return old is not None and change.new_confirmed_at is not None


def can_be_undone(change: AddressChange, *, now: datetime) -> bool:
    """Say whether the link sent to the old address still takes *change* back."""
    return change.done_at is not None and change.undone_at is None and now < change.done_at + UNDO_LASTS


def waits_for(change: AddressChange, side: Side, *, now: datetime) -> bool:
    """Say whether the link of *side* still does something."""
    if side is Side.UNDO:
        return can_be_undone(change, now=now)
    confirmed = change.old_confirmed_at if side is Side.OLD else change.new_confirmed_at
    return is_open(change, now=now) and confirmed is None


def waits_for_house(change: AddressChange, *, now: datetime) -> bool:
    """Say whether the secretariat can still answer for the old address."""
    return waits_for(change, Side.OLD, now=now) and change.approved_at is None
