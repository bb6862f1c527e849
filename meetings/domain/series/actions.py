"""Writes what a series keeps for its next meeting, and plans meetings from it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Table, delete, insert

from meetings.domain.agenda import actions as agenda
from meetings.domain.audit import actions as audit
from meetings.domain.deadline import actions as deadlines
from meetings.domain.deadline.rules import Draft
from meetings.domain.mailing import actions as mailings
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting.rules import Plan, Sitting
from meetings.domain.series import queries, rules
from meetings.domain.series.proposals import Point
from meetings.domain.series.rules import DeadlineDraft, PointDraft, SeriesDraft, SittingDraft
from meetings.models.base import Base
from meetings.models.database import current, lock
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting, Series
from meetings.models.person import Person
from meetings.models.series import INVITED_KINDS, INVITED_REGIONS, SeriesDeadline, SeriesItem, SeriesSitting

NONE: Mapping[Closing, datetime] = MappingProxyType({})


def revise(series: Series, draft: SeriesDraft, *, seen: int, by: Person | None, now: datetime) -> None:
    """Change what is said of *series* and of all its meetings, and who is invited to them.

    Meetings that are planned already stay as they are. Raises ``SeriesMoved`` when the series is no longer what the
    editor has *seen*.
    """
    _hold(series, seen)
    series.name, series.title, series.feminine = draft.name, draft.title, draft.feminine
    series.body, series.summary = draft.body, draft.summary
    series.visibility, series.holidays = draft.visibility, draft.holidays
    _invite(series, INVITED_KINDS, "kind_id", draft.kinds)
    _invite(series, INVITED_REGIONS, "region_id", draft.regions)
    audit.record("series.revised", series, by=by, now=now)


def set_sittings(
    series: Series, sittings: Sequence[SittingDraft], *, seen: int, by: Person | None, now: datetime
) -> None:
    """Let each meeting of *series* begin with *sittings*, the first day first; raises ``SeriesMoved``."""
    _hold(series, seen)
    ordered = sorted(sittings, key=lambda one: (one.day, one.starts))
    _replace(queries.sittings(series), lambda place: _sitting(series, ordered[place], place + 1), len(ordered))
    audit.record("series.sittings_set", series, by=by, now=now, number=len(ordered))


def set_agenda(series: Series, points: Sequence[PointDraft], *, seen: int, by: Person | None, now: datetime) -> None:
    """Let the agenda of each meeting of *series* begin with *points*; raises ``SeriesMoved``."""
    _hold(series, seen)
    _replace(queries.items(series), lambda place: _item(series, points[place], place + 1), len(points))
    audit.record("series.agenda_set", series, by=by, now=now, number=len(points))


def set_deadlines(
    series: Series, deadlines: Sequence[DeadlineDraft], *, seen: int, by: Person | None, now: datetime
) -> None:
    """Let each meeting of *series* promise *deadlines*; raises ``SeriesMoved``."""
    _hold(series, seen)
    _replace(queries.deadlines(series), lambda place: _deadline(series, deadlines[place]), len(deadlines))
    audit.record("series.deadlines_set", series, by=by, now=now, number=len(deadlines))


def plan(
    plan: Plan,
    sittings: Sequence[Sitting],
    points: Sequence[Point],
    closings: Mapping[Closing, datetime] = NONE,
    *,
    by: Person | None,
    now: datetime,
) -> Meeting:
    """Plan a meeting with its agenda, its other deadlines and its mails, as a draft that only the secretariat sees.

    *closings* are wall times in the zone of the plan. Raises what ``meeting.actions.plan``,
    ``agenda.actions.add`` and ``deadline.actions.set_`` raise.
    """
    meeting = meetings.plan(plan, sittings, by=by, now=now)
    above = None
    for point in points:
        item = agenda.add(meeting, point.draft, under=above if point.under else None, by=by, now=now)
        above = above if point.under else item
    for kind, closes in closings.items():
        deadlines.set_(meeting, kind, Draft(closes, plan.zone), by=by, now=now)
    mailings.follow_series(meeting, by=by, now=now)
    audit.record("meeting.agenda_begun", meeting, by=by, meeting=meeting, now=now, number=len(points))
    return meeting


def _hold(series: Series, seen: int) -> None:
    """Hold *series*, and count one more edit; raises ``SeriesMoved``."""
    lock(series)
    if series.revision != seen:
        raise rules.SeriesMoved
    series.revision += 1


def _invite(series: Series, table: Table, column: str, chosen: frozenset[int]) -> None:
    """Make *chosen* the rows of *table* that belong to *series*."""
    current().execute(delete(table).where(table.c.series_id == series.id))
    if chosen:
        current().execute(insert(table), [{"series_id": series.id, column: number} for number in sorted(chosen)])


def _replace(old: Sequence[Base], make: Callable[[int], Base], number: int) -> None:
    """Put *number* new rows in the place of the *old* ones."""
    for row in old:
        current().delete(row)
    current().flush()
    current().add_all([make(place) for place in range(number)])
    current().flush()


def _sitting(series: Series, draft: SittingDraft, position: int) -> SeriesSitting:
    return SeriesSitting(
        series_id=series.id,
        position=position,
        title=draft.title,
        language=draft.language,
        day=draft.day,
        starts=draft.starts,
        minutes=draft.minutes,
        zone=draft.zone,
        mode=draft.mode,
        platform=draft.platform,
        place=draft.place,
        address=draft.address,
        capacity=draft.capacity,
    )


def _item(series: Series, draft: PointDraft, position: int) -> SeriesItem:
    return SeriesItem(
        series_id=series.id,
        position=position,
        kind=draft.kind,
        title=draft.title,
        purpose=draft.purpose,
        presenter=draft.presenter,
        minutes=draft.minutes,
    )


def _deadline(series: Series, draft: DeadlineDraft) -> SeriesDeadline:
    return SeriesDeadline(series_id=series.id, kind=draft.kind, days=draft.days, at=draft.at)
