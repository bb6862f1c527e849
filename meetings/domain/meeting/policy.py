"""Who may see and run meetings."""

from meetings.models.meeting import Meeting, Visibility
from meetings.models.person import Person


def can_plan(viewer: Person | None) -> bool:
    """The secretariat plans meetings."""
    return viewer is not None and viewer.runs_the_house


def can_see(viewer: Person | None, meeting: Meeting) -> bool:
    """A draft is the secretariat's; an internal meeting is for people who are signed in."""
    if viewer is not None and viewer.runs_the_house:
        return True
    if meeting.announced_at is None:
        return False
    return viewer is not None or meeting.visibility is not Visibility.INTERNAL


def can_manage(viewer: Person | None, meeting: Meeting) -> bool:
    """The secretariat runs every meeting."""
    return can_plan(viewer)


def can_read_papers(viewer: Person | None, meeting: Meeting) -> bool:
    """Documents and record follow the meeting's visibility."""
    return can_see(viewer, meeting) and (viewer is not None or meeting.visibility is Visibility.PUBLIC)
