"""Takes ballots: named ones in the open, others sealed and apart from who cast them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm.attributes import set_committed_value

from meetings.core import ballot_box
from meetings.core.ballot_box import Keys
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import (
    actions_live,
    actions_objecting,
    answers,
    ballot_facts,
    ballot_queries,
    ballot_rows,
    objections,
    offers,
    rights,
    rules,
)
from meetings.domain.poll.ballot_rows import Attempt
from meetings.domain.poll.keys import Keyring
from meetings.models.ballot import Ballot, BallotEntry, Participation, SealedBallot
from meetings.models.database import current, lock, write
from meetings.models.person import Person
from meetings.models.poll import Poll, Secrecy
from meetings.models.proxy import Proxy

Clock = Callable[[], datetime]
#: What still changes of a poll that takes ballots.
_CHANGES = ("state", "closes_at", "closed_at", "public_key", "sealed_keys", "shown", "shown_cast")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A ballot that counts: its number in the history of a named poll, or the receipt of a sealed one.

    *again* says that the same form was sent before: what counts is what it said then. *choice* is what a named
    ballot says as it stands, *whose* how one calls the voter in each language.
    """

    number: int | None = None
    choice: str = ""
    receipt: str = ""
    again: bool = False
    whose: Bilingual = field(default=Bilingual("", ""), compare=False)


def cast(
    poll: Poll,
    voter: int | None,
    answer: object,
    *,
    by: Person,
    clock: Clock,
    form: str = "",
    keys: Keyring | None = None,
    reason: str = "",
) -> Acknowledged:
    """Cast the one ballot of *voter*, or replace it where the poll allows; the last before closing counts.

    Nobody means the ballot that *by* casts in their own name, or for whom they stand in.

    The poll's row is locked first and *clock* read only then, so that a ballot is acknowledged if and only if
    it is counted. The same *form* sent again gets the same answer and changes nothing, also after closing. Raises
    what ``answers.check`` and ``rules.check_takes_ballots`` raise, ``NotEntitled``, ``VotesByProxy``, ``AlreadyCast``
    or ``BallotLocked``; polls whose ballots are sealed need *keys* (``KeysGone``). Whoever objects in a silence
    procedure gives a *reason* (``ReasonMissing``).
    """
    _hold(poll)
    options = offers.of(poll)
    choice = answers.check(answer, answers.paper(poll, options))
    why = objections.checked(poll, options, choice, reason)
    now = clock()
    facts = ballot_facts.of(poll, voter, by, now=now)
    # PostgreSQL read it together with the poll, before it waited for the lock.
    set_committed_value(poll.meeting, "cancelled_at", facts.cancelled_at)
    if facts.voter is None:
        raise rules.NotEntitled
    attempt = Attempt(poll, facts.voter, choice, by, form, now, why, facts)
    if poll.secrecy is Secrecy.NAMED:
        return _cast_named(attempt)
    if keys is None:
        raise ValueError("a sealed ballot needs the keys")
    return _cast_sealed(replace(attempt, form=form or ballot_box.slot()), keys)


def _hold(poll: Poll) -> None:
    """Lock the row of *poll*; once it has been opened, only some of it still changes."""
    before = poll.state
    lock(poll, _CHANGES)
    if poll.state is not before:
        current().refresh(poll)


def _cast_named(attempt: Attempt) -> Acknowledged:
    """Write a ballot with who cast it, into the history as well, and let those who share it know."""
    poll, by, facts = attempt.poll, attempt.by, attempt.facts
    standing = ballot_queries.ballot(poll, attempt.voter) if facts.named else None
    if standing and (again := _same(attempt, standing)):
        return again
    proxy = _check_may(attempt)
    if standing and standing.choice == attempt.choice and _same_reason(attempt):
        return _standing(attempt)
    _check_free(attempt, there=facts.named)
    number = _put(attempt, standing, proxy)
    actions_objecting.keep(poll, attempt.voter, attempt.reason, by=by, now=attempt.now)
    # The history of the meeting says that they voted, not what: it can be read while the poll is open.
    verb = "poll.ballot_replaced" if standing else "poll.ballot_cast"
    if proxy:
        held = proxy.holder.code
        audit.record(verb, poll, by=by, meeting=poll.meeting, now=attempt.now, organisation=facts.code, by_proxy=held)
    else:
        audit.record(verb, poll, by=by, meeting=poll.meeting, now=attempt.now, organisation=facts.code)
    outbox.announce("poll.ballot_cast", ballot_rows.told(attempt), now=attempt.now)
    return Acknowledged(number, attempt.choice, whose=facts.whose)


def _same(attempt: Attempt, standing: Ballot) -> Acknowledged | None:
    """Return the former answer if the same form, or the same ballot by the same person, was sent before."""
    if attempt.form:
        entry = ballot_queries.entry_by_form(attempt.poll, ballot_rows.fingerprint(attempt.form))
        if entry and (entry.voter, entry.choice) == (attempt.voter, attempt.choice):
            return Acknowledged(entry.number, standing.choice, again=True, whose=attempt.facts.whose)
    mine = (standing.choice, standing.cast_by_id) == (attempt.choice, attempt.by.id)
    return _standing(attempt) if mine and _same_reason(attempt) else None


def _standing(attempt: Attempt) -> Acknowledged:
    """Return the answer to a ballot that says what stands already."""
    number = ballot_queries.number_of(attempt.poll, attempt.voter)
    return Acknowledged(number, attempt.choice, whose=attempt.facts.whose)


def _same_reason(attempt: Attempt) -> bool:
    return objections.stands(attempt.poll, attempt.voter, attempt.reason)


def _put(attempt: Attempt, standing: Ballot | None, proxy: Proxy | None) -> int:
    """Write the ballot over the one *standing*, and both into the history; return the number of its line there."""
    entry = ballot_rows.entry(attempt, attempt.facts.last, attempt.facts.seal, proxy)
    write(BallotEntry, entry)
    if standing:
        for name, value in ballot_rows.said(attempt, proxy).items():
            setattr(standing, name, value)
    else:
        write(Ballot, ballot_rows.ballot(attempt, proxy))
    number: int = entry["number"]
    return number


def _cast_sealed(attempt: Attempt, keyring: Keyring) -> Acknowledged:
    """Put a sealed ballot into the box, and note apart from it that its voter has cast one.

    Nothing else is written: no line of the trail, no mail, no time.
    """
    poll, facts, receipt = attempt.poll, attempt.facts, ballot_box.receipt(attempt.form)
    if facts.taken_part and facts.form == ballot_rows.fingerprint(attempt.form):
        return Acknowledged(receipt=receipt, again=True, whose=facts.whose)
    proxy = _check_may(attempt)
    _check_free(attempt, there=facts.taken_part)
    keys = keyring.find(poll.id, poll.sealed_keys) if poll.secrecy is Secrecy.CONFIDENTIAL else None
    _put_sealed(attempt, keys)
    _take_part(attempt, by_proxy=proxy is not None)
    if keys and rules.shows_steps(poll):
        actions_live.renew(poll, keys)
    return Acknowledged(receipt=receipt, whose=facts.whose)


def _put_sealed(attempt: Attempt, keys: Keys | None) -> None:
    """Put a box in the place of the one before, which only a poll knows that can tell whose it is."""
    box = ballot_rows.box(attempt, keys)
    found = current().get(SealedBallot, (attempt.poll.id, box["slot"])) if keys else None
    if found:
        found.sealed = box["sealed"]
    else:
        write(SealedBallot, box)


def _take_part(attempt: Attempt, *, by_proxy: bool) -> None:
    part = ballot_rows.part(attempt, by_proxy=by_proxy)
    if attempt.facts.taken_part:
        mine = (Participation.poll_id == attempt.poll.id) & (Participation.voter == attempt.voter)
        current().execute(update(Participation).where(mine).values(part))
    else:
        write(Participation, part)


def _check_may(attempt: Attempt) -> Proxy | None:
    """Return by which proxy the right to the ballot is exercised; raises what keeps it from being so."""
    rules.check_takes_ballots(attempt.poll, attempt.now)
    if not attempt.facts.entitled:
        raise rules.NotEntitled
    return rights.exercised(attempt.poll, attempt.voter, attempt.by, attempt.facts, now=attempt.now)


def _check_free(attempt: Attempt, *, there: bool) -> None:
    """Raises ``AlreadyCast`` or ``BallotLocked`` when the ballot that is *there* must stay."""
    if there and (not attempt.poll.changeable or attempt.poll.secrecy is Secrecy.SECRET):
        raise rules.AlreadyCast
    if there and attempt.facts.locked_at is not None:
        raise rules.BallotLocked
