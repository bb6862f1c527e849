"""Agendas: the items as they stand, the versions that readers were given, who presents, and what Members propose."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class Purpose(StrEnum):
    """What the meeting is asked to do with an item."""

    DECISION = "decision"
    GUIDANCE = "guidance"
    INFORMATION = "information"


def _new_key() -> str:
    return uuid4().hex


def _number_of(context: Any) -> str:
    """Return the number of an item that is none under another, until all are counted."""
    return str(context.get_current_parameters()["position"])


class ItemColumns:
    """What readers are told of an item: the same columns for items as they stand and as a version froze them."""

    #: Random; an item has one for life, by which versions know it, also after it is gone.
    key: Mapped[str] = mapped_column(String(32), default=_new_key)
    #: Counted from 1 without gaps, through items and sub-items.
    position: Mapped[int]
    #: Stands under the last item before it that is none; there is one level of sub-items.
    sub: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: What readers call it: 2, or 2.1. It follows from the places.
    number: Mapped[str] = mapped_column(String(10), default=_number_of)
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    #: Planned duration, without that of its sub-items.
    minutes: Mapped[int | None]
    #: Minutes of a break after it.
    pause: Mapped[int | None]

    #: The one sitting that deals with it; every sitting while empty.
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"), index=True)
    #: The organisation that proposed it.
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)


class AgendaItem(ItemColumns, Base):
    """One numbered point of a meeting's agenda as it stands; all its sittings share it."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes_are_positive"),
        CheckConstraint("pause IS NULL OR pause > 0", name="pause_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    title: Mapped[Bilingual] = bilingual("title")
    #: Who presents it beside the people and organisations named, as readers should see it; may be empty.
    presenter: Mapped[Bilingual] = bilingual("presenter")
    #: For the chair, and nobody else.
    notes: Mapped[Bilingual] = bilingual("notes", empty=True)
    #: Counts the edits, so that nobody overwrites what somebody else has just written.
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class Stage(StrEnum):
    """What a version of an agenda is."""

    PROVISIONAL = "provisional"
    REVISED = "revised"
    ADOPTED = "adopted"
    #: Replaces an adopted one, with a reason.
    CORRECTED = "corrected"


class AgendaVersion(Base):
    """An agenda as it was given to its readers; they see the last one that was issued."""

    __tablename__ = "agenda_version"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    #: From 1 in each meeting.
    number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(Word(Stage))
    #: Why an adopted agenda is corrected.
    reason: Mapped[Bilingual] = bilingual("reason", empty=True)
    #: Empty while a correction is being written.
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    issued_by: Mapped[Person | None] = relationship()


class IssuedItem(ItemColumns, Base):
    """An item as a version froze it."""

    __tablename__ = "agenda_issued_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("agenda_version.id", ondelete="CASCADE"), index=True)
    version: Mapped[AgendaVersion] = relationship()
    #: The item itself, while it is there: documents hang on it.
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    title: Mapped[Bilingual] = bilingual("title")
    presenter: Mapped[Bilingual] = bilingual("presenter")


class AgendaPresenter(Base):
    """A person, an organisation, or a person for an organisation who presents an item."""

    __tablename__ = "agenda_presenter"
    __table_args__ = (
        CheckConstraint("(item_id IS NULL) <> (issued_id IS NULL)", name="of_one_item"),
        CheckConstraint("person_id IS NOT NULL OR organisation_id IS NOT NULL", name="is_somebody"),
    )

    #: In this order.
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    issued_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_issued_item.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person | None] = relationship()
    #: For which the person speaks on that day; or an organisation that presents by somebody.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation | None] = relationship()


class AgendaCall(Base):
    """Until when Members may propose items for a meeting; without one they are not asked."""

    __tablename__ = "agenda_call"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    #: Wall time as it was decided.
    closes_local: Mapped[datetime] = mapped_column(DateTime)
    zone: Mapped[str] = mapped_column(String(64))
    #: UID and SEQUENCE of that moment in calendars: random and never changed, and raised by each move.
    uid: Mapped[str] = mapped_column(String(100), default=lambda: str(uuid4()), server_default="")
    revision: Mapped[int] = mapped_column(default=0, server_default="0")


class ProposalState(StrEnum):
    """Where a proposed item stands."""

    WAITING = "waiting"
    #: The secretariat has asked something; the proposal is sent again with the answer.
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class AgendaProposal(Base):
    """An item that an organisation proposes for a meeting."""

    __tablename__ = "agenda_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation] = relationship()
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=proposed_by_id)
    title: Mapped[Bilingual] = bilingual("title")
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    why: Mapped[Bilingual] = bilingual("why")
    minutes: Mapped[int | None]
    state: Mapped[ProposalState] = mapped_column(Word(ProposalState))
    #: The question of the secretariat, or why it was declined.
    answer: Mapped[Bilingual] = bilingual("answer", empty=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The last time it was sent, asked about or decided.
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)
    #: What became of it, once accepted.
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
