"""Privacy: notices and who accepted them, how long things are kept, and requests to be forgotten."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.person import Person


class PrivacyNotice(Base):
    """One version of what the house says about personal data: a draft until it is published."""

    __tablename__ = "privacy_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: From 1; the highest of the published ones is in force.
    version: Mapped[int] = mapped_column(unique=True)
    #: Markdown.
    text: Mapped[Bilingual] = bilingual("text")
    #: What is new in it, in a sentence.
    changes: Mapped[Bilingual] = bilingual("changes")
    #: Who decides why and how personal data are used, and how to reach them.
    controller: Mapped[str] = mapped_column(String(200))
    contact: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


class PrivacyAcceptance(Base):
    """That a person read a notice and accepted it."""

    __tablename__ = "privacy_acceptance"

    notice_id: Mapped[int] = mapped_column(ForeignKey("privacy_notice.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RetentionPeriod(Base):
    """How many days things of one class are kept, where an administrator decided it."""

    __tablename__ = "retention_period"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    days: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RetentionReport(Base):
    """What went on one night because its time was over."""

    __tablename__ = "retention_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: How many of each class.
    gone: Mapped[dict[str, int]] = mapped_column(JSON)


class ErasureState(StrEnum):
    """Where a request to be forgotten stands."""

    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    DONE = "done"


class ErasureRequest(Base):
    """Someone asked to be forgotten."""

    __tablename__ = "erasure_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    #: In their own words; empty again once it is decided.
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ErasureState] = mapped_column(Word(ErasureState), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    #: Why it was refused; the person reads it.
    answer: Mapped[str] = mapped_column(Text)


class ErasedMark(Base):
    """The fingerprint of an account that was erased; the same list is kept outside the database."""

    __tablename__ = "erased_mark"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
