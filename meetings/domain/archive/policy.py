"""Who may take a meeting home."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_take(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever reads the papers of a meeting may have all of them in one file."""
    return meetings.can_read_papers(viewer, meeting)


def can_take_early(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting may have them before it is over."""
    return meetings.can_manage(viewer, meeting)
