"""Reads who came for which organisation, from what was stored on the day; no objects of the session.

Where the attendance of a meeting is recorded, it says who came; of an older one the places are all that is known.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from meetings.domain.attendance.queries import family, name, was_there
from meetings.domain.meeting.queries import in_the_programme
from meetings.models.attendance import Attendance, Guest
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.organisation import Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration, RegistrationDay


@dataclass(frozen=True, slots=True)
class Present:
    """Someone who was at a meeting: once, whether they sat in one session or in both."""

    #: Nobody's, of a guest.
    person_id: int | None
    name: str
    sessions: tuple[SessionLanguage, ...]


def of_organisation(organisation: Organisation) -> Mapping[int, Sequence[Present]]:
    """Return who came for *organisation*, by the id of the meeting; two statements."""
    recorded = select(Attendance.meeting_id).where(was_there())
    placed = _placed(Registration.meeting_id).where(
        Registration.organisation_id == organisation.id, Registration.meeting_id.not_in(recorded)
    )
    came = _came(Attendance.meeting_id).where(Attendance.organisation_id == organisation.id)
    return _grouped(placed, came)


def at_meeting(meeting: Meeting) -> Mapping[int, Sequence[Present]]:
    """Return who came to *meeting*, by the id of their organisation; two statements."""
    recorded = select(Attendance.meeting_id).where(was_there())
    placed = _placed(Registration.organisation_id).where(
        Registration.meeting_id == meeting.id,
        Registration.organisation_id.is_not(None),
        Registration.meeting_id.not_in(recorded),
    )
    came = _came(Attendance.organisation_id).where(
        Attendance.meeting_id == meeting.id, Attendance.organisation_id.is_not(None)
    )
    return _grouped(placed, came)


def _placed(key: Any) -> Select[Any]:
    query = select(key, Person.id, Person.name, Session.language).select_from(Registration)
    query = query.join(Person, Person.id == Registration.person_id)
    query = query.join(RegistrationDay, RegistrationDay.registration_id == Registration.id)
    query = query.join(Session, Session.id == RegistrationDay.session_id)
    query = query.where(Registration.place == Place.CONFIRMED, RegistrationDay.dropped_at.is_(None), in_the_programme())
    return query.order_by(*by_name(), Session.starts_at)


def _came(key: Any) -> Select[Any]:
    query = select(key, Attendance.person_id, name(), Session.language).select_from(Attendance)
    query = query.outerjoin(Person, Person.id == Attendance.person_id).outerjoin(Guest, Guest.id == Attendance.guest_id)
    query = query.join(Session, Session.id == Attendance.session_id)
    return query.where(was_there()).order_by(family(), name(), Session.starts_at)


def _grouped(*queries: Select[Any]) -> Mapping[int, Sequence[Present]]:
    found: dict[int, dict[tuple[int | None, str], list[SessionLanguage]]] = defaultdict(lambda: defaultdict(list))
    for query in queries:
        for key, person_id, called, language in current().execute(query):
            found[key][person_id, called].append(language)
    return {key: list(_presents(people.items())) for key, people in found.items()}


def _presents(
    people: Iterable[tuple[tuple[int | None, str], list[SessionLanguage]]],
) -> Iterable[Present]:
    return (Present(person_id, called, tuple(dict.fromkeys(languages))) for (person_id, called), languages in people)
