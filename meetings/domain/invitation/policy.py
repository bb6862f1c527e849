"""Who invites people to a meeting, and who sees what became of it."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting sees who was invited and what they answered."""
    return meetings.can_manage(viewer, meeting)


def can_invite(viewer: Person | None, meeting: Meeting) -> bool:
    """The secretariat invites people of the register, and reminds the silent."""
    return viewer is not None and viewer.runs_the_house
