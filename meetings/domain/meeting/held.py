"""Reads the meetings that are over, with their days; no objects of the session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting.queries import in_the_programme, visible_to
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that is over, and its first and its last day where it took place."""

    id: int
    slug: str
    title: Bilingual
    first: date
    last: date


def held(viewer: Person | None, *, now: datetime, only: Meeting | None = None) -> Sequence[Held]:
    """Return the meetings that *viewer* may know of and that are over, the latest first, or *only* one of them."""
    first, last = func.min(Session.starts_local), func.max(Session.ends_local)
    query = (
        select(Meeting.id, Meeting.slug, Meeting.title, first, last)
        .join(Session, Session.meeting_id == Meeting.id)
        .where(visible_to(viewer), Meeting.cancelled_at.is_(None), Meeting.announced_at.is_not(None))
        .where(in_the_programme(), ~Meeting.undated)
        .group_by(Meeting.id)
        .having(func.max(Session.ends_at) <= now)
        .order_by(func.max(Session.ends_at).desc(), Meeting.id.desc())
    )
    if only is not None:
        query = query.where(Meeting.id == only.id)
    rows = current().execute(query)
    return [Held(number, slug, title, begins.date(), ends.date()) for number, slug, title, begins, ends in rows]
