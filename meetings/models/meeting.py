"""Series, meetings and their sittings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.organisation import Region


class Series(Base):
    """The numbered row of meetings of one body."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    #: Begins the symbols of documents, decisions and actions: “NCP” in NCP7/D3.
    symbol: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[Bilingual] = bilingual("name")


class Visibility(StrEnum):
    """Who may see a meeting once it is announced."""

    #: Everyone sees the meeting, its documents and its record.
    PUBLIC = "public"
    #: Everyone sees the meeting and its agenda; documents and record are for people who are signed in.
    OPEN = "open"
    #: Only people who are signed in see that it exists; it is in no public calendar.
    INTERNAL = "internal"


class Meeting(Base):
    """One numbered event of a series, held in one or more language sessions."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("series_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    series: Mapped[Series] = relationship(lazy="joined", innerjoin=True)
    number: Mapped[int]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[Bilingual] = bilingual("title")
    summary: Mapped[Bilingual] = bilingual("summary")
    #: Set for a meeting of one region, such as a regional workshop.
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    region: Mapped[Region | None] = relationship()
    visibility: Mapped[Visibility] = mapped_column(Word(Visibility))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The last change that a reader or a calendar can see.
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: A draft until then.
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: In which the closing time was written and is shown.
    zone: Mapped[str] = mapped_column(String(64))
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancellation: Mapped[Bilingual] = bilingual("cancellation")


class SessionLanguage(StrEnum):
    """The language of a sitting."""

    ENGLISH = "en"
    FRENCH = "fr"
    #: With interpretation.
    BOTH = "both"


class Session(Base):
    """A sitting of a meeting at one time in one language, or in both with interpretation."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    language: Mapped[SessionLanguage] = mapped_column(Word(SessionLanguage))
    #: Wall time as it was decided; the instants follow from it and the zone, anew when zone data change.
    starts_local: Mapped[datetime] = mapped_column(DateTime)
    ends_local: Mapped[datetime] = mapped_column(DateTime)
    zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    platform: Mapped[str] = mapped_column(String(100))
    #: Shown only to the registered.
    join_link: Mapped[str] = mapped_column(Text)
    #: People; no limit while empty.
    capacity: Mapped[int | None]
    #: iCalendar UID (RFC 5545, 3.8.4.7): random, never changed.
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    #: Raised by each change a calendar must show; becomes iCalendar SEQUENCE.
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
