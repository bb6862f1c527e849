"""Who may see the questions of a meeting, ask and want them answered, and who deals with them."""

from meetings.core import clock
from meetings.domain.meeting import policy as meetings
from meetings.domain.question import queries
from meetings.domain.role import queries as roles
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.question import Question


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """The questions of a meeting are for people who are signed in and may read its papers."""
    return viewer is not None and meetings.can_read_papers(viewer, meeting)


def can_ask(viewer: Person | None, meeting: Meeting) -> bool:
    """Who has a place, represents a Member, presents an item or runs the meeting asks questions."""
    if viewer is None or not can_list(viewer, meeting):
        return False
    return meetings.can_manage(viewer, meeting) or queries.takes_part(meeting, viewer, now=clock.now())


def can_vote(viewer: Person | None, question: Question) -> bool:
    """Whoever may ask at a meeting says which questions they want answered."""
    return can_ask(viewer, question.meeting)


def can_withdraw(viewer: Person | None, question: Question) -> bool:
    """Whoever asked a question by name takes it back."""
    return viewer is not None and question.asker_id == viewer.id


def can_set(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting says how it takes questions."""
    return meetings.can_manage(viewer, meeting)


def can_work(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting deals with its questions, a presenter with those on their item."""
    return meetings.can_manage(viewer, meeting) or queries.has_work(meeting, viewer)


def can_moderate(viewer: Person | None, question: Question) -> bool:
    """Whoever runs the meeting decides about a question, and so does who presents its item."""
    if meetings.can_manage(viewer, question.meeting):
        return True
    return question.item_id is not None and question.item_id in roles.held(viewer).items


def can_answer(viewer: Person | None, question: Question) -> bool:
    """Whoever decides about a question answers it, and so does the one it was given to."""
    return can_moderate(viewer, question) or (viewer is not None and question.owner_id == viewer.id)


def can_merge(viewer: Person | None, question: Question) -> bool:
    """Whoever runs the meeting merges questions that say the same."""
    return meetings.can_manage(viewer, question.meeting)
