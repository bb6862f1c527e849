"""Changes of the address by which someone is known, from asking until they can no longer be undone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.person import Person


class AddressChange(Base):
    """Someone wants to be known by another address; for a taken one the same row is written."""

    __tablename__ = "address_change"
    __table_args__ = (Index("ix_address_change_person_id_asked_at", "person_id", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    #: The browser in which it was asked for; it stays signed in when all others are signed out.
    session_id: Mapped[int | None] = mapped_column(ForeignKey("web_session.id", ondelete="SET NULL"), index=True)
    old_email: Mapped[str] = mapped_column(String(254))
    new_email: Mapped[str] = mapped_column(String(254), index=True)
    #: The tokens of the three links are made from these and the application's secret.
    old_nonce: Mapped[str] = mapped_column(String(64))
    old_hash: Mapped[str] = mapped_column(String(64), unique=True)
    new_nonce: Mapped[str] = mapped_column(String(64))
    new_hash: Mapped[str] = mapped_column(String(64), unique=True)
    undo_nonce: Mapped[str] = mapped_column(String(64))
    undo_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    old_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    new_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Instead of the old address, when nobody reads it any more: who of the secretariat answers for it, and why.
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])
    reason: Mapped[str] = mapped_column(Text, default="")
    #: The one who asked says that nobody reads the old address any more.
    old_unread: Mapped[bool] = mapped_column(default=False)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
