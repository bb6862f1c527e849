"""Polls: question, options, the frozen electorate, ballots."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation, Region
from meetings.models.person import Person


class PollState(StrEnum):
    """Where a poll stands."""

    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"


class Poll(Base):
    """One question put to those entitled; ballots of all language sessions are one result."""

    __tablename__ = "poll"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True)
    item: Mapped[AgendaItem | None] = relationship()
    question: Mapped[Bilingual] = bilingual("question")
    state: Mapped[PollState] = mapped_column(Word(PollState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: From then on no ballot is taken, whether or not someone has closed the poll.
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PollOption(Base):
    """One answer that can be chosen."""

    __tablename__ = "poll_option"
    __table_args__ = (UniqueConstraint("poll_id", "position"), UniqueConstraint("poll_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"))
    poll: Mapped[Poll] = relationship()
    position: Mapped[int]
    text: Mapped[Bilingual] = bilingual("text")
    #: Present but neither for nor against; counted apart.
    abstention: Mapped[bool] = mapped_column(default=False)


class Elector(Base):
    """An organisation entitled to one ballot: frozen when the poll opens, the only denominator."""

    __tablename__ = "elector"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    organisation: Mapped[Organisation] = relationship()
    #: As it was on that day.
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    region: Mapped[Region | None] = relationship()


class Ballot(Base):
    """The one ballot of an organisation, as it stands; its key makes a second one impossible."""

    __tablename__ = "ballot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["poll_id", "organisation_id"], ["elector.poll_id", "elector.organisation_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["poll_id", "option_id"], ["poll_option.poll_id", "poll_option.id"]),
    )

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int]
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    cast_by: Mapped[Person | None] = relationship()
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BallotEntry(Base):
    """Each ballot that was cast, the replaced ones too: append-only."""

    __tablename__ = "ballot_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("poll_option.id"))
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
