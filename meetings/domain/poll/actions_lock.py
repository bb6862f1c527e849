"""Lets the head of a delegation lock its ballot, so that nobody replaces it, and unlock it again."""

from datetime import datetime

from meetings.domain.audit import actions as audit
from meetings.domain.poll import ballot_queries, electorate, rules
from meetings.models.ballot import Elector
from meetings.models.database import lock as hold
from meetings.models.person import Person
from meetings.models.poll import Poll


def lock(poll: Poll, *, by: Person, now: datetime) -> None:
    """Lock the ballot that *by* heads, once it is cast; raises ``NotEntitled``, ``NothingToLock`` or ``PollClosed``."""
    elector = _headed(poll, by, now)
    if elector.voter not in ballot_queries.have_voted(poll):
        raise rules.NothingToLock
    if elector.locked_at is None:
        elector.locked_at, elector.locked_by = now, by
        _record("poll.ballot_locked", poll, elector, by, now)


def unlock(poll: Poll, *, by: Person, now: datetime) -> None:
    """Let the ballot that *by* heads be replaced again; raises ``NotEntitled`` or ``PollClosed``."""
    elector = _headed(poll, by, now)
    if elector.locked_at is not None:
        elector.locked_at = elector.locked_by = None
        _record("poll.ballot_unlocked", poll, elector, by, now)


def _headed(poll: Poll, by: Person, now: datetime) -> Elector:
    """Return the right of the delegation that *by* heads, with the poll held."""
    hold(poll)
    rules.check_takes_ballots(poll, now)
    nomination = electorate.nomination_at(poll.meeting, by, now=now)
    if nomination is None or not electorate.heads(nomination) or not rules.can_be_locked(poll, now):
        raise rules.NotEntitled
    elector = electorate.elector(poll, nomination.organisation_id)
    if elector is None:
        raise rules.NotEntitled
    return elector


def _record(verb: str, poll: Poll, elector: Elector, by: Person, now: datetime) -> None:
    name = elector.organisation.code if elector.organisation else ""
    audit.record(verb, poll, by=by, meeting=poll.meeting, now=now, organisation=name)
