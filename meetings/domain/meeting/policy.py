"""Who may see and run meetings."""

from meetings.domain.role import queries as roles
from meetings.domain.role.policy import assists
from meetings.models.meeting import Meeting, Series, Visibility
from meetings.models.person import Person


def can_begin_series(viewer: Person | None) -> bool:
    """The secretariat begins series of meetings."""
    return viewer is not None and viewer.runs_the_house


def can_plan(viewer: Person | None) -> bool:
    """The secretariat plans meetings, an assistant those of their series."""
    return can_begin_series(viewer) or bool(roles.held(viewer).series)


def can_plan_in(viewer: Person | None, series: Series) -> bool:
    """The secretariat plans meetings of every series, an assistant those of their own."""
    return can_begin_series(viewer) or series.id in roles.held(viewer).series


def can_see(viewer: Person | None, meeting: Meeting) -> bool:
    """A draft is for those who run it; an internal meeting is for people who are signed in."""
    if can_manage(viewer, meeting):
        return True
    if meeting.announced_at is None:
        return False
    return viewer is not None or meeting.visibility is not Visibility.INTERNAL


def can_manage(viewer: Person | None, meeting: Meeting) -> bool:
    """The secretariat runs every meeting, an assistant the one they are named for, or those of their series."""
    return can_begin_series(viewer) or assists(viewer, meeting)


def can_read_papers(viewer: Person | None, meeting: Meeting) -> bool:
    """Documents and record follow the meeting's visibility."""
    return can_see(viewer, meeting) and (viewer is not None or meeting.visibility is Visibility.PUBLIC)
