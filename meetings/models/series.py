"""What a series keeps for its next meeting: sittings, agenda, deadlines, and who is invited."""

from datetime import time
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import Purpose
from meetings.models.base import Base
from meetings.models.columns import Word, bilingual
from meetings.models.meeting import Mode, SessionLanguage


class SeriesSitting(Base):
    """One sitting that each meeting of a series begins with."""

    __tablename__ = "series_sitting"
    __table_args__ = (
        UniqueConstraint("series_id", "position"),
        CheckConstraint("day >= 0", name="is_on_or_after_the_first_day"),
        CheckConstraint("minutes > 0", name="lasts"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[Bilingual] = bilingual("title")
    language: Mapped[SessionLanguage] = mapped_column(Word(SessionLanguage))
    #: Days after the first day of the meeting.
    day: Mapped[int]
    #: Wall time in *zone*.
    starts: Mapped[time] = mapped_column(Time)
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    mode: Mapped[Mode] = mapped_column(Word(Mode))
    platform: Mapped[str] = mapped_column(String(100))
    place: Mapped[Bilingual] = bilingual("place")
    address: Mapped[str] = mapped_column(String(300))
    capacity: Mapped[int | None]


class ItemKind(StrEnum):
    """Where an item of the agenda comes from."""

    #: As it is written.
    PLAIN = "plain"
    #: Only where there is a meeting before, with a record that is not adopted yet.
    RECORD = "record"
    #: With the decisions and the open actions of the meeting before.
    ARISING = "arising"


class SeriesItem(Base):
    """One item that the agenda of each meeting of a series begins with."""

    __tablename__ = "series_item"
    __table_args__ = (
        UniqueConstraint("series_id", "position"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_are_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(Word(ItemKind))
    #: With places for the number of this, of the last and of the next meeting.
    title: Mapped[Bilingual] = bilingual("title")
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    presenter: Mapped[Bilingual] = bilingual("presenter")
    minutes: Mapped[int | None]


class DeadlineKind(StrEnum):
    """What ends, or begins, on a dated promise of a meeting."""

    REGISTRATION_OPENS = "registration_opens"
    REGISTRATION_CLOSES = "registration_closes"
    DOCUMENTS = "documents"
    #: Counted after the last sitting.
    COMMENTS = "comments"


class SeriesDeadline(Base):
    """One promise of each meeting of a series, counted in working days from its first sitting."""

    __tablename__ = "series_deadline"
    __table_args__ = (UniqueConstraint("series_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    kind: Mapped[DeadlineKind] = mapped_column(Word(DeadlineKind))
    #: Working days before the first sitting.
    days: Mapped[int]
    #: Wall time in the zone of the first sitting.
    at: Mapped[time] = mapped_column(Time)


#: The kinds of organisation that are invited to the meetings of a series; nobody is said to be while there is none.
INVITED_KINDS = Table(
    "series_kind",
    Base.metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("kind_id", ForeignKey("organisation_kind.id"), primary_key=True, index=True),
)
#: The regions from which they are invited; all of them while there is none.
INVITED_REGIONS = Table(
    "series_region",
    Base.metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("region_id", ForeignKey("region.id"), primary_key=True, index=True),
)
