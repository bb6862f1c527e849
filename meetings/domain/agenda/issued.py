"""Reads agendas as they are shown: the last version that was issued, an older one, or what stands now.

All are plain values, the same objects until something of the agenda changes.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, bindparam, cast, null, select, union_all

from meetings.core import former
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual
from meetings.domain.agenda.points import Agenda, Point
from meetings.models.agenda import AgendaItem, AgendaPresenter, AgendaVersion, IssuedItem
from meetings.models.bundle import Bundle, Row, Rows
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person

#: The parts of a row: the version, the item, its three texts, and one who presents it.
_VERSION, _ITEM, _TEXTS, _NAMED = slice(3), slice(3, 12), slice(12, 24), slice(24, None)


def _agenda(rows: Rows) -> Agenda:
    """Put the rows in their order; each is one presenter of an item, or an item without any."""
    ordered = sorted(rows, key=lambda row: (_place(row), row[_NAMED][0] or 0))
    points = tuple(_point(list(group)) for _number, group in groupby(ordered, key=_place))
    return Agenda(points, *(rows[0][_VERSION] if rows else ()))


def _place(row: Row) -> int:
    _id, _key, place, *_rest = row[_ITEM]
    return int(place)


def _point(rows: list[Row]) -> Point:
    number, *about = rows[0][_ITEM]
    texts = rows[0][_TEXTS]
    title, presenter, proposer = (Bilingual(*texts[start : start + 4]) for start in (0, 4, 8))
    presenters = tuple(_speaker(*row[_NAMED][1:]) for row in rows if row[_NAMED][0])
    proposed = proposer if proposer.original else Bilingual()
    return Point(title, presenter, proposed, presenters, number or 0, *about)


def _speaker(name: str | None, *organisation: Any) -> Bilingual:
    """Return how a person, an organisation, or a person for an organisation is named: “Wanjiru Kamande, Kenya”."""
    of = Bilingual(*organisation) if organisation[2] else Bilingual()
    if not name:
        return of
    en, fr = (", ".join(filter(None, (former.spoken(name, each), of.shown(each)[0]))) for each in (ENGLISH, FRENCH))
    return Bilingual(en, fr)


def _text(table: Any, name: str) -> tuple[ColumnElement[Any], ...]:
    return tuple(table.c[f"{name}_{part}"] for part in ("en", "fr", "original", "behind"))


def _rows(
    head: Iterable[ColumnElement[Any]], items: FromClause, item_id: ColumnElement[Any], owner: ColumnElement[Any]
) -> Select[Any]:
    """Select *items* with whoever presents them; *owner* is the column by which presenters know theirs."""
    presenter, person = AgendaPresenter.__table__, Person.__table__
    proposer, speaks_for = (Organisation.__table__.alias(name) for name in ("proposer", "speaks_for"))
    own = (items.c[name] for name in ("key", "position", "number", "sub", "purpose", "minutes", "pause", "session_id"))
    named = (presenter.c.id, person.c.name, *_text(speaks_for, "name"))
    return (
        select(
            *head, item_id, *own, *_text(items, "title"), *_text(items, "presenter"), *_text(proposer, "name"), *named
        )
        .select_from(items)
        .outerjoin(proposer, proposer.c.id == items.c.proposer_id)
        .outerjoin(presenter, owner == items.c.id)
        .outerjoin(person, person.c.id == presenter.c.person_id)
        .outerjoin(speaks_for, speaks_for.c.id == presenter.c.organisation_id)
    )


_item, _issued, _version = AgendaItem.__table__, IssuedItem.__table__, AgendaVersion.__table__
_MEETING = bindparam("meeting", type_=Integer)
_HEADS = (_version.c.number, _version.c.stage, _version.c.issued_at)
_NO_HEADS = tuple(cast(null(), column.type) for column in _HEADS)
_LAST = (
    select(_version.c.id)
    .where(_version.c.meeting_id == _MEETING, _version.c.issued_at.is_not(None))
    .order_by(_version.c.number.desc())
    .limit(1)
)
_STANDING = _rows(_NO_HEADS, _item, _item.c.id, AgendaPresenter.__table__.c.item_id).where(
    _item.c.meeting_id == _MEETING
)
_FROZEN = _rows(_HEADS, _issued, _issued.c.item_id, AgendaPresenter.__table__.c.issued_id).join(
    _version, _version.c.id == _issued.c.version_id
)

_SHOWN = Bundle(
    select(
        union_all(
            _FROZEN.where(_version.c.id == _LAST.scalar_subquery()),
            _STANDING.where(~_LAST.exists()),
        ).subquery()
    ),
    _agenda,
)
_NOW = Bundle(_STANDING, _agenda)
_PAST = Bundle(_FROZEN.where(_version.c.id == bindparam("version")), _agenda)


def shown(meeting: Meeting) -> Agenda:
    """Return the agenda that readers of *meeting* have: the last version issued, before the first one what stands."""
    return _SHOWN.read({"meeting": meeting.id})


def standing(meeting: Meeting) -> Agenda:
    """Return the agenda of *meeting* as it stands now."""
    return _NOW.read({"meeting": meeting.id})


def of_version(version: AgendaVersion) -> Agenda:
    """Return the agenda as *version* froze it."""
    return _PAST.read({"version": version.id})
