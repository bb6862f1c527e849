"""What ends on the way of a meeting, when, and each time that it was moved."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting
from meetings.models.person import Person


class Closing(StrEnum):
    """What ends at a deadline."""

    #: Kept with the meeting.
    REGISTRATION = "registration"
    #: Of Members, for the agenda; kept as its call.
    PROPOSALS = "proposals"
    DOCUMENTS = "documents"
    COMMENTS = "comments"
    SURVEY = "survey"


class Deadline(Base):
    """The deadline of one kind that a meeting has; those of registration and of proposals have no row."""

    __tablename__ = "deadline"
    __table_args__ = (UniqueConstraint("meeting_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    kind: Mapped[Closing] = mapped_column(Word(Closing))
    #: Its own; one without is called by its kind.
    title: Mapped[Bilingual] = bilingual("title")
    #: Wall time as it was decided; the instant follows from it and the zone, anew when zone data change.
    closes_local: Mapped[datetime] = mapped_column(DateTime)
    zone: Mapped[str] = mapped_column(String(64))
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: iCalendar UID (RFC 5545, 3.8.4.7): random, never changed.
    uid: Mapped[str] = mapped_column(String(100), unique=True, default=lambda: str(uuid.uuid4()))
    #: Raised by each change a calendar must show; becomes iCalendar SEQUENCE.
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: It holds no longer; calendars show for a while that it is off.
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeadlineMove(Base):
    """One time that a deadline, of whatever kind, was moved after its readers knew it."""

    __tablename__ = "deadline_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    kind: Mapped[Closing] = mapped_column(Word(Closing))
    from_local: Mapped[datetime] = mapped_column(DateTime)
    from_zone: Mapped[str] = mapped_column(String(64))
    to_local: Mapped[datetime] = mapped_column(DateTime)
    to_zone: Mapped[str] = mapped_column(String(64))
    reason: Mapped[Bilingual] = bilingual("reason")
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    moved_by: Mapped[Person | None] = relationship()
    #: How many people it concerned and a mail was meant for; 0 when nobody was told.
    told: Mapped[int]
