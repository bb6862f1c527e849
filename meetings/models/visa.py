"""Letters of invitation, with which people ask for a visa."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Language
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Registration


class InvitationLetter(Base):
    """A letter that a registered person asked for; its number stays when the data of the passport are gone."""

    __tablename__ = "invitation_letter"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    registration: Mapped[Registration] = relationship()
    #: Counts the letters of a meeting.
    number: Mapped[int]
    language: Mapped[Language] = mapped_column(String(2))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Signed by the secretariat; what it says no longer changes.
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    issued_by: Mapped[Person | None] = relationship()


class Passport(Base):
    """What the letter of a registered person says of their passport."""

    __tablename__ = "passport"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    registration: Mapped[Registration] = relationship()
    name: Mapped[str] = mapped_column(String(200))
    nationality: Mapped[str] = mapped_column(String(100))
    number: Mapped[str] = mapped_column(String(40))
    born_on: Mapped[date]
    expires_on: Mapped[date]
    #: Where the visa is asked for.
    consulate: Mapped[str] = mapped_column(String(200))
