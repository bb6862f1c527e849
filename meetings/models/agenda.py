"""Agenda items."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import Word, bilingual
from meetings.models.meeting import Meeting


class Purpose(StrEnum):
    """What the meeting is asked to do with an item."""

    DECISION = "decision"
    GUIDANCE = "guidance"
    INFORMATION = "information"


class AgendaItem(Base):
    """One numbered point of a meeting's agenda; all its sittings share it."""

    __tablename__ = "agenda_item"
    __table_args__ = (CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_are_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    #: Counted from 1 without gaps; the number readers see.
    position: Mapped[int]
    title: Mapped[Bilingual] = bilingual("title")
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    #: A person or a body, as readers should see it; may be empty.
    presenter: Mapped[Bilingual] = bilingual("presenter")
    #: Planned duration.
    minutes: Mapped[int | None]
