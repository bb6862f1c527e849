"""What a mailing is allowed to be, and what is to be done with it at an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.invitation.rules import Segment as Part
from meetings.domain.mailing import timing
from meetings.domain.mailing.timing import Moment
from meetings.domain.meeting import rules as meetings
from meetings.models.mailing import Audience, Dropped, Mailing, MailingKind, MailingState, Unit
from meetings.models.meeting import Session

LONGEST_SUBJECT, LONGEST_BODY, LONGEST_WAIVER = 200, 10_000, 500
#: What could not go for so long is not sent any more: nobody expects it.
LATE = timedelta(days=7)
#: A meeting has at most so many mailings, a series so many steps.
MOST, MOST_STEPS = 60, 20
#: Their words and their time can still change.
OPEN = (MailingState.DRAFT, MailingState.PLANNED)
#: The clock looks at them.
ACTIVE = (MailingState.PLANNED, MailingState.SENDING)
#: Worth nothing once the sitting of their reader has begun.
AHEAD = (MailingKind.SAVE_THE_DATE, MailingKind.INVITATION, MailingKind.REMINDER, MailingKind.CONNECTION)
#: Only they may hold the way into a sitting.
REGISTERED = (Audience.REGISTERED, Audience.REGISTERED_EN, Audience.REGISTERED_FR)
#: Reminders, which people may refuse; all others are formal.
REMINDERS = (MailingKind.REMINDER, MailingKind.FOLLOW_UP)


class MailingGone(Refused):
    """Somebody else has deleted the mailing."""


class NotOpen(Refused):
    """The mailing goes out already, has gone, or was stopped: its words no longer change."""


class NotUnderWay(Refused):
    """The mailing is neither planned nor on its way, so there is nothing to stop."""


class TooManyMailings(Refused):
    """The meeting has as many mailings as it can keep."""


class TextMissing(Refused):
    """A mail needs a subject and a text in one language at least."""


class LanguageMissing(Refused):
    """A language of the mail is missing or behind, and no reason was given why it goes all the same."""


class OnlyRegistered(Refused):
    """Details of how to join go to people with a place only."""


class TimePassed(Refused):
    """The time of the mailing has passed."""


class Nobody(Refused):
    """Nobody answers the choice of recipients."""


class HourMissing(Refused):
    """A mailing that goes days before or after needs a time of day."""


@dataclass(frozen=True, slots=True)
class Segment:
    """To whom a mailing goes: an audience, and what narrows it."""

    audience: Audience = Audience.EVERYBODY
    part: Part = field(default_factory=Part)

    def stored(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return {"audience": self.audience.value, **self.part.stored()}


def segment(stored: Mapping[str, Any]) -> Segment:
    """Return the segment that the database keeps as *stored*."""
    known: dict[str, Any] = {name: stored[name] for name in Part.__dataclass_fields__ if name in stored}
    known |= {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
    return Segment(Audience(stored["audience"]), Part(**known))


@dataclass(frozen=True, slots=True)
class Draft:
    """What the secretariat decides of a mailing."""

    kind: MailingKind
    subject: Bilingual
    body: Bilingual
    segment: Segment
    moment: Moment


class Wait(StrEnum):
    """Why a mailing that is planned does not go yet."""

    TIME = "time"
    #: Nobody knows of the meeting yet.
    DRAFT = "draft"
    #: No date of the meeting holds.
    UNDATED = "undated"
    #: A language is missing or out of date.
    GAPS = "gaps"


Verdict = Wait | Dropped | None


def verdict(mailing: Mailing, sessions: Sequence[Session], now: datetime) -> Verdict:
    """Say why *mailing* does not go at *now*: it waits, or it is dropped; nothing means that it goes.

    *sessions* are the sittings of its meeting that take place.
    """
    meeting = mailing.meeting
    if meeting.cancelled_at:
        return Dropped.CANCELLED
    relative = timing.is_relative(mailing)
    span = timing.span(mailing, sessions, meeting.series.holidays)
    if span is None or (relative and meeting.undated):
        return Wait.UNDATED
    first, last = span
    if is_ahead(mailing) and not meeting.undated and has_begun(sessions, now):
        return Dropped.BEGUN
    if mailing.state is not MailingState.SENDING and last < now - LATE:
        return Dropped.TOO_LATE
    if first > now:
        return Wait.TIME
    if meeting.announced_at is None:
        return Wait.DRAFT
    return None if is_worded(mailing) else Wait.GAPS


def is_ahead(mailing: Mailing | Draft) -> bool:
    """Say whether *mailing* is worth nothing once the sittings have begun."""
    moment = mailing.moment if isinstance(mailing, Draft) else mailing
    return mailing.kind in AHEAD or moment.timing in timing.BEFORE


def has_begun(sessions: Sequence[Session], now: datetime) -> bool:
    """Say whether none of *sessions* is still to begin."""
    return bool(sessions) and max(session.starts_at for session in sessions) <= now


def is_worded(mailing: Mailing) -> bool:
    """Say whether both languages of *mailing* are current, or somebody has said why it goes all the same."""
    there = bool(mailing.subject and mailing.body)
    return there and (bool(mailing.waiver) or (mailing.subject.complete and mailing.body.complete))


def check(draft: Draft) -> None:
    """Refuse what no mailing can be; raises ``OnlyRegistered`` or ``HourMissing``."""
    if draft.kind is MailingKind.CONNECTION and draft.segment.audience not in REGISTERED:
        raise OnlyRegistered
    moment = draft.moment
    if timing.is_relative(moment) and moment.unit is not Unit.HOURS and moment.hour is None:
        raise HourMissing


def mark(people: Sequence[int]) -> str:
    """Return what recognises that *people*, given by their ids, are still those that somebody has seen."""
    return fingerprint.of(sorted(people))


def reference(mailing: Mailing) -> str:
    """Return how the letter of *mailing* is cited: “NCP8/L1”."""
    return f"{meetings.symbol(mailing.meeting)}/L{mailing.letter}"


def mail_kind(kind: MailingKind) -> str:
    """Return the kind that the mails of a mailing of *kind* have in the outbox."""
    return f"mailing.{kind.value}"
