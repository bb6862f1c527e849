"""Finds requests for the floor."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from meetings.domain.floor import rules
from meetings.models.agenda import AgendaItem
from meetings.models.database import current
from meetings.models.floor import FloorClosing, FloorPlan, FloorRequest
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation


def plan(meeting: Meeting) -> FloorPlan | None:
    """Return how long one may speak at *meeting*, if somebody has decided it or asked for the floor."""
    return current().get(FloorPlan, meeting.id)


def version(meeting: Meeting) -> int:
    """Return what every write to the lists of *meeting* raises; one statement by primary key."""
    return current().scalar(select(FloorPlan.version).where(FloorPlan.meeting_id == meeting.id)) or 0


def closing(session: Session) -> FloorClosing | None:
    """Return since when the list of *session* is closed."""
    return current().get(FloorClosing, session.id)


def by_id(meeting: Meeting, number: int) -> FloorRequest | None:
    """Return the request with the id *number*, if it is one at *meeting*."""
    return current().scalar(_whole().where(FloorRequest.id == number, FloorRequest.meeting_id == meeting.id))


def of_session(session: Session) -> Sequence[FloorRequest]:
    """Return every request of *session* with its administration, region and item, in the order they came."""
    query = _whole().where(FloorRequest.session_id == session.id)
    return current().scalars(query.order_by(FloorRequest.position, FloorRequest.id)).all()


def at_meeting(meeting: Meeting) -> Sequence[FloorRequest]:
    """Return every request of *meeting*, session by session."""
    query = _whole().options(joinedload(FloorRequest.session)).where(FloorRequest.meeting_id == meeting.id)
    return current().scalars(query.order_by(FloorRequest.session_id, FloorRequest.position)).all()


def open_of(session: Session, organisation: Organisation, item: AgendaItem | None) -> FloorRequest | None:
    """Return the request of *organisation* on *item* that waits or has the floor."""
    same = FloorRequest.item_id.is_not_distinct_from(item.id if item else None)
    mine = FloorRequest.organisation_id == organisation.id
    query = select(FloorRequest).where(FloorRequest.session_id == session.id, mine, same)
    return current().scalar(query.where(FloorRequest.state.in_(rules.OPEN)).limit(1))


def next_position(session: Session) -> int:
    """Return the place after the last one on the list of *session*."""
    query = select(func.max(FloorRequest.position)).where(FloorRequest.session_id == session.id)
    return (current().scalar(query) or 0) + 1


def sitting(sessions: Sequence[Session], now: datetime) -> Session | None:
    """Return the one of *sessions* that takes place now, else the next one, else the last."""
    ahead = [each for each in sessions if each.ends_at > now and each.cancelled_at is None]
    return min(ahead, key=lambda each: each.starts_at) if ahead else (sessions[-1] if sessions else None)


def _whole() -> Select[FloorRequest]:
    return select(FloorRequest).options(
        joinedload(FloorRequest.meeting, innerjoin=True),
        joinedload(FloorRequest.organisation, innerjoin=True).joinedload(Organisation.region),
        joinedload(FloorRequest.item),
        joinedload(FloorRequest.asked_by),
    )
