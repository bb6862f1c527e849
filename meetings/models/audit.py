"""The audit trail: a line for every write, append-only, and the chain that seals the lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime


class AuditLine(Base):
    """Who did what, when, in which meeting, and for whom; the database lets nobody change what it says.

    Only a name may be cleared, by erasure, and the id of something that is gone.
    """

    __tablename__ = "audit_line"
    __table_args__ = (Index("ix_audit_line_meeting_id_id", "meeting_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: Nobody for what the clock does by itself.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: The actor's name on that day, so that the line still reads well later; empty once it was erased.
    actor_name: Mapped[str] = mapped_column(String(200))
    #: For whom it was done, when that is somebody else.
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: What was done, as “feature.verb”, for example “meeting.announced”.
    verb: Mapped[str] = mapped_column(String(60), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"))
    #: What it was done to, as “table:id”.
    thing: Mapped[str] = mapped_column(String(60), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditSeal(Base):
    """One link of the chain: the hash of a line and of the link before it.

    The ids stand here once more, without pointing anywhere: what they name may be gone one day.
    """

    __tablename__ = "audit_seal"

    #: From 1 without gaps, in the order in which lines were sealed.
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(unique=True)
    actor_id: Mapped[int | None]
    on_behalf_of_id: Mapped[int | None]
    meeting_id: Mapped[int | None]
    #: SHA-256, in hexadecimal digits.
    hash: Mapped[str] = mapped_column(String(64))


class AuditCut(Base):
    """Where the trail begins after old lines were deleted: the position and the hash of the last link that went."""

    __tablename__ = "audit_cut"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    position: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
