"""Holds the questions of a meeting for the actions that change them, and what follows from each change."""

from datetime import datetime

from sqlalchemy import update

from meetings.domain.question import queries, rules
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.question import Intake, Question, QuestionPlan
from meetings.models.record import Record


def hold(meeting: Meeting) -> QuestionPlan:
    """Hold the questions of *meeting* until the transaction ends, and note that something changes in them."""
    plan = queries.plan(meeting)
    if plan is None:
        lock(meeting)
        plan = queries.plan(meeting) or add(
            QuestionPlan(meeting_id=meeting.id, intake=Intake.REVIEW, nameless=False, version=0)
        )
    lock(plan)
    plan.version += 1
    return plan


def correct(question: Question, now: datetime) -> None:
    """Let a published record say when its words last changed, if it has *question*."""
    if question.state not in rules.ANSWERED:
        return
    of_readers = (Record.meeting_id == question.meeting_id) & Record.published_at.is_not(None)
    current().execute(update(Record).where(of_readers).values(changed_at=now))
