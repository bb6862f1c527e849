"""What a meeting leaves behind: decisions, and actions with owner, due date and state."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class Decision(Base):
    """One numbered decision of a meeting: NCP7/D3."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    number: Mapped[int]
    text: Mapped[Bilingual] = bilingual("text")


class Owner(StrEnum):
    """Who has to do an action."""

    SECRETARIAT = "secretariat"
    ORGANISATION = "organisation"
    PERSON = "person"


class ActionState(StrEnum):
    """How far an action is."""

    OPEN = "open"
    IN_HAND = "in_hand"
    DONE = "done"


class Action(Base):
    """One numbered follow-up of a meeting: NCP7/A1."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint(
            "(owner = 'secretariat' AND organisation_id IS NULL AND person_id IS NULL)"
            " OR (owner = 'organisation' AND organisation_id IS NOT NULL AND person_id IS NULL)"
            " OR (owner = 'person' AND person_id IS NOT NULL AND organisation_id IS NULL)",
            name="owner_is_named",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    number: Mapped[int]
    text: Mapped[Bilingual] = bilingual("text")
    owner: Mapped[Owner] = mapped_column(Word(Owner))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person | None] = relationship()
    due_on: Mapped[date | None]
    state: Mapped[ActionState] = mapped_column(Word(ActionState))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Whether the state was reported for the owner by somebody who runs the meeting.
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default="0")
