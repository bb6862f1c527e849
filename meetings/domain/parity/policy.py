"""Who keeps the two languages of a meeting in step."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.translation import TranslationFile


def can_keep(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting keeps its two languages in step."""
    return meetings.can_manage(viewer, meeting)


def can_take_over(viewer: Person | None, file: TranslationFile) -> bool:
    """Whoever runs the meeting takes over what translators send back."""
    return can_keep(viewer, file.meeting)
