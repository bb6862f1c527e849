"""Holds the lists of speakers of a meeting for the actions that change them."""

from meetings.domain.floor import queries
from meetings.models.database import add, lock
from meetings.models.floor import FloorPlan
from meetings.models.meeting import Meeting


def hold(meeting: Meeting) -> FloorPlan:
    """Hold the lists of *meeting* until the transaction ends, and note that something changes in them."""
    plan = queries.plan(meeting)
    if plan is None:
        lock(meeting)
        plan = queries.plan(meeting) or add(FloorPlan(meeting_id=meeting.id, minutes=None, version=0))
    lock(plan)
    plan.version += 1
    return plan
