"""Who is still concerned by a deadline: nobody else hears that it moves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, select

from meetings.domain.invitation import queries as invitations
from meetings.domain.organisation import queries as register
from meetings.domain.registration import queries as registrations
from meetings.domain.registration.rules import HELD
from meetings.models.agenda import AgendaItem, AgendaPresenter
from meetings.models.database import current
from meetings.models.deadline import Closing
from meetings.models.document import Document, DocumentVersion
from meetings.models.meeting import Meeting
from meetings.models.meeting_link import MeetingLink
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.series import INVITED_KINDS, INVITED_REGIONS

#: Who answers for an organisation.
SPEAKERS = (Capacity.HEAD, Capacity.NCP)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom a deadline still concerns, with the personal link to the meeting if they were sent one."""

    person: Person
    link: MeetingLink | None = None
    #: Whether they have a place or asked for one: until registration closes they can change it.
    placed: bool = False


def of(meeting: Meeting, kind: Closing, *, on: date) -> list[Concerned]:
    """Return whom the deadline of *kind* of *meeting* still concerns on the day *on*, each once."""
    found = _READ[kind](meeting, on)
    reached = (one for one in found if one.person.disabled_at is None and one.person.address_failed_at is None)
    return list({one.person.id: one for one in reached}.values())


def _unregistered(meeting: Meeting, on: date) -> Iterable[Concerned]:
    """Return the invited who are silent, or, while nobody was, the contact points of organisations without a place.

    A series that names no kinds of organisation addresses the Members. Nobody is known to have been asked by it, so
    whoever has found the meeting hears too.
    """
    if invitations.rounds(meeting):
        return [Concerned(link.person, link) for link in invitations.silent(meeting)]
    kinds = current().scalars(select(INVITED_KINDS.c.kind_id).where(INVITED_KINDS.c.series_id == meeting.series_id))
    if named := kinds.all():
        return _not_there(meeting, Organisation.kind_id.in_(named), on)
    placed = [one for one in registrations.whole_list(meeting) if one.place in HELD]
    return [*(Concerned(one.person, placed=True) for one in placed), *_not_there(meeting, register.has_vote(), on)]


def _not_there(meeting: Meeting, kinds: ColumnElement[bool], on: date) -> list[Concerned]:
    """Return the contact points of the organisations of certain *kinds* of which nobody has a place."""
    regions = select(INVITED_REGIONS.c.region_id).where(INVITED_REGIONS.c.series_id == meeting.series_id)
    there = exists().where(
        Registration.meeting_id == meeting.id,
        Registration.organisation_id == Organisation.id,
        Registration.place.in_(HELD),
    )
    said = exists().where(Registration.meeting_id == meeting.id, Registration.person_id == Nomination.person_id)
    query = register.in_force(on).join(Nomination.organisation).where(kinds, register.of_the_body(on), ~there, ~said)
    if meeting.region_id:
        query = query.where(Organisation.region_id == meeting.region_id)
    elif current().scalar(regions.limit(1)) is not None:
        query = query.where(Organisation.region_id.in_(regions))
    return [Concerned(named.person) for named in current().scalars(query.order_by(Nomination.id))]


def _proposers(_meeting: Meeting, on: date) -> Iterable[Concerned]:
    """Return who speaks for the Members."""
    query = (
        register.in_force(on)
        .join(Nomination.organisation)
        .join(Organisation.kind)
        .where(OrganisationKind.votes, register.of_the_body(on), Nomination.capacity.in_(SPEAKERS))
    )
    return [Concerned(named.person) for named in current().scalars(query.order_by(Nomination.id))]


def _presenters(meeting: Meeting, on: date) -> Iterable[Concerned]:
    """Return who presents an item on which no file hangs; of an organisation without a name, who speaks for it."""
    file = exists().where(Document.item_id == AgendaItem.id, DocumentVersion.document_id == Document.id)
    query = (
        select(AgendaPresenter)
        .join(AgendaPresenter.item)
        .where(AgendaItem.meeting_id == meeting.id, ~file)
        .order_by(AgendaPresenter.id)
    )
    found = current().scalars(query).all()
    bodies = [one.organisation_id for one in found if one.person_id is None]
    speak = register.in_force(on).where(Nomination.organisation_id.in_(bodies), Nomination.capacity.in_(SPEAKERS))
    people = [one.person for one in found if one.person]
    return [Concerned(one) for one in (*people, *(named.person for named in current().scalars(speak)))]


def _registered(meeting: Meeting, _on: date) -> Iterable[Concerned]:
    """Return who has a place."""
    return [Concerned(one.person) for one in registrations.whole_list(meeting, place=Place.CONFIRMED)]


_READ: dict[Closing, Callable[[Meeting, date], Iterable[Concerned]]] = {
    Closing.REGISTRATION: _unregistered,
    Closing.PROPOSALS: _proposers,
    Closing.DOCUMENTS: _presenters,
    Closing.COMMENTS: _registered,
    Closing.SURVEY: _registered,
}
