"""Takes ballots: named ones in the open, others sealed and apart from who cast them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.core import ballot_box
from meetings.core.ballot_box import Keys
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import (
    actions_live,
    actions_objecting,
    answers,
    ballot_queries,
    draft_rules,
    electorate,
    history,
    objections,
    queries,
    rights,
    rules,
)
from meetings.domain.poll.keys import Keyring
from meetings.domain.registration import queries as places
from meetings.models.ballot import Ballot, BallotEntry, Elector, Participation, SealedBallot
from meetings.models.database import add, current, lock
from meetings.models.person import Person
from meetings.models.poll import Poll, ResultsWhen, Secrecy
from meetings.models.proxy import Proxy

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A ballot that counts: its number in the history of a named poll, or the receipt of a sealed one.

    *again* says that the same form was sent before: what counts is what it said then. *choice* is what a named
    ballot says as it stands.
    """

    number: int | None = None
    choice: str = ""
    receipt: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Cast:
    """One attempt to cast a ballot."""

    poll: Poll
    voter: int
    choice: str
    by: Person
    #: The random name of the form it came by.
    form: str
    now: datetime
    #: Why they object, in a silence procedure.
    reason: str = ""


def cast(
    poll: Poll,
    voter: int,
    answer: object,
    *,
    by: Person,
    clock: Clock,
    form: str = "",
    keys: Keyring | None = None,
    reason: str = "",
) -> Acknowledged:
    """Cast the one ballot of *voter*, or replace it where the poll allows; the last before closing counts.

    The poll's row is locked first and *clock* read only then, so that a ballot is acknowledged if and only if
    it is counted. The same *form* sent again gets the same answer and changes nothing, also after closing. Raises
    what ``answers.check`` and ``rules.check_takes_ballots`` raise, ``NotEntitled``, ``VotesByProxy``, ``AlreadyCast``
    or ``BallotLocked``; polls whose ballots are sealed need *keys* (``KeysGone``). Whoever objects in a silence
    procedure gives a *reason* (``ReasonMissing``).
    """
    lock(poll)
    # PostgreSQL read it together with the poll, before it waited for the lock.
    current().refresh(poll.meeting, ["cancelled_at"])
    options = queries.options(poll)
    choice = answers.check(answer, answers.paper(poll, options))
    why = objections.checked(poll, options, choice, reason)
    attempt = _Cast(poll, voter, choice, by, form, clock(), why)
    if poll.secrecy is Secrecy.NAMED:
        return _cast_named(attempt)
    if keys is None:
        raise ValueError("a sealed ballot needs the keys")
    return _cast_sealed(attempt, keys)


def _cast_named(attempt: _Cast) -> Acknowledged:
    """Write a ballot with who cast it, into the history as well, and let those who share it know."""
    poll, by = attempt.poll, attempt.by
    standing = ballot_queries.ballot(poll, attempt.voter)
    if again := _same(attempt, standing):
        return again
    elector, proxy = _check_may(attempt)
    if standing and standing.choice == attempt.choice and _same_reason(attempt):
        return Acknowledged(ballot_queries.number_of(poll, attempt.voter), attempt.choice)
    _check_free(poll, elector, there=standing is not None)
    entry = _put(attempt, standing, proxy)
    actions_objecting.keep(poll, attempt.voter, attempt.reason, by=by, now=attempt.now)
    name = elector.organisation.code if elector.organisation else ""
    # The history of the meeting says that they voted, not what: it can be read while the poll is open.
    verb = "poll.ballot_replaced" if standing else "poll.ballot_cast"
    if proxy:
        held = proxy.holder.code
        audit.record(verb, poll, by=by, meeting=poll.meeting, now=attempt.now, organisation=name, by_proxy=held)
    else:
        audit.record(verb, poll, by=by, meeting=poll.meeting, now=attempt.now, organisation=name)
    said: outbox.Payload = {"poll": poll.id, "voter": attempt.voter, "choice": attempt.choice, "by": by.id}
    outbox.announce("poll.ballot_cast", said, now=attempt.now)
    return Acknowledged(entry.number, attempt.choice)


def _same(attempt: _Cast, standing: Ballot | None) -> Acknowledged | None:
    """Return the former answer if the same form, or the same ballot by the same person, was sent before."""
    if attempt.form:
        entry = ballot_queries.entry_by_form(attempt.poll, _print(attempt.form))
        if entry and (entry.voter, entry.choice) == (attempt.voter, attempt.choice):
            return Acknowledged(entry.number, standing.choice if standing else "", again=True)
    mine = standing and (standing.choice, standing.cast_by_id) == (attempt.choice, attempt.by.id)
    if mine and _same_reason(attempt):
        return Acknowledged(ballot_queries.number_of(attempt.poll, attempt.voter), attempt.choice)
    return None


def _same_reason(attempt: _Cast) -> bool:
    return objections.stands(attempt.poll, attempt.voter, attempt.reason)


def _put(attempt: _Cast, standing: Ballot | None, proxy: Proxy | None) -> BallotEntry:
    """Write the ballot over the one *standing*, and both into the history."""
    poll, by = attempt.poll, attempt.by
    ballot = standing or Ballot(poll_id=poll.id, voter=attempt.voter)
    ballot.choice, ballot.cast_by, ballot.cast_at = attempt.choice, by, attempt.now
    ballot.session_id, ballot.proxy = _sitting(attempt), proxy
    last = ballot_queries.last_entry(poll)
    entry = BallotEntry(
        poll_id=poll.id,
        number=last.number + 1 if last else 1,
        voter=attempt.voter,
        choice=attempt.choice,
        cast_by_id=by.id,
        cast_at=attempt.now,
        proxy_id=proxy.id if proxy else None,
        form=_print(attempt.form) if attempt.form else "",
    )
    entry.seal = history.seal_of(entry, last.seal if last else "")
    current().add_all((ballot, entry))
    return entry


def _cast_sealed(attempt: _Cast, keyring: Keyring) -> Acknowledged:
    """Put a sealed ballot into the box, and note apart from it that its voter has cast one.

    Nothing else is written: no line of the trail, no mail, no time.
    """
    poll, form = attempt.poll, attempt.form or ballot_box.slot()
    there = ballot_queries.participation(poll, attempt.voter)
    if there and there.form == _print(form):
        return Acknowledged(receipt=ballot_box.receipt(form), again=True)
    elector, proxy = _check_may(attempt)
    _check_free(poll, elector, there=there is not None)
    keys = keyring.find(poll.id, poll.sealed_keys) if poll.secrecy is Secrecy.CONFIDENTIAL else None
    _put_sealed(attempt, _content(attempt, elector, form), keys)
    _take_part(attempt, there, form, by_proxy=proxy is not None)
    if keys and poll.results_when is ResultsWhen.LIVE:
        actions_live.renew(poll, keys)
    return Acknowledged(receipt=ballot_box.receipt(form))


def _content(attempt: _Cast, elector: Elector, form: str) -> dict[str, Any]:
    """Return what lies in the box: the choice, the fingerprint of the receipt, and what counting needs."""
    print_ = ballot_box.fingerprint("sheet", ballot_box.receipt(form))
    content: dict[str, Any] = {"choice": attempt.choice, "receipt": print_, "advisory": elector.advisory}
    if attempt.poll.secrecy is Secrecy.CONFIDENTIAL:
        content["sitting"] = _sitting(attempt)
    return content


def _put_sealed(attempt: _Cast, content: dict[str, Any], keys: Keys | None) -> None:
    poll = attempt.poll
    room = ballot_box.WIDE_ROOM if poll.kind in draft_rules.OWN_WORDS else ballot_box.ROOM
    sealed = ballot_box.seal(content, poll.public_key, room=room)
    slot = ballot_box.tag(keys, attempt.voter) if keys else ballot_box.slot()
    found = current().get(SealedBallot, (poll.id, slot))
    if found:
        found.sealed = sealed
    else:
        current().add(SealedBallot(poll_id=poll.id, slot=slot, sealed=sealed))


def _take_part(attempt: _Cast, there: Participation | None, form: str, *, by_proxy: bool) -> None:
    part = there or Participation(poll_id=attempt.poll.id, voter=attempt.voter)
    part.form, part.by_proxy = _print(form), by_proxy
    part.cast_by_id = attempt.by.id if attempt.poll.secrecy is Secrecy.CONFIDENTIAL else None
    add(part)


def _check_may(attempt: _Cast) -> tuple[Elector, Proxy | None]:
    """Return the right that is exercised, and by which proxy; raises what keeps it from being so."""
    rules.check_takes_ballots(attempt.poll, attempt.now)
    elector = electorate.elector(attempt.poll, attempt.voter, anew=True)
    if elector is None:
        raise rules.NotEntitled
    return elector, rights.exercised(attempt.poll, attempt.voter, attempt.by, now=attempt.now)


def _check_free(poll: Poll, elector: Elector, *, there: bool) -> None:
    """Raises ``AlreadyCast`` or ``BallotLocked`` when the ballot that is *there* must stay."""
    if there and (not poll.changeable or poll.secrecy is Secrecy.SECRET):
        raise rules.AlreadyCast
    if there and elector.locked_at is not None:
        raise rules.BallotLocked


def _sitting(attempt: _Cast) -> int | None:
    """Return the sitting in which whoever casts has a place."""
    return places.sitting_of(attempt.poll.meeting, attempt.by)


def _print(form: str) -> str:
    return ballot_box.fingerprint("form", form)
