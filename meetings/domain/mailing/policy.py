"""Who writes to many about a meeting, and who keeps the words with which that begins."""

from meetings.domain.meeting import policy as meetings
from meetings.models.mailing import Mailing
from meetings.models.meeting import Meeting, Series
from meetings.models.person import Person


def can_plan(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting sees the plan of its mails and prepares them."""
    return meetings.can_manage(viewer, meeting)


def can_prepare(viewer: Person | None, mailing: Mailing) -> bool:
    """Whoever runs the meeting writes its mails, and reads to whom each goes or went."""
    return meetings.can_manage(viewer, mailing.meeting)


def can_send(viewer: Person | None, mailing: Mailing) -> bool:
    """The secretariat decides that a mail goes to many, and stops it."""
    return viewer is not None and viewer.runs_the_house


def can_word(viewer: Person | None) -> bool:
    """The secretariat keeps the words with which mails to many begin."""
    return viewer is not None and viewer.runs_the_house


def can_keep(viewer: Person | None, series: Series) -> bool:
    """Whoever plans meetings of a series keeps the plan of their mails."""
    return meetings.can_plan_in(viewer, series)
