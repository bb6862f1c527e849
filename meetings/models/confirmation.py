"""Campaigns that ask organisations whether the register is still correct, and what they answered."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person


class Campaign(Base):
    """One round of “Is this still correct?”, with the words of the secretariat."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Bilingual] = bilingual("title")
    #: What the mail says, in Markdown.
    text: Mapped[Bilingual] = bilingual("text")
    #: Whom it asks: codes of a region, a kind, organisations; see ``domain/confirmation/rules.Scope``.
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Changes wait until the secretariat has approved them; else they are taken over at once.
    needs_approval: Mapped[bool]
    #: The last day for an answer, in the house's time zone, and the instant at which that day is over.
    last_day: Mapped[date]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: How many days before the end the silent are reminded.
    reminders: Mapped[list[int]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When it was over: its time had come, or the secretariat ended it.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AskState(StrEnum):
    """How far an organisation is with its answer."""

    ASKED = "asked"
    OPENED = "opened"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    #: Nobody could be written to.
    UNREACHABLE = "unreachable"
    #: Only shown, never stored: the campaign is over and there was no answer.
    SILENT = "silent"


class Ask(Base):
    """One organisation in one campaign."""

    __tablename__ = "confirmation_ask"
    __table_args__ = (UniqueConstraint("campaign_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    campaign: Mapped[Campaign] = relationship()
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    organisation: Mapped[Organisation] = relationship()
    state: Mapped[AskState] = mapped_column(Word(AskState))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_by: Mapped[Person | None] = relationship()


class AskLink(Base):
    """The personal way in of one person to one question; it works until the campaign is over."""

    __tablename__ = "confirmation_link"
    __table_args__ = (UniqueConstraint("ask_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ask_id: Mapped[int] = mapped_column(ForeignKey("confirmation_ask.id", ondelete="CASCADE"))
    ask: Mapped[Ask] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    #: The token is made from this and the application's secret; only its hash is kept.
    nonce: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)


class Reminder(Base):
    """The silent were reminded: by plan, once for each planned day, or by hand."""

    __tablename__ = "confirmation_reminder"
    __table_args__ = (UniqueConstraint("campaign_id", "planned_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    #: The day of the plan; empty when it was done by hand.
    planned_on: Mapped[date | None]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    people: Mapped[int]


class ChangeKind(StrEnum):
    """What an organisation says is different."""

    CORRECT = "correct"
    RESIGN = "resign"
    REPLACE = "replace"
    ADD = "add"
    #: The organisation itself: its working language, its name in full.
    ORGANISATION = "organisation"


class ChangeState(StrEnum):
    """What became of a change."""

    WAITING = "waiting"
    APPLIED = "applied"
    REFUSED = "refused"
    #: A later answer of the same organisation took its place.
    REPLACED = "replaced"


class Change(Base):
    """One thing that an organisation says is different: what the register said, and what it should say."""

    __tablename__ = "confirmation_change"
    __table_args__ = (Index("ix_confirmation_change_ask_id_state", "ask_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ask_id: Mapped[int] = mapped_column(ForeignKey("confirmation_ask.id", ondelete="CASCADE"))
    ask: Mapped[Ask] = relationship()
    kind: Mapped[ChangeKind] = mapped_column(Word(ChangeKind))
    #: Whose nomination it is about; nobody's when someone is added.
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey("nomination.id", ondelete="SET NULL"), index=True)
    nomination: Mapped[Nomination | None] = relationship()
    #: Values by their names, see ``domain/confirmation/rules``; emptied when someone in them is erased.
    before: Mapped[dict[str, str]] = mapped_column(JSON)
    after: Mapped[dict[str, str]] = mapped_column(JSON)
    state: Mapped[ChangeState] = mapped_column(Word(ChangeState), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    #: Why it was refused.
    reason: Mapped[str] = mapped_column(Text, default="")
