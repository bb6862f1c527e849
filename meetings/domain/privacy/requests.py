"""Reads requests to be forgotten, and what would be given up with an account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.domain.registration.rules import HELD
from meetings.models.database import current
from meetings.models.meeting import Session
from meetings.models.merging import Merge
from meetings.models.person import Person
from meetings.models.privacy import ErasureRequest, ErasureState
from meetings.models.registration import Registration, RegistrationDay


def by_id(number: int) -> ErasureRequest | None:
    """Return one request."""
    return current().get(ErasureRequest, number)


def open_request(person: Person) -> ErasureRequest | None:
    """Return the request of *person* that nobody has decided yet."""
    query = select(ErasureRequest).where(
        ErasureRequest.person_id == person.id, ErasureRequest.state == ErasureState.ASKED
    )
    return current().scalar(query.limit(1))


def latest_request(person: Person) -> ErasureRequest | None:
    """Return the last request of *person*, decided or not."""
    query = select(ErasureRequest).where(ErasureRequest.person_id == person.id)
    return current().scalar(query.order_by(ErasureRequest.id.desc()).limit(1))


def waiting() -> Sequence[ErasureRequest]:
    """Return the requests that nobody has decided yet, the most urgent first."""
    query = select(ErasureRequest).where(ErasureRequest.state == ErasureState.ASKED)
    query = query.options(joinedload(ErasureRequest.person)).order_by(ErasureRequest.due_at, ErasureRequest.id)
    return current().scalars(query).all()


def decided(limit: int = 50) -> Sequence[ErasureRequest]:
    """Return the requests decided last."""
    query = select(ErasureRequest).where(ErasureRequest.state != ErasureState.ASKED)
    query = query.options(joinedload(ErasureRequest.person)).order_by(ErasureRequest.decided_at.desc())
    return current().scalars(query.limit(limit)).all()


def coming_places(person: Person, *, now: datetime) -> Sequence[Registration]:
    """Return the places of *person* with a day that has not begun."""
    ahead = select(RegistrationDay.registration_id).join(Session, Session.id == RegistrationDay.session_id)
    ahead = ahead.where(Session.starts_at > now, RegistrationDay.dropped_at.is_(None))
    query = (
        select(Registration)
        .where(Registration.person_id == person.id, Registration.place.in_(HELD), Registration.id.in_(ahead))
        .options(joinedload(Registration.meeting))
    )
    return current().scalars(query).all()


def is_merged_away(person: Person) -> bool:
    """Say whether *person* is a record that was merged into another, of somebody who is still there."""
    kept = select(Merge.id).join(Person, Person.id == Merge.kept_id).where(Person.erased_at.is_(None))
    return current().scalar(kept.where(Merge.gone_id == person.id, Merge.undone_at.is_(None)).limit(1)) is not None
