"""Reads what calendars show.

The public calendar holds the sittings of announced meetings that are not internal, past ones too, without break-outs.
One that is cancelled, or postponed without a new date, stays for 30 days, or until it would have been over if that is
later.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select
from sqlalchemy.orm import contains_eager

from meetings.domain.feed import rules
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session, Visibility
from meetings.models.person import Person
from meetings.models.registration import Place, Registration, RegistrationDay

Version = tuple[Any, ...]
#: Places that somebody had, and has no longer.
_GONE = (Place.WITHDRAWN, Place.REPLACED)

#: One cheap statement whose values change with every change that a public calendar can show: drafts count too, so
#: that a meeting that is taken back is noticed, and all instants do, since the last change to be saved need not be
#: the latest. The largest UID tells one database from another. Scalar subqueries: each is a scan or an index look-up.
VERSION: Select[Any] = select(
    select(func.aggregate_strings(cast(Meeting.changed_at, Text), ",")).scalar_subquery(),
    select(func.sum(Session.revision)).scalar_subquery(),
    select(func.max(Session.uid)).scalar_subquery(),
)


def version() -> Version:
    """Return what ``VERSION`` says now: while it stays the same, so do the public calendars of that day."""
    return tuple(current().connection().execute(VERSION).one())


def changed_at() -> datetime | None:
    """Return when any meeting or sitting last changed, whether readers can see it or not."""
    meeting = current().scalar(select(func.max(Meeting.changed_at)))
    session = current().scalar(select(func.max(Session.changed_at)))
    return max(filter(None, (meeting, session)), default=None)


def public_sessions(*, now: datetime) -> Sequence[Session]:
    """Return the sittings of the public calendar with their meetings, as of the day of *now*."""
    query = _sessions().where(_public(), _lasting(rules.today(now)))
    return current().scalars(query).all()


def sessions_of_public_meeting(slug: str) -> Sequence[Session]:
    """Return the sittings, with their meeting, of the meeting called *slug*; none when not everyone may see it."""
    return current().scalars(_sessions().where(_public(), Meeting.slug == slug)).all()


def days_of(person: Person, *, now: datetime) -> Sequence[RegistrationDay]:
    """Return what stands in the calendar of *person*: the days of their places, and for 30 days what they gave up."""
    day = rules.today(now)
    query = (
        select(RegistrationDay)
        .join(RegistrationDay.registration)
        .join(RegistrationDay.session)
        .join(Registration.meeting)
        .where(
            Registration.person_id == person.id,
            Meeting.announced_at.is_not(None),
            _lasting(day),
            or_(
                Registration.place.in_((Place.CONFIRMED, Place.WAITING)),
                and_(Registration.place.in_(_GONE), Registration.changed_at >= day - rules.CANCELLED_STAYS),
            ),
            or_(RegistrationDay.dropped_at.is_(None), RegistrationDay.dropped_at >= day - rules.CANCELLED_STAYS),
        )
        .options(
            contains_eager(RegistrationDay.session),
            contains_eager(RegistrationDay.registration)
            .contains_eager(Registration.meeting)
            .joinedload(Meeting.series, innerjoin=True),
        )
        .order_by(Session.starts_at, RegistrationDay.id)
    )
    return current().scalars(query).all()


def _sessions() -> Select[Session]:
    """Select sittings with meeting and series, in the order they begin."""
    return (
        select(Session)
        .join(Session.meeting)
        .options(contains_eager(Session.meeting).joinedload(Meeting.series, innerjoin=True))
        .where(Session.parent_id.is_(None))
        .order_by(Session.starts_at, Session.id)
    )


def _public() -> ColumnElement[bool]:
    """Return the condition that everyone may know of a meeting."""
    return Meeting.announced_at.is_not(None) & (Meeting.visibility != Visibility.INTERNAL)


def _lasting(day: datetime) -> ColumnElement[bool]:
    """Return the condition that an entry has not left the calendars by *day*."""
    last = day - rules.CANCELLED_STAYS
    return or_(
        and_(Meeting.cancelled_at.is_(None), Session.cancelled_at.is_(None), ~Meeting.undated),
        Meeting.cancelled_at >= last,
        Session.cancelled_at >= last,
        and_(Meeting.undated, Meeting.postponed_at >= last),
        Session.ends_at >= day,
    )
