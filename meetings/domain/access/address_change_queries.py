"""Finds changes of address."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from meetings.core import tokens
from meetings.domain.access import address_change_rules as rules
from meetings.domain.access.address_change_rules import Side
from meetings.models.address_change import AddressChange
from meetings.models.database import current
from meetings.models.person import Person

_HASHES = {
    Side.OLD: AddressChange.old_hash,
    Side.NEW: AddressChange.new_hash,
    Side.UNDO: AddressChange.undo_hash,
}


def by_id(number: int) -> AddressChange | None:
    """Return one change."""
    return current().get(AddressChange, number)


def by_token(side: Side, token: str) -> AddressChange | None:
    """Return the change to which the link of *side* with *token* belongs."""
    return current().scalar(select(AddressChange).where(_HASHES[side] == tokens.hashed(token)))


def _open(now: datetime) -> ColumnElement[bool]:
    waits = AddressChange.stopped_at.is_(None) & AddressChange.done_at.is_(None)
    return waits & (AddressChange.expires_at > now)


def open_of(person: Person, *, now: datetime) -> AddressChange | None:
    """Return the change that *person* asked for and that still waits."""
    query = select(AddressChange).where(AddressChange.person_id == person.id, _open(now))
    return current().scalar(query.order_by(AddressChange.id.desc()).limit(1))


def all_open(*, now: datetime) -> list[AddressChange]:
    """Return every change that still waits: those whose old address is not read any more, then the oldest."""
    query = select(AddressChange).where(_open(now)).options(joinedload(AddressChange.person))
    return list(current().scalars(query.order_by(AddressChange.old_unread.desc(), AddressChange.id)))


def answered_for(person: Person) -> list[AddressChange]:
    """Return the changes of *person* for which the secretariat gave a reason in place of the old address."""
    query = select(AddressChange).where(AddressChange.person_id == person.id, AddressChange.reason != "")
    return list(current().scalars(query.options(joinedload(AddressChange.approved_by)).order_by(AddressChange.id)))


def asked_lately(person: Person, *, now: datetime) -> int:
    """Return how often *person* asked for another address in the last day."""
    lately = AddressChange.asked_at > now - rules.WINDOW
    query = select(func.count()).select_from(AddressChange).where(AddressChange.person_id == person.id, lately)
    return current().scalar(query) or 0


def since(person: Person, then: datetime) -> list[AddressChange]:
    """Return what *person* changed, or wanted to change, from the instant *then* on."""
    later = or_(AddressChange.asked_at >= then, AddressChange.done_at >= then)
    return list(current().scalars(select(AddressChange).where(AddressChange.person_id == person.id, later)))
