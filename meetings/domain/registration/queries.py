"""Finds places at meetings."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.core.paging import Page
from meetings.domain.meeting.queries import visible_to
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration

PAGE = 50
#: What counts as being registered.
HELD = (Place.CONFIRMED, Place.WAITING)


#: What each meeting page asks, written once: writing a statement takes longer than sending it.
_OF = (
    select(Registration)
    .where(
        Registration.meeting_id == bindparam("meeting"),
        Registration.person_id == bindparam("person"),
        Registration.place.in_(HELD),
    )
    .options(joinedload(Registration.session, innerjoin=True), joinedload(Registration.organisation))
)
_SEATS_TAKEN = (
    select(Registration.session_id, func.count())
    .where(Registration.meeting_id == bindparam("meeting"), Registration.place == Place.CONFIRMED)
    .group_by(Registration.session_id)
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
    select(Registration)
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
    .options(contains_eager(Registration.person), joinedload(Registration.session, innerjoin=True))
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


def first_waiting(session: Session) -> Registration | None:
    """Return who has been on the waiting list of *session* longest."""
    query = select(Registration).where(_in(session), Registration.place == Place.WAITING)
    query = query.order_by(Registration.placed_at, Registration.id).limit(1)
    return current().scalar(query.execution_options(populate_existing=True))


def held_in(session: Session) -> Sequence[Registration]:
    """Return the confirmed and the waiting of *session*, with all that a message to them needs."""
    query = _whole().where(_in(session), Registration.place.in_(HELD))
    return current().scalars(query.order_by(Registration.id).execution_options(populate_existing=True)).all()


def seats_taken(meeting: Meeting) -> dict[int, int]:
    """Return how many seats are taken in each session of *meeting*, by the session's id; none is left out as 0."""
    rows = current().execute(_SEATS_TAKEN, {"meeting": meeting.id})
    return {session_id: number for session_id, number in rows}  # noqa: C416


def numbers(meeting: Meeting) -> dict[tuple[int, Place], int]:
    """Return how many people have each kind of place in each session of *meeting*."""
    rows = current().execute(
        select(Registration.session_id, Registration.place, func.count())
        .where(Registration.meeting_id == meeting.id)
        .group_by(Registration.session_id, Registration.place)
    )
    return {(session_id, place): number for session_id, place, number in rows}


def colleagues(meeting: Meeting, organisation_id: int, person: Person) -> list[Registration]:
    """Return who else comes to *meeting* for the same organisation, by name, with their sessions."""
    values = {"meeting": meeting.id, "organisation": organisation_id, "person": person.id}
    return list(current().scalars(_COLLEAGUES, values))


def together(meeting: Meeting, person: Person) -> tuple[Registration | None, list[Registration]]:
    """Return the place of *person* at *meeting*, and who else comes for the same organisation, by name."""
    found = list(current().scalars(_TOGETHER, {"meeting": meeting.id, "person": person.id}))
    mine = next((registration for registration in found if registration.person_id == person.id), None)
    return mine, [registration for registration in found if registration is not mine]


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
        )
        .order_by(*by_name(), Registration.id)
    )


def meetings_of(organisation: Organisation, viewer: Person | None) -> list[tuple[Meeting, int]]:
    """Return the meetings that *viewer* may know of and *organisation* has places at, with how many, newest first."""
    places = (
        select(Registration.meeting_id, func.count().label("number"))
        .where(Registration.organisation_id == organisation.id, Registration.place.in_(HELD))
        .group_by(Registration.meeting_id)
        .subquery()
    )
    query = select(Meeting, places.c.number).join(places, places.c.meeting_id == Meeting.id)
    query = query.where(visible_to(viewer)).order_by(Meeting.id.desc())
    return [(meeting, number) for meeting, number in current().execute(query)]
