"""Objections of administrations to what a silence procedure proposes, with their reasons; each stays on record."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.ballot import of_an_elector
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.person import Person


class Objection(Base):
    """An objection as it was worded; a new wording is a new row, and the one before it is withdrawn."""

    __tablename__ = "objection"
    __table_args__ = (of_an_elector(), Index("ix_objection_poll_id_voter", "poll_id", "voter"))

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int]
    #: As in the electorate: the id of the organisation.
    voter: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    raised_by: Mapped[Person | None] = relationship(foreign_keys=[raised_by_id])
    #: Since when it holds no longer.
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id])
