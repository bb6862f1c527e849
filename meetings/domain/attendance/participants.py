"""Reads a list of participants and puts it into the protocol order of a language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.core import zones
from meetings.core.bilingual import Language
from meetings.core.text import sort_key
from meetings.domain.attendance.queries import was_expected, was_there
from meetings.domain.meeting import queries as meetings
from meetings.domain.registration import days
from meetings.models.attendance import Attendance, Guest, Stage
from meetings.models.database import current
from meetings.models.meeting import Meeting, SessionLanguage
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind
from meetings.models.person import Person
from meetings.models.registration import Registration

#: In a delegation the head stands first; who was not named stands last.
ORDER = (Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE, Capacity.DELEGATE, None)


@dataclass(frozen=True, slots=True)
class Participant:
    """One person or guest on the list: once, whichever sittings they were at."""

    person: Person | None
    guest: Guest | None
    organisation: Organisation | None
    sessions: tuple[SessionLanguage, ...]
    capacity: Capacity | None
    #: The name of whoever they stand in for.
    on_behalf_of: str = ""

    @property
    def name(self) -> str:
        """Their name as they write it."""
        return self.person.name if self.person else self.guest.name if self.guest else ""

    @property
    def function(self) -> str:
        """What they do, in their own words."""
        return self.person.function if self.person else self.guest.function if self.guest else ""

    @property
    def family(self) -> str:
        """Under which lists have them."""
        return self.person.sorts_as if self.person else f"{self.name.rpartition(' ')[2]} {self.name}"


@dataclass(frozen=True, slots=True)
class Delegation:
    """Everybody who came for one organisation, the head first."""

    organisation: Organisation | None
    people: tuple[Participant, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The delegations of one kind: Members, then observers and the others as the register orders them."""

    kind: OrganisationKind | None
    delegations: tuple[Delegation, ...]


def found(meeting: Meeting, stage: Stage) -> list[Participant]:
    """Return everybody on the list of *meeting*: from registrations, or from attendance; four statements."""
    rows = _placed(meeting) if stage is Stage.PROVISIONAL else _came(meeting)
    sessions = {one.id: one.language for one in meetings.programme(meeting)}
    capacities, stood_in = _capacities(meeting), _stood_in(meeting)
    people: dict[tuple[int | None, int | None], Participant] = {}
    for person, guest, organisation, session_id in rows:
        key = (person.id if person else None, guest.id if guest else None)
        known = people.get(key)
        spoken = (*(known.sessions if known else ()), sessions[session_id])
        named = capacities.get((person.id, organisation.id)) if person and organisation else None
        principal = stood_in.get(person.id, "") if person else ""
        people[key] = Participant(person, guest, organisation, tuple(dict.fromkeys(spoken)), named, principal)
    return list(people.values())


def in_order(people: Iterable[Participant], language: Language) -> list[Group]:
    """Return *people* in the protocol order of *language*.

    Kinds of organisation stand as the register orders them, Members first; within a kind organisations stand by
    their protocol names in that language; who came for none stands last.
    """
    ordered = sorted(people, key=lambda one: (*_of_organisation(one.organisation, language), *_of_person(one)))
    return [
        Group(kind, tuple(_delegations(members)))
        for kind, members in groupby(ordered, key=lambda one: one.organisation.kind if one.organisation else None)
    ]


def protocol_name(organisation: Organisation, language: Language) -> str:
    """Return the name in full of *organisation* in *language*, or the usual one."""
    return organisation.protocol.shown(language)[0] or organisation.name.shown(language)[0]


def _delegations(people: Iterable[Participant]) -> Iterable[Delegation]:
    for organisation, members in groupby(people, key=lambda one: one.organisation):
        yield Delegation(organisation, tuple(members))


def _of_organisation(organisation: Organisation | None, language: Language) -> tuple[Any, ...]:
    if organisation is None:
        return (1, 0, 0, ("", ""), 0)
    kind = organisation.kind
    return (0, kind.position, kind.id, sort_key(protocol_name(organisation, language)), organisation.id)


def _of_person(one: Participant) -> tuple[Any, ...]:
    return ORDER.index(one.capacity), sort_key(one.family)


def _placed(meeting: Meeting) -> Sequence[Any]:
    query = select(Registration).join(Registration.person).options(contains_eager(Registration.person))
    query = query.where(was_expected(meeting.id)).options(joinedload(Registration.days))
    rows = current().scalars(_with_kind(query, Registration).order_by(Registration.id)).unique()
    held = ((row, one) for row in rows for one in days.covered(row) if one.cancelled_at is None)
    return [(row.person, None, row.organisation, one.id) for row, one in held]


def _came(meeting: Meeting) -> Sequence[Any]:
    query = select(Attendance).options(joinedload(Attendance.person), joinedload(Attendance.guest))
    query = query.where(Attendance.meeting_id == meeting.id, was_there())
    rows = current().scalars(_with_kind(query, Attendance).order_by(Attendance.session_id, Attendance.id))
    return [(row.person, row.guest, row.organisation, row.session_id) for row in rows]


def _with_kind(query: Select[Any], model: Any) -> Select[Any]:
    organisation = joinedload(model.organisation)
    return query.options(organisation.joinedload(Organisation.kind), organisation.joinedload(Organisation.region))


def _stood_in(meeting: Meeting) -> dict[int, str]:
    """Return the names of those in whose place people came, by the ids of these people."""
    query = select(Registration.person_id, Person.name).join(Person, Person.id == Registration.principal_id)
    rows = current().execute(query.where(was_expected(meeting.id)))
    return {person_id: name for person_id, name in rows}  # noqa: C416


def _capacities(meeting: Meeting) -> dict[tuple[int, int], Capacity]:
    """Return in which capacity people spoke for organisations on the days of *meeting*, by both ids."""
    dates = [zones.local(one.starts_at, one.zone).date() for one in meetings.sessions_of(meeting)]
    first, last = min(dates, default=meeting.created_at.date()), max(dates, default=meeting.created_at.date())
    query = select(Nomination.person_id, Nomination.organisation_id, Nomination.capacity).where(
        Nomination.since_on <= last, or_(Nomination.until_on.is_(None), Nomination.until_on >= first)
    )
    rows = current().execute(query.order_by(Nomination.since_on, Nomination.id))
    return {(person_id, organisation_id): capacity for person_id, organisation_id, capacity in rows}
