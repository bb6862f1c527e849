"""What the clock does with mailings: begins them, moves them along with their meeting, drops and ends them."""

from datetime import datetime
from typing import Any

from meetings.domain.audit import actions as audit
from meetings.domain.mailing import queries, rules, sweeping
from meetings.models.database import current, fresh, lock
from meetings.models.mailing import Dropped, Mailing, MailingState


def look_at(number: int, *, now: datetime) -> None:
    """Do what is due with one mailing: drop it, move it, begin it, look who is due, or end it.

    Its meeting is held, so that a second scheduler waits and then finds it done.
    """
    mailing = current().get(Mailing, number)
    if mailing is None:
        return
    lock(mailing.meeting)
    if fresh(mailing).state not in rules.ACTIVE:
        return
    sessions = queries.sittings(mailing.meeting)
    verdict = rules.verdict(mailing, sessions, now)
    if isinstance(verdict, Dropped):
        _drop(mailing, verdict, now)
        return
    if sweeping.is_moved(mailing, sessions):
        was, mailing.due_at = mailing.due_at, queries.shown(mailing, sessions)
        mailing.moved_from_at = was
        _note("mailing.moved", mailing, now, was=was.isoformat() if was else "")
    if verdict is None:
        _go(mailing, now)


def _go(mailing: Mailing, now: datetime) -> None:
    """Begin *mailing*, or go on with it: whoever is due gets a row; it is over when nobody more can come."""
    sessions = queries.sittings(mailing.meeting)
    begins = mailing.state is MailingState.PLANNED
    if begins:
        mailing.state, mailing.started_at, mailing.revision = MailingState.SENDING, now, mailing.revision + 1
    found = sweeping.sweep(mailing, sessions, now)
    if begins or found:
        _note("mailing.begun", mailing, now, people=found)
    if sweeping.is_over(mailing, sessions):
        mailing.state, mailing.ended_at = MailingState.SENT, now
        _note("mailing.ended", mailing, now)


def _drop(mailing: Mailing, why: Dropped, now: datetime) -> None:
    """Give *mailing* up; one of which something has gone is sent, as far as it went."""
    sweeping.give_up(mailing, why)
    figures = queries.progress(mailing.meeting).get(mailing.id)
    gone = why is Dropped.BEGUN and figures is not None and figures.gone > 0
    mailing.state, mailing.reason = (MailingState.SENT if gone else MailingState.DROPPED), why
    mailing.ended_at, mailing.revision = now, mailing.revision + 1
    _note("mailing.dropped", mailing, now, reason=why.value)


def _note(verb: str, mailing: Mailing, now: datetime, **details: Any) -> None:
    audit.record(verb, mailing, by=None, meeting=mailing.meeting, now=now, **details)
