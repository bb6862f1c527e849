"""Writes what the secretariat decides of the steps on the way of a meeting."""

from datetime import date, datetime

from meetings.core import zones
from meetings.domain.audit import actions as audit
from meetings.domain.console import queries, rules
from meetings.models.database import current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.timeline import StepKind, StepState, TimelineStep


def decide(
    meeting: Meeting,
    kind: StepKind,
    number: int,
    *,
    due_on: date | None,
    state: StepState,
    title: str = "",
    by: Person | None,
    now: datetime,
) -> None:
    """Say when a step of *meeting* is due, where it stands, and how it is called if it is an own one.

    A usual step without a day of its own is due when it usually is. Raises ``StepGone`` for an own step that is not
    there any more.
    """
    lock(meeting)
    row = queries.step(meeting, kind, number)
    if row is None:
        if kind is StepKind.OWN:
            raise rules.StepGone
        row = _added(meeting, kind, number)
    if (row.due_on, row.state, row.title) == (due_on, state, title):
        return
    row.due_on, row.title = due_on, title
    _set(row, state, now)
    _noted("timeline.decided", row, by, now)


def tick(meeting: Meeting, kind: StepKind, number: int, *, by: Person | None, now: datetime) -> None:
    """Say that a step is done; raises ``StepGone`` for an own step that is not there any more."""
    row = queries.step(meeting, kind, number)
    due_on, title = (row.due_on, row.title) if row else (None, "")
    decide(meeting, kind, number, due_on=due_on, state=StepState.DONE, title=title, by=by, now=now)


def add(meeting: Meeting, title: str, due_on: date, *, by: Person | None, now: datetime) -> TimelineStep:
    """Add a step of the secretariat's own, due on a day; raises ``TooManySteps``."""
    lock(meeting)
    row = _added(meeting, StepKind.OWN, rules.next_number(queries.decided(meeting)))
    row.title, row.due_on = title, due_on
    _noted("timeline.added", row, by, now)
    return row


def remove(meeting: Meeting, number: int, *, by: Person | None, now: datetime) -> None:
    """Remove an own step; raises ``StepGone``."""
    lock(meeting)
    row = queries.step(meeting, StepKind.OWN, number)
    if row is None:
        raise rules.StepGone
    _noted("timeline.removed", row, by, now)
    current().delete(row)
    current().flush()


def _added(meeting: Meeting, kind: StepKind, number: int) -> TimelineStep:
    row = TimelineStep(meeting=meeting, kind=kind, number=number, state=StepState.OPEN, title="")
    current().add(row)
    return row


def _set(row: TimelineStep, state: StepState, now: datetime) -> None:
    """Let *row* stand at *state*; a day on which it was done stays while it is done."""
    if state is not StepState.DONE:
        row.done_on = None
    elif row.state is not StepState.DONE:
        row.done_on = zones.local(now, row.meeting.zone).date()
    row.state = state


def _noted(verb: str, row: TimelineStep, by: Person | None, now: datetime) -> None:
    audit.record(
        verb,
        row,
        by=by,
        meeting=row.meeting,
        now=now,
        step=row.title or row.kind.value,
        due=row.due_on.isoformat() if row.due_on else "",
        state=row.state.value,
    )
