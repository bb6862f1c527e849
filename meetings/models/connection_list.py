"""Lists of connections as video platforms export them: what became of each file, and its rows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.register_import import ImportState


class Platform(StrEnum):
    """Which program wrote the list."""

    ZOOM = "zoom"
    TEAMS = "teams"
    WEBEX = "webex"
    OTHER = "other"


class ConnectionList(Base):
    """One file that somebody brought to a meeting."""

    __tablename__ = "connection_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    #: The sitting that it is of, as recognised or chosen.
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="SET NULL"), index=True)
    session: Mapped[Session | None] = relationship()
    state: Mapped[ImportState] = mapped_column(Word(ImportState), index=True)
    platform: Mapped[Platform] = mapped_column(Word(Platform))
    file_name: Mapped[str] = mapped_column(String(120))
    #: Where the file lies; empty once it has been forgotten.
    file_key: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    #: As the file calls the meeting.
    topic: Mapped[str] = mapped_column(String(200), default="")
    encoding: Mapped[str] = mapped_column(String(20), default="")
    #: In which zone the times of the file are read; the one that fits best while empty.
    zone: Mapped[str] = mapped_column(String(64), default="")
    #: The first connection and the end of the last one.
    first_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How many rows of the file, people and rows of each verdict.
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: Why it could not be done: the name of the refusal.
    failure: Mapped[str] = mapped_column(String(60), default="")
    #: Until then the process that works on it has it for itself.
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How often the clock began with the step under way.
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    by: Mapped[Person | None] = relationship(foreign_keys=by_id)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    applied_by: Mapped[Person | None] = relationship(foreign_keys=applied_by_id)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    undone_by: Mapped[Person | None] = relationship(foreign_keys=undone_by_id)


class Verdict(StrEnum):
    """What was found for a row."""

    #: Somebody of the register, for certain.
    SURE = "sure"
    #: Perhaps one of the candidates.
    DOUBTFUL = "doubtful"
    #: Nobody of the register looks like it.
    UNKNOWN = "unknown"
    #: Connected only before or after the sitting.
    OUTSIDE = "outside"


class How(StrEnum):
    """By what somebody was recognised."""

    ADDRESS = "address"
    ALIAS = "alias"
    REMEMBERED = "remembered"
    NAME = "name"
    ALIKE = "alike"
    #: Somebody said so.
    CHOSEN = "chosen"


class Choice(StrEnum):
    """What somebody decided about a row."""

    PERSON = "person"
    GUEST = "guest"
    IGNORE = "ignore"


class ConnectionRow(Base):
    """One participant of a list: all connections under one name and address, brought together."""

    __tablename__ = "connection_row"
    __table_args__ = (Index("ix_connection_row_list_id_verdict", "list_id", "verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("connection_list.id", ondelete="CASCADE"))
    connections: Mapped[ConnectionList] = relationship()
    #: The first line of the file that they stand in.
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    #: Connections inside the sitting, as pairs of seconds since 1970, not yet brought together.
    spans: Mapped[list[list[int]]] = mapped_column(JSON)
    minutes: Mapped[int]
    joins: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    how: Mapped[How | None] = mapped_column(Word(How))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    person: Mapped[Person | None] = relationship()
    #: Ids of people with how much alike they are, in per cent, the likeliest first.
    candidates: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    choice: Mapped[Choice | None] = mapped_column(Word(Choice))


class KnownAs(Base):
    """What was decided about a name and address of a list: it holds for the next list too."""

    __tablename__ = "known_as"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: A hash of name and address.
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    choice: Mapped[Choice] = mapped_column(Word(Choice))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
