"""Who sees the deadlines of a meeting, and who sets them."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_see(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever sees the meeting sees its deadlines, and why one was moved."""
    return meetings.can_see(viewer, meeting)


def can_set(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting sets its deadlines and moves them."""
    return meetings.can_manage(viewer, meeting)
