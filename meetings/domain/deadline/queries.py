"""Reads the deadlines of meetings, wherever they are kept, and how they were moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from meetings.core import zones
from meetings.domain.deadline import rules
from meetings.domain.deadline.rules import Due
from meetings.models.agenda import AgendaCall
from meetings.models.database import current
from meetings.models.deadline import Closing, Deadline, DeadlineMove
from meetings.models.meeting import Meeting, Visibility

#: As the database has it now: an action reads again under its lock what its page has read before.
FRESH = {"populate_existing": True}


def of(meeting: Meeting) -> list[Due]:
    """Return the deadlines of *meeting* in the order in which they pass, as they are now; two statements."""
    there = select(Deadline).where(Deadline.meeting_id == meeting.id, Deadline.removed_at.is_(None))
    call = current().scalar(select(AgendaCall).where(AgendaCall.meeting_id == meeting.id).execution_options(**FRESH))
    rows = current().scalars(there.execution_options(**FRESH))
    return _together(meeting, rows, call)


def due(meeting: Meeting, kind: Closing) -> Due | None:
    """Return the deadline of one *kind* of *meeting*, if it has one."""
    return next((one for one in of(meeting) if one.kind is kind), None)


def row(meeting: Meeting, kind: Closing) -> Deadline | None:
    """Return what is kept of one *kind*, also when it was removed."""
    return current().scalar(
        select(Deadline).where(Deadline.meeting_id == meeting.id, Deadline.kind == kind).execution_options(**FRESH)
    )


def rows(meeting: Meeting) -> Sequence[Deadline]:
    """Return the deadlines of *meeting* that have rows of their own, in the order in which they pass."""
    query = select(Deadline).where(Deadline.meeting_id == meeting.id, Deadline.removed_at.is_(None))
    return current().scalars(query.order_by(Deadline.closes_at, Deadline.id)).all()


def moves(meeting: Meeting) -> Sequence[DeadlineMove]:
    """Return how the deadlines of *meeting* were moved, the first time first."""
    query = select(DeadlineMove).where(DeadlineMove.meeting_id == meeting.id).order_by(DeadlineMove.id)
    return current().scalars(query).all()


def move_by_id(number: int) -> DeadlineMove | None:
    """Return one move, with its meeting."""
    query = select(DeadlineMove).where(DeadlineMove.id == number)
    return current().scalar(query.options(joinedload(DeadlineMove.meeting)))


def is_last(move: DeadlineMove) -> bool:
    """Say whether the deadline still stands where *move* has put it."""
    later = select(DeadlineMove.id).where(
        DeadlineMove.meeting_id == move.meeting_id, DeadlineMove.kind == move.kind, DeadlineMove.id > move.id
    )
    found = due(move.meeting, move.kind)
    return found is not None and found.at == rules.is_at(move) and current().scalar(later.limit(1)) is None


def public(*which: ColumnElement[bool], since: datetime) -> list[tuple[Meeting, Due]]:
    """Return the deadlines that everybody may know, of all meetings or of *which*, in three statements.

    One that holds no longer stays while it was removed, or its meeting cancelled, after *since*.
    """
    everybodys = (Meeting.announced_at.is_not(None), Meeting.visibility != Visibility.INTERNAL)
    return [(meeting, one) for meeting, one in known(*everybodys, *which) if _lasts(meeting, one, since)]


def known(*which: ColumnElement[bool]) -> list[tuple[Meeting, Due]]:
    """Return the deadlines of the meetings of *which* these conditions are true, in three statements."""
    meetings = current().scalars(select(Meeting).where(*which)).all()
    calls = select(AgendaCall).join(Meeting, Meeting.id == AgendaCall.meeting_id).where(*which)
    by_call = {call.meeting_id: call for call in current().scalars(calls)}
    kept: dict[int, list[Deadline]] = {}
    for one in current().scalars(select(Deadline).join(Deadline.meeting).where(*which)):
        kept.setdefault(one.meeting_id, []).append(one)
    return [
        (meeting, one)
        for meeting in meetings
        for one in _together(meeting, kept.get(meeting.id, ()), by_call.get(meeting.id))
    ]


def _lasts(meeting: Meeting, one: Due, since: datetime) -> bool:
    """Say whether *one* still stands in calendars."""
    off = one.removed_at or meeting.cancelled_at
    return off is None or off >= since


def _together(meeting: Meeting, rows: Iterable[Deadline], call: AgendaCall | None) -> list[Due]:
    found = [rules.of_row(one) for one in rows]
    closes = meeting.registration_closes_at
    if closes:
        wall = zones.local(closes, meeting.zone).replace(tzinfo=None)
        mine = (meeting.registration_uid, meeting.registration_revision, meeting.changed_at)
        found.append(Due(Closing.REGISTRATION, rules.NO_TITLE, wall, meeting.zone, closes, *mine))
    if call:
        at = rules.instant(call.closes_local, call.zone)
        theirs = (call.uid, call.revision, meeting.changed_at)
        found.append(Due(Closing.PROPOSALS, rules.NO_TITLE, call.closes_local, call.zone, at, *theirs))
    return sorted(found, key=lambda one: (one.at, list(Closing).index(one.kind)))
