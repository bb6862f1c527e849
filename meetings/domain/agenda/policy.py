"""Who may change agendas."""

from meetings.domain.meeting import policy as meetings
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_edit(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting writes its agenda."""
    return meetings.can_manage(viewer, meeting)


def can_change(viewer: Person | None, item: AgendaItem) -> bool:
    """Whoever writes the agenda changes its items."""
    return can_edit(viewer, item.meeting)


def can_name_presenters(viewer: Person | None, item: AgendaItem) -> bool:
    """Whoever writes the agenda says who presents an item."""
    return can_edit(viewer, item.meeting)
