"""Finds accounts at the provider of single sign-on, and visits there that are under way."""

from collections.abc import Sequence

from sqlalchemy import select

from meetings.domain.access import identity_rules as rules
from meetings.models.database import current
from meetings.models.identity import Identity, ProviderVisit
from meetings.models.person import Person


def visit_by_state(state: str) -> ProviderVisit | None:
    """Return the visit that *state* belongs to."""
    return current().scalar(select(ProviderVisit).where(ProviderVisit.state_hash == rules.state_hash(state)))


def by_subject(issuer: str, subject: str) -> Identity | None:
    """Return whose account *subject* at *issuer* is."""
    return current().scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def linked_to(person: Person) -> Sequence[Identity]:
    """Return the accounts by which *person* is recognised, the oldest link first."""
    return current().scalars(select(Identity).where(Identity.person_id == person.id).order_by(Identity.id)).all()


def by_id(number: int) -> Identity | None:
    """Return one account by its *number* here."""
    return current().get(Identity, number)
