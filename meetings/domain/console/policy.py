"""Who works at the console of a meeting."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_work(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting works at its console."""
    return meetings.can_manage(viewer, meeting)
