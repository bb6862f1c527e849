"""Finds places at meetings."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from meetings.core.paging import Page
from meetings.domain.meeting.queries import visible_to
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import rules
from meetings.domain.registration.rules import Terms
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person, by_name
from meetings.models.registration import Place, Registration, RegistrationDay, RegistrationTerms

PAGE = 50
#: What counts as being registered, or as asking to be.
HELD = rules.HELD
#: The same condition in a statement that is sent often: one with a list is written anew each time.
_IS_HELD = or_(*(Registration.place == place for place in sorted(HELD)))


#: What each meeting page asks, written once: writing a statement takes longer than sending it.
_THEIRS = (
    Registration.meeting_id == bindparam("meeting"),
    Registration.person_id == bindparam("person"),
    Registration.place.in_(HELD),
)
_OF = (
    select(Registration)
    .where(*_THEIRS)
    .options(
        joinedload(Registration.session, innerjoin=True),
        joinedload(Registration.days),
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
        joinedload(Registration.days),
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
        joinedload(Registration.days),
        joinedload(Registration.principal),
    )
    .order_by(*by_name(), Registration.id)
)


def by_id(number: int) -> Registration | None:
    """Return one registration, withdrawn or not, with all that a message about it needs."""
    return current().scalars(_whole().where(Registration.id == number)).unique().one_or_none()


def of(meeting: Meeting, person: Person) -> Registration | None:
    """Return the place of *person* at *meeting*, with its days and organisation; nothing once withdrawn."""
    return current().scalars(_OF, {"meeting": meeting.id, "person": person.id}).unique().one_or_none()


def sitting(
    meeting: ColumnElement[int] | InstrumentedAttribute[int], person: ColumnElement[int] | InstrumentedAttribute[int]
) -> ScalarSelect[int]:
    """Select the id of the sitting in which *person* has a place at *meeting*."""
    theirs = Registration.meeting_id == meeting, Registration.person_id == person, _IS_HELD
    return select(Registration.session_id).where(*theirs).scalar_subquery()


def anybody(meeting: Meeting) -> bool:
    """Say whether somebody has a place at *meeting* or waits for one."""
    held = select(Registration.id).where(Registration.meeting_id == meeting.id, Registration.place.in_(HELD))
    return current().scalar(held.limit(1)) is not None


def confirmed_in(session: Session) -> int:
    """Return how many seats of *session* are taken."""
    seats = select(func.count(Registration.id)).where(_in(session), Registration.place == Place.CONFIRMED)
    return current().scalar(seats) or 0


def taken(meeting: Meeting) -> dict[int, int]:
    """Return how many seats are taken in each session of *meeting* in which somebody has one; one statement."""
    query = _days().with_only_columns(RegistrationDay.session_id, func.count())
    query = query.where(Registration.meeting_id == meeting.id, Registration.place == Place.CONFIRMED)
    rows = current().execute(query.group_by(RegistrationDay.session_id))
    return {session_id: number for session_id, number in rows}  # noqa: C416


def first_waiting(meeting: Meeting, free: Collection[int], full: Collection[int], terms: Terms) -> Registration | None:
    """Return who has waited longest at *meeting* and fits in: all their days have a seat, and there is quota left.

    *free* are the ids of the sessions to come with a seat, *full* those of the others.
    """
    query = select(Registration).where(
        Registration.meeting_id == meeting.id,
        Registration.place == Place.WAITING,
        covers(free),
        ~covers(full),
    )
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


def ids_held_in(sessions: Collection[Session]) -> Sequence[int]:
    """Return the ids of the registrations of all who have or wait for a place in one of *sessions*."""
    held = covers([one.id for one in sessions]), Registration.place.in_(HELD)
    return current().scalars(select(Registration.id).where(*held).order_by(Registration.id)).all()


def held_in(sessions: Collection[Session], only: Collection[int] | None = None) -> Sequence[RegistrationDay]:
    """Return the days of *sessions* that somebody has or waits for, with all that a message to them needs.

    Of *only* some registrations, if their ids are given.
    """
    chosen = _whole().where(covers([one.id for one in sessions]), Registration.place.in_(HELD))
    if only is not None:
        chosen = chosen.where(Registration.id.in_(only))
    found = current().scalars(chosen.order_by(Registration.id).execution_options(populate_existing=True)).unique()
    wanted, rows = {one.id for one in sessions}, []
    for one in found:
        for row in one.days:
            # So that nobody asks for it once more: a day does not hold the place that it was found through.
            set_committed_value(row, "registration", one)
            rows += [row] if row.dropped_at is None and row.session_id in wanted else []
    return rows


def numbers(meeting: Meeting) -> dict[tuple[int | None, Place], int]:
    """Return how many people have each kind of place on each day of *meeting*, and at all: of no session."""
    mine = Registration.meeting_id == meeting.id
    by_day = _days().with_only_columns(RegistrationDay.session_id, Registration.place, func.count()).where(mine)
    at_all = select(null(), Registration.place, func.count()).where(mine).group_by(Registration.place)
    both: CompoundSelect[Any] = union_all(by_day.group_by(RegistrationDay.session_id, Registration.place), at_all)
    return {(session_id, place): number for session_id, place, number in current().execute(both)}


def colleagues(meeting: Meeting, organisation_id: int, person: Person) -> list[Registration]:
    """Return who else comes to *meeting* for the same organisation, by name, with their sessions."""
    values = {"meeting": meeting.id, "organisation": organisation_id, "person": person.id}
    return list(current().scalars(_COLLEAGUES, values).unique())


def of_organisation(meeting: Meeting, organisation: Organisation) -> list[Registration]:
    """Return who comes to *meeting* for *organisation*, waits or asks to, by name, with their sessions."""
    # Nobody has the id 0, so that nobody is left out.
    values = {"meeting": meeting.id, "organisation": organisation.id, "person": 0}
    return list(current().scalars(_COLLEAGUES, values).unique())


def together(
    meeting: Meeting, person: Person
) -> tuple[Registration | None, list[Registration], RegistrationTerms | None]:
    """Return the place of *person* at *meeting*, who else comes for the same organisation, and on what terms.

    The others come by name. The last is empty for somebody without a place, and where nobody decided on any terms.
    """
    found = current().execute(_TOGETHER, {"meeting": meeting.id, "person": person.id}).unique().all()
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
    return Page(current().scalars(query).unique().all(), page, PAGE, total)


def whole_list(
    meeting: Meeting,
    *,
    session_id: int | None = None,
    place: Place | None = None,
    only: Collection[int] | None = None,
) -> Sequence[Registration]:
    """Return the list of *meeting* without pages, for a file; of *only* some registrations, if their ids are given."""
    chosen = _chosen(meeting, session_id, place)
    chosen += [Registration.id.in_(only)] if only is not None else []
    return current().scalars(_listed(chosen)).unique().all()


def capacities(meeting: Meeting, *, on: date) -> dict[int, Capacity]:
    """Return in which capacity the registered of *meeting* speak for whom they come for, by the registration's id."""
    query = (
        organisations.in_force(on)
        .join(Registration, Registration.person_id == Nomination.person_id)
        .where(Registration.meeting_id == meeting.id, Registration.organisation_id == Nomination.organisation_id)
        .with_only_columns(Registration.id, Nomination.capacity)
    )
    return {number: capacity for number, capacity in current().execute(query)}  # noqa: C416


def of_person(person: Person, *, now: datetime) -> list[RegistrationDay]:
    """Return the days of *person* that are not over, the next one first, with their places and meetings."""
    query = (
        select(RegistrationDay)
        .join(RegistrationDay.registration)
        .join(RegistrationDay.session)
        .join(Registration.meeting)
        .where(
            Registration.person_id == person.id,
            Registration.place.in_(HELD),
            RegistrationDay.dropped_at.is_(None),
            Session.ends_at > now,
            Meeting.announced_at.is_not(None),
        )
        .options(
            contains_eager(RegistrationDay.session),
            contains_eager(RegistrationDay.registration)
            .contains_eager(Registration.meeting)
            .joinedload(Meeting.series, innerjoin=True),
        )
        .order_by(Session.starts_at, RegistrationDay.id)
    )
    return list(current().scalars(query))


def _in(session: Session) -> ColumnElement[bool]:
    return covers([session.id])


def covers(ids: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a registration covers one of the sessions with these *ids*."""
    return exists().where(
        RegistrationDay.registration_id == Registration.id,
        RegistrationDay.session_id.in_(ids),
        RegistrationDay.dropped_at.is_(None),
    )


def _days() -> Select[RegistrationDay]:
    """Select the days that registrations cover, joined with these."""
    query = select(RegistrationDay).join(Registration, Registration.id == RegistrationDay.registration_id)
    return query.where(RegistrationDay.dropped_at.is_(None))


def _whole() -> Select[Registration]:
    """Select registrations with everything they point to."""
    return select(Registration).options(
        joinedload(Registration.person, innerjoin=True),
        joinedload(Registration.session, innerjoin=True),
        joinedload(Registration.days),
        joinedload(Registration.organisation),
        joinedload(Registration.meeting, innerjoin=True).joinedload(Meeting.series, innerjoin=True),
    )


def _chosen(meeting: Meeting, session_id: int | None, place: Place | None) -> list[ColumnElement[bool]]:
    chosen = [Registration.meeting_id == meeting.id]
    if session_id is not None:
        chosen.append(covers([session_id]))
    chosen.append(Registration.place.in_(HELD) if place is None else Registration.place == place)
    return chosen


def _listed(chosen: Sequence[ColumnElement[bool]]) -> Select[Registration]:
    """Select the rows of the list with person, days, organisation and region."""
    return (
        select(Registration)
        .join(Registration.person)
        .where(*chosen)
        .options(
            contains_eager(Registration.person),
            joinedload(Registration.session, innerjoin=True),
            joinedload(Registration.days),
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
