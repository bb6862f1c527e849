"""Reads who can be invited to a meeting, who was, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from meetings.domain.invitation.rules import Segment
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.organisation import queries as register
from meetings.domain.registration.rules import HELD
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.meeting_link import InvitationRound, MeetingLink
from meetings.models.organisation import Nomination, Organisation, OrganisationKind, Region
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration, RegistrationDay


def candidates(meeting: Meeting, segment: Segment, *, on: date, now: datetime) -> list[Nomination]:
    """Return who is named on the day *on*, answers *segment*, and can be invited to *meeting*; each once, by name.

    Left out is whoever was invited already, has or had a place or asked for one, cannot be written to, or speaks for
    an organisation of a kind that takes no part. One statement.
    """
    query = (
        register.in_force(on)
        .join(Nomination.organisation)
        .join(Organisation.kind)
        .outerjoin(Organisation.region)
        .where(
            Person.address_failed_at.is_(None),
            OrganisationKind.attends,
            register.of_the_body(on),
            ~_reached(meeting),
            *narrowed(meeting, segment, now),
        )
        .options(
            contains_eager(Nomination.person),
            contains_eager(Nomination.organisation).contains_eager(Organisation.kind),
            contains_eager(Nomination.organisation).contains_eager(Organisation.region),
        )
        .order_by(*by_name(), Person.id, Nomination.since_on, Nomination.id)
    )
    return list({nomination.person_id: nomination for nomination in current().scalars(query)}.values())


def _reached(meeting: Meeting) -> ColumnElement[bool]:
    """Return the condition that a person was invited to *meeting* or registered for it, whatever became of it."""
    invited = exists().where(
        MeetingLink.meeting_id == meeting.id, MeetingLink.person_id == Person.id, MeetingLink.invited_at.is_not(None)
    )
    placed = exists().where(Registration.meeting_id == meeting.id, Registration.person_id == Person.id)
    return or_(invited, placed)


def narrowed(meeting: Meeting, segment: Segment, now: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions of *segment*, for a query of people with nominations, organisations, kinds, regions."""
    lists = (
        (Region.code, segment.regions),
        (OrganisationKind.code, segment.kinds),
        (Person.language, segment.languages),
        (Nomination.capacity, segment.capacities),
    )
    found: list[ColumnElement[bool]] = [column.in_(values) for column, values in lists if values]
    if segment.never_attended:
        sat = select(RegistrationDay.registration_id).join(Session, Session.id == RegistrationDay.session_id)
        sat = sat.where(Session.ends_at < now, RegistrationDay.dropped_at.is_(None))
        found.append(
            ~exists().where(
                Registration.person_id == Person.id,
                Registration.place == Place.CONFIRMED,
                Registration.id.in_(sat),
            )
        )
    if segment.silent:
        found.append(Organisation.id.not_in(_heard_of(meeting)))
    return found


def _heard_of(meeting: Meeting) -> Select[int]:
    """Select the ids of the organisations of which somebody has a place at *meeting*, asked for one, or declined."""
    registered = select(Registration.organisation_id).where(
        Registration.meeting_id == meeting.id,
        Registration.place.in_(HELD),
        Registration.organisation_id.is_not(None),
    )
    speaks = aliased(Nomination)
    declined = (
        select(speaks.organisation_id)
        .join(MeetingLink, MeetingLink.person_id == speaks.person_id)
        .where(MeetingLink.meeting_id == meeting.id, MeetingLink.declined_at.is_not(None), speaks.until_on.is_(None))
    )
    return registered.union(declined)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited, with their place if they ever had one, and for whom they speak today."""

    link: MeetingLink
    registration: Registration | None
    organisation: Organisation | None


def invited(meeting: Meeting, *, on: date) -> list[Invited]:
    """Return everybody who was invited to *meeting*, by name, as they are named on the day *on*; two statements."""
    query = (
        select(MeetingLink, Registration)
        .join(MeetingLink.person)
        .outerjoin(
            Registration,
            and_(Registration.meeting_id == MeetingLink.meeting_id, Registration.person_id == MeetingLink.person_id),
        )
        .outerjoin(Registration.session)
        .where(MeetingLink.meeting_id == meeting.id, MeetingLink.invited_at.is_not(None))
        .options(contains_eager(MeetingLink.person), contains_eager(Registration.session))
        .order_by(*by_name(), Person.id)
    )
    rows = current().execute(query).all()
    speaks = _organisations(meeting, on)
    return [Invited(link, registration, speaks.get(link.person_id)) for link, registration in rows]


def _organisations(meeting: Meeting, on: date) -> dict[int, Organisation]:
    """Return for whom the people invited to *meeting* speak on the day *on*, by their ids."""
    links = select(MeetingLink.person_id).where(MeetingLink.meeting_id == meeting.id)
    organisation = joinedload(Nomination.organisation)
    query = (
        register.in_force(on)
        .where(Nomination.person_id.in_(links))
        .options(organisation.joinedload(Organisation.region), organisation.joinedload(Organisation.kind))
        .order_by(Nomination.since_on, Nomination.id)
    )
    return {nomination.person_id: nomination.organisation for nomination in current().scalars(query)}


def links(meeting: Meeting) -> dict[int, MeetingLink]:
    """Return the personal links to *meeting*, by the ids of their holders."""
    query = select(MeetingLink).where(MeetingLink.meeting_id == meeting.id)
    return {link.person_id: link for link in current().scalars(query)}


def silent(meeting: Meeting) -> Sequence[MeetingLink]:
    """Return the links of those who were invited, have answered nothing and can be written to, by name."""
    placed = exists().where(
        Registration.meeting_id == MeetingLink.meeting_id, Registration.person_id == MeetingLink.person_id
    )
    query = (
        select(MeetingLink)
        .join(MeetingLink.person)
        .where(
            MeetingLink.meeting_id == meeting.id,
            MeetingLink.invited_at.is_not(None),
            MeetingLink.declined_at.is_(None),
            Person.disabled_at.is_(None),
            Person.address_failed_at.is_(None),
            ~placed,
        )
        .options(contains_eager(MeetingLink.person))
        .order_by(*by_name(), Person.id)
    )
    return current().scalars(query).all()


def rounds(meeting: Meeting) -> Sequence[InvitationRound]:
    """Return when people were invited to *meeting* or reminded, the latest first."""
    query = select(InvitationRound).where(InvitationRound.meeting_id == meeting.id)
    return current().scalars(query.order_by(InvitationRound.sent_at.desc(), InvitationRound.id.desc())).all()


def last_reminded(meeting: Meeting) -> datetime | None:
    """Return when the silent of *meeting* were last written to, by an invitation or a reminder."""
    return current().scalar(select(func.max(InvitationRound.sent_at)).where(InvitationRound.meeting_id == meeting.id))


def link_by_id(number: int) -> MeetingLink | None:
    """Return one link, with its meeting and its person."""
    query = select(MeetingLink).where(MeetingLink.id == number)
    return current().scalar(query.options(joinedload(MeetingLink.meeting), joinedload(MeetingLink.person)))


def leads_somewhere(link: MeetingLink, *, now: datetime) -> bool:
    """Say whether the meeting of *link* is announced, takes place, and is not over at *now*."""
    meeting = link.meeting
    if meeting.announced_at is None or meeting.cancelled_at:
        return False
    return not meeting_rules.is_over(meetings.sessions_of(meeting), now)


def round_by_id(number: int) -> InvitationRound | None:
    """Return one time that people were written to."""
    return current().get(InvitationRound, number)


def kinds() -> Sequence[OrganisationKind]:
    """Return the kinds of organisation that take part in meetings."""
    return [kind for kind in register.kinds() if kind.attends]
