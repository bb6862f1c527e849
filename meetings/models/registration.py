"""Places at meetings, and on what terms they are given."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person


class Place(StrEnum):
    """What a registration gives."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    #: The secretariat has to say yes first.
    REQUESTED = "requested"
    #: The secretariat said no.
    REFUSED = "refused"
    #: Somebody else has the place for this meeting.
    REPLACED = "replaced"


class Admission(StrEnum):
    """Who may take a place at a meeting."""

    OPEN = "open"
    INVITED = "invited"
    #: Whom the head of an organisation registers.
    NOMINATED = "nominated"


class RegistrationTerms(Base):
    """On what terms people register for one meeting; without a row it is open to everyone, and nothing is asked."""

    __tablename__ = "registration_terms"
    __table_args__ = (
        CheckConstraint("quota IS NULL OR quota > 0", name="quota_is_positive"),
        CheckConstraint("companions >= 0", name="companions_are_not_negative"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    admission: Mapped[Admission] = mapped_column(Word(Admission))
    #: So many places for each organisation; no limit while empty.
    quota: Mapped[int | None]
    #: Whoever comes for no Member waits for the secretariat's yes.
    approves_observers: Mapped[bool]
    #: How many accompanying persons somebody may bring.
    companions: Mapped[int]
    #: Whether letters of invitation are offered, as a visa needs them.
    letters: Mapped[bool]
    #: Whether it is asked what people eat and what access they need.
    needs: Mapped[bool]
    #: Counts the edits, so that nobody overwrites what somebody else has just written.
    revision: Mapped[int]


class Registration(Base):
    """One person's place at one meeting, on one or several of its days."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_registration_session_id_place", "session_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    #: The first day of theirs that takes place: what lists show and sort by. All of them are in ``days``.
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    session: Mapped[Session] = relationship()
    #: The place and its days are one thing; what a day is written for is asked of both.
    days: Mapped[list["RegistrationDay"]] = relationship(
        back_populates="registration",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="RegistrationDay.id",
    )
    #: For whom they came, on the day they registered.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    place: Mapped[Place] = mapped_column(Word(Place))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Since when they have this place on these days; the order of the waiting list.
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Names the place where a number would be guessed: the code at the door is made of it, whichever days it covers.
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Whether the last change was made for the person by somebody else.
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default="0")
    #: The colleague who made it; those who run the meeting did when empty.
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    colleague: Mapped[Person | None] = relationship(foreign_keys=[colleague_id])
    #: Whose place it is, when its holder only stands in for them.
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    principal: Mapped[Person | None] = relationship(foreign_keys=[principal_id])
    #: Why the secretariat said no.
    refusal: Mapped[str] = mapped_column(Text, default="", server_default="")


class RegistrationDay(Base):
    """One day that a place covers, or covered: a sitting, and the entry in the holder's calendar that stands for it."""

    __tablename__ = "registration_day"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_id"),
        Index("ix_registration_day_session_id_dropped_at", "session_id", "dropped_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship(back_populates="days")
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    session: Mapped[Session] = relationship(lazy="joined", innerjoin=True)
    #: UID of the entry; it stays when the day is exchanged for another one.
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    #: Raised by each change of the entry; becomes iCalendar SEQUENCE.
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Since when the holder no longer comes on this day; the row stays, since calendars show that it is off.
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
