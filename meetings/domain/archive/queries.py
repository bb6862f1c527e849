"""Looks for past meetings, by what they are and by the words they left."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import add

from sqlalchemy import Select, and_, case, exists, extract, func, select
from sqlalchemy.orm import joinedload

from meetings.core.bilingual import Bilingual
from meetings.core.paging import Page
from meetings.domain.archive import texts
from meetings.domain.archive.rules import Facets, Hit, Place, Source
from meetings.domain.meeting import queries as meetings
from meetings.models.database import current
from meetings.models.document import Document
from meetings.models.meeting import Meeting, Series, Session
from meetings.models.organisation import Region
from meetings.models.outcome import Decision
from meetings.models.person import Person
from meetings.models.record import Record

PAGE = 20
MOST_PLACES = 3

_ENDS = (
    select(
        Session.meeting_id,
        func.max(Session.ends_at).label("last_end"),
        func.max(Session.ends_local).label("last_day"),
    )
    .where(meetings.in_the_programme())
    .group_by(Session.meeting_id)
    .subquery()
)


def search(
    viewer: Person | None,
    *,
    series: str = "",
    year: int | None = None,
    region: str = "",
    words: tuple[str, ...] = (),
    page: int = 1,
    now: datetime,
) -> Page[Hit]:
    """Return the past meetings that *viewer* may see, the latest first, one page.

    *series* is a short name, *year* that of the last sitting, *region* a code. Each of the *words*, as
    ``rules.words_of`` gives them, stands somewhere in a meeting's texts, in either language. The number of
    statements is the same however many there are.
    """
    chosen = _chosen(_past(viewer, now), series, year, region)
    if words:
        chosen = chosen.where(Meeting.id.in_(_with_words(viewer, chosen, words)))
    order = chosen.order_by(_ENDS.c.last_end.desc(), Meeting.id.desc())
    ids = list(current().scalars(order))
    shown = ids[(page - 1) * PAGE : page * PAGE]
    return Page(_hits(viewer, shown, words), page, PAGE, len(ids))


def facets(viewer: Person | None, *, now: datetime) -> Facets:
    """Return the series, years and regions of the past meetings that *viewer* may see."""
    past = _past(viewer, now)
    year = extract("year", _ENDS.c.last_day)
    series = select(Series).where(Series.id.in_(past.with_only_columns(Meeting.series_id))).order_by(Series.symbol)
    regions = select(Region).where(Region.id.in_(past.with_only_columns(Meeting.region_id))).order_by(Region.position)
    years = past.with_only_columns(year).distinct().order_by(year.desc())
    return Facets(
        series=current().scalars(series).all(),
        years=[int(found) for found in current().scalars(years)],
        regions=current().scalars(regions).all(),
    )


def _past(viewer: Person | None, now: datetime) -> Select[int]:
    """Select the meetings that *viewer* may see and whose last sitting has ended."""
    return (
        select(Meeting.id)
        .join(_ENDS, _ENDS.c.meeting_id == Meeting.id)
        .where(meetings.visible_to(viewer), _ENDS.c.last_end <= now, ~Meeting.undated)
    )


def _chosen(past: Select[int], series: str, year: int | None, region: str) -> Select[int]:
    """Narrow *past* meetings to those that were asked for."""
    if series:
        past = past.join(Series, Series.id == Meeting.series_id).where(Series.slug == series)
    if region:
        past = past.join(Region, Region.id == Meeting.region_id).where(Region.code == region)
    if year is not None:
        begins, ends = datetime(year, 1, 1), datetime(year + 1, 1, 1)  # noqa: DTZ001
        past = past.where(_ENDS.c.last_day >= begins, _ENDS.c.last_day < ends)
    return past


def _with_words(viewer: Person | None, among: Select[int], words: tuple[str, ...]) -> Select[int]:
    """Select the meetings in whose texts all *words* stand, each in any of them."""
    rows = texts.of(viewer, among)
    all_there = (func.max(case((texts.has(rows, word), 1), else_=0)) == 1 for word in words)
    return select(rows.c.meeting_id).group_by(rows.c.meeting_id).having(and_(*all_there))


def _hits(viewer: Person | None, ids: Sequence[int], words: tuple[str, ...]) -> list[Hit]:
    """Return the meetings with these *ids*, in their order."""
    query = select(Meeting).where(Meeting.id.in_(ids)).options(joinedload(Meeting.region))
    found = {meeting.id: meeting for meeting in current().scalars(query)}
    sessions = meetings.sessions_by_meeting(found.values())
    left = _left_behind(ids)
    places = _places(viewer, ids, words) if words else {}
    return [Hit(found[id_], sessions[id_], *left[id_], tuple(places.get(id_, ()))) for id_ in ids]


def _left_behind(ids: Sequence[int]) -> dict[int, tuple[bool, int, int]]:
    """Return whether there is a record, and the numbers of decisions and documents, by the meeting's id.

    Decisions count once the record is published.
    """
    published = exists().where(Record.meeting_id == Meeting.id, Record.published_at.is_not(None))
    decisions = select(func.count()).where(Decision.meeting_id == Meeting.id).scalar_subquery()
    documents = select(func.count()).where(Document.meeting_id == Meeting.id).scalar_subquery()
    query = select(Meeting.id, published, case((published, decisions), else_=0), documents)
    rows = current().execute(query.where(Meeting.id.in_(ids)))
    return {id_: (bool(record), made, papers) for id_, record, made, papers in rows}


def _places(viewer: Person | None, ids: Sequence[int], words: tuple[str, ...]) -> dict[int, list[Place]]:
    """Return the texts with the most of the *words*, at most three of a meeting."""
    rows = texts.of(viewer, select(Meeting.id).where(Meeting.id.in_(ids)))
    score = reduce(add, (case((texts.has(rows, word), 1), else_=0) for word in words))
    order = func.row_number().over(
        partition_by=rows.c.meeting_id, order_by=(score.desc(), rows.c.rank, rows.c.number, rows.c.symbol, rows.c.en)
    )
    best = select(rows, order.label("place")).where(texts.matching(rows, words)).subquery()
    query = select(best).where(best.c.place <= MOST_PLACES).order_by(best.c.meeting_id, best.c.place)
    found: dict[int, list[Place]] = {}
    for row in current().execute(query):
        text = Bilingual(row.en, row.fr, row.original, row.behind)
        found.setdefault(row.meeting_id, []).append(Place(Source(row.source), row.number, row.mark, row.symbol, text))
    return found
