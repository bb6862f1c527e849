"""To whom a mailing goes: people of the register and of the meeting, each once, with what is known of them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from meetings.domain.invitation import queries as invitations
from meetings.domain.mailing.rules import Segment
from meetings.domain.organisation import queries as register
from meetings.domain.registration import days
from meetings.domain.registration.rules import HELD
from meetings.models.database import current
from meetings.models.mailing import Audience
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.meeting_link import MeetingLink
from meetings.models.organisation import Nomination, Organisation, OrganisationKind, Region
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration
from meetings.models.series import INVITED_KINDS, INVITED_REGIONS


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to whom a mailing goes."""

    person: Person
    registration: Registration | None
    link: MeetingLink | None
    organisation: Organisation | None

    @property
    def days(self) -> list[Session]:
        """The sittings in which they have a seat, in the order in which they begin; those that are off only if all are.

        Of a meeting of several days these are the days on which they come.
        """
        there = self.registration
        if there is None or there.place is not Place.CONFIRMED:
            return []
        return [one for one in days.covered(there) if one.cancelled_at is None] or [there.session]

    @property
    def own(self) -> Session | None:
        """The first sitting in which they have a seat."""
        return next(iter(self.days), None)


def of(meeting: Meeting, segment: Segment, *, now: datetime, ids: Sequence[int] | None = None) -> list[Recipient]:
    """Return whom *segment* of *meeting* means at *now* and who can be written to, by name; two statements.

    With *ids* only those of these people.
    """
    query = _people(meeting, now).where(*_conditions(meeting, segment, now))
    if ids is not None:
        query = query.where(Person.id.in_(ids))
    found: dict[int, Recipient] = {}
    for person, registration, link, nomination in current().execute(query):
        organisation = nomination.organisation if nomination else None
        found.setdefault(person.id, Recipient(person, registration, link, organisation))
    return list(found.values())


def sizes(meeting: Meeting, segments: Sequence[Segment], *, now: datetime) -> list[int]:
    """Return how many people each of *segments* of *meeting* means at *now*; one statement."""
    if not segments:
        return []
    count = select(func.count(Person.id.distinct())).select_from(Person)
    columns = [
        _joined(count, meeting, now).where(*_conditions(meeting, segment, now)).scalar_subquery()
        for segment in segments
    ]
    return list(current().execute(select(*columns)).one())


def _conditions(meeting: Meeting, segment: Segment, now: datetime) -> list[ColumnElement[bool]]:
    return [_meant(meeting, segment.audience, now), *invitations.narrowed(meeting, segment.part, now)]


def _people(meeting: Meeting, now: datetime) -> Select[Person, Registration, MeetingLink, Nomination]:
    """Select everybody who can be written to, with place, invitation and nomination, the newest nomination first."""
    people = select(Person, Registration, MeetingLink, Nomination)
    query: Select[Person, Registration, MeetingLink, Nomination] = (
        _joined(people, meeting, now)
        .options(
            contains_eager(Nomination.organisation).contains_eager(Organisation.kind),
            contains_eager(Nomination.organisation).contains_eager(Organisation.region),
            contains_eager(Registration.session),
            selectinload(Registration.days),
        )
        .order_by(*by_name(), Person.id, Nomination.since_on.desc(), Nomination.id.desc())
    )
    return query


def _joined(query: Any, meeting: Meeting, now: datetime) -> Any:
    """Join to the people of *query* what a choice asks of them, and leave out who cannot be written to."""
    mine = and_(Registration.meeting_id == meeting.id, Registration.person_id == Person.id)
    linked = and_(MeetingLink.meeting_id == meeting.id, MeetingLink.person_id == Person.id)
    return (
        query.outerjoin(Nomination, and_(Nomination.person_id == Person.id, register.holds(now.date())))
        .outerjoin(Nomination.organisation)
        .outerjoin(Organisation.kind)
        .outerjoin(Organisation.region)
        .outerjoin(Registration, mine)
        .outerjoin(Registration.session)
        .outerjoin(MeetingLink, linked)
        .where(Person.disabled_at.is_(None), Person.address_failed_at.is_(None))
    )


def _meant(meeting: Meeting, audience: Audience, now: datetime) -> ColumnElement[bool]:
    """Return the condition that somebody is of *audience*."""
    seat = Registration.place == Place.CONFIRMED
    invited = MeetingLink.invited_at.is_not(None)
    declined = MeetingLink.declined_at.is_not(None)
    everybody = or_(_invitable(meeting, now), invited, Registration.place.in_(HELD))
    found: dict[Audience, ColumnElement[bool]] = {
        Audience.EVERYBODY: everybody,
        Audience.INVITED: invited,
        Audience.SILENT: and_(everybody, Registration.id.is_(None), MeetingLink.declined_at.is_(None)),
        Audience.DECLINED: and_(declined, or_(Registration.id.is_(None), Registration.place.not_in(HELD))),
        Audience.REGISTERED: seat,
        Audience.REGISTERED_EN: and_(seat, Session.language == SessionLanguage.ENGLISH),
        Audience.REGISTERED_FR: and_(seat, Session.language == SessionLanguage.FRENCH),
        Audience.WAITING: Registration.place.in_((Place.WAITING, Place.REQUESTED)),
    }
    return found[audience]


def _invitable(meeting: Meeting, now: datetime) -> ColumnElement[bool]:
    """Return the condition that somebody speaks for an organisation that the series invites, of the right region."""
    kinds = select(INVITED_KINDS.c.kind_id).where(INVITED_KINDS.c.series_id == meeting.series_id)
    regions = select(INVITED_REGIONS.c.region_id).where(INVITED_REGIONS.c.series_id == meeting.series_id)
    named = [Nomination.id.is_not(None), OrganisationKind.attends, register.of_the_body(now.date())]
    of_a_kind = or_(~exists(kinds), Organisation.kind_id.in_(kinds))
    if meeting.region_id:
        return and_(*named, of_a_kind, Region.id == meeting.region_id)
    return and_(*named, of_a_kind, or_(~exists(regions), Organisation.region_id.in_(regions)))
