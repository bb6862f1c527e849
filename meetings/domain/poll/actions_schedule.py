"""Plans when polls open by themselves, opens those whose time has come, and reminds those who have not answered."""

from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import actions, procedures, queries, rules
from meetings.domain.poll.keys import Keyring
from meetings.models.database import lock
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState

#: The word for a poll whose keys could not be written; other words are the names of refusals.
NO_KEYS = "KeysGone"


def schedule(poll: Poll, opens_at: datetime, closes_at: datetime | None, *, by: Person | None, now: datetime) -> None:
    """Let *poll* open by itself, and close if that is said; a plan that it had is forgotten.

    Raises ``AlreadyOpened`` and what ``procedures.check_plan`` raises.
    """
    _hold_prepared(poll)
    procedures.check_plan(poll, opens_at, closes_at, now)
    poll.opens_at, poll.closes_at, poll.not_opened = opens_at, closes_at, ""
    until = closes_at.isoformat() if closes_at else None
    audit.record("poll.scheduled", poll, by=by, meeting=poll.meeting, now=now, opens=opens_at.isoformat(), closes=until)


def close_at(poll: Poll, closes_at: datetime, *, by: Person | None, now: datetime) -> None:
    """Keep when *poll* is to close, for whoever opens it by hand; raises ``AlreadyOpened`` or ``ClosesInThePast``."""
    _hold_prepared(poll)
    if closes_at <= now:
        raise rules.ClosesInThePast
    poll.closes_at = closes_at
    until = closes_at.isoformat()
    audit.record("poll.closing_planned", poll, by=by, meeting=poll.meeting, now=now, closes=until)


def unschedule(poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Let *poll* wait until somebody opens it; raises ``AlreadyOpened`` or ``NotPlanned``."""
    _hold_prepared(poll)
    if poll.opens_at is None:
        raise procedures.NotPlanned
    poll.opens_at, poll.closes_at, poll.not_opened = None, None, ""
    audit.record("poll.unscheduled", poll, by=by, meeting=poll.meeting, now=now)


def open_due(poll: Poll, *, now: datetime, keys: Keyring) -> bool:
    """Open *poll* if its time has come and no other process has; raises what ``actions.open_`` raises."""
    lock(poll.meeting)
    lock(poll)
    if not procedures.opens_now(poll, now):
        return False
    actions.open_(poll, closes_at=poll.closes_at, by=None, now=now, keys=keys)
    return True


def could_not(poll: Poll, why: str, *, now: datetime) -> None:
    """Note *why* a poll whose time has come could not be opened, and let the secretariat know, once."""
    lock(poll)
    if not procedures.opens_now(poll, now):
        return
    poll.not_opened = why
    audit.record("poll.not_opened", poll, by=None, meeting=poll.meeting, now=now)
    outbox.announce("poll.not_opened", {"poll": poll.id, "why": why}, now=now)


def remind_due(*, now: datetime) -> None:
    """Let those who have not answered be reminded, in the polls between meetings whose reminder is due."""
    for poll in queries.between_meetings(now):
        if not procedures.reminder_due(poll, now):
            continue
        lock(poll)
        if procedures.reminder_due(poll, now) and poll.closes_at:
            poll.reminded_at = now
            audit.record("poll.reminded", poll, by=None, meeting=poll.meeting, now=now)
            outbox.announce("poll.reminder", {"poll": poll.id, "closes": poll.closes_at.isoformat()}, now=now)


def _hold_prepared(poll: Poll) -> None:
    """Hold *poll*; raises ``AlreadyOpened`` when it has been opened."""
    lock(poll)
    if poll.state is not PollState.PREPARED:
        raise rules.AlreadyOpened
