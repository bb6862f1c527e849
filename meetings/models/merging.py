"""Records of one person that were brought together, and pairs of people who only look alike."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.person import Person


class Merge(Base):
    """The record *gone* was found to be the same person as *kept*: it was closed and points there."""

    __tablename__ = "merge"
    __table_args__ = (CheckConstraint("kept_id <> gone_id", name="two_records"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kept: Mapped[Person] = relationship(foreign_keys=[kept_id])
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    gone: Mapped[Person] = relationship(foreign_keys=[gone_id])
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    merged_by: Mapped[Person | None] = relationship(foreign_keys=[merged_by_id])
    #: Until then it can be undone; afterwards what is needed for that is deleted.
    undo_until: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When the details were deleted.
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


class MergeChange(Base):
    """One row of the database that a merge wrote: what stood there before, and the mark of how it was left."""

    __tablename__ = "merge_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id", ondelete="CASCADE"), index=True)
    thing_table: Mapped[str] = mapped_column(String(60))
    #: The values of its primary key.
    thing_key: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: The columns that were written, as they were.
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Differs as soon as the row does.
    mark: Mapped[str] = mapped_column(String(20))


class AddressAlias(Base):
    """An earlier address that still leads to someone when they ask for a sign-in link."""

    __tablename__ = "address_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id", ondelete="CASCADE"), index=True)


class NotTheSame(Base):
    """Two people who look alike, and of whom somebody said that they are two; the lower id stands first."""

    __tablename__ = "not_the_same"
    __table_args__ = (CheckConstraint("one_id < other_id", name="lower_id_first"),)

    one_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
