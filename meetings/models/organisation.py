"""The register: regions, organisations, and whom they named."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual, Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.person import Person


class Region(Base):
    """One of the body's regions, placed from west to east."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    position: Mapped[int]
    name: Mapped[Bilingual] = bilingual("name")


class Kind(StrEnum):
    """What an organisation is to the body."""

    MEMBER = "member"
    OBSERVER = "observer"
    PRIVATE = "private"
    PARTNER = "partner"
    ACADEMIC = "academic"


class Organisation(Base):
    """A Member administration, or a body of another kind that takes part."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("kind <> 'member' OR region_id IS NOT NULL", name="member_has_a_region"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: For a Member the ISO 3166-1 code of its country, in capitals.
    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    region: Mapped[Region | None] = relationship()
    name: Mapped[Bilingual] = bilingual("name")
    working_language: Mapped[Language] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Capacity(StrEnum):
    """In which capacity someone was named."""

    HEAD = "head"
    NCP = "ncp"
    ALTERNATE = "alternate"
    #: Someone of an observer, a private-sector body, a partner agency, an academic body.
    DELEGATE = "delegate"


class Nomination(Base):
    """A person named by an organisation, from a date to a date."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "since_on"),
        CheckConstraint("until_on IS NULL OR until_on >= since_on", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation] = relationship()
    capacity: Mapped[Capacity] = mapped_column(Word(Capacity))
    since_on: Mapped[date]
    #: The last day; open-ended while empty.
    until_on: Mapped[date | None]
