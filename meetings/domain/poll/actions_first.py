"""Takes the first ballots of several voters at once: a room that votes casts dozens a second.

They share one transaction: the poll is held once, what decides is read in one statement, and the rows of all are
written in one statement a table. Each stands for itself all the same: one that cannot be taken changes nothing for the
others. Whatever is not a plain first ballot in time is for ``actions_casting.cast``.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy.orm.attributes import set_committed_value

from meetings.core import ballot_box
from meetings.core.errors import Refused
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.poll import answers, ballot_rows, rules
from meetings.domain.poll.actions_casting import Acknowledged, Clock
from meetings.domain.poll.answers import Paper
from meetings.domain.poll.ballot_facts import Facts
from meetings.domain.poll.ballot_rows import Attempt
from meetings.domain.poll.keys import Keyring
from meetings.domain.poll.offers import Offer
from meetings.models.ballot import Ballot, BallotEntry, Participation, SealedBallot
from meetings.models.bulk import in_one_go, write_all
from meetings.models.person import Person
from meetings.models.poll import Poll, Procedure, Secrecy


class First(NamedTuple):
    """What *by* answers in their own name, on the form that has that random name, and the *facts* that decide."""

    by: Person
    answer: object
    form: str
    facts: Facts


def cast(
    poll: Poll, options: Sequence[Offer], firsts: Sequence[First], *, clock: Clock, keys: Keyring
) -> dict[int, Acknowledged]:
    """Cast *firsts* as ``actions_casting.cast`` does; return how each counts, by the id of the person who cast it.

    What is not among them was not taken: ``actions_casting.cast`` has to decide, and to say why. So it is for who
    stands in for somebody, after a proxy, a second time, too late, with an answer that the paper forbids. *poll* is
    what ``held.hold`` returned in this transaction, and *options* as well; facts were read after it. Nobody
    is among *firsts* twice; of two for the same voter the first counts.
    """
    now = clock()
    paper, voters, attempts = answers.paper(poll, options), set[int](), list[Attempt]()
    for first in firsts:
        attempt = _attempt(poll, first, paper, now)
        if attempt and attempt.voter not in voters:
            voters.add(attempt.voter)
            attempts.append(attempt)
    return _write(poll, attempts, keys, now) if attempts else {}


def _attempt(poll: Poll, first: First, paper: Paper, now: datetime) -> Attempt | None:
    """Return what is to be written, if it is a plain first ballot in time."""
    facts = first.facts
    set_committed_value(poll.meeting, "cancelled_at", facts.cancelled_at)
    if facts.voter is None or not _is_usual(poll, facts, now):
        return None
    try:
        choice = answers.check(first.answer, paper)
    except Refused:
        return None
    return Attempt(poll, facts.voter, choice, first.by, first.form, now, "", facts)


def _is_usual(poll: Poll, facts: Facts, now: datetime) -> bool:
    """Say whether *facts* are those of a first ballot in time, which nobody else has a part in."""
    alone = not facts.substituted and not facts.gave_proxy
    first = not facts.named and not facts.taken_part
    plain = poll.procedure is not Procedure.SILENCE and not rules.shows_steps(poll)
    return alone and first and plain and facts.entitled and rules.takes_ballots(poll, now)


def _write(poll: Poll, attempts: Sequence[Attempt], keys: Keyring, now: datetime) -> dict[int, Acknowledged]:
    """Write the ballots; return how each counts, by the person who cast it."""
    if poll.secrecy is Secrecy.NAMED:
        return _put(poll, attempts, now)
    return _put_sealed(poll, attempts, keys)


def _put(poll: Poll, attempts: Sequence[Attempt], now: datetime) -> dict[int, Acknowledged]:
    """Write ballots with who cast them, into the history as well, and let those who share them know."""
    entries, done = [], {}
    last, seal = attempts[0].facts.last, attempts[0].facts.seal
    for attempt in attempts:
        entry = ballot_rows.entry(attempt, last, seal)
        last, seal = entry["number"], entry["seal"]
        entries.append(entry)
        done[attempt.by.id] = Acknowledged(last, attempt.choice, whose=attempt.facts.whose)
    acts = [(attempt.by, {"organisation": attempt.facts.code}) for attempt in attempts]
    with in_one_go():
        write_all(BallotEntry, entries)
        write_all(Ballot, [ballot_rows.ballot(attempt) for attempt in attempts])
        audit.record_each("poll.ballot_cast", poll, acts, meeting=poll.meeting, now=now)
        outbox.announce_each("poll.ballot_cast", [ballot_rows.told(attempt) for attempt in attempts], now=now)
    return done


def _put_sealed(poll: Poll, attempts: Sequence[Attempt], keyring: Keyring) -> dict[int, Acknowledged]:
    """Put sealed ballots into the box, and note apart from them who has cast one.

    The order in which they are written is that of their slots, which says nothing of that of the voters.
    """
    keys = keyring.find(poll.id, poll.sealed_keys) if poll.secrecy is Secrecy.CONFIDENTIAL else None
    boxes = sorted((ballot_rows.box(attempt, keys) for attempt in attempts), key=itemgetter("slot"))
    parts = sorted((ballot_rows.part(attempt) for attempt in attempts), key=itemgetter("voter"))
    with in_one_go():
        write_all(SealedBallot, boxes)
        write_all(Participation, parts)
    return {
        attempt.by.id: Acknowledged(receipt=ballot_box.receipt(attempt.form), whose=attempt.facts.whose)
        for attempt in attempts
    }
