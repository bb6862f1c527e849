"""How people come in: invited by their organisation or the secretariat, or asking for access themselves."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.organisation import Capacity, Organisation
from meetings.models.person import Person


class Invitation(Base):
    """An address invited to speak for an organisation in a capacity; its link works once."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_organisation_id_email", "organisation_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    organisation: Mapped[Organisation] = relationship()
    email: Mapped[str] = mapped_column(String(254))
    capacity: Mapped[Capacity] = mapped_column(Word(Capacity))
    #: In which it is written to.
    language: Mapped[Language] = mapped_column(String(2))
    #: The link's token is made from this and the application's secret; sent again, it is a new one.
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    invited_by: Mapped[Person | None] = relationship(foreign_keys=invited_by_id)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RequestState(StrEnum):
    """Where a request for access stands."""

    #: The address has not been confirmed yet; nobody is told of the request before.
    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"


class AccessRequest(Base):
    """Somebody asks for access for an organisation."""

    __tablename__ = "access_request"
    __table_args__ = (Index("ix_access_request_state_organisation_id", "state", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation] = relationship()
    name: Mapped[str] = mapped_column(String(200))
    function: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[Language] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(Text)
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: A keyed hash of the network address, for the limits only.
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[RequestState] = mapped_column(Word(RequestState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: Until then the address can be confirmed, afterwards the request can be decided.
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: As what they were named, once approved.
    capacity: Mapped[Capacity | None] = mapped_column(Word(Capacity))
    #: Why it was refused.
    reason: Mapped[str] = mapped_column(Text)
