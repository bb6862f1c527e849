"""Finds who stands in for whom at meetings."""

from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select
from sqlalchemy.orm import joinedload

from meetings.core.errors import Refused
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import queries, rules, substitute_rules
from meetings.domain.registration.substitute_rules import Standing
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.substitution import Substitution


def by_id(number: int) -> Substitution | None:
    """Return one substitution, ended or not, with the people and the meeting."""
    return current().scalar(_whole().where(Substitution.id == number))


def of_principal(meeting: Meeting, person: Person) -> Substitution | None:
    """Return the substitution in force by which *person* is replaced at *meeting*."""
    return current().scalar(_open(meeting).where(Substitution.principal_id == person.id))


def of_substitute(meeting: Meeting, person: Person) -> Substitution | None:
    """Return the substitution in force by which *person* stands in for somebody at *meeting*."""
    return current().scalar(_open(meeting).where(Substitution.substitute_id == person.id))


def of_either(meeting: Meeting, person: Person) -> Substitution | None:
    """Return the substitution in force at *meeting* that *person* has a part in; nobody has a part in two."""
    return current().scalar(_of_either(), {"meeting": meeting.id, "person": person.id})


@cache
def _of_either() -> Select[Substitution]:
    """Select the substitution that somebody has a part in; written once, since each ballot asks."""
    mine = bindparam("person").in_((Substitution.principal_id, Substitution.substitute_id))
    at = Substitution.meeting_id == bindparam("meeting")
    return select(Substitution).where(at, Substitution.ended_at.is_(None), mine).limit(1)


def open_at(meeting: Meeting) -> dict[int, Substitution]:
    """Return the substitutions in force at *meeting*, by the id of who is replaced."""
    return {one.principal_id: one for one in current().scalars(_open(meeting))}


def coming(person: Person, *, now: datetime) -> list[Substitution]:
    """Return the substitutions that *person* has a part in at meetings that are not over."""
    mine = (Substitution.principal_id == person.id) | (Substitution.substitute_id == person.id)
    query = _whole().where(mine, Substitution.ended_at.is_(None)).order_by(Substitution.id)
    return [one for one in current().scalars(query) if not is_over(one.meeting, now)]


def in_force(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition that a substitution was not taken back, and that its meeting is not over at *now*."""
    lasts = select(Session.meeting_id).where(Session.ends_at > now)
    return Substitution.ended_at.is_(None) & Substitution.meeting_id.in_(lasts)


def is_over(meeting: Meeting, now: datetime) -> bool:
    """Say whether *meeting* is over at *now*: then nobody stands in for anybody any more."""
    return meeting_rules.is_over(meetings.sessions_of(meeting), now)


def obstacle(meeting: Meeting, now: datetime) -> Refused | None:
    """Return why nobody is named in anybody's place at *meeting*: nobody knows of it yet, it is off, or over."""
    if meeting.announced_at is None:
        return substitute_rules.NotAnnounced()
    if meeting.cancelled_at:
        return rules.MeetingCancelled()
    return substitute_rules.MeetingOver() if is_over(meeting, now) else None


def standing(meeting: Meeting, person: Person, *, now: datetime) -> Standing:
    """Return what *person* has to do with *meeting*."""
    part = of_either(meeting, person)
    return Standing(
        placed=queries.of(meeting, person) is not None,
        named=organisations.nomination_of(person, on=now.date()) is not None,
        replaced=part is not None and part.principal_id == person.id,
        stands_in=part is not None and part.substitute_id == person.id,
    )


def place_of(meeting: Meeting, person: Person) -> Registration | None:
    """Return the registration of *person* at *meeting* as the database has it now, whatever became of it."""
    query = select(Registration).where(Registration.meeting_id == meeting.id, Registration.person_id == person.id)
    return current().scalar(query.execution_options(populate_existing=True))


def _whole() -> Select[Substitution]:
    return select(Substitution).options(
        joinedload(Substitution.meeting, innerjoin=True),
        joinedload(Substitution.principal, innerjoin=True),
        joinedload(Substitution.substitute, innerjoin=True),
        joinedload(Substitution.organisation),
    )


def _open(meeting: Meeting) -> Select[Substitution]:
    return _whole().where(Substitution.meeting_id == meeting.id, Substitution.ended_at.is_(None))
