"""Gives each person their row in a mailing when their own time has come, and gives up what is not to go any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from meetings.domain.mailing import queries, recipients, rules, timing
from meetings.domain.mailing.recipients import Recipient
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox import holding
from meetings.models.database import current
from meetings.models.mailing import Addressed, Dropped, Mailing, MailingRecipient, MailingState
from meetings.models.meeting import Session
from meetings.models.outbox import Mail, MailReason

#: How often people are looked for whose time has come since.
OFTEN = timedelta(minutes=1)


def to_look_at(now: datetime) -> list[int]:
    """Return the ids of the mailings with which something is to be done at *now*; nothing is held meanwhile."""
    found = queries.active()
    sessions = meetings.sessions_by_meeting([mailing.meeting for mailing in found])
    return [
        mailing.id
        for mailing in found
        if _stirs(mailing, meeting_rules.taking_place(sessions.get(mailing.meeting_id, [])), now)
    ]


def _stirs(mailing: Mailing, sessions: Sequence[Session], now: datetime) -> bool:
    """Say whether the row of *mailing* changes at *now*."""
    verdict = rules.verdict(mailing, sessions, now)
    if isinstance(verdict, Dropped) or is_moved(mailing, sessions):
        return True
    if verdict is not None:
        return False
    return mailing.state is MailingState.PLANNED or _is_to_sweep(mailing, sessions, now) or is_over(mailing, sessions)


def is_moved(mailing: Mailing, sessions: Sequence[Session]) -> bool:
    """Say whether the meeting has taken *mailing* along to another time."""
    if mailing.meeting.undated or not timing.is_relative(mailing) or mailing.state is MailingState.SENDING:
        return False
    at = queries.shown(mailing, sessions)
    return at is not None and at != mailing.due_at


def _is_to_sweep(mailing: Mailing, sessions: Sequence[Session], now: datetime) -> bool:
    """Say whether somebody's time may have come since the last look."""
    until, span = mailing.swept_until, timing.span(mailing, sessions, mailing.meeting.series.holidays)
    if until is None or span is None:
        return True
    return until < span[1] and (now - until >= OFTEN or span[1] <= now)


def sweep(mailing: Mailing, sessions: Sequence[Session], now: datetime) -> int:
    """Give a row to whoever is meant and due since the last look, and return how many those are.

    The meeting is held, so that two schedulers give nobody two. Who comes later gets none for a time that has passed.
    """
    known, since = queries.told(mailing), mailing.swept_until
    found = []
    for one in recipients.of(mailing.meeting, rules.segment(mailing.segment), now=now):
        at = due(mailing, one, sessions)
        if at and at <= now and (since is None or at > since) and one.person.id not in known:
            found.append(_row(mailing, one, at))
    current().add_all(found)
    mailing.swept_until = now
    current().flush()
    return len(found)


def due(mailing: Mailing, one: Recipient, sessions: Sequence[Session]) -> datetime | None:
    """Return when *mailing* goes to *one*."""
    return timing.due(mailing, sessions, mailing.meeting.series.holidays, zone=one.person.zone, own=one.own)


def _row(mailing: Mailing, one: Recipient, at: datetime) -> MailingRecipient:
    return MailingRecipient(
        mailing_id=mailing.id, person_id=one.person.id, state=Addressed.WAITING, reason=None, due_at=at, error=""
    )


def is_over(mailing: Mailing, sessions: Sequence[Session]) -> bool:
    """Say whether everybody's time was looked at and every mail has left, or never will."""
    span = timing.span(mailing, sessions, mailing.meeting.series.holidays)
    if mailing.swept_until is None or (span and mailing.swept_until < span[1]):
        return False
    figures = queries.progress(mailing.meeting).get(mailing.id)
    return figures is None or figures.waiting == 0


def give_up(mailing: Mailing, why: Dropped) -> int:
    """Drop whoever is not written to yet, and hold back the mails that wait; return how many people that concerns."""
    waiting = (MailingRecipient.mailing_id == mailing.id, MailingRecipient.state == Addressed.WAITING)
    dropped = current().execute(
        update(MailingRecipient)
        .where(*waiting)
        .values(state=Addressed.DROPPED, reason=why)
        .returning(MailingRecipient.id)
        .execution_options(synchronize_session=False)
    )
    mails = select(MailingRecipient.mail_id).where(MailingRecipient.mailing_id == mailing.id)
    number = len(dropped.all()) + holding.hold_back(Mail.id.in_(mails), _WHY[why])
    current().expire_all()
    return number


#: What the outbox says of a mail that was held back.
_WHY = {
    Dropped.STOPPED: MailReason.STOPPED,
    Dropped.CANCELLED: MailReason.CANCELLED,
    Dropped.BEGUN: MailReason.TOO_LATE,
    Dropped.TOO_LATE: MailReason.TOO_LATE,
}
