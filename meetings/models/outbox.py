"""What waits to leave the house: announcements of the domain, and mails, one row a recipient."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base
from meetings.models.columns import UtcDateTime, Word


class Announcement(Base):
    """Something happened that people may have to hear of; notices work out whom it concerns."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")


class MailState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    IN_FLIGHT = "in_flight"
    WAITING = "waiting"
    SENT = "sent"
    #: The server of its reader refused the address for good.
    BOUNCED = "bounced"
    FAILED = "failed"
    #: Stopped by hand, or worth nothing any more: it does not leave.
    WITHHELD = "withheld"
    #: Waits to be told of in its reader's daily mail.
    GATHERED = "gathered"
    #: No mail server is set: the mail stays here and is read on the outbox page.
    KEPT = "kept"


class MailReason(StrEnum):
    """Why a mail did not leave, or not yet; pages say it in the reader's language."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    CERTIFICATE = "certificate"
    ENCRYPTION = "encryption"
    UNSUPPORTED = "unsupported"
    CREDENTIALS = "credentials"
    CLOSED = "closed"
    SENDER = "sender"
    LATER = "later"
    RECIPIENT = "recipient"
    CONTENT = "content"
    #: Our own check of the message refused it.
    MESSAGE = "message"
    #: A fault of the program.
    FAULT = "fault"
    TOO_LATE = "too_late"
    BY_HAND = "by_hand"
    #: The mails to many to which it belongs were stopped.
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    #: It left, and came back.
    RETURNED = "returned"
    #: Mails to its reader come back.
    ADDRESS = "address"


class Mail(Base):
    """One message to one person."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient_email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    calendar: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: REQUEST or CANCEL (RFC 5546) when there is a calendar part.
    calendar_method: Mapped[str | None] = mapped_column(String(10))
    #: Fixed when the row is written, so that a second copy after a crash is recognised (RFC 5322, 3.6.4).
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    #: Holds a way in: its text is wiped once it has left.
    secret: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MailState] = mapped_column(Word(MailState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When it was last taken in hand to be sent; by these instants the mails of a minute are counted.
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    #: After this instant it would only confuse: a code that is over, a reminder of what has begun.
    worthless_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[MailReason | None] = mapped_column(Word(MailReason))
    #: The mail server's own words.
    error: Mapped[str] = mapped_column(Text, default="")
    #: The daily mail that told of it.
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"), index=True)


class Heartbeat(Base):
    """When a part of the program last showed that it is alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
