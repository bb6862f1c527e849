"""Who comes to a meeting in place of whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class Substitution(Base):
    """One person who stands in for another at one meeting: with their place, and with the ballot they may cast."""

    __tablename__ = "substitution"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    #: Who cannot come.
    principal_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    principal: Mapped[Person] = relationship(foreign_keys=[principal_id])
    #: Who comes instead.
    substitute_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    substitute: Mapped[Person] = relationship(foreign_keys=[substitute_id])
    #: For whom both come, whatever the substitute's own organisation is.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    named_by: Mapped[Person | None] = relationship(foreign_keys=[named_by_id])
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Since when everything is back with the principal; empty while it is not.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


#: At one meeting nobody is replaced twice, and nobody replaces two.
for _who in (Substitution.principal_id, Substitution.substitute_id):
    Index(
        f"uq_substitution_open_{_who.key}",
        Substitution.meeting_id,
        _who,
        unique=True,
        sqlite_where=Substitution.ended_at.is_(None),
        postgresql_where=Substitution.ended_at.is_(None),
    )
