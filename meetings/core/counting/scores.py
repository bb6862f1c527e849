"""Ratings on a scale: how many answered, the mean, the median and the whole distribution, all exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from meetings.core.counting.ballots import Ballots, Marks, Turnout, check_marks, turnout


@dataclass(frozen=True, slots=True)
class Score:
    """What one option got. *distribution* has each mark of the scale, with none as well; no marks have no mean."""

    answers: int
    total: int
    mean: Fraction | None
    median: Fraction | None
    distribution: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Rating:
    """The scores in the order of the paper; *ranks* are the options that were marked, from the highest mean."""

    turnout: Turnout
    scores: Mapping[int, Score]
    ranks: tuple[tuple[int, ...], ...]


def rating(options: Sequence[int], ballots: Ballots[Marks], *, lowest: int, highest: int) -> Rating:
    """Count marks between *lowest* and *highest*; what a ballot leaves out it does not mark, which is no zero.

    Raises ``NotABallot``.
    """
    check_marks(options, ballots, lowest, highest)
    found = {option: dict.fromkeys(range(lowest, highest + 1), 0) for option in options}
    for ballot, weight in ballots.items():
        for option, mark in ballot:
            found[option][mark] += weight
    scores = {option: _score(distribution) for option, distribution in found.items()}
    means = {option: score.mean for option, score in scores.items() if score.mean is not None}
    ranks = tuple(
        tuple(option for option, mean in means.items() if mean == value)
        for value in sorted(set(means.values()), reverse=True)
    )
    return Rating(turnout(ballots), scores, ranks)


def _score(distribution: Mapping[int, int]) -> Score:
    answers = sum(distribution.values())
    total = sum(mark * number for mark, number in distribution.items())
    if not answers:
        return Score(0, 0, None, None, distribution)
    middle = (_nth(distribution, (answers + 1) // 2), _nth(distribution, answers // 2 + 1))
    return Score(answers, total, Fraction(total, answers), Fraction(sum(middle), 2), distribution)


def _nth(distribution: Mapping[int, int], place: int) -> int:
    """Return the mark at *place*, counted from 1, when all stand in a row from the lowest."""
    for mark, number in distribution.items():
        place -= number
        if place <= 0:
            return mark
    raise IndexError(place)
