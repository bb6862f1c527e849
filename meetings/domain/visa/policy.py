"""Who asks for a letter of invitation, and who signs it."""

from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.visa import InvitationLetter


def can_ask(viewer: Person | None, meeting: Meeting) -> bool:
    """Anyone signed in can ask for a letter; only who has a seat gets one."""
    return viewer is not None


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """The secretariat sees who asked for a letter of invitation."""
    return viewer is not None and viewer.runs_the_house


def can_issue(viewer: Person | None, letter: InvitationLetter) -> bool:
    """The secretariat reads what a letter says, and signs it."""
    return can_list(viewer, letter.meeting)
