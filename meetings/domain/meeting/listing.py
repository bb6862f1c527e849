"""Reads meetings as lists show them: plain values, many at a time."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Subquery, bindparam, func, or_, select

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting.queries import in_the_programme, visible
from meetings.domain.role import queries as roles
from meetings.domain.role.rules import Grants
from meetings.models.bundle import Bundle, Row, Rows
from meetings.models.columns import UtcDateTime
from meetings.models.meeting import Meeting, Session, SessionLanguage
from meetings.models.person import Person

#: Where the columns of the sitting begin in a row, its id being the last, and by what its rows are sorted.
_TIMES = -6
_BEGINNING = itemgetter(_TIMES + 2, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """A sitting in a list."""

    language: SessionLanguage
    starts_local: datetime
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """A meeting in a list with its sittings: the same object until something that lists show of it changes."""

    title: Bilingual
    sessions: tuple[Sitting, ...]
    slug: str
    zone: str
    announced_at: datetime | None
    tentative: bool
    registration_opens_at: datetime | None
    registration_closes_at: datetime | None
    postponed_at: datetime | None
    undated: bool
    cancelled_at: datetime | None
    record_adopted_at: datetime | None


def coming(viewer: Person | None, *, now: datetime) -> list[Listed]:
    """Return the meetings that are not over, the next one first; those without a sitting come last."""
    return list(_coming(*_standing(viewer)).read({"now": now}))


def past(viewer: Person | None, *, now: datetime, limit: int) -> list[Listed]:
    """Return the *limit* latest meetings that are over."""
    return list(_past(*_standing(viewer)).read({"now": now, "limit": limit}))


def _standing(viewer: Person | None) -> tuple[bool, bool, Grants]:
    """Return what decides which meetings *viewer* may know of: whether they are signed in, and what they run."""
    return viewer is not None, viewer is not None and viewer.runs_the_house, roles.held(viewer)


def _soonest_first(rows: Rows) -> tuple[Listed, ...]:
    found = sorted(_by_meeting(rows), key=lambda meeting: (meeting[0][0] is None, *meeting[0][:2]))
    return tuple(map(_listed, found))


def _latest_first(rows: Rows) -> tuple[Listed, ...]:
    found = sorted(_by_meeting(rows), key=lambda meeting: meeting[0][:2], reverse=True)
    return tuple(map(_listed, found))


def _by_meeting(rows: Rows) -> list[Rows]:
    """Put together the *rows* of each meeting, by its sittings' beginnings."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(row)
    return [tuple(sorted(sittings, key=_BEGINNING)) for sittings in found.values()]


@lru_cache(maxsize=512)
def _listed(rows: Rows) -> Listed:
    """Make a meeting of its *rows*, one for each of its sittings."""
    sittings = tuple(Sitting(*row[_TIMES:-1]) for row in rows if row[-1] is not None)
    return Listed(Bilingual(*rows[0][2:6]), sittings, *rows[0][6:_TIMES])


@lru_cache(maxsize=64)
def _coming(signed_in: bool, secretariat: bool, grants: Grants) -> Bundle[tuple[Listed, ...]]:
    ends = _ends()
    over = or_(ends.c.last_end > bindparam("now", type_=UtcDateTime), ends.c.last_end.is_(None))
    chosen = (
        select(Meeting.id, ends.c.last_end)
        .outerjoin(ends, ends.c.meeting_id == Meeting.id)
        .where(visible(signed_in=signed_in, secretariat=secretariat, grants=grants), over)
        .subquery()
    )
    return Bundle(_whole(chosen), _soonest_first)


@lru_cache(maxsize=64)
def _past(signed_in: bool, secretariat: bool, grants: Grants) -> Bundle[tuple[Listed, ...]]:
    ends = _ends()
    chosen = (
        select(Meeting.id, ends.c.last_end)
        .join(ends, ends.c.meeting_id == Meeting.id)
        .where(
            visible(signed_in=signed_in, secretariat=secretariat, grants=grants),
            ends.c.last_end <= bindparam("now", type_=UtcDateTime),
        )
        .order_by(ends.c.last_end.desc(), Meeting.id.desc())
        .limit(bindparam("limit"))
        .subquery()
    )
    return Bundle(_whole(chosen), _latest_first)


def _ends() -> Subquery:
    """Select when the last sitting of each meeting ends, as long as its dates hold."""
    last = func.max(Session.ends_at, type_=UtcDateTime).label("last_end")
    lasting = select(Session.meeting_id, last).join(Session.meeting).where(in_the_programme(), ~Meeting.undated)
    return lasting.group_by(Session.meeting_id).subquery()


def _whole(chosen: Subquery) -> Select[Any]:
    """Select the meetings that are *chosen* with their sittings, a row for each of these."""
    meeting, sitting = Meeting.__table__.c, Session.__table__.c
    title = (meeting.title_en, meeting.title_fr, meeting.title_original, meeting.title_behind)
    stands = (
        *(meeting.announced_at, meeting.tentative, meeting.registration_opens_at, meeting.registration_closes_at),
        *(meeting.postponed_at, meeting.undated, meeting.cancelled_at, meeting.record_adopted_at),
    )
    times = (sitting.language, sitting.starts_local, sitting.starts_at, sitting.ends_at, sitting.cancelled_at)
    return (
        select(chosen.c.last_end, meeting.id, *title, meeting.slug, meeting.zone, *stands, *times, sitting.id)
        .join(chosen, chosen.c.id == meeting.id)
        .outerjoin(Session, (sitting.meeting_id == meeting.id) & sitting.parent_id.is_(None))
    )
