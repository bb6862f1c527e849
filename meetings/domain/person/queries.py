"""Finds people."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from meetings.domain.person import rules
from meetings.models.database import current
from meetings.models.merging import AddressAlias
from meetings.models.person import Person, Role, by_name


def by_email(address: str) -> Person | None:
    """Return the person who is known by *address*."""
    return current().scalar(select(Person).where(Person.email == rules.normal(address)))


def by_any_address(address: str) -> Person | None:
    """Return the person who is known by *address*, or was before their records were merged; one statement."""
    address = rules.normal(address)
    earlier = select(AddressAlias.person_id).where(AddressAlias.address == address)
    query = select(Person).where(or_(Person.email == address, Person.id.in_(earlier)))
    return current().scalar(query.order_by(Person.disabled_at.is_not(None), Person.id).limit(1))


def by_id(number: int) -> Person | None:
    """Return one person."""
    return current().get(Person, number)


def by_feed_hash(hashed: str) -> Person | None:
    """Return whose personal calendar has the address with this hash; nobody whose account is closed."""
    return current().scalar(select(Person).where(Person.feed_hash == hashed, Person.disabled_at.is_(None)))


def names(ids: Sequence[int]) -> dict[int, str]:
    """Return the names of people, by id."""
    query = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {number: name for number, name in current().execute(query)}  # noqa: C416


def has_administrator() -> bool:
    """Say whether the house has been set up."""
    found = select(func.count()).select_from(Person).where(Person.role == Role.ADMINISTRATOR)
    return bool(current().scalar(found))


def secretariat() -> list[Person]:
    """Return the people of the secretariat, by name."""
    query = select(Person).where(Person.role != Role.PARTICIPANT, Person.disabled_at.is_(None)).order_by(*by_name())
    return list(current().scalars(query))
