"""Places at meetings."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class Place(StrEnum):
    """What a registration gives."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


class Registration(Base):
    """One person's place at one meeting, in one of its sessions."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_registration_session_id_place", "session_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    session: Mapped[Session] = relationship()
    #: For whom they came, on the day they registered.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    place: Mapped[Place] = mapped_column(Word(Place))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Since when they have this place in this session; the order of the waiting list.
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: UID of the personal calendar entry: one per person and meeting, whichever session.
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    #: Raised by each change of the personal entry; becomes iCalendar SEQUENCE.
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Whether the last change was made for the person by somebody who runs the meeting.
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default="0")
