"""Roles that someone is given for a series, a meeting, an item of an agenda, or the whole house."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.meeting import Meeting, Series
from meetings.models.person import Person


class Granted(StrEnum):
    """What someone may be beside their role in the house."""

    #: Does for one series or one meeting what the secretariat may.
    ASSISTANT = "assistant"
    #: Uploads the presentations of one item of an agenda.
    PRESENTER = "presenter"
    #: Reads the audit trail of the house.
    AUDITOR = "auditor"


class RoleGrant(Base):
    """One role of one person, from a day to a day; ended early, it is over at that instant."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "(role = 'assistant' AND (series_id IS NULL) <> (meeting_id IS NULL) AND item_id IS NULL)"
            " OR (role = 'presenter' AND item_id IS NOT NULL AND series_id IS NULL AND meeting_id IS NULL)"
            " OR (role = 'auditor' AND series_id IS NULL AND meeting_id IS NULL AND item_id IS NULL)",
            name="fits_its_role",
        ),
        CheckConstraint("until_on IS NULL OR until_on >= since_on", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    role: Mapped[Granted] = mapped_column(Word(Granted))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)
    series: Mapped[Series | None] = relationship()
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting | None] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    since_on: Mapped[date]
    #: The last day; open-ended while empty.
    until_on: Mapped[date | None]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
