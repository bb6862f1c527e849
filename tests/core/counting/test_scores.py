"""Ratings on a scale."""

from fractions import Fraction

import pytest

from meetings.core.counting.ballots import NotABallot
from meetings.core.counting.scores import rating


def test_rating_has_mean_median_and_distribution():
    found = rating(
        (1, 2, 3), {frozenset({(1, 5), (2, 1)}): 2, frozenset({(1, 2)}): 1, frozenset(): 4}, lowest=1, highest=5
    )
    first, second, third = found.scores.values()
    assert (first.answers, first.total, first.mean, first.median) == (3, 12, 4, 5)
    assert first.distribution == {1: 0, 2: 1, 3: 0, 4: 0, 5: 2}
    assert (second.answers, second.mean) == (2, 1)
    assert (third.answers, third.mean, third.median) == (0, None, None)
    assert found.ranks == ((1,), (2,))
    assert found.turnout.valid == 3


def test_rating_takes_the_middle_of_two_for_the_median_and_is_exact():
    ballots = {frozenset({(1, mark)}): weight for mark, weight in ((1, 1), (2, 1), (3, 1), (4, 3))}
    score = rating((1,), ballots, lowest=1, highest=4).scores[1]
    assert (score.mean, score.median) == (Fraction(3), Fraction(7, 2))
    third = {frozenset({(1, 1)}): 2, frozenset({(1, 2)}): 1}
    assert rating((1,), third, lowest=1, highest=2).scores[1].mean == Fraction(4, 3)


def test_rating_has_level_options_in_one_rank():
    found = rating((1, 2), {frozenset({(1, 2), (2, 2)}): 1}, lowest=0, highest=2)
    assert found.ranks == ((1, 2),)


@pytest.mark.parametrize(
    "ballot", [{(1, 6)}, {(1, 0)}, {(1, 2.5)}, {(1, float("nan"))}, {(1, True)}, {(9, 1)}, {(1, 1), (1, 2)}]
)
def test_marks_beyond_the_scale_are_refused(ballot):
    with pytest.raises(NotABallot):
        rating((1, 2), {frozenset(ballot): 1}, lowest=1, highest=5)
