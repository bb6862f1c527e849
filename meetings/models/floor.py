"""Requests for the floor: the speakers' list of a session, and how long each administration spoke."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class FloorPlan(Base):
    """How long one may speak at a meeting, and what every write to its lists raises."""

    __tablename__ = "floor_plan"
    __table_args__ = (CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_are_positive"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    meeting: Mapped[Meeting] = relationship()
    #: No limit while empty.
    minutes: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)


class FloorClosing(Base):
    """A session whose list of speakers is closed; without a row it is open."""

    __tablename__ = "floor_closing"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FloorKind(StrEnum):
    """What somebody wants to speak for; a point of order comes before all others."""

    STATEMENT = "statement"
    REPLY = "reply"
    ORDER = "order"


class FloorState(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    SPEAKING = "speaking"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class FloorRequest(Base):
    """One administration that asks for the floor at one session."""

    __tablename__ = "floor_request"
    __table_args__ = (Index("ix_floor_request_session_id_state", "session_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    session: Mapped[Session] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation] = relationship()
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    asked_by: Mapped[Person | None] = relationship()
    kind: Mapped[FloorKind] = mapped_column(Word(FloorKind))
    #: The order of the list; whoever runs it may change it.
    position: Mapped[int]
    state: Mapped[FloorState] = mapped_column(Word(FloorState))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
