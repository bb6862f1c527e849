"""The register: regions, organisations, and whom they named."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
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


class Capacity(StrEnum):
    """In which capacity someone was named."""

    HEAD = "head"
    NCP = "ncp"
    ALTERNATE = "alternate"
    #: Someone of an observer, a private-sector body, a partner agency, an academic body.
    DELEGATE = "delegate"


def capacities(names_contact_points: bool) -> tuple[Capacity, ...]:
    """Return as what organisations of a kind name people, the head first."""
    return (Capacity.HEAD, Capacity.NCP, Capacity.ALTERNATE) if names_contact_points else (Capacity.DELEGATE,)


def usual_capacity(names_contact_points: bool) -> Capacity:
    """Return as what they name somebody of whom nothing else is said."""
    return Capacity.NCP if names_contact_points else Capacity.DELEGATE


class OrganisationKind(Base):
    """What an organisation is to the body, and which rights that brings."""

    __tablename__ = "organisation_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    position: Mapped[int]
    name: Mapped[Bilingual] = bilingual("name")
    #: Its ballots count, and it has a seat in the chamber: these are the Members.
    votes: Mapped[bool]
    #: It belongs to one of the regions.
    has_region: Mapped[bool]
    #: Its code is that of a country.
    is_country: Mapped[bool]
    #: It names a head, contact points and alternates; others name delegates.
    names_contact_points: Mapped[bool]
    #: Its people read the whole register, not only their own organisation.
    reads_register: Mapped[bool]
    #: Its people may register for meetings.
    attends: Mapped[bool]

    @property
    def capacities(self) -> tuple[Capacity, ...]:
        """As what organisations of this kind name people, the head first."""
        return capacities(self.names_contact_points)

    @property
    def usual_capacity(self) -> Capacity:
        """As what they name somebody of whom nothing else is said."""
        return usual_capacity(self.names_contact_points)


class Organisation(Base):
    """A Member administration, or a body of another kind that takes part."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR since_on IS NULL OR until_on >= since_on", name="leaves_after_it_joins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: For a Member the ISO 3166-1 code of its country, in capitals.
    code: Mapped[str] = mapped_column(String(20), unique=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("organisation_kind.id"), index=True)
    kind: Mapped[OrganisationKind] = relationship()
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    region: Mapped[Region | None] = relationship()
    name: Mapped[Bilingual] = bilingual("name")
    #: The name in full, as a letter or a name plate has it; empty where it is the usual one.
    protocol: Mapped[Bilingual] = bilingual("protocol", empty=True)
    working_language: Mapped[Language] = mapped_column(String(2))
    #: The day of its accession, and its last day in the body; open while empty.
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]
    #: Counts the edits, so that nobody overwrites what somebody else has just written.
    revision: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    def belongs_on(self, day: date) -> bool:
        """Say whether the organisation is of the body on *day*."""
        return (self.since_on is None or self.since_on <= day) and (self.until_on is None or self.until_on >= day)


#: No organisation has two heads without an end.
_OPEN_HEAD = text("capacity = 'head' AND until_on IS NULL")


class Nomination(Base):
    """A person named by an organisation, from a date to a date."""

    __tablename__ = "nomination"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "since_on"),
        CheckConstraint("until_on IS NULL OR until_on >= since_on", name="ends_after_it_begins"),
        Index(
            "uq_nomination_open_head",
            "organisation_id",
            unique=True,
            sqlite_where=_OPEN_HEAD,
            postgresql_where=_OPEN_HEAD,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation] = relationship()
    capacity: Mapped[Capacity] = mapped_column(Word(Capacity))
    since_on: Mapped[date]
    #: The last day; open-ended while empty.
    until_on: Mapped[date | None]
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=[recorded_by_id])
    #: The nomination that ended this one, and the last day that this one had before.
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id", ondelete="SET NULL"), index=True)
    until_before: Mapped[date | None]
    #: The nomination with which this one was recorded: a former head who stays as a contact point.
    came_with_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id", ondelete="SET NULL"), index=True)

    def holds_on(self, day: date) -> bool:
        """Say whether the nomination holds on *day*, whether or not the person's account is open."""
        return self.since_on <= day and (self.until_on is None or self.until_on >= day)


class NominationLetter(Base):
    """The letter with which an organisation named somebody."""

    __tablename__ = "nomination_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(ForeignKey("nomination.id", ondelete="CASCADE"), unique=True)
    nomination: Mapped[Nomination] = relationship()
    filename: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(100))
    #: Octets.
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(100), unique=True)
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
