"""Finds accounts at the provider of single sign-on, and visits there that are under way."""

from sqlalchemy import select

from meetings.domain.access import identity_rules as rules
from meetings.models.database import current
from meetings.models.identity import Identity, ProviderVisit


def visit_by_state(state: str) -> ProviderVisit | None:
    """Return the visit that *state* belongs to."""
    return current().scalar(select(ProviderVisit).where(ProviderVisit.state_hash == rules.state_hash(state)))


def by_subject(issuer: str, subject: str) -> Identity | None:
    """Return whose account *subject* at *issuer* is."""
    return current().scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))
