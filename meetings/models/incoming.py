"""What comes back by mail: returned mails, complaints, answers of calendars; and the mailbox that it lies in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.models.registration import Registration


class Sort(StrEnum):
    """What a message is."""

    BOUNCE = "bounce"
    #: No message, but what the mail server said when it refused the address of a mail that we gave it.
    REFUSAL = "refusal"
    #: A mail server still tries.
    DELAY = "delay"
    COMPLAINT = "complaint"
    ANSWER = "answer"
    #: Written by a program, such as a note of absence: never heeded (RFC 3834).
    AUTOMATIC = "automatic"
    OTHER = "other"


class Fate(StrEnum):
    """What became of a message."""

    MATCHED = "matched"
    #: It carries none of our signed addresses.
    UNSIGNED = "unsigned"
    #: It carries an address of ours with a signature that is wrong.
    FORGED = "forged"
    #: The mail or the place that it speaks of is there no more.
    GONE = "gone"
    #: The one who answers is not the one who was asked.
    OTHER_PERSON = "other_person"
    #: A later answer is there already.
    OLDER = "older"
    IGNORED = "ignored"
    #: Nothing that the program can read.
    UNREAD = "unread"


class Why(StrEnum):
    """Why a mail came back, as far as its status tells (RFC 3463)."""

    ADDRESS = "address"
    DOMAIN = "domain"
    CLOSED = "closed"
    FULL = "full"
    UNREACHED = "unreached"
    REFUSED = "refused"
    TOO_BIG = "too_big"
    UNKNOWN = "unknown"


class Reply(StrEnum):
    """What a calendar answered for its owner (RFC 5545, 3.2.12)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Incoming(Base):
    """One message that came, without its words: what it was, whom it concerned and what became of it."""

    __tablename__ = "incoming"
    __table_args__ = (Index("ix_incoming_person_id_sort", "person_id", "sort"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of its octets, so that it is taken once; of a refusal, of when and for which mail it was.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    came_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    sort: Mapped[Sort] = mapped_column(Word(Sort))
    fate: Mapped[Fate] = mapped_column(Word(Fate))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"), index=True)
    mail: Mapped[Mail | None] = relationship()
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    person: Mapped[Person | None] = relationship()
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    meeting: Mapped[Meeting | None] = relationship()
    #: Of a bounce: why, whether for good, and what the server said.
    why: Mapped[Why | None] = mapped_column(Word(Why))
    for_good: Mapped[bool] = mapped_column(default=False)
    said: Mapped[str] = mapped_column(Text, default="")
    #: The address that the mail went to; a bounce says nothing of the one that somebody has since.
    address: Mapped[str] = mapped_column(String(254), default="")
    answer: Mapped[Reply | None] = mapped_column(Word(Reply))
    #: Since when a bounce no longer counts, because somebody said that the address works.
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarAnswer(Base):
    """What the calendar of somebody registered last answered for one entry; it changes no place."""

    __tablename__ = "calendar_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The entry; its holder is that of the registration.
    uid: Mapped[str] = mapped_column(String(100), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    registration: Mapped[Registration] = relationship()
    answer: Mapped[Reply] = mapped_column(Word(Reply))
    comment: Mapped[str] = mapped_column(String(500), default="")
    #: SEQUENCE and DTSTAMP of the answer: an older one never replaces a newer one (RFC 5546, 2.1.5).
    sequence: Mapped[int]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    came_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Mailbox(Base):
    """How far the mailbox was read, and whether it can be reached."""

    __tablename__ = "mailbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: UIDVALIDITY and the last UID taken (RFC 9051, 2.3.1.1).
    validity: Mapped[int] = mapped_column(BigInteger, default=0)
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Since when it cannot be read, and why: a key of the words on the page.
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str] = mapped_column(String(20), default="")
    #: Nobody else reads it before then.
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
