"""Reads who came for which organisation, from what was stored on the day; no objects of the session."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from meetings.models.database import current
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.organisation import Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration


@dataclass(frozen=True, slots=True)
class Present:
    """Someone who had a seat in a session."""

    person_id: int
    name: str
    session: SessionLanguage


def of_organisation(organisation: Organisation) -> Mapping[int, Sequence[Present]]:
    """Return who had a seat for *organisation*, by the id of the meeting."""
    query = _seated(Registration.meeting_id).where(Registration.organisation_id == organisation.id)
    return _grouped(query)


def at_meeting(meeting: Meeting) -> Mapping[int, Sequence[Present]]:
    """Return who had a seat at *meeting*, by the id of their organisation."""
    query = _seated(Registration.organisation_id).where(
        Registration.meeting_id == meeting.id, Registration.organisation_id.is_not(None)
    )
    return _grouped(query)


def _seated(key: Any) -> Select[Any]:
    query = select(key, Person.id, Person.name, Session.language).select_from(Registration)
    query = query.join(Person, Person.id == Registration.person_id).join(Session, Session.id == Registration.session_id)
    return query.where(Registration.place == Place.CONFIRMED).order_by(*by_name())


def _grouped(query: Select[Any]) -> Mapping[int, Sequence[Present]]:
    found: dict[int, list[Present]] = defaultdict(list)
    for key, *values in current().execute(query):
        found[key].append(Present(*values))
    return found
