"""Reads what calendars show.

Public calendars hold the sittings of announced meetings that are not internal, past ones too, without break-outs.
One that is cancelled, or postponed without a new date, stays for 30 days, or until it would have been over if that is
later.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import contains_eager

from meetings.domain.deadline import queries as deadlines
from meetings.domain.deadline.rules import Due
from meetings.domain.feed import rules
from meetings.domain.meeting import queries as meetings
from meetings.models.agenda import AgendaCall
from meetings.models.database import current
from meetings.models.deadline import Deadline
from meetings.models.meeting import Meeting, Series, Session, Visibility
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
    select(func.sum(Deadline.revision)).scalar_subquery(),
    select(func.sum(AgendaCall.revision)).scalar_subquery(),
    select(func.sum(Series.revision)).scalar_subquery(),
)
#: The same for the calendar of the one person whose address has the hash ``feed``, with their id first; it is empty
#: for an address that is nobody's, or that of a closed account.
OWNER = select(Person.id).where(Person.feed_hash == bindparam("feed", ""), Person.disabled_at.is_(None))
OWN_VERSION: Select[Any] = select(
    OWNER.scalar_subquery(),
    select(func.aggregate_strings(cast(Registration.changed_at, Text).concat(Registration.place), ","))
    .where(Registration.person_id == OWNER.scalar_subquery())
    .scalar_subquery(),
    select(func.aggregate_strings(cast(RegistrationDay.changed_at, Text), ","))
    .join(RegistrationDay.registration)
    .where(Registration.person_id == OWNER.scalar_subquery())
    .scalar_subquery(),
    *VERSION.selected_columns,
)


def version() -> Version:
    """Return what ``VERSION`` says now: while it stays the same, so do the public calendars of that day."""
    return tuple(current().connection().execute(VERSION).one())


def own_version(feed_hash: str) -> Version | None:
    """Return what ``OWN_VERSION`` says now of the address with this hash; nothing when it is nobody's."""
    found = tuple(current().connection().execute(OWN_VERSION, {"feed": feed_hash}).one())
    return found if found[0] is not None else None


def changed_at() -> datetime | None:
    """Return when any meeting or sitting last changed, whether readers can see it or not."""
    meeting = current().scalar(select(func.max(Meeting.changed_at)))
    session = current().scalar(select(func.max(Session.changed_at)))
    return max(filter(None, (meeting, session)), default=None)


def public_sessions(*, now: datetime) -> Sequence[Session]:
    """Return the sittings of the public calendar with their meetings, as of the day of *now*."""
    query = _sessions().where(_public(), _lasting(rules.today(now)))
    return current().scalars(query).all()


def sessions_of_series(series: Series, *, now: datetime) -> Sequence[Session]:
    """Return those of the public calendar that belong to *series*, as of the day of *now*."""
    query = _sessions().where(_public(), _lasting(rules.today(now)), Meeting.series_id == series.id)
    return current().scalars(query).all()


def public_series() -> list[Series]:
    """Return the series that have a calendar for everybody, which may be empty yet."""
    return [one for one in meetings.all_series() if one.visibility is not Visibility.INTERNAL]


def sessions_of_public_meeting(slug: str) -> Sequence[Session]:
    """Return the sittings, with their meeting, of the meeting called *slug*; none when not everyone may see it."""
    return current().scalars(_sessions().where(_public(), Meeting.slug == slug)).all()


def sessions_between(
    viewer: Person | None, since: datetime, until: datetime, series: Series | None = None
) -> Sequence[Session]:
    """Return the sittings of the meetings that *viewer* may know of which lie at least partly between two instants."""
    query = _sessions().where(meetings.visible_to(viewer), Session.starts_at < until, Session.ends_at > since)
    return current().scalars(query.where(Meeting.series_id == series.id) if series else query).all()


def deadlines_between(
    viewer: Person | None, since: datetime, until: datetime, series: Series | None = None
) -> list[tuple[Meeting, Due]]:
    """Return the deadlines between two instants of the meetings that *viewer* may know of, in three statements."""
    which = [meetings.visible_to(viewer), *([Meeting.series_id == series.id] if series else [])]
    return [(meeting, due) for meeting, due in deadlines.known(*which) if since <= due.at < until]


def places_between(person: Person, since: datetime, until: datetime) -> dict[int, Place]:
    """Return what *person* has in the sittings between two instants, by their ids: a seat, or a place in the queue."""
    query = (
        select(RegistrationDay.session_id, Registration.place)
        .join(RegistrationDay.registration)
        .join(RegistrationDay.session)
        .where(
            Registration.person_id == person.id,
            Registration.place.in_((Place.CONFIRMED, Place.WAITING)),
            RegistrationDay.dropped_at.is_(None),
            Session.starts_at < until,
            Session.ends_at > since,
        )
    )
    return {session_id: place for session_id, place in current().execute(query)}  # noqa: C416


def nearest(viewer: Person | None, since: datetime, until: datetime, series: Series | None = None) -> datetime | None:
    """Return when the next thing is that *viewer* may know of, from *until* on; else when the last was, before *since*.

    For a time between in which there is nothing.
    """
    which = [meetings.visible_to(viewer), *([Meeting.series_id == series.id] if series else [])]
    dues = [due.at for _meeting, due in deadlines.known(*which) if not due.removed_at]
    before = func.max(Session.starts_at).filter(Session.starts_at < since)
    query = select(before, func.min(Session.starts_at).filter(Session.starts_at >= until)).join(Session.meeting)
    last, following = current().execute(query.where(Session.parent_id.is_(None), *which)).one()
    ahead = [at for at in (following, *dues) if at and at >= until]
    behind = [at for at in (last, *dues) if at and at < since]
    return min(ahead) if ahead else max(behind, default=None)


def first_and_last(viewer: Person | None) -> tuple[datetime, datetime] | None:
    """Return when the first sitting begins that *viewer* may know of, and when the last one does, if there is any."""
    query = select(func.min(Session.starts_at), func.max(Session.starts_at)).join(Session.meeting)
    first, last = current().execute(query.where(meetings.visible_to(viewer))).one()
    return (first, last) if first and last else None


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
