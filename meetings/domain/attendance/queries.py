"""Finds single things of the attendance: rows, what was said of them, what a meeting does with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from meetings.core import zones
from meetings.domain.meeting import published
from meetings.domain.meeting import queries as meetings
from meetings.models.attendance import Attendance, AttendancePlan, Guest, Presence, Source, Stage, Testimony, Unit
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.registration import Place, Registration, RegistrationDay
from meetings.models.search import LastWord, folded_column

#: With what a meeting begins: half of a sitting is enough for a certificate.
FIRST_UNIT, FIRST_THRESHOLD = Unit.SHARE, 50


def was_present() -> ColumnElement[bool]:
    """The condition that somebody was present at the sitting, or in the break-out, of a row of attendance."""
    return and_(Attendance.presence == Presence.PRESENT, Attendance.counted)


def was_there() -> ColumnElement[bool]:
    """The condition that a row of attendance counts for the meeting: somebody was present at one of its sittings.

    Whoever was in a break-out alone, or at a sitting that was cancelled, was at none.
    """
    sitting = select(Session.id).where(Session.id == Attendance.session_id, meetings.in_the_programme())
    return was_present() & sitting.correlate(Attendance).exists()


def is_for_a_sitting(meeting: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition that a registration is for one of the sittings of a *meeting* that take place.

    It is shown by such a sitting if it covers any. It is read through the index of the places of a sitting, however
    many people there are.
    """
    return Registration.session_id.in_(_sittings(meeting))


def is_of_a_sitting(meeting: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition that a day of a registration is one of the sittings of a *meeting* that take place."""
    return RegistrationDay.dropped_at.is_(None) & RegistrationDay.session_id.in_(_sittings(meeting))


def _sittings(meeting: int | BindParameter[int]) -> Select[int]:
    return select(Session.id).where(Session.meeting_id == meeting, meetings.in_the_programme())


def was_expected(meeting: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition that a registration gives a place at one of the sittings of a *meeting* that take place."""
    return is_for_a_sitting(meeting) & (Registration.place == Place.CONFIRMED)


def held(meeting: Meeting) -> Sequence[Session]:
    """Return the sittings of *meeting* that people can be at, and their break-outs, in the order they begin."""
    query = select(Session).where(Session.meeting_id == meeting.id, _takes_place())
    return current().scalars(query.order_by(Session.starts_at, Session.id)).all()


def is_held(session: Session) -> bool:
    """Say whether people can be at *session*, as the database has it now."""
    query = select(Session.id).where(Session.id == session.id, _takes_place())
    return current().scalar(query) is not None


def name() -> Any:
    """Return the name of a person or a guest, of rows that are joined with both."""
    return func.coalesce(Person.name, Guest.name, type_=Person.name.type)


def family() -> ColumnElement[str]:
    """Return under which lists have that name, without accents."""
    return folded_column(func.coalesce(func.nullif(Person.family_name, ""), LastWord(name())))


def by_id(meeting: Meeting, number: int) -> Attendance | None:
    """Return one row of the attendance of *meeting*."""
    return current().scalar(_whole().where(Attendance.id == number, Attendance.meeting_id == meeting.id))


def is_recorded(meeting: Meeting) -> bool:
    """Say whether it is known of anybody that they were at *meeting*."""
    query = select(Attendance.id).where(Attendance.meeting_id == meeting.id, was_there())
    return current().scalar(query.limit(1)) is not None


def rows_of(session: Session, who: Sequence[Person | Guest]) -> Sequence[Attendance]:
    """Return what is shown of everybody in *who* at *session*."""
    people = [one.id for one in who if isinstance(one, Person)]
    guests = [one.id for one in who if isinstance(one, Guest)]
    theirs = or_(Attendance.person_id.in_(people), Attendance.guest_id.in_(guests))
    query = _whole().where(Attendance.session_id == session.id, theirs).execution_options(populate_existing=True)
    return current().scalars(query).all()


def of_person(meeting: Meeting, person: Person) -> Sequence[Attendance]:
    """Return what is shown of *person* at the sittings of *meeting*."""
    query = _whole().where(Attendance.meeting_id == meeting.id, Attendance.person_id == person.id)
    return current().scalars(query).all()


def of_guest(guest: Guest) -> Sequence[Attendance]:
    """Return what is shown of *guest* at the sittings of the meeting."""
    return current().scalars(_whole().where(Attendance.guest_id == guest.id)).all()


def said_of(rows: Iterable[Attendance]) -> dict[int, list[Testimony]]:
    """Return everything that was said of *rows*, by the id of the row, the oldest first."""
    found: dict[int, list[Testimony]] = {row.id: [] for row in rows}
    query = select(Testimony).where(Testimony.attendance_id.in_(list(found)))
    query = query.options(joinedload(Testimony.by), joinedload(Testimony.connections)).order_by(
        Testimony.at, Testimony.id
    )
    for one in current().scalars(query):
        found[one.attendance_id].append(one)
    return found


def organisations_of(session: Session, people: Sequence[int]) -> dict[int, int]:
    """Return for which organisation each of *people* came to *session*, by ids.

    That is the one of their registration; of who did not register, the one that had named them on that day.
    """
    on = zones.local(session.starts_at, session.zone).date()
    named = select(Nomination.person_id, Nomination.organisation_id).where(
        Nomination.person_id.in_(people),
        Nomination.since_on <= on,
        or_(Nomination.until_on.is_(None), Nomination.until_on >= on),
    )
    registered = select(Registration.person_id, Registration.organisation_id).where(
        Registration.meeting_id == session.meeting_id,
        Registration.person_id.in_(people),
        Registration.organisation_id.is_not(None),
    )
    rows = [*current().execute(named.order_by(Nomination.since_on, Nomination.id)), *current().execute(registered)]
    return {person_id: organisation_id for person_id, organisation_id in rows}  # noqa: C416


def at_the_door(session: Session) -> dict[int, datetime]:
    """Return who came in at the door of *session*, and when, by the id of the person."""
    query = select(Attendance.person_id, Testimony.at).join(Testimony, Testimony.attendance_id == Attendance.id)
    query = query.where(
        Attendance.session_id == session.id, Testimony.source == Source.DOOR, Attendance.person_id.is_not(None)
    )
    return {person_id: at for person_id, at in current().execute(query) if person_id}


def had_place(meeting: Meeting, person: Person) -> bool:
    """Say whether *person* had a seat at *meeting*."""
    query = select(Registration.id).where(
        Registration.meeting_id == meeting.id,
        Registration.person_id == person.id,
        Registration.place == Place.CONFIRMED,
    )
    return current().scalar(query) is not None


def has_come(guest: Guest) -> bool:
    """Say whether anything is recorded of *guest*."""
    return current().scalar(select(Attendance.id).where(Attendance.guest_id == guest.id).limit(1)) is not None


def guest_by_id(meeting: Meeting, number: int) -> Guest | None:
    """Return one guest of *meeting*."""
    return current().scalar(select(Guest).where(Guest.id == number, Guest.meeting_id == meeting.id))


def plan_of(meeting: Meeting) -> AttendancePlan:
    """Return what *meeting* does with its attendance; while nobody has decided anything, what it begins with."""
    found = current().get(AttendancePlan, meeting.id)
    return found or AttendancePlan(meeting_id=meeting.id, unit=FIRST_UNIT, threshold=FIRST_THRESHOLD, stage=None)


def own_word_is_over(meeting: Meeting) -> bool:
    """Say whether the record or the final list of participants of *meeting* is published."""
    return plan_of(meeting).stage is Stage.FINAL or published.record_is_published(meeting)


def _takes_place() -> ColumnElement[bool]:
    """The condition that neither a session, nor its meeting, nor the sitting it is a break-out of is called off."""
    sitting = aliased(Session)
    called_off = exists().where(sitting.id == Session.parent_id, sitting.cancelled_at.is_not(None))
    dated = exists().where(Meeting.id == Session.meeting_id, Meeting.cancelled_at.is_(None), ~Meeting.undated)
    return and_(Session.cancelled_at.is_(None), ~called_off, dated)


def _whole() -> Select[Attendance]:
    """Select rows with everybody and everything that they point to."""
    return select(Attendance).options(
        joinedload(Attendance.person),
        joinedload(Attendance.guest),
        joinedload(Attendance.session, innerjoin=True),
        joinedload(Attendance.organisation),
    )
