"""Closes polls and counts them in the same transaction; of sealed ones the way back to the voters is cut."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select

from meetings.core.ballot_box import KeysGone
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import ballot_queries, box, disclosure, procedures, queries, results, rules
from meetings.domain.poll import result_rules as figures
from meetings.domain.poll.box import Opened
from meetings.domain.poll.keys import Keyring
from meetings.models.ballot import BallotReceipt, Participation, SealedBallot, TallySheet
from meetings.models.base import Base
from meetings.models.database import current, lock
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState, Procedure, ResultsWhen, Secrecy

Thing = TypeVar("Thing")


def close(poll: Poll, *, by: Person | None, now: datetime, keys: Keyring | None = None) -> None:
    """Close *poll*, count it, and note in the same transaction how many ballots it counts.

    Sealed ballots are opened in memory and written down shuffled; the box is emptied, who took part is written
    anew in an order that chance decides, and what made the ballots theirs is gone with the keys – those that lie
    apart are for the caller to destroy once this is committed. When the keys are lost, so is the vote: the poll is
    closed and says so. Raises ``PollNotOpen``, ``PollWithdrawn``, ``PollClosed`` or ``BeforeDeadline``.
    """
    lock(poll)
    _check_runs(poll, now)
    turnout = ballot_queries.turnouts([poll])[poll.id]
    procedures.check_closes(poll, turnout, now)
    poll.closed_at = rules.moment_of_closing(poll, ballot_queries.last_cast_at(poll), now)
    poll.state = PollState.CLOSED
    if poll.secrecy is not Secrecy.NAMED:
        _open_box(poll, keys)
    current().flush()
    poll.digest, poll.held = results.digest(poll), results.reveals(poll, results.result(poll))
    # Of few ballots the digest would tell the figures to whoever tries them all.
    told = poll.digest if not disclosure.is_withheld(poll, turnout) else ""
    audit.record(
        "poll.key_lost" if poll.key_lost else "poll.closed",
        poll,
        by=by,
        meeting=poll.meeting,
        now=now,
        cast=turnout.cast,
        entitled=turnout.entitled,
        digest=told,
    )
    _announce_end(poll, now)


def close_due(*, now: datetime, keys: Keyring | None = None, only: int | None = None) -> list[int]:
    """Close the polls under way whose time has come, or *only* that one; return their ids.

    A silence procedure whose meeting is cancelled before the deadline adopts nothing: it is withdrawn.
    """
    closed = []
    for poll in queries.due(now):
        if only not in (None, poll.id):
            continue
        lock(poll)
        if poll.state in rules.RUNNING and rules.is_over(poll, now):
            if procedures.fell(poll):
                withdraw(poll, "", by=None, now=now)
            else:
                close(poll, by=None, now=now, keys=keys)
            closed.append(poll.id)
    return closed


def withdraw(poll: Poll, reason: str, *, by: Person | None, now: datetime) -> None:
    """Take *poll* back after it was opened: nothing of its ballots is counted, sealed ones are thrown away unread.

    Raises ``PollNotOpen``, ``PollWithdrawn`` or ``PollClosed``.
    """
    lock(poll)
    _check_runs(poll, now)
    poll.state, poll.closed_at, poll.withdrawn = PollState.WITHDRAWN, now, reason
    _empty_box(poll)
    audit.record("poll.withdrawn", poll, by=by, meeting=poll.meeting, now=now, reason=reason)
    _announce_end(poll, now)


def release(poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Let the result of *poll* be seen by those it is for; raises ``PollNotClosed``."""
    lock(poll)
    if poll.state is not PollState.CLOSED:
        raise rules.PollNotClosed
    if poll.released_at is None:
        poll.released_at = now
        audit.record("poll.released", poll, by=by, meeting=poll.meeting, now=now)
        if poll.held or poll.results_when is ResultsWhen.ON_RELEASE:
            _announce_end(poll, now)


def _announce_end(poll: Poll, now: datetime) -> None:
    """Let those whom the mails of a poll between meetings asked know how it ended; in the room they see it."""
    if poll.procedure is not Procedure.MEETING:
        outbox.announce("poll.over", {"poll": poll.id, "state": poll.state.value}, now=now)


def _check_runs(poll: Poll, now: datetime) -> None:
    if poll.state is PollState.PREPARED:
        raise rules.PollNotOpen
    if poll.state is PollState.WITHDRAWN:
        raise rules.PollWithdrawn
    if poll.state is PollState.CLOSED:
        raise rules.PollClosed(rules.ended_at(poll, now))


def _open_box(poll: Poll, keyring: Keyring | None) -> None:
    """Write down what the sealed ballots say, and cut every way from there to the voters."""
    if keyring is None:
        raise ValueError("a sealed poll needs the keys")
    try:
        ballots = box.opened(poll, keyring.find(poll.id, poll.sealed_keys))
    except KeysGone:
        poll.key_lost = True
        return
    if poll.secrecy is Secrecy.CONFIDENTIAL:
        poll.tabulation = figures.written(box.table(poll, ballots))
    _write_sheets(poll, ballots)
    _empty_box(poll)
    _mix_participation(poll)


def _write_sheets(poll: Poll, ballots: Sequence[Opened]) -> None:
    """Write the sheets and the receipts, each in an order of its own that chance decides."""
    sheets = [
        {
            "poll_id": poll.id,
            "position": position,
            "choice": ballot.choice,
            "weight": ballot.elector.weight if ballot.elector else 1,
            "advisory": ballot.advisory,
        }
        for position, ballot in enumerate(_mixed(ballots), 1)
    ]
    prints = sorted({ballot.receipt for ballot in ballots})
    _write(TallySheet, sheets)
    _write(BallotReceipt, [{"poll_id": poll.id, "fingerprint": each} for each in prints])


def _empty_box(poll: Poll) -> None:
    current().execute(delete(SealedBallot).where(SealedBallot.poll_id == poll.id))
    poll.public_key = poll.sealed_keys = poll.shown = ""


def _mix_participation(poll: Poll) -> None:
    """Write anew who took part, in an order that chance decides: the order in which they voted is gone."""
    query = select(Participation.voter, Participation.form, Participation.cast_by_id, Participation.by_proxy)
    took_part = current().execute(query.where(Participation.poll_id == poll.id)).mappings().all()
    current().execute(delete(Participation).where(Participation.poll_id == poll.id))
    _write(Participation, [{"poll_id": poll.id, **part} for part in _mixed(took_part)])


def _write(table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert *rows* in their order."""
    if rows:
        current().execute(insert(table), rows)


def _mixed(things: Sequence[Thing]) -> list[Thing]:
    """Return *things* in an order that chance decides."""
    found = list(things)
    secrets.SystemRandom().shuffle(found)
    return found
