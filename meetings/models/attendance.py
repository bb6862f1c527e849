"""Who was at a sitting, who says so, guests without an account, and what a meeting does with it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.connection_list import ConnectionList
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class Source(StrEnum):
    """Who says that somebody was there, the most trusted first; see ``domain/attendance/rules``."""

    SECRETARIAT = "secretariat"
    DOOR = "door"
    LIST = "list"
    OWN = "own"


class Presence(StrEnum):
    """What became of somebody's part in a sitting."""

    PRESENT = "present"
    EXCUSED = "excused"
    #: Somebody else came in their place.
    REPLACED = "replaced"
    ABSENT = "absent"


class Guest(Base):
    """Somebody who came to a meeting and is not in the register."""

    __tablename__ = "guest"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    meeting: Mapped[Meeting] = relationship()
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="")
    function: Mapped[str] = mapped_column(String(200), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The connection list that named them, if one did.
    list_id: Mapped[int | None] = mapped_column(ForeignKey("connection_list.id", ondelete="SET NULL"), index=True)


class Attendance(Base):
    """One person, or one guest, at one sitting: what is shown of all that was said about it."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        UniqueConstraint("session_id", "guest_id"),
        CheckConstraint("(person_id IS NULL) <> (guest_id IS NULL)", name="person_or_guest"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_are_not_negative"),
        Index("ix_attendance_meeting_id_presence", "meeting_id", "presence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    session: Mapped[Session] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person | None] = relationship()
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id", ondelete="CASCADE"), index=True)
    guest: Mapped[Guest | None] = relationship()
    #: For whom they came, on that day.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    presence: Mapped[Presence] = mapped_column(Word(Presence))
    #: Whose word is shown.
    source: Mapped[Source] = mapped_column(Word(Source))
    #: Of the sitting; unknown while empty.
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    #: False for what stays with a record that was merged into another one with its own attendance.
    counted: Mapped[bool] = mapped_column(default=True, server_default="1")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Testimony(Base):
    """What one source says of somebody at a sitting; all are kept, the most trusted is shown."""

    __tablename__ = "attendance_testimony"
    __table_args__ = (UniqueConstraint("attendance_id", "source", "list_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id", ondelete="CASCADE"))
    attendance: Mapped[Attendance] = relationship()
    source: Mapped[Source] = mapped_column(Word(Source))
    presence: Mapped[Presence] = mapped_column(Word(Presence))
    minutes: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    list_id: Mapped[int | None] = mapped_column(ForeignKey("connection_list.id", ondelete="CASCADE"), index=True)
    connections: Mapped[ConnectionList | None] = relationship()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    by: Mapped[Person | None] = relationship()


class Unit(StrEnum):
    """In what the threshold of a certificate is measured."""

    MINUTES = "minutes"
    #: Per cent of the sitting.
    SHARE = "share"


class Stage(StrEnum):
    """Which list of participants is published."""

    #: From the registrations.
    PROVISIONAL = "provisional"
    #: From the attendance.
    FINAL = "final"


class AttendancePlan(Base):
    """What a meeting does with its attendance: the threshold of certificates, and the published list."""

    __tablename__ = "attendance_plan"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    meeting: Mapped[Meeting] = relationship()
    unit: Mapped[Unit] = mapped_column(Word(Unit), default=Unit.SHARE)
    threshold: Mapped[int] = mapped_column(default=50)
    #: Not published while empty.
    stage: Mapped[Stage | None] = mapped_column(Word(Stage))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
