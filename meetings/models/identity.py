"""Accounts at the provider of single sign-on: whose they are, and the sign-ins that are under way there."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.person import Person


class Identity(Base):
    """The account *subject* at *issuer* is that of a person (OpenID Connect Core 1.0, 5.7)."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProviderVisit(Base):
    """A browser was sent to the provider and may come back once, soon, and no other browser in its place."""

    __tablename__ = "provider_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    #: For PKCE (RFC 7636).
    verifier: Mapped[str] = mapped_column(String(128))
    #: The one in which they read.
    language: Mapped[Language] = mapped_column(String(2))
    next_path: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
