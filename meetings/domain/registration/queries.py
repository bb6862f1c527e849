"""Finds places at meetings."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from meetings.core.paging import Page
from meetings.domain.meeting.queries import visible_to
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import rules
from meetings.domain.registration.rules import Terms
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration, RegistrationTerms

PAGE = 50
#: What counts as being registered, or as asking to be.
HELD = rules.HELD


#: What each meeting page asks, written once: writing a statement takes longer than sending it.
_OF = (
    select(Registration)
    .where(
        Registration.meeting_id == bindparam("meeting"),
        Registration.person_id == bindparam("person"),
        Registration.place.in_(HELD),
    )
    .options(
        joinedload(Registration.session, innerjoin=True),
        joinedload(Registration.organisation),
        joinedload(Registration.principal),
    )
)
_MINE = (
    select(Registration.organisation_id)
    .where(
        Registration.meeting_id == bindparam("meeting"),
        Registration.person_id == bindparam("person"),
        Registration.place.in_(HELD),
    )
    .scalar_subquery()
)
_TOGETHER = (
    select(Registration, RegistrationTerms)
    .outerjoin(RegistrationTerms, RegistrationTerms.meeting_id == Registration.meeting_id)
    .join(Registration.person)
    .where(
        Registration.meeting_id == bindparam("meeting"),
        or_(Registration.person_id == bindparam("person"), Registration.organisation_id == _MINE),
        Registration.place.in_(HELD),
    )
    .options(
        contains_eager(Registration.person),
        joinedload(Registration.session, innerjoin=True),
        joinedload(Registration.organisation),
        joinedload(Registration.principal),
    )
    .order_by(*by_name(), Registration.id)
)
_COLLEAGUES = (
    select(Registration)
    .join(Registration.person)
    .where(
        Registration.meeting_id == bindparam("meeting"),
        Registration.organisation_id == bindparam("organisation"),
        Registration.person_id != bindparam("person"),
        Registration.place.in_(HELD),
    )
    .options(
        contains_eager(Registration.person),
        joinedload(Registration.session, innerjoin=True),
        joinedload(Registration.principal),
    )
    .order_by(*by_name(), Registration.id)
)


def by_id(number: int) -> Registration | None:
    """Return one registration, withdrawn or not, with all that a message about it needs."""
    return current().scalar(_whole().where(Registration.id == number))


def of(meeting: Meeting, person: Person) -> Registration | None:
    """Return the place of *person* at *meeting*, with its session and organisation; nothing once withdrawn."""
    return current().scalar(_OF, {"meeting": meeting.id, "person": person.id})


def anybody(meeting: Meeting) -> bool:
    """Say whether somebody has a place at *meeting* or waits for one."""
    held = select(Registration.id).where(Registration.meeting_id == meeting.id, Registration.place.in_(HELD))
    return current().scalar(held.limit(1)) is not None


def confirmed_in(session: Session) -> int:
    """Return how many seats of *session* are taken."""
    seats = select(func.count()).select_from(Registration)
    return current().scalar(seats.where(_in(session), Registration.place == Place.CONFIRMED)) or 0


def first_waiting(sessions: Sequence[Session], terms: Terms) -> Registration | None:
    """Return who has waited longest for one of *sessions* of a meeting and fits into the quota."""
    ids = [session.id for session in sessions]
    query = select(Registration).where(Registration.session_id.in_(ids), Registration.place == Place.WAITING)
    if terms.quota is not None:
        seated = aliased(Registration)
        taken = (
            select(func.count())
            .select_from(seated)
            .where(
                seated.meeting_id == Registration.meeting_id,
                seated.organisation_id == Registration.organisation_id,
                seated.place == Place.CONFIRMED,
            )
        )
        query = query.where(or_(Registration.organisation_id.is_(None), taken.scalar_subquery() < terms.quota))
    query = query.order_by(Registration.placed_at, Registration.id).limit(1)
    return current().scalar(query.execution_options(populate_existing=True))


def held_in(session: Session) -> Sequence[Registration]:
    """Return the confirmed and the waiting of *session*, with all that a message to them needs."""
    query = _whole().where(_in(session), Registration.place.in_(HELD))
    return current().scalars(query.order_by(Registration.id).execution_options(populate_existing=True)).all()


def numbers(meeting: Meeting) -> dict[tuple[int, Place], int]:
    """Return how many people have each kind of place in each session of *meeting*."""
    # Through the sessions the index has all that is asked: no registration is read.
    sessions = select(Session.id).where(Session.meeting_id == meeting.id)
    rows = current().execute(
        select(Registration.session_id, Registration.place, func.count())
        .where(Registration.session_id.in_(sessions))
        .group_by(Registration.session_id, Registration.place)
    )
    return {(session_id, place): number for session_id, place, number in rows}


def colleagues(meeting: Meeting, organisation_id: int, person: Person) -> list[Registration]:
    """Return who else comes to *meeting* for the same organisation, by name, with their sessions."""
    values = {"meeting": meeting.id, "organisation": organisation_id, "person": person.id}
    return list(current().scalars(_COLLEAGUES, values))


def of_organisation(meeting: Meeting, organisation: Organisation) -> list[Registration]:
    """Return who comes to *meeting* for *organisation*, waits or asks to, by name, with their sessions."""
    # Nobody has the id 0, so that nobody is left out.
    values = {"meeting": meeting.id, "organisation": organisation.id, "person": 0}
    return list(current().scalars(_COLLEAGUES, values))


def together(
    meeting: Meeting, person: Person
) -> tuple[Registration | None, list[Registration], RegistrationTerms | None]:
    """Return the place of *person* at *meeting*, who else comes for the same organisation, and on what terms.

    The others come by name. The last is empty for somebody without a place, and where nobody decided on any terms.
    """
    found = current().execute(_TOGETHER, {"meeting": meeting.id, "person": person.id}).all()
    mine, decided = next(((one, terms) for one, terms in found if one.person_id == person.id), (None, None))
    return mine, [one for one, _terms in found if one is not mine], decided


def was_refused(meeting: Meeting, person: Person) -> bool:
    """Say whether the secretariat said no to *person*."""
    query = select(Registration.id).where(Registration.meeting_id == meeting.id, Registration.person_id == person.id)
    return current().scalar(query.where(Registration.place == Place.REFUSED)) is not None


def for_meeting(
    meeting: Meeting, *, session_id: int | None = None, place: Place | None = None, page: int = 1
) -> Page[Registration]:
    """Return one page of the list of *meeting*, by name; the withdrawn only when *place* asks for them."""
    chosen = _chosen(meeting, session_id, place)
    total = current().scalar(select(func.count()).select_from(Registration).where(*chosen)) or 0
    query = _listed(chosen).limit(PAGE).offset((page - 1) * PAGE)
    return Page(current().scalars(query).all(), page, PAGE, total)


def whole_list(
    meeting: Meeting, *, session_id: int | None = None, place: Place | None = None
) -> Sequence[Registration]:
    """Return the list of *meeting* without pages, for a file."""
    return current().scalars(_listed(_chosen(meeting, session_id, place))).all()


def capacities(meeting: Meeting, *, on: date) -> dict[int, Capacity]:
    """Return in which capacity the registered of *meeting* speak for whom they come for, by the registration's id."""
    query = (
        organisations.in_force(on)
        .join(Registration, Registration.person_id == Nomination.person_id)
        .where(Registration.meeting_id == meeting.id, Registration.organisation_id == Nomination.organisation_id)
        .with_only_columns(Registration.id, Nomination.capacity)
    )
    return {number: capacity for number, capacity in current().execute(query)}  # noqa: C416


def of_person(person: Person, *, now: datetime) -> list[Registration]:
    """Return the places of *person* at sessions that are not over, the next one first, with their meetings."""
    query = (
        select(Registration)
        .join(Registration.session)
        .join(Registration.meeting)
        .where(
            Registration.person_id == person.id,
            Registration.place.in_(HELD),
            Session.ends_at > now,
            Meeting.announced_at.is_not(None),
        )
        .options(
            contains_eager(Registration.session),
            contains_eager(Registration.meeting).joinedload(Meeting.series, innerjoin=True),
        )
        .order_by(Session.starts_at, Registration.id)
    )
    return list(current().scalars(query))


def _in(session: Session) -> ColumnElement[bool]:
    return Registration.session_id == session.id


def _whole() -> Select[Registration]:
    """Select registrations with everything they point to."""
    return select(Registration).options(
        joinedload(Registration.person, innerjoin=True),
        joinedload(Registration.session, innerjoin=True),
        joinedload(Registration.organisation),
        joinedload(Registration.meeting, innerjoin=True).joinedload(Meeting.series, innerjoin=True),
    )


def _chosen(meeting: Meeting, session_id: int | None, place: Place | None) -> list[ColumnElement[bool]]:
    chosen = [Registration.meeting_id == meeting.id]
    if session_id is not None:
        chosen.append(Registration.session_id == session_id)
    chosen.append(Registration.place.in_(HELD) if place is None else Registration.place == place)
    return chosen


def _listed(chosen: Sequence[ColumnElement[bool]]) -> Select[Registration]:
    """Select the rows of the list with person, session, organisation and region."""
    return (
        select(Registration)
        .join(Registration.person)
        .where(*chosen)
        .options(
            contains_eager(Registration.person),
            joinedload(Registration.session, innerjoin=True),
            joinedload(Registration.organisation).joinedload(Organisation.region),
            joinedload(Registration.colleague),
            joinedload(Registration.principal),
        )
        .order_by(*by_name(), Registration.id)
    )


def meetings_of(organisation: Organisation, viewer: Person | None) -> list[tuple[Meeting, int]]:
    """Return the meetings that *viewer* may know of and *organisation* has places at, with how many, newest first."""
    places = (
        select(Registration.meeting_id, func.count().label("number"))
        .where(Registration.organisation_id == organisation.id, Registration.place == Place.CONFIRMED)
        .group_by(Registration.meeting_id)
        .subquery()
    )
    query = select(Meeting, places.c.number).join(places, places.c.meeting_id == Meeting.id)
    query = query.where(visible_to(viewer)).order_by(Meeting.id.desc())
    return [(meeting, number) for meeting, number in current().execute(query)]
