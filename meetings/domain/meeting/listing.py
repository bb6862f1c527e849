"""Reads meetings as lists show them: plain values, many at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Subquery, bindparam, func, or_, select

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting.queries import visible
from meetings.models.columns import UtcDateTime
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.person import Person

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """A sitting in a list."""

    language: SessionLanguage
    starts_local: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A meeting in a list with its sittings: the same object until something that lists show of it changes."""

    title: Bilingual
    sessions: tuple[Sitting, ...]
    slug: str
    zone: str
    announced_at: datetime | None
    registration_closes_at: datetime | None
    cancelled_at: datetime | None


def coming(viewer: Person | None, *, now: datetime) -> list[Listed]:
    """Return the meetings that are not over, the next one first; those without a sitting come last."""
    return _read(_coming(viewer is not None, viewer is not None and viewer.runs_the_house), {"now": now})


def past(viewer: Person | None, *, now: datetime, limit: int) -> list[Listed]:
    """Return the *limit* latest meetings that are over."""
    query = _past(viewer is not None, viewer is not None and viewer.runs_the_house)
    return _read(query, {"now": now, "limit": limit})


def _read(query: Select[Any], values: Mapping[str, object]) -> list[Listed]:
    rows = map(tuple, current().execute(query, values).all())
    return [_listed(tuple(found)) for _, found in groupby(rows, itemgetter(0))]


@lru_cache(maxsize=512)
def _listed(rows: tuple[Row, ...]) -> Listed:
    """Put the *rows* of one meeting together, one for each of its sittings."""
    sittings = tuple(Sitting(*row[-4:]) for row in rows if row[-1] is not None)
    return Listed(Bilingual(*rows[0][1:5]), sittings, *rows[0][5:-4])


@cache
def _coming(signed_in: bool, secretariat: bool) -> Select[Any]:
    ends = _ends()
    over = or_(ends.c.last_end > bindparam("now", type_=UtcDateTime), ends.c.last_end.is_(None))
    chosen = (
        select(Meeting.id, ends.c.last_end)
        .outerjoin(ends, ends.c.meeting_id == Meeting.id)
        .where(visible(signed_in=signed_in, secretariat=secretariat), over)
        .subquery()
    )
    return _whole(chosen).order_by(
        chosen.c.last_end.is_(None), chosen.c.last_end, chosen.c.id, Session.starts_at, Session.id
    )


@cache
def _past(signed_in: bool, secretariat: bool) -> Select[Any]:
    ends = _ends()
    chosen = (
        select(Meeting.id, ends.c.last_end)
        .join(ends, ends.c.meeting_id == Meeting.id)
        .where(
            visible(signed_in=signed_in, secretariat=secretariat),
            ends.c.last_end <= bindparam("now", type_=UtcDateTime),
        )
        .order_by(ends.c.last_end.desc(), Meeting.id.desc())
        .limit(bindparam("limit"))
        .subquery()
    )
    return _whole(chosen).order_by(chosen.c.last_end.desc(), chosen.c.id.desc(), Session.starts_at, Session.id)


def _ends() -> Subquery:
    """Select when the last sitting of each meeting ends."""
    last = func.max(Session.ends_at, type_=UtcDateTime).label("last_end")
    return select(Session.meeting_id, last).group_by(Session.meeting_id).subquery()


def _whole(chosen: Subquery) -> Select[Any]:
    """Select the meetings that are *chosen* with their sittings, a row for each of these."""
    meeting, sitting = Meeting.__table__.c, Session.__table__.c
    title = (meeting.title_en, meeting.title_fr, meeting.title_original, meeting.title_behind)
    instants = (meeting.announced_at, meeting.registration_closes_at, meeting.cancelled_at)
    times = (sitting.language, sitting.starts_local, sitting.starts_at, sitting.ends_at)
    return (
        select(meeting.id, *title, meeting.slug, meeting.zone, *instants, *times)
        .join(chosen, chosen.c.id == meeting.id)
        .outerjoin(Session, sitting.meeting_id == meeting.id)
    )
