"""Ballots as values: what may stand on a paper, and how many papers say the same.

A poll has *options*, whole numbers in their order on the paper. Each ballot is a value that can be counted:

* ``Choice``, a set of options: one choice (at most one), several choices, approval;
* ``Ranking``, sets of options from best to worst: options in one set are level, those in none stand below all others;
* ``Marks``, pairs of an option and a whole number: scores of a scale, or points shared out.

An empty value is a blank paper: it was cast and says nothing. ``Ballots`` is the multiset of them: how many votes stand
behind each value, so no count can depend on an order of papers, and a vote of weight three counts as three papers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Choice = frozenset[int]
Ranking = tuple[frozenset[int], ...]
Marks = frozenset[tuple[int, int]]
Ballot = TypeVar("Ballot", Choice, Ranking, Marks)
Ballots = Mapping[Ballot, int]


class NotABallot(ValueError):
    """A ballot that this paper does not allow; words for voters are made before one gets here."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many votes were cast, weights included, and how many of them are blank."""

    cast: int
    blank: int

    @property
    def valid(self) -> int:
        """The votes that say something."""
        return self.cast - self.blank


def ranking(*options: int) -> Ranking:
    """Return the ranking of *options* from best to worst, none level."""
    return tuple(frozenset({option}) for option in options)


def multiset(votes: Iterable[tuple[Ballot, int]]) -> Counter[Ballot]:
    """Return the multiset of ballots with their weights."""
    counted: Counter[Ballot] = Counter()
    for ballot, weight in votes:
        counted[ballot] += weight
    return counted


def turnout(ballots: Ballots[Ballot]) -> Turnout:
    """Return how many votes *ballots* hold."""
    return Turnout(sum(ballots.values()), sum(weight for ballot, weight in ballots.items() if not ballot))


def check_choices(options: Sequence[int], ballots: Ballots[Choice], most: int | None = None) -> None:
    """Raise ``NotABallot`` unless each choice names known options, at most *most* of them."""
    known = _known(options, ballots)
    for ballot in ballots:
        if not ballot <= known or (most is not None and len(ballot) > most):
            raise NotABallot(f"{set(ballot)} of {options}, at most {most}")


def check_rankings(options: Sequence[int], ballots: Ballots[Ranking], *, level: bool = True) -> None:
    """Raise ``NotABallot`` unless each ranking names known options, each once, level ones only where *level* allows."""
    known = _known(options, ballots)
    for ballot in ballots:
        named = frozenset().union(*ballot)
        if not named <= known or len(named) != sum(map(len, ballot)) or not all(ballot):
            raise NotABallot(f"{ballot} of {options}")
        if not level and len(ballot) != len(named):
            raise NotABallot(f"{ballot} has level options")


def check_marks(options: Sequence[int], ballots: Ballots[Marks], lowest: int, highest: int | None = None) -> None:
    """Raise ``NotABallot`` unless each ballot marks known options, each once, by a whole number of the scale."""
    known = _known(options, ballots)
    for ballot in ballots:
        named = {option for option, _mark in ballot}
        if not named <= known or len(named) != len(ballot):
            raise NotABallot(f"{set(ballot)} of {options}")
        for _option, mark in ballot:
            if type(mark) is not int or mark < lowest or (highest is not None and mark > highest):
                raise NotABallot(f"{mark} is no mark from {lowest} to {highest}")


def _known(options: Sequence[int], ballots: Ballots[Ballot]) -> frozenset[int]:
    if not options or len(set(options)) != len(options):
        raise NotABallot(f"{options} are no options")
    if any(weight < 1 for weight in ballots.values()):
        raise NotABallot("a weight below one")
    return frozenset(options)
