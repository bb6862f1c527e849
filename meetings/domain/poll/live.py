"""The figures of a poll that takes ballots: which kinds have them, and which a confidential one shows; pure.

A confidential poll shows the figures of its first 10 ballots, then of 5 more at a time, and each step only once 5
further ballots are in. So neither two steps, nor the last one and the result, differ by the ballots of fewer than 5.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from meetings.domain.poll import protection, result_rules
from meetings.domain.poll.result_rules import Sheet
from meetings.models.poll import QuestionKind

#: What a number is kept under, where an option has its id.
NUMBER = 0
#: Kinds whose figures are means, each of those who answered it.
MEANS = (QuestionKind.RATING, QuestionKind.NUMBER)
#: Kinds with figures while the poll is open; what people write themselves waits until it is closed.
FOLLOWED = (
    QuestionKind.ONE,
    QuestionKind.SEVERAL,
    QuestionKind.RANKING,
    QuestionKind.POINTS,
    QuestionKind.DATES,
    *MEANS,
)


@dataclass(frozen=True, slots=True)
class Share:
    """What one option has so far: votes, points or the sum of its marks, from so many votes and ballots."""

    total: Decimal
    votes: int
    ballots: int

    @property
    def mean(self) -> Fraction:
        """The mean of what was given."""
        return Fraction(self.total) / self.votes


@dataclass(frozen=True, slots=True)
class Figures:
    """What *ballots* with *votes* between them say so far, by the id of the option."""

    ballots: int = 0
    votes: int = 0
    shares: Mapping[int, Share] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Steps:
    """What a confidential poll shows, and the figures that follow once enough further ballots are in."""

    shown: Figures = Figures()
    following: Figures = Figures()


def figures(kind: QuestionKind, sheets: Iterable[Sheet]) -> Figures:
    """Add up *sheets*; nothing of kinds that are not followed."""
    found = list(sheets)
    shares: dict[int, Share] = {}
    for sheet in result_rules.counted(kind, found):
        for option, given in _given(sheet).items():
            old = shares.get(option, Share(Decimal(0), 0, 0))
            total = old.total + given * sheet.votes
            shares[option] = Share(total, old.votes + sheet.votes, old.ballots + sheet.ballots)
    return Figures(sum(sheet.ballots for sheet in found), sum(sheet.votes for sheet in found), shares)


def _given(sheet: Sheet) -> Mapping[int, Decimal]:
    if isinstance(sheet.answer, Decimal):
        return {NUMBER: sheet.answer}
    return {option: Decimal(given) for option, given in result_rules.votes(sheet.answer).items()}


def moved(kind: QuestionKind, steps: Steps, counted: Figures) -> Steps:
    """Return *steps* one further, with the figures *counted* now; the same when it is too early."""
    if not is_due(steps, counted.ballots):
        return steps
    if kind in MEANS:
        counted = Figures(counted.ballots, counted.votes, dict(_means(counted.shares, steps.following.shares)))
    return Steps(steps.following, counted)


def is_due(steps: Steps, ballots: int) -> bool:
    """Say whether the next figures are to be counted when so many *ballots* are in."""
    first = protection.FEWEST_ANSWERS
    return ballots >= (steps.following.ballots + protection.STEP if steps.following.ballots else first)


def _means(now: Mapping[int, Share], before: Mapping[int, Share]) -> Iterable[tuple[int, Share]]:
    """Return the shares whose means may be shown: of enough ballots, and moved on by enough of them."""
    for option, share in now.items():
        old = before.get(option)
        if share.ballots >= protection.FEWEST_ANSWERS:
            yield option, old if old and abs(share.ballots - old.ballots) < protection.STEP else share


def written(steps: Steps) -> str:
    """Return *steps* as text."""
    return json.dumps({"shown": _plain(steps.shown), "following": _plain(steps.following)})


def read(text: str) -> Steps:
    """Return the steps written as *text*; none of what was written otherwise."""
    found = json.loads(text or "{}")
    return Steps(_figures(found["shown"]), _figures(found["following"])) if "following" in found else Steps()


def _plain(found: Figures) -> list[object]:
    shares = {option: [str(each.total), each.votes, each.ballots] for option, each in sorted(found.shares.items())}
    return [found.ballots, found.votes, shares]


def _figures(plain: Any) -> Figures:
    ballots, votes, shares = plain
    read = {int(option): Share(Decimal(total), of, cast) for option, (total, of, cast) in shares.items()}
    return Figures(ballots, votes, read)
