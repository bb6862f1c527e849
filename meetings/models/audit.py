"""The audit trail: a line for every write, append-only."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime


class AuditLine(Base):
    """Who did what, when, in which meeting."""

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_meeting_id_id", "meeting_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Nobody for what the clock does by itself.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: The actor's name on that day, so that the line still reads well later.
    actor_name: Mapped[str] = mapped_column(String(200))
    #: What was done, as “feature.verb”, for example “meeting.announced”.
    verb: Mapped[str] = mapped_column(String(60))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    #: What it was done to, as “table:id”.
    thing: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
