"""Reads whether readers have the record of a meeting: then its agenda and its outcomes stand."""

from sqlalchemy import exists, select

from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.record import Record


def record_is_published(meeting: Meeting) -> bool:
    """Say whether readers have the record of *meeting* now."""
    published = exists().where(Record.meeting_id == meeting.id, Record.published_at.is_not(None))
    return bool(current().scalar(select(published)))
