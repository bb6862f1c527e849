"""Reads privacy notices and who accepted them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from meetings.models.database import current
from meetings.models.person import Person
from meetings.models.privacy import PrivacyAcceptance, PrivacyNotice

_PUBLISHED = select(PrivacyNotice).where(PrivacyNotice.published_at.is_not(None))


def in_force() -> PrivacyNotice | None:
    """Return the notice that holds now."""
    return current().scalar(_PUBLISHED.order_by(PrivacyNotice.version.desc()).limit(1))


def published(version: int) -> PrivacyNotice | None:
    """Return the published notice with this version."""
    return current().scalar(_PUBLISHED.where(PrivacyNotice.version == version))


def all_published() -> Sequence[PrivacyNotice]:
    """Return every notice that ever held, the newest first."""
    return current().scalars(_PUBLISHED.order_by(PrivacyNotice.version.desc())).all()


def draft() -> PrivacyNotice | None:
    """Return the version that is being written."""
    query = select(PrivacyNotice).where(PrivacyNotice.published_at.is_(None))
    return current().scalar(query.order_by(PrivacyNotice.version.desc()).limit(1))


def highest_version() -> int:
    """Return the number of the newest version, written or published; 0 when there is none."""
    return current().scalar(select(func.max(PrivacyNotice.version))) or 0


def acceptance(person: Person, notice: PrivacyNotice) -> PrivacyAcceptance | None:
    """Return that *person* accepted *notice*."""
    return current().get(PrivacyAcceptance, (notice.id, person.id))


def accepted_by(notice: PrivacyNotice) -> tuple[int, int]:
    """Return how many people with an open account accepted *notice*, and how many there are."""
    everybody = select(func.count()).select_from(Person).where(Person.disabled_at.is_(None))
    accepted = current().scalar(everybody.where(Person.accepted_version >= notice.version)) or 0
    return accepted, current().scalar(everybody) or 0
