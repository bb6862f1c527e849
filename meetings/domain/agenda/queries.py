"""Reads agendas."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.bundle import Bundle, Rows
from meetings.models.database import current
from meetings.models.meeting import Meeting


def items(meeting: Meeting, *, fresh: bool = False) -> Sequence[AgendaItem]:
    """Return the items of *meeting* in their order; *fresh* reads over what this unit of work knew of them."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    query = query.order_by(AgendaItem.position, AgendaItem.id).execution_options(populate_existing=fresh)
    return current().scalars(query).all()


def by_id(meeting: Meeting, number: int) -> AgendaItem | None:
    """Return the item of *meeting* with the id *number*."""
    return current().scalar(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.id == number))


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """An item as readers see it: a plain value, the same object until something of the agenda changes."""

    title: Bilingual
    presenter: Bilingual
    id: int
    position: int
    purpose: Purpose
    minutes: int | None


_TABLE = AgendaItem.__table__.c


def _points(rows: Rows) -> tuple[Point, ...]:
    """Put the items in *rows* into their order."""
    found = (Point(Bilingual(*row[4:8]), Bilingual(*row[8:]), *row[:4]) for row in rows)
    return tuple(sorted(found, key=lambda point: (point.position, point.id)))


_POINTS = Bundle(
    select(
        *(_TABLE.id, _TABLE.position, _TABLE.purpose, _TABLE.minutes),
        *(_TABLE.title_en, _TABLE.title_fr, _TABLE.title_original, _TABLE.title_behind),
        *(_TABLE.presenter_en, _TABLE.presenter_fr, _TABLE.presenter_original, _TABLE.presenter_behind),
    ).where(_TABLE.meeting_id == bindparam("meeting")),
    _points,
)


def points(meeting: Meeting) -> tuple[Point, ...]:
    """Return the items of *meeting* in their order, to be read only. Equal rows give the same items again."""
    return _POINTS.read({"meeting": meeting.id})
