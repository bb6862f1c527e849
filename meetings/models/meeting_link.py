"""Personal ways to a meeting, without signing in, and what became of invitations."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, bilingual
from meetings.models.meeting import Meeting
from meetings.models.person import Person


class MeetingLink(Base):
    """The way of one person to their own place at one meeting, and how far their invitation came if they had one."""

    __tablename__ = "meeting_link"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    #: Names the link in its address; the rest of the address is made with the application's secret.
    key: Mapped[str] = mapped_column(String(32), unique=True)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When somebody first pressed a button behind the link: programs that look through mails press none.
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Why they do not come, in their own words.
    reason: Mapped[str] = mapped_column(Text, default="")


class InvitationRound(Base):
    """One time that people were invited to a meeting, or reminded: to whom, in which words."""

    __tablename__ = "invitation_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    #: Whether it went to people who had been invited and had said nothing.
    reminder: Mapped[bool]
    #: Words of the secretariat's own, in Markdown.
    text: Mapped[Bilingual] = bilingual("text")
    #: To whom it went, see ``domain/invitation/rules.Segment``.
    segment: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    people: Mapped[int]
