"""Writes the audit trail; every other action calls it once."""

from datetime import datetime

from meetings.models.audit import AuditLine
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.person import Person

Detail = str | int | bool | None


def record(
    verb: str,
    thing: Base,
    *,
    by: Person | None,
    meeting: Meeting | None = None,
    now: datetime,
    **details: Detail,
) -> None:
    """Note that *by* did *verb* to *thing* at *now*; nobody means the clock did."""
    session = current()
    session.flush()
    session.add(
        AuditLine(
            at=now,
            actor_id=by.id if by else None,
            actor_name=by.name if by else "",
            verb=verb,
            meeting_id=meeting.id if meeting else None,
            thing=f"{thing.__tablename__}:{getattr(thing, 'id', '')}",
            details=details,
        )
    )
