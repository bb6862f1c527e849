"""Reads the audit trail."""

from collections.abc import Sequence

from sqlalchemy import func, select

from meetings.core.paging import Page
from meetings.models.audit import AuditLine
from meetings.models.database import current
from meetings.models.meeting import Meeting

PAGE = 50


def history(meeting: Meeting, *, page: int = 1) -> Page[AuditLine]:
    """Return what was done in *meeting*, newest first, one page."""
    of_meeting = AuditLine.meeting_id == meeting.id
    total = current().scalar(select(func.count()).select_from(AuditLine).where(of_meeting)) or 0
    lines: Sequence[AuditLine] = (
        current()
        .scalars(
            select(AuditLine).where(of_meeting).order_by(AuditLine.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
        )
        .all()
    )
    return Page(lines, page, PAGE, total)
