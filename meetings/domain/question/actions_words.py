"""Rewords one text of a question by its name, as the page of both languages does."""

from datetime import datetime

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.question import actions_moderation as moderation
from meetings.domain.question.holding import correct, hold
from meetings.models.database import lock
from meetings.models.person import Person
from meetings.models.question import Question


def reword(
    question: Question, name: str, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change one text of *question*; raises ``ChangedMeanwhile`` when it is not as *seen*."""
    hold(question.meeting)
    lock(question)
    fingerprint.check(seen, getattr(question, name))
    if name == "text":
        moderation.reword(question, text, by=by, now=now)
        return
    setattr(question, name, text)
    correct(question, now)
    audit.record("question.reworded", question, by=by, meeting=question.meeting, now=now, number=question.number)
