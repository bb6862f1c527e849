"""Who may keep series and plan from them."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting, Series
from meetings.models.person import Person


def can_list(viewer: Person | None) -> bool:
    """Whoever plans meetings sees what the series keep for them."""
    return meetings.can_plan(viewer)


def can_see(viewer: Person | None, series: Series) -> bool:
    """Whoever plans meetings sees what each series keeps for its next one."""
    return meetings.can_plan(viewer)


def can_keep(viewer: Person | None, series: Series) -> bool:
    """The secretariat keeps every series, an assistant those they are named for."""
    return meetings.can_plan_in(viewer, series)


def can_copy(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever plans meetings of a series plans another one after the model of one of them."""
    return can_keep(viewer, meeting.series)
