"""Counts who registered and who came: one statement for each figure, each person and organisation once.

Whoever sat in both sessions counts once, so does an organisation with several people. A break-out has a figure of its
own and adds to no other; a sitting that was cancelled has none. Every page and file asks here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, bindparam, distinct, func, literal, select, union_all

from meetings.domain.attendance.queries import is_of_a_sitting, was_expected, was_present, was_there
from meetings.domain.organisation.queries import has_vote
from meetings.models.attendance import Attendance
from meetings.models.bundle import Bundle, Rows
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation, Region
from meetings.models.registration import Registration, RegistrationDay


@dataclass(frozen=True, slots=True)
class Count:
    """How many registered, and how many came."""

    registered: int
    attended: int


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The ids of the Members for whom somebody registered, and of those for whom somebody came."""

    registered: frozenset[int]
    attended: frozenset[int]


def people(meeting: Meeting) -> Count:
    """Return how many people registered for *meeting*, and how many came, guests too."""
    placed = select(func.count(distinct(Registration.person_id))).where(was_expected(meeting.id))
    came = select(func.count(distinct(Attendance.person_id)) + func.count(distinct(Attendance.guest_id)))
    came = came.where(Attendance.meeting_id == meeting.id, was_there())
    return Count(*current().execute(select(placed.scalar_subquery(), came.scalar_subquery())).one())


def by_session(meeting: Meeting) -> Mapping[int, Count]:
    """Return the people of each sitting and break-out of *meeting* by its id; whoever was in two stands in both."""
    placed = select(RegistrationDay.session_id, func.count(), literal(0)).join(RegistrationDay.registration)
    placed = placed.where(was_expected(meeting.id), is_of_a_sitting(meeting.id))
    came = select(Attendance.session_id, literal(0), func.count())
    came = came.where(Attendance.meeting_id == meeting.id, was_present())
    both = union_all(placed.group_by(RegistrationDay.session_id), came.group_by(Attendance.session_id)).subquery()
    session_id, registered, attended = both.c
    query = select(session_id, func.sum(registered), func.sum(attended)).group_by(session_id)
    return {number: Count(int(one), int(other)) for number, one, other in current().execute(query)}


def organisations(meeting: Meeting) -> Count:
    """Return for how many organisations of every kind somebody registered for *meeting*, and somebody came."""
    placed = select(func.count(distinct(Registration.organisation_id))).where(was_expected(meeting.id))
    came = select(func.count(distinct(Attendance.organisation_id)))
    came = came.where(Attendance.meeting_id == meeting.id, was_there())
    return Count(*current().execute(select(placed.scalar_subquery(), came.scalar_subquery())).one())


def by_region(meeting: Meeting) -> list[tuple[Region, Count]]:
    """Return the Members of each region, from west to east, of which somebody registered, and somebody came."""
    placed = select(Registration.organisation_id).where(
        was_expected(meeting.id), Registration.organisation_id.is_not(None)
    )
    came = select(Attendance.organisation_id).where(
        Attendance.meeting_id == meeting.id, was_there(), Attendance.organisation_id.is_not(None)
    )
    number = func.count(distinct(Organisation.id))
    query = (
        select(Region, number.filter(Organisation.id.in_(placed)), number.filter(Organisation.id.in_(came)))
        .outerjoin(Organisation, (Organisation.region_id == Region.id) & has_vote())
        .group_by(Region.id)
        .order_by(Region.position)
    )
    return [(region, Count(registered, attended)) for region, registered, attended in current().execute(query)]


def members(meeting: Meeting) -> Members:
    """Return which Members registered for *meeting* and which came: what its chamber shows."""
    return _MEMBERS.read({"meeting": meeting.id})


def _read(rows: Rows) -> Members:
    return Members(
        registered=frozenset(number for number, registered, _came in rows if registered),
        attended=frozenset(number for number, _registered, came in rows if came),
    )


def _member_rows() -> Bundle[Members]:
    """Write the statement of ``members`` once: every meeting page asks it."""
    meeting = bindparam("meeting", type_=Integer)
    placed = select(Registration.organisation_id).where(
        was_expected(meeting), Registration.organisation_id.is_not(None)
    )
    came = select(Attendance.organisation_id).where(
        Attendance.meeting_id == meeting, was_there(), Attendance.organisation_id.is_not(None)
    )
    columns: tuple[Any, ...] = (Organisation.id, Organisation.id.in_(placed), Organisation.id.in_(came))
    return Bundle(select(*columns).where(has_vote()), _read)


_MEMBERS = _member_rows()
