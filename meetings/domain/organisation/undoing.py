"""Takes a nomination back that was recorded by mistake: everything is as it was before."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from meetings.domain.audit import actions as audit
from meetings.domain.organisation import letters, rules, succession
from meetings.domain.organisation.succession import Period
from meetings.models.database import current, lock
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.storage import Files


def can_be_undone(nomination: Nomination, now: datetime) -> bool:
    """Say whether *nomination* was recorded not long ago."""
    return nomination.recorded_at is not None and now - nomination.recorded_at <= rules.UNDO_LASTS


def undo_nomination(nomination: Nomination, *, storage: Files, by: Person | None, now: datetime) -> None:
    """Take *nomination* back: what it ended goes on, and what was recorded with it goes too.

    Raises ``TooLateToUndo``, ``UndoLaterFirst`` when a later nomination ended this one, and ``HeadAlready`` or
    ``Overlaps`` when what would go on leaves no room any more.
    """
    lock(nomination.organisation)
    lock(nomination)
    if not can_be_undone(nomination, now):
        raise rules.TooLateToUndo
    with_it = _those(Nomination.came_with_id == nomination.id)
    if nomination.ended_by_id is not None or any(each.ended_by_id is not None for each in with_it):
        raise rules.UndoLaterFirst
    ended = _those(Nomination.ended_by_id == nomination.id)
    audit.record("nomination.undone", nomination, by=by, now=now, capacity=nomination.capacity.value)
    for gone in (*with_it, nomination):
        letters.forget(gone, storage=storage)
        current().delete(gone)
    current().flush()
    for again in ended:
        succession.check_correction(again, again.capacity, Period(again.since_on, again.until_before))
        again.until_on, again.until_before, again.ended_by_id = again.until_before, None, None
    current().flush()


def _those(condition: ColumnElement[bool]) -> list[Nomination]:
    return list(current().scalars(select(Nomination).where(condition).order_by(Nomination.id)))
