"""Who may take a place, and who sees the list."""

from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_register(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in who may see the meeting can ask for a place."""
    return viewer is not None


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """The secretariat sees who is registered."""
    return viewer is not None and viewer.runs_the_house
