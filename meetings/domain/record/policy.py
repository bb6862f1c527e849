"""Who may read and write records."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.record import Paragraph, Record


def can_read(viewer: Person | None, meeting: Meeting, record: Record | None) -> bool:
    """A published record is read by those who may read the papers of *meeting*, a draft by those who run it."""
    if record is None:
        return False
    if record.published_at is None:
        return meetings.can_manage(viewer, meeting)
    return meetings.can_read_papers(viewer, meeting)


def can_write(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting writes its record."""
    return meetings.can_manage(viewer, meeting)


def can_edit(viewer: Person | None, paragraph: Paragraph) -> bool:
    """Whoever writes the record changes its paragraphs."""
    return can_write(viewer, paragraph.record.meeting)
