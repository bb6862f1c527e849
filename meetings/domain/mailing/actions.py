"""Writes mailings: their words, to whom and when they go, and that they are planned, stopped or deleted."""

from datetime import datetime, timedelta

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.mailing import places, queries, recipients, rules, sweeping
from meetings.domain.mailing.rules import Draft, Segment
from meetings.domain.mailing.timing import Moment
from meetings.domain.meeting import rules as meeting_rules
from meetings.models.database import Gone, add, current, fresh, lock
from meetings.models.mailing import Dropped, Mailing, MailingKind, MailingState, Timing
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def prepare(meeting: Meeting, draft: Draft, *, by: Person | None, now: datetime) -> Mailing:
    """Write a mailing of *meeting*, which goes nowhere before it is planned.

    Raises ``AlreadyCancelled``, ``TooManyMailings``, ``WordsWrong``, ``OnlyRegistered``, ``HourMissing`` and
    ``HourDoesNotExist``.
    """
    lock(meeting)
    if meeting.cancelled_at:
        raise meeting_rules.AlreadyCancelled
    if queries.numbers(meeting) >= rules.MOST:
        raise rules.TooManyMailings
    mailing = Mailing(meeting=meeting, kind=draft.kind, state=MailingState.DRAFT, waiver="", revision=0)
    mailing.created_at, mailing.created_by_id = now, by.id if by else None
    mailing.letter = queries.next_letter(meeting) if draft.kind is MailingKind.INVITATION else None
    _write(mailing, draft)
    add(mailing)
    audit.record("mailing.prepared", mailing, by=by, meeting=meeting, now=now, kind=draft.kind.value)
    return mailing


def revise(mailing: Mailing, draft: Draft, *, seen: int, by: Person | None, now: datetime) -> None:
    """Change a *mailing* that has not begun to go.

    Raises ``MailingGone``, ``NotOpen``, ``ChangedMeanwhile`` when it is no longer what the editor has *seen*, and what
    ``prepare`` raises of the draft.
    """
    _hold_open(mailing)
    if mailing.revision != seen:
        raise fingerprint.ChangedMeanwhile
    _write(mailing, draft)
    if mailing.state is MailingState.PLANNED:
        _check_ahead(mailing, now)
    audit.record("mailing.revised", mailing, by=by, meeting=mailing.meeting, now=now)


def reword(
    mailing: Mailing, name: str, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the subject or the body of a *mailing*; raises ``ChangedMeanwhile`` when it is not what was *seen*."""
    _hold(mailing)
    if mailing.state not in rules.OPEN:
        raise rules.NotOpen
    fingerprint.check(seen, getattr(mailing, name))
    subject, body = (text, mailing.body) if name == "subject" else (mailing.subject, text)
    places.check(subject, body, mailing.kind)
    mailing.subject, mailing.body, mailing.revision = subject, body, mailing.revision + 1
    audit.record("mailing.revised", mailing, by=by, meeting=mailing.meeting, now=now)


def plan(mailing: Mailing, *, seen: str, waiver: str = "", by: Person | None, now: datetime) -> None:
    """Let a *mailing* go by itself when its time has come.

    *seen* is the mark of the people that were shown before, *waiver* says why it goes although a language is missing.
    Raises ``MailingGone``, ``NotOpen``, ``TextMissing``, ``LanguageMissing``, ``TimePassed``, ``Nobody``, and
    ``ChangedMeanwhile`` when the people would be others now.
    """
    _hold_open(mailing)
    people = _people(mailing, now)
    if not (mailing.subject and mailing.body):
        raise rules.TextMissing
    mailing.waiver = waiver.strip()
    if not rules.is_worded(mailing):
        raise rules.LanguageMissing
    if seen != rules.mark(people):
        raise fingerprint.ChangedMeanwhile
    _check_ahead(mailing, now)
    mailing.state, mailing.revision = MailingState.PLANNED, mailing.revision + 1
    audit.record("mailing.planned", mailing, by=by, meeting=mailing.meeting, now=now, people=len(people))


def send_now(mailing: Mailing, *, seen: str, waiver: str = "", by: Person | None, now: datetime) -> None:
    """Let a *mailing* go at once; raises what ``plan`` raises, and ``Nobody`` when it would reach nobody."""
    _hold_open(mailing)
    if mailing.meeting.announced_at is None:
        raise meeting_rules.NotAnnounced
    if not _people(mailing, now):
        raise rules.Nobody
    moment = Moment(Timing.AT, at_local=now.replace(tzinfo=None), zone="UTC")
    _take(mailing, moment)
    plan(mailing, seen=seen, waiver=waiver, by=by, now=now)


def stop(mailing: Mailing, *, by: Person | None, now: datetime) -> int:
    """Stop a *mailing*: nothing more is written, and mails that still wait are held back; return how many.

    Raises ``MailingGone`` or ``NotUnderWay``.
    """
    _hold(mailing)
    if mailing.state not in rules.ACTIVE:
        raise rules.NotUnderWay
    held = sweeping.give_up(mailing, Dropped.STOPPED)
    mailing.state, mailing.ended_at, mailing.revision = MailingState.STOPPED, now, mailing.revision + 1
    audit.record("mailing.stopped", mailing, by=by, meeting=mailing.meeting, now=now, people=held)
    return held


def duplicate(mailing: Mailing, *, by: Person | None, now: datetime) -> Mailing:
    """Write a draft with the words, the recipients and the time of *mailing*; raises what ``prepare`` raises."""
    moment = Moment(
        mailing.timing, mailing.number, mailing.unit, mailing.hour, at_local=mailing.at_local, zone=mailing.zone
    )
    segment = rules.segment(mailing.segment)
    return prepare(mailing.meeting, Draft(mailing.kind, mailing.subject, mailing.body, segment, moment), by=by, now=now)


def delete(mailing: Mailing, *, by: Person | None, now: datetime) -> None:
    """Delete a *mailing* of which nothing has gone; raises ``MailingGone`` or ``NotOpen``."""
    _hold(mailing)
    if mailing.state not in (*rules.OPEN, MailingState.DROPPED) or mailing.started_at:
        raise rules.NotOpen
    audit.record("mailing.deleted", mailing, by=by, meeting=mailing.meeting, now=now, kind=mailing.kind.value)
    current().delete(mailing)
    current().flush()


def follow_series(meeting: Meeting, *, by: Person | None, now: datetime) -> list[Mailing]:
    """Give *meeting* the mailings that its series plans; a step whose time has passed stands there as dropped.

    Raises what ``prepare`` raises.
    """
    found = []
    for step in queries.steps(meeting.series):
        words = queries.words(step.kind, meeting.series)
        moment = Moment(step.timing, step.number, step.unit, step.hour, zone=meeting.zone)
        draft = Draft(step.kind, words.subject, words.body, Segment(step.audience), moment)
        mailing = prepare(meeting, draft, by=by, now=now)
        mailing.state = MailingState.PLANNED
        if mailing.due_at and mailing.due_at <= now:
            mailing.state, mailing.reason, mailing.ended_at = MailingState.DROPPED, Dropped.TOO_LATE, now
        found.append(mailing)
    if found:
        audit.record("mailing.series_followed", meeting, by=by, meeting=meeting, now=now, number=len(found))
    return found


def _people(mailing: Mailing, now: datetime) -> list[int]:
    found = recipients.of(mailing.meeting, rules.segment(mailing.segment), now=now)
    return [one.person.id for one in found]


def _hold(mailing: Mailing) -> None:
    """Hold the meeting of *mailing*, and read that anew; raises ``MailingGone``."""
    try:
        lock(mailing.meeting)
        fresh(mailing)
    except Gone as error:
        raise rules.MailingGone from error


def _hold_open(mailing: Mailing) -> None:
    """Hold a *mailing* that has not begun to go; raises ``MailingGone``, ``NotOpen`` or ``AlreadyCancelled``."""
    _hold(mailing)
    if mailing.meeting.cancelled_at:
        raise meeting_rules.AlreadyCancelled
    if mailing.state not in rules.OPEN:
        raise rules.NotOpen


def _write(mailing: Mailing, draft: Draft) -> None:
    """Write what was decided, after a look whether that can be."""
    rules.check(draft)
    places.check(draft.subject, draft.body, draft.kind)
    mailing.subject, mailing.body = draft.subject, draft.body
    mailing.segment = draft.segment.stored()
    mailing.revision += 1
    _take(mailing, draft.moment)


def _take(mailing: Mailing, moment: Moment) -> None:
    """Give *mailing* the time of *moment*."""
    mailing.timing, mailing.number, mailing.unit = moment.timing, moment.number, moment.unit
    mailing.hour, mailing.at_local, mailing.zone = moment.hour, moment.at_local, moment.zone
    mailing.due_at, mailing.moved_from_at = queries.shown(mailing, queries.sittings(mailing.meeting)), None


def _check_ahead(mailing: Mailing, now: datetime) -> None:
    """Refuse a time that has passed; a few minutes are what it takes to press the button."""
    if mailing.due_at and mailing.due_at < now - timedelta(minutes=10):
        raise rules.TimePassed
