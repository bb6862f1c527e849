"""Finds meetings and their sittings."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, func, or_, select, true

from meetings.domain.role import queries as roles
from meetings.domain.role.rules import Grants
from meetings.models.database import current
from meetings.models.meeting import COHOSTS, Meeting, Series, Session, Visibility
from meetings.models.organisation import Organisation
from meetings.models.person import Person

#: Written once: writing these takes longer than sending them.
_BY_SLUG = select(Meeting).where(Meeting.slug == bindparam("slug"))
_PROGRAMME = select(Session).where(Session.meeting_id == bindparam("meeting")).order_by(Session.starts_at, Session.id)
_SESSIONS_OF = _PROGRAMME.where(Session.parent_id.is_(None))


def all_series() -> Sequence[Series]:
    """Return every series, by symbol."""
    return current().scalars(select(Series).order_by(Series.symbol)).all()


def series_by_id(number: int) -> Series | None:
    """Return one series."""
    return current().get(Series, number)


def series_by_slug(slug: str) -> Series | None:
    """Return the series that addresses call *slug*."""
    return current().scalar(select(Series).where(Series.slug == slug))


def newest(limit: int = 200) -> Sequence[Meeting]:
    """Return up to *limit* meetings, the one planned last first."""
    return current().scalars(select(Meeting).order_by(Meeting.id.desc()).limit(limit)).all()


def next_number(series: Series) -> int:
    """Return the number that the next meeting of *series* would have."""
    return (current().scalar(select(func.max(Meeting.number)).where(Meeting.series_id == series.id)) or 0) + 1


def by_slug(slug: str) -> Meeting | None:
    """Return the meeting that addresses call *slug*, draft or not."""
    return current().scalar(_BY_SLUG, {"slug": slug})


def by_id(number: int) -> Meeting | None:
    """Return one meeting."""
    return current().get(Meeting, number)


def sessions_of(meeting: Meeting) -> Sequence[Session]:
    """Return the sittings of *meeting* in the order they begin, cancelled ones too, without their break-outs."""
    return current().scalars(_SESSIONS_OF, {"meeting": meeting.id}).all()


def sessions_anew(meeting: Meeting) -> Sequence[Session]:
    """Return the sittings of *meeting* as the database has them now, in the order they begin."""
    values = {"meeting": meeting.id}
    return current().scalars(_SESSIONS_OF, values, execution_options={"populate_existing": True}).all()


def programme(meeting: Meeting) -> Sequence[Session]:
    """Return the sittings of *meeting* and their break-outs in the order they begin."""
    return current().scalars(_PROGRAMME, {"meeting": meeting.id}).all()


def breakouts_of(session: Session) -> Sequence[Session]:
    """Return the groups that meet in parallel during *session*, in the order they begin."""
    query = select(Session).where(Session.parent_id == session.id).order_by(Session.starts_at, Session.id)
    return current().scalars(query).all()


def hosts(meeting: Meeting) -> Sequence[Organisation]:
    """Return the administration that receives *meeting*, then those that host it together with it, by code."""
    with_it = select(COHOSTS.c.organisation_id).where(COHOSTS.c.meeting_id == meeting.id)
    query = select(Organisation).where(or_(Organisation.id == meeting.host_id, Organisation.id.in_(with_it)))
    found = current().scalars(query.order_by(Organisation.code)).all()
    return sorted(found, key=lambda one: one.id != meeting.host_id)


def in_the_programme() -> ColumnElement[bool]:
    """Return the condition that a session is a sitting, no break-out, and takes place."""
    return Session.parent_id.is_(None) & Session.cancelled_at.is_(None)


def sessions_by_meeting(meetings: Iterable[Meeting]) -> dict[int, list[Session]]:
    """Return the sittings of several meetings in one statement, by the meeting's id, without their break-outs."""
    found: dict[int, list[Session]] = {meeting.id: [] for meeting in meetings}
    query = select(Session).where(Session.meeting_id.in_(list(found)), Session.parent_id.is_(None))
    query = query.order_by(Session.starts_at, Session.id)
    for session in current().scalars(query):
        found[session.meeting_id].append(session)
    return found


def visible_to(viewer: Person | None) -> ColumnElement[bool]:
    """Return the condition that *viewer* may know of a meeting."""
    secretariat = viewer is not None and viewer.runs_the_house
    return visible(signed_in=viewer is not None, secretariat=secretariat, grants=roles.held(viewer))


def visible(*, signed_in: bool, secretariat: bool, grants: Grants) -> ColumnElement[bool]:
    """Return the condition that someone may know of a meeting, who assists in those that *grants* name."""
    if secretariat:
        return true()
    announced = Meeting.announced_at.is_not(None)
    if grants.series or grants.meetings:
        return or_(announced, roles.assisted(grants))
    return announced if signed_in else announced & (Meeting.visibility != Visibility.INTERNAL)


def session_by_id(number: int) -> Session | None:
    """Return one sitting."""
    return current().get(Session, number)
