"""Reads what registrations say besides the place: who comes along, needs, files given as answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.domain.registration.rules import HELD
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import AnswerFile, Companion, Needs, RegistrationAnswer


def companions_of(registration: Registration) -> list[str]:
    """Return the names of those who accompany the holder of *registration*."""
    query = select(Companion.name).where(Companion.registration_id == registration.id)
    return list(current().scalars(query.order_by(Companion.position)))


def companions(registrations: Sequence[Registration]) -> Mapping[int, list[str]]:
    """Return who accompanies several people, by the id of the registration; one statement."""
    found: dict[int, list[str]] = defaultdict(list)
    ids = [registration.id for registration in registrations]
    query = select(Companion.registration_id, Companion.name).where(Companion.registration_id.in_(ids))
    for number, name in current().execute(query.order_by(Companion.position)):
        found[number].append(name)
    return found


def number_of_companions(meeting: Meeting) -> int:
    """Return how many people accompany those who have a place at *meeting*."""
    query = select(func.count()).select_from(Companion).join(Companion.registration)
    placed = (Registration.meeting_id == meeting.id, Registration.place == Place.CONFIRMED)
    return current().scalar(query.where(*placed)) or 0


def needs_of(registration: Registration) -> Needs | None:
    """Return what the holder of *registration* needs."""
    return current().get(Needs, registration.id)


def needs(meeting: Meeting) -> Sequence[Needs]:
    """Return what the registered of *meeting* need, by name, with for whom they come."""
    query = (
        select(Needs)
        .join(Needs.registration)
        .join(Registration.person)
        .where(Registration.meeting_id == meeting.id, Registration.place.in_(HELD))
        .options(
            contains_eager(Needs.registration).options(
                contains_eager(Registration.person),
                joinedload(Registration.session, innerjoin=True),
                joinedload(Registration.days),
                joinedload(Registration.organisation).joinedload(Organisation.region),
            )
        )
        .order_by(*by_name(), Registration.id)
    )
    return current().scalars(query).unique().all()


def number_of_needs(meeting: Meeting) -> int:
    """Return how many of the registered of *meeting* have said that they need something."""
    query = select(func.count()).select_from(Needs).join(Needs.registration)
    return current().scalar(query.where(Registration.meeting_id == meeting.id, Registration.place.in_(HELD))) or 0


def files_of_person(person: Person) -> Sequence[str]:
    """Return under which keys the files lie that *person* gave as answers."""
    query = select(AnswerFile.storage_key).join(AnswerFile.answer).join(RegistrationAnswer.registration)
    return current().scalars(query.where(Registration.person_id == person.id)).all()
