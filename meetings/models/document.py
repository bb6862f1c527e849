"""Documents and their versions in both languages."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual, Language
from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting
from meetings.models.person import Person


class DocumentKind(StrEnum):
    """What a document is."""

    DOCUMENT = "document"
    PRESENTATION = "presentation"


class Document(Base):
    """A symbol and a title; its contents are versions in English and French."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("meeting_id", "symbol"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    #: Without language letter and revision: NCP0701.
    symbol: Mapped[str] = mapped_column(String(40))
    title: Mapped[Bilingual] = bilingual("title")
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    #: When a version that is missing is expected.
    expected_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DocumentVersion(Base):
    """One file in one language; a new revision is a new row, nothing is overwritten."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "language", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    document: Mapped[Document] = relationship()
    language: Mapped[Language] = mapped_column(String(2))
    #: From 1; equal numbers in both languages say the same.
    revision: Mapped[int]
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(100))
    #: Octets.
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(100), unique=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    uploaded_by: Mapped[Person | None] = relationship()
