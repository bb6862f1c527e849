"""Reads the files that translators sent back, and says what their rows would do."""

from collections.abc import Sequence

from sqlalchemy import select

from meetings.domain.parity import file_rules as rules
from meetings.domain.parity import queries
from meetings.domain.parity.file_rules import Judged, Row
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.translation import TranslationFile

#: How many files of a meeting its page shows.
SHOWN = 20


def of_meeting(meeting: Meeting) -> Sequence[TranslationFile]:
    """Return the files that translators sent back for *meeting*, newest first."""
    query = select(TranslationFile).where(TranslationFile.meeting_id == meeting.id)
    return current().scalars(query.order_by(TranslationFile.id.desc()).limit(SHOWN)).all()


def by_id(meeting: Meeting, number: int) -> TranslationFile | None:
    """Return the translator's file of *meeting* with the id *number*."""
    query = select(TranslationFile).where(TranslationFile.meeting_id == meeting.id, TranslationFile.id == number)
    return current().scalar(query)


def judged(file: TranslationFile) -> list[Judged]:
    """Return what each row of *file* would do now."""
    texts = {text.key: text for text in queries.texts(file.meeting)}
    return rules.judge([Row(*row) for row in file.rows], texts, file.meeting_id)
