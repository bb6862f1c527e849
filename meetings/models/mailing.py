"""Mails that the secretariat writes about a meeting: their words, to whom and when they go, and what became of each."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, Index, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.core.bilingual import Bilingual
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word, bilingual
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.models.person import Person


class MailingKind(StrEnum):
    """What a mailing is for, in the order in which a meeting usually has them."""

    SAVE_THE_DATE = "save_the_date"
    INVITATION = "invitation"
    REMINDER = "reminder"
    CONNECTION = "connection"
    FOLLOW_UP = "follow_up"
    FREE = "free"


class Audience(StrEnum):
    """To whom a mailing goes, before it is narrowed."""

    #: Whom the series invites, and whoever was invited or has a place.
    EVERYBODY = "everybody"
    INVITED = "invited"
    #: Of everybody, those who have neither a place nor said no.
    SILENT = "silent"
    DECLINED = "declined"
    REGISTERED = "registered"
    REGISTERED_EN = "registered_en"
    REGISTERED_FR = "registered_fr"
    WAITING = "waiting"


class Timing(StrEnum):
    """From what the time of a mailing follows."""

    #: A wall time that was decided.
    AT = "at"
    #: The beginning of the first sitting.
    BEFORE = "before"
    #: The beginning of the recipient's own sitting; of the first one for who has none.
    BEFORE_OWN = "before_own"
    #: The end of the last sitting.
    AFTER = "after"


class Unit(StrEnum):
    """In what the time before or after is counted."""

    #: An exact span: 24 hours are 24 hours, also where the clocks change.
    HOURS = "hours"
    #: Days of the calendar, at a time of day by the recipient's own clock.
    DAYS = "days"
    WORKING_DAYS = "working_days"


class MailingState(StrEnum):
    """Where a mailing stands."""

    DRAFT = "draft"
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    DROPPED = "dropped"


class Dropped(StrEnum):
    """Why a mailing, or the mail of one recipient, is not sent any more."""

    CANCELLED = "cancelled"
    #: The sitting has begun, or the meeting is over.
    BEGUN = "begun"
    #: Its time had passed long before it could be sent.
    TOO_LATE = "too_late"
    STOPPED = "stopped"
    #: No longer one of those to whom it goes.
    LEFT = "left"
    #: The person has refused such mails.
    UNWANTED = "unwanted"


class MailTemplate(Base):
    """The words with which mailings of one kind begin: of the house, or of one series."""

    __tablename__ = "mail_template"
    __table_args__ = (UniqueConstraint("series_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Of the whole house while empty.
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    kind: Mapped[MailingKind] = mapped_column(Word(MailingKind))
    subject: Mapped[Bilingual] = bilingual("subject")
    #: In Markdown, with places such as ``{{meeting}}``.
    body: Mapped[Bilingual] = bilingual("body")


class SeriesMailing(Base):
    """One step of the mails that each meeting of a series begins with."""

    __tablename__ = "series_mailing"
    __table_args__ = (UniqueConstraint("series_id", "position"), CheckConstraint("number >= 0", name="is_not_negative"))

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[MailingKind] = mapped_column(Word(MailingKind))
    audience: Mapped[Audience] = mapped_column(Word(Audience))
    timing: Mapped[Timing] = mapped_column(Word(Timing))
    number: Mapped[int]
    unit: Mapped[Unit] = mapped_column(Word(Unit))
    #: By the recipient's own clock; nothing for hours.
    hour: Mapped[time | None] = mapped_column(Time)


class Mailing(Base):
    """One mail to many about a meeting."""

    __tablename__ = "mailing"
    __table_args__ = (
        CheckConstraint("number >= 0", name="is_not_negative"),
        Index("ix_mailing_meeting_id_state", "meeting_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship()
    kind: Mapped[MailingKind] = mapped_column(Word(MailingKind))
    subject: Mapped[Bilingual] = bilingual("subject")
    body: Mapped[Bilingual] = bilingual("body")
    #: To whom, see ``domain/mailing/rules.Segment``.
    segment: Mapped[dict[str, Any]] = mapped_column(JSON)
    timing: Mapped[Timing] = mapped_column(Word(Timing))
    number: Mapped[int]
    unit: Mapped[Unit] = mapped_column(Word(Unit))
    hour: Mapped[time | None] = mapped_column(Time)
    #: Naive wall time in *zone*, of one whose time was decided.
    at_local: Mapped[datetime | None] = mapped_column(DateTime)
    zone: Mapped[str] = mapped_column(String(64))
    #: Why it may go although a language is missing or out of date.
    waiver: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[MailingState] = mapped_column(Word(MailingState), index=True)
    #: Of one that was dropped.
    reason: Mapped[Dropped | None] = mapped_column(Word(Dropped))
    #: When it goes to the first ones, as it was worked out last, and from when it was moved by the meeting.
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_from_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Whoever was due until then has a row, and nobody who comes later gets one for that time.
    swept_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Counts the invitation letters of the meeting: the 1 in NCP8/L1.
    letter: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Counts the edits, so that nobody overwrites what somebody else has just written.
    revision: Mapped[int] = mapped_column(default=0)


class Addressed(StrEnum):
    """How far the mail of one recipient is."""

    #: Not written yet.
    WAITING = "waiting"
    #: In the outbox, or gone.
    WRITTEN = "written"
    DROPPED = "dropped"
    #: It could not be written.
    FAILED = "failed"
    #: It was written and did not reach its reader; the mail is no longer kept.
    UNDELIVERED = "undelivered"


class MailingRecipient(Base):
    """One person to whom a mailing goes: once, whatever happens."""

    __tablename__ = "mailing_recipient"
    __table_args__ = (
        UniqueConstraint("mailing_id", "person_id"),
        Index("ix_mailing_recipient_mailing_id_state", "mailing_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id", ondelete="CASCADE"))
    mailing: Mapped[Mailing] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"), index=True)
    mail: Mapped[Mail | None] = relationship()
    state: Mapped[Addressed] = mapped_column(Word(Addressed))
    #: Of one that was dropped.
    reason: Mapped[Dropped | None] = mapped_column(Word(Dropped))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")
