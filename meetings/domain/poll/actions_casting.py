"""Takes ballots: named ones in the open, others sealed and apart from who cast them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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
    draft_rules,
    history,
    objections,
    offers,
    rights,
    rules,
)
from meetings.domain.poll.ballot_facts import Facts
from meetings.domain.poll.keys import Keyring
from meetings.domain.poll.offers import Offer
from meetings.models.ballot import Ballot, BallotEntry, Participation, SealedBallot
from meetings.models.database import current, lock, write
from meetings.models.person import Person
from meetings.models.poll import Poll, Procedure, Secrecy
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
    reason: str
    facts: Facts


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
    return _put_in(_Cast(poll, facts.voter, choice, by, form, now, why, facts), keys)


def cast_first(
    poll: Poll, options: Sequence[Offer], answer: object, *, by: Person, clock: Clock, form: str, keys: Keyring
) -> Acknowledged | None:
    """Cast the ballot of *by* as ``cast`` does, in fewer steps, if it is the first and nothing about it is unusual.

    *poll* is what ``held.hold`` returned in this transaction, *options* were read after it. Returns nothing, and has
    written nothing, if ``cast`` has to decide: for who stands in for somebody, after a proxy, a second time, too late.
    Raises what ``answers.check`` raises.
    """
    now = clock()
    facts = ballot_facts.own(poll, by, now=now)
    set_committed_value(poll.meeting, "cancelled_at", facts.cancelled_at)
    if facts.voter is None or not _is_usual(poll, facts, now):
        return None
    choice = answers.check(answer, answers.paper(poll, options))
    return _put_in(_Cast(poll, facts.voter, choice, by, form, now, "", facts), keys)


def _is_usual(poll: Poll, facts: Facts, now: datetime) -> bool:
    """Say whether *facts* are those of a first ballot in time, which nobody else has a part in."""
    alone = not facts.substituted and not facts.gave_proxy
    first = not facts.named and not facts.taken_part
    plain = poll.procedure is not Procedure.SILENCE and not rules.shows_steps(poll)
    return alone and first and plain and facts.entitled and rules.takes_ballots(poll, now)


def _put_in(attempt: _Cast, keys: Keyring | None) -> Acknowledged:
    if attempt.poll.secrecy is Secrecy.NAMED:
        return _cast_named(attempt)
    if keys is None:
        raise ValueError("a sealed ballot needs the keys")
    return _cast_sealed(attempt, keys)


def _hold(poll: Poll) -> None:
    """Lock the row of *poll*; once it has been opened, only some of it still changes."""
    before = poll.state
    lock(poll, _CHANGES)
    if poll.state is not before:
        current().refresh(poll)


def _cast_named(attempt: _Cast) -> Acknowledged:
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
    said: outbox.Payload = {"poll": poll.id, "voter": attempt.voter, "choice": attempt.choice, "by": by.id}
    outbox.announce("poll.ballot_cast", said, now=attempt.now)
    return Acknowledged(number, attempt.choice, whose=facts.whose)


def _same(attempt: _Cast, standing: Ballot) -> Acknowledged | None:
    """Return the former answer if the same form, or the same ballot by the same person, was sent before."""
    if attempt.form:
        entry = ballot_queries.entry_by_form(attempt.poll, _print(attempt.form))
        if entry and (entry.voter, entry.choice) == (attempt.voter, attempt.choice):
            return Acknowledged(entry.number, standing.choice, again=True, whose=attempt.facts.whose)
    mine = (standing.choice, standing.cast_by_id) == (attempt.choice, attempt.by.id)
    return _standing(attempt) if mine and _same_reason(attempt) else None


def _standing(attempt: _Cast) -> Acknowledged:
    """Return the answer to a ballot that says what stands already."""
    number = ballot_queries.number_of(attempt.poll, attempt.voter)
    return Acknowledged(number, attempt.choice, whose=attempt.facts.whose)


def _same_reason(attempt: _Cast) -> bool:
    return objections.stands(attempt.poll, attempt.voter, attempt.reason)


def _put(attempt: _Cast, standing: Ballot | None, proxy: Proxy | None) -> int:
    """Write the ballot over the one *standing*, and both into the history; return the number of its line there."""
    poll, facts, number = attempt.poll, attempt.facts, attempt.facts.last + 1
    whose = {"poll_id": poll.id, "voter": attempt.voter}
    said = {
        "choice": attempt.choice,
        "cast_by_id": attempt.by.id,
        "cast_at": attempt.now,
        "proxy_id": proxy.id if proxy else None,
    }
    seal = history.seal(poll.id, number, attempt.voter, attempt.choice, attempt.now, facts.seal)
    form = _print(attempt.form) if attempt.form else ""
    write(BallotEntry, {**whose, **said, "number": number, "form": form, "seal": seal})
    if standing:
        for name, value in (*said.items(), ("session_id", facts.sitting)):
            setattr(standing, name, value)
    else:
        write(Ballot, {**whose, **said, "session_id": facts.sitting})
    return number


def _cast_sealed(attempt: _Cast, keyring: Keyring) -> Acknowledged:
    """Put a sealed ballot into the box, and note apart from it that its voter has cast one.

    Nothing else is written: no line of the trail, no mail, no time.
    """
    poll, facts, form = attempt.poll, attempt.facts, attempt.form or ballot_box.slot()
    receipt = ballot_box.receipt(form)
    if facts.taken_part and facts.form == _print(form):
        return Acknowledged(receipt=receipt, again=True, whose=facts.whose)
    proxy = _check_may(attempt)
    _check_free(attempt, there=facts.taken_part)
    keys = keyring.find(poll.id, poll.sealed_keys) if poll.secrecy is Secrecy.CONFIDENTIAL else None
    _put_sealed(attempt, _content(attempt, form), keys)
    _take_part(attempt, form, by_proxy=proxy is not None)
    if keys and rules.shows_steps(poll):
        actions_live.renew(poll, keys)
    return Acknowledged(receipt=receipt, whose=facts.whose)


def _content(attempt: _Cast, form: str) -> dict[str, Any]:
    """Return what lies in the box: the choice, the fingerprint of the receipt, and what counting needs."""
    print_ = ballot_box.fingerprint("sheet", ballot_box.receipt(form))
    content: dict[str, Any] = {"choice": attempt.choice, "receipt": print_, "advisory": attempt.facts.advisory}
    if attempt.poll.secrecy is Secrecy.CONFIDENTIAL:
        content["sitting"] = attempt.facts.sitting
    return content


def _put_sealed(attempt: _Cast, content: dict[str, Any], keys: Keys | None) -> None:
    """Put a box in the place of the one before, which only a poll knows that can tell whose it is."""
    poll = attempt.poll
    room = ballot_box.WIDE_ROOM if poll.kind in draft_rules.OWN_WORDS else ballot_box.ROOM
    sealed = ballot_box.seal(content, poll.public_key, room=room)
    slot = ballot_box.tag(keys, attempt.voter) if keys else ballot_box.slot()
    found = current().get(SealedBallot, (poll.id, slot)) if keys else None
    if found:
        found.sealed = sealed
    else:
        write(SealedBallot, {"poll_id": poll.id, "slot": slot, "sealed": sealed})


def _take_part(attempt: _Cast, form: str, *, by_proxy: bool) -> None:
    poll = attempt.poll
    by = attempt.by.id if poll.secrecy is Secrecy.CONFIDENTIAL else None
    said = {"form": _print(form), "by_proxy": by_proxy, "cast_by_id": by}
    if attempt.facts.taken_part:
        mine = (Participation.poll_id == poll.id) & (Participation.voter == attempt.voter)
        current().execute(update(Participation).where(mine).values(said))
    else:
        write(Participation, {"poll_id": poll.id, "voter": attempt.voter, **said})


def _check_may(attempt: _Cast) -> Proxy | None:
    """Return by which proxy the right to the ballot is exercised; raises what keeps it from being so."""
    rules.check_takes_ballots(attempt.poll, attempt.now)
    if not attempt.facts.entitled:
        raise rules.NotEntitled
    return rights.exercised(attempt.poll, attempt.voter, attempt.by, attempt.facts, now=attempt.now)


def _check_free(attempt: _Cast, *, there: bool) -> None:
    """Raises ``AlreadyCast`` or ``BallotLocked`` when the ballot that is *there* must stay."""
    if there and (not attempt.poll.changeable or attempt.poll.secrecy is Secrecy.SECRET):
        raise rules.AlreadyCast
    if there and attempt.facts.locked_at is not None:
        raise rules.BallotLocked


def _print(form: str) -> str:
    return ballot_box.fingerprint("form", form)
