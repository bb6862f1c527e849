"""Series, meetings and their sittings."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.organisation import Organisation, Region


class Visibility(StrEnum):
    """Who may see a meeting once it is announced."""

    #: Everyone sees the meeting, its documents and its record.
    PUBLIC = "public"
    #: Everyone sees the meeting and its agenda; documents and record are for people who are signed in.
    OPEN = "open"
    #: Only people who are signed in see that it exists; it is in no public calendar.
    INTERNAL = "internal"


class Series(Base):
    """The numbered row of meetings of one body; what its next one begins with stands in ``models/series.py``."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    #: Begins the symbols of documents, decisions and actions: “NCP” in NCP7/D3.
    symbol: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[Bilingual] = bilingual("name")
    #: How its meetings are called, with places for number and year; made of the name while empty.
    title: Mapped[Bilingual] = bilingual("title", empty=True)
    #: Whether French counts its meetings as feminine: 1re réunion, but 1er atelier.
    feminine: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: Who meets.
    body: Mapped[Bilingual] = bilingual("body", empty=True)
    summary: Mapped[Bilingual] = bilingual("summary", empty=True)
    visibility: Mapped[Visibility] = mapped_column(
        Word(Visibility), default=Visibility.OPEN, server_default=Visibility.OPEN.value
    )
    #: ISO 3166-1 code of the country whose holidays are no working days; weekends alone while empty.
    holidays: Mapped[str] = mapped_column(String(2), default="", server_default="")
    #: Counts the edits, so that nobody overwrites what somebody else has just written.
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


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
    #: Announced to save the date only: its dates may still change, and nobody can register.
    tentative: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: From the announcement on while empty.
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: UID and SEQUENCE of that moment in calendars: random and never changed, and raised by each move.
    registration_uid: Mapped[str] = mapped_column(String(100), default=lambda: str(uuid.uuid4()), server_default="")
    registration_revision: Mapped[int] = mapped_column(default=0, server_default="0")
    #: In which the times of registration were written and are shown.
    zone: Mapped[str] = mapped_column(String(64))
    #: The last time that the whole meeting was postponed, and why; both stay when new dates are there.
    postponed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    postponement: Mapped[Bilingual] = bilingual("postponement", empty=True)
    #: Postponed, and the new dates are not fixed yet: its sittings stand at those that no longer hold.
    undated: Mapped[bool] = mapped_column(default=False, server_default=false())
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancellation: Mapped[Bilingual] = bilingual("cancellation")
    #: When a later meeting adopted its record.
    record_adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The administration that receives the meeting; the others that host it with them are in ``COHOSTS``.
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    host: Mapped[Organisation | None] = relationship()


#: The organisations that host a meeting together with its host.
COHOSTS = Table(
    "meeting_cohost",
    Base.metadata,
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True, index=True),
)


class SessionLanguage(StrEnum):
    """The language of a sitting."""

    ENGLISH = "en"
    FRENCH = "fr"
    #: With interpretation.
    BOTH = "both"


class Mode(StrEnum):
    """Where people take part in a sitting."""

    ONLINE = "online"
    ON_SITE = "on_site"
    HYBRID = "hybrid"


class Session(Base):
    """A sitting of a meeting at one time in one language, or in both with interpretation.

    One with a parent is a break-out of that sitting: a group that meets in parallel to others.
    """

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    #: Its own; a sitting without one is called by its language.
    title: Mapped[Bilingual] = bilingual("title", empty=True)
    language: Mapped[SessionLanguage] = mapped_column(Word(SessionLanguage))
    #: Wall time as it was decided; the instants follow from it and the zone, anew when zone data change.
    starts_local: Mapped[datetime] = mapped_column(DateTime)
    ends_local: Mapped[datetime] = mapped_column(DateTime)
    #: Where the clocks go back and show a time twice: whether the second is meant (PEP 495).
    starts_fold: Mapped[bool] = mapped_column(default=False, server_default=false())
    ends_fold: Mapped[bool] = mapped_column(default=False, server_default=false())
    zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: When it began until it was last moved, once readers knew of it.
    moved_from_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mode: Mapped[Mode] = mapped_column(Word(Mode), default=Mode.ONLINE, server_default=Mode.ONLINE.value)
    platform: Mapped[str] = mapped_column(String(100))
    #: Room and building.
    place: Mapped[Bilingual] = bilingual("place", empty=True)
    #: Of the building, for letters and maps.
    address: Mapped[str] = mapped_column(String(300), default="", server_default="")
    #: Shown only to the registered.
    join_link: Mapped[str] = mapped_column(Text)
    #: People; no limit while empty.
    capacity: Mapped[int | None]
    #: iCalendar UID (RFC 5545, 3.8.4.7): random, never changed.
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    #: Raised by each change a calendar must show; becomes iCalendar SEQUENCE.
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: This sitting alone does not take place, and why.
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancellation: Mapped[Bilingual] = bilingual("cancellation", empty=True)

    @property
    def starts_wall(self) -> datetime:
        """The naive wall time at which it starts; its fold says which of two is meant."""
        return self.starts_local.replace(fold=self.starts_fold)

    @property
    def ends_wall(self) -> datetime:
        """The naive wall time at which it ends; its fold says which of two is meant."""
        return self.ends_local.replace(fold=self.ends_fold)
