"""Forgets answers whose time is over: each question says how long after the meeting they are kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from meetings.models.database import current
from meetings.models.meeting import Session
from meetings.models.registration_details import AnswerFile, RegistrationAnswer, RegistrationQuestion
from meetings.storage import Bin


def number_over(before: datetime, *, most: int) -> int:
    """Return how many answers are over; *before* lies *most* days, the longest that any is kept, before the present."""
    query = select(func.count()).select_from(RegistrationAnswer)
    return current().scalar(query.where(RegistrationAnswer.question_id.in_(_over(before, most)))) or 0


def forget_over(before: datetime, *, most: int, files: Bin) -> int:
    """Delete the answers that are over with their files, and return how many there were."""
    number, over = number_over(before, most=most), _over(before, most)
    theirs = select(RegistrationAnswer.id).where(RegistrationAnswer.question_id.in_(over))
    for key in current().scalars(select(AnswerFile.storage_key).where(AnswerFile.answer_id.in_(theirs))):
        files.delete(key)
    # The rows of the files go with those of the answers.
    gone = delete(RegistrationAnswer).where(RegistrationAnswer.question_id.in_(over))
    current().execute(gone.execution_options(synchronize_session=False))
    return number


def _over(before: datetime, most: int) -> Sequence[int]:
    """Return the ids of the questions whose answers are over: so many days after the last sitting ended."""
    now = before + timedelta(days=most)
    ended = (
        select(RegistrationQuestion.id, RegistrationQuestion.kept_days, func.max(Session.ends_at))
        .join(Session, Session.meeting_id == RegistrationQuestion.meeting_id)
        .group_by(RegistrationQuestion.id, RegistrationQuestion.kept_days)
    )
    return [number for number, days, at in current().execute(ended) if at + timedelta(days=min(days, most)) < now]
