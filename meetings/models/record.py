"""The record (minutes) of a meeting."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, bilingual
from meetings.models.meeting import Meeting


class Record(Base):
    """The record of one meeting: a draft until it is published."""

    __tablename__ = "record"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    meeting: Mapped[Meeting] = relationship()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    #: Why a language was missing or behind at publication; readers see it.
    waiver: Mapped[Bilingual] = bilingual("waiver")


class Paragraph(Base):
    """One paragraph of a record, under an agenda item or before them all; numbered when it is read."""

    __tablename__ = "paragraph"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    record: Mapped[Record] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    position: Mapped[int]
    #: Markdown.
    text: Mapped[Bilingual] = bilingual("text")
