"""Who may answer a poll, that they did, and what was answered – the last two apart wherever ballots are sealed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.meeting import Session
from meetings.models.organisation import Organisation, Region
from meetings.models.person import Person
from meetings.models.proxy import Proxy


class PollVoter(Base):
    """An organisation on the list of those entitled, and how many votes it has; written before the poll opens."""

    __tablename__ = "poll_voter"
    __table_args__ = (CheckConstraint("weight >= 1", name="weight_is_positive"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    organisation: Mapped[Organisation] = relationship()
    weight: Mapped[int] = mapped_column(default=1, server_default="1")


class Elector(Base):
    """Somebody entitled to one ballot: frozen when the poll opens, the only denominator."""

    __tablename__ = "elector"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    #: The id of the organisation, or of the person where each person has a ballot.
    voter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    #: Where each person has a ballot.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    #: As they were on that day.
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    region: Mapped[Region | None] = relationship()
    weight: Mapped[int] = mapped_column(default=1, server_default="1")
    #: Has no vote: answers, and is counted apart.
    advisory: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: Since when, and by whom, the ballot may no longer be replaced.
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    locked_by: Mapped[Person | None] = relationship(foreign_keys=[locked_by_id])


def of_an_elector() -> ForeignKeyConstraint:
    """The key that lets nobody cast a ballot who is not in the electorate."""
    return ForeignKeyConstraint(["poll_id", "voter"], ["elector.poll_id", "elector.voter"], ondelete="CASCADE")


class Ballot(Base):
    """The one named ballot of a voter, as it stands; its key makes a second one impossible."""

    __tablename__ = "ballot"
    __table_args__ = (of_an_elector(),)

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The answer in its one written form; see ``domain/poll/answers``.
    choice: Mapped[str] = mapped_column(Text)
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    cast_by: Mapped[Person | None] = relationship()
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The sitting in which whoever cast it has a place.
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"))
    session: Mapped[Session | None] = relationship()
    #: By which proxy it was cast; empty where those whose ballot it is cast it.
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("proxy.id", ondelete="SET NULL"), index=True)
    proxy: Mapped[Proxy | None] = relationship()


class BallotEntry(Base):
    """Each named ballot that was cast, the replaced ones too: append-only, each line sealing the one before it."""

    __tablename__ = "ballot_entry"
    __table_args__ = (UniqueConstraint("poll_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), index=True)
    #: Counted within the poll, from 1.
    number: Mapped[int]
    voter: Mapped[int]
    choice: Mapped[str] = mapped_column(Text)
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proxy_id: Mapped[int | None] = mapped_column(ForeignKey("proxy.id", ondelete="SET NULL"), index=True)
    #: The fingerprint of the form it came by, so that the same form sent again is known.
    form: Mapped[str] = mapped_column(String(64), default="", server_default="")
    #: SHA-256 of this line and of the seal before it.
    seal: Mapped[str] = mapped_column(String(64), default="", server_default="")


class Participation(Base):
    """That a voter has cast a sealed ballot: no time, no order, nothing that leads to the ballot."""

    __tablename__ = "participation"
    __table_args__ = (of_an_elector(), {"sqlite_with_rowid": False})

    poll_id: Mapped[int] = mapped_column(primary_key=True)
    voter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The fingerprint of the form it came by.
    form: Mapped[str] = mapped_column(String(64))
    #: Who cast it, at the confidential level only.
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    cast_by: Mapped[Person | None] = relationship()
    #: Whoever held a proxy cast it.
    by_proxy: Mapped[bool] = mapped_column(default=False, server_default="0")


class SealedBallot(Base):
    """A ballot that only the key of its poll opens, all of a poll equally long; gone once they are counted."""

    __tablename__ = "sealed_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    #: Random at the secret level; at the confidential level made from the voter with a key that dies at closing.
    slot: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class TallySheet(Base):
    """A ballot of a sealed poll after it was opened, in an order that chance decided."""

    __tablename__ = "tally_sheet"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choice: Mapped[str] = mapped_column(Text)
    weight: Mapped[int] = mapped_column(default=1, server_default="1")
    advisory: Mapped[bool] = mapped_column(default=False, server_default="0")


class BallotReceipt(Base):
    """The fingerprint of a receipt that lay inside a sealed ballot; published, apart from what the ballot said."""

    __tablename__ = "ballot_receipt"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
