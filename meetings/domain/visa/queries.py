"""Reads letters of invitation and the passports in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import by_name
from meetings.models.registration import Registration
from meetings.models.visa import InvitationLetter, Passport


@dataclass(frozen=True, slots=True)
class Asked:
    """One letter with the passport in it, as long as that is kept."""

    letter: InvitationLetter
    passport: Passport | None


def _letters() -> Select[InvitationLetter, Passport]:
    place = contains_eager(InvitationLetter.registration)
    return (
        select(InvitationLetter, Passport)
        .join(InvitationLetter.registration)
        .join(Registration.person)
        .outerjoin(Passport, Passport.registration_id == InvitationLetter.registration_id)
        .options(
            place.contains_eager(Registration.person),
            place.joinedload(Registration.session, innerjoin=True),
            place.joinedload(Registration.organisation).joinedload(Organisation.region),
            joinedload(InvitationLetter.issued_by),
        )
    )


def of(registration: Registration) -> Asked | None:
    """Return the letter that the holder of *registration* asked for."""
    row = current().execute(_letters().where(InvitationLetter.registration_id == registration.id)).one_or_none()
    return Asked(*row) if row else None


def by_id(meeting: Meeting, number: int) -> Asked | None:
    """Return one letter of *meeting*."""
    query = _letters().where(InvitationLetter.meeting_id == meeting.id, InvitationLetter.id == number)
    row = current().execute(query).one_or_none()
    return Asked(*row) if row else None


def of_meeting(meeting: Meeting) -> Sequence[Asked]:
    """Return the letters that were asked for at *meeting*, by name."""
    query = _letters().where(InvitationLetter.meeting_id == meeting.id).order_by(*by_name(), InvitationLetter.id)
    return [Asked(*row) for row in current().execute(query)]


def next_number(meeting: Meeting) -> int:
    """Return the number of the next letter of *meeting*; the meeting is held."""
    query = select(func.max(InvitationLetter.number)).where(InvitationLetter.meeting_id == meeting.id)
    return (current().scalar(query) or 0) + 1
