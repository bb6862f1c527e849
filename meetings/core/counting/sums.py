"""Methods that add up: one choice, approval, Borda, points shared out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from meetings.core.counting.ballots import (
    Ballot,
    Ballots,
    Choice,
    Marks,
    NotABallot,
    Ranking,
    Turnout,
    check_choices,
    check_marks,
    check_rankings,
    turnout,
)
from meetings.core.counting.ties import Seated, Standing, ranks_of, settle

_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Sum(Seated):
    """What each option got, in the order of the paper, and what follows for the seats."""

    turnout: Turnout
    totals: Mapping[int, Decimal]
    standing: Standing


def approval(
    options: Sequence[int],
    ballots: Ballots[Choice],
    *,
    most: int | None = None,
    seats: int = 1,
    lots: Sequence[int] = (),
) -> Sum:
    """Count one choice, several of at most *most*, or approval: each named option has the whole vote.

    An option that nobody named has no seat, so seats may stay unfilled. Raises ``NotABallot`` and ``WrongLot``.
    """
    check_choices(options, ballots, most)
    totals = dict.fromkeys(options, 0)
    for ballot, weight in ballots.items():
        for option in ballot:
            totals[option] += weight
    return _result(ballots, totals, [option for option, total in totals.items() if total], seats, lots)


def points(
    options: Sequence[int],
    ballots: Ballots[Marks],
    *,
    budget: int | None = None,
    seats: int = 1,
    lots: Sequence[int] = (),
) -> Sum:
    """Add up points shared out, on each ballot at most *budget* in all.

    An option without a point has no seat. Raises ``NotABallot`` and ``WrongLot``.
    """
    check_marks(options, ballots, 0)
    totals = dict.fromkeys(options, 0)
    for ballot, weight in ballots.items():
        if budget is not None and sum(mark for _option, mark in ballot) > budget:
            raise NotABallot(f"more than {budget} points: {set(ballot)}")
        for option, mark in ballot:
            totals[option] += mark * weight
    return _result(ballots, totals, [option for option, total in totals.items() if total], seats, lots)


def borda(options: Sequence[int], ballots: Ballots[Ranking], *, seats: int = 1, lots: Sequence[int] = ()) -> Sum:
    """Count by Borda: a point for each option one stands above, half a point for each one is level with.

    So with n options a whole ranking gives n - 1 points to the first and none to the last. Options that a short ranking
    does not name are level with each other below all others: each has the mean of the points of the places left, and
    every ballot that is not blank gives the same number of points: the averaged rule in Terzopoulou and Endriss, The
    Borda class, Journal of Mathematical Economics 92 (2021). A total is therefore half of n - 1 for each valid vote,
    plus half of what the option won less what it lost in all pairs. A blank ballot gives none. Raises ``NotABallot``
    and ``WrongLot``.
    """
    check_rankings(options, ballots)
    doubled = dict.fromkeys(options, 0)
    for ballot, weight in ballots.items():
        below = len(options)
        for group in ballot:
            below -= len(group)
            for option in group:
                doubled[option] += weight * (2 * below + len(group) - 1)
        if ballot and below:
            for option in set(options).difference(*ballot):
                doubled[option] += weight * (below - 1)
    able = list(options) if any(ballots) else []
    return _result(ballots, doubled, able, seats, lots, worth=_HALF)


def _result(
    ballots: Ballots[Ballot],
    totals: Mapping[int, int],
    able: Sequence[int],
    seats: int,
    lots: Sequence[int],
    worth: Decimal = Decimal(1),
) -> Sum:
    standing = settle(ranks_of(totals), seats=seats, lots=lots, among=able)
    return Sum(turnout(ballots), {option: worth * total for option, total in totals.items()}, standing)
