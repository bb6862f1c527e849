"""What is told of a poll that takes ballots: the figures of each kind, and the steps of confidential ones."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.poll import live
from meetings.domain.poll.live import Steps
from meetings.domain.poll.protection import FEWEST_ANSWERS, STEP
from meetings.domain.poll.result_rules import Sheet
from meetings.models.poll import QuestionKind


@pytest.mark.parametrize(
    ("kind", "answers", "shares"),
    [
        ("one", [[1], [2], [1]], {1: 2, 2: 1}),
        ("several", [[1, 2], [2]], {1: 1, 2: 2}),
        ("ranking", [[2, 1], [1, 2], [2]], {1: 1, 2: 2}),
        ("points", [{1: 7, 2: 3}, {2: 10}], {1: 7, 2: 13}),
        ("rating", [{1: 5, 2: 2}, {1: 4}], {1: 9, 2: 2}),
        ("number", [Decimal("1.5"), Decimal(4), [9]], {live.NUMBER: Decimal("5.5"), 9: 1}),
        ("text", ["Go on"], {}),
        ("words", [["trust"]], {}),
    ],
)
def test_each_kind_has_its_figures(kind, answers, shares):
    found = live.figures(QuestionKind(kind), [Sheet(answer, 1, 1) for answer in answers])
    assert {option: share.total for option, share in found.shares.items()} == shares
    assert found.ballots == len(answers)
    assert live.read(live.written(Steps(found, found))) == Steps(found, found)


def test_a_mean_takes_weights_into_account():
    found = live.figures(QuestionKind.RATING, [Sheet({1: 5}, 1, 3), Sheet({1: 1}, 1, 1)])
    assert found.shares[1].mean == Fraction(16, 4)


def test_what_was_kept_in_another_form_shows_nothing():
    assert live.read('{"12": 4}') == Steps()


def followed(kind, ballots):
    """Return what is shown after each of *ballots*, which come one after the other."""
    steps, seen = Steps(), []
    for number in range(1, len(ballots) + 1):
        steps = live.moved(kind, steps, live.figures(kind, [Sheet(each, 1, 1) for each in ballots[:number]]))
        seen.append(steps.shown)
    return seen


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3).map(lambda option: [option]), min_size=1, max_size=40))
def test_neither_two_steps_nor_the_last_and_the_result_differ_by_few_ballots(ballots):
    numbers = [found.ballots for found in followed(QuestionKind.ONE, ballots)]
    shown = sorted({number for number in numbers if number})
    assert all(number >= FEWEST_ANSWERS for number in shown)
    told = [*shown, len(ballots)]
    assert all(later - earlier >= STEP for earlier, later in pairwise(told))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.integers(1, 2), st.integers(1, 5)), min_size=10, max_size=40))
def test_a_mean_is_never_of_few_marks_and_moves_on_by_enough_of_them(ballots):
    for option in (1, 2):
        shares = [found.shares.get(option) for found in followed(QuestionKind.RATING, ballots)]
        of = sorted({share.ballots for share in shares if share})
        assert all(number >= FEWEST_ANSWERS for number in of)
        assert all(later - earlier >= STEP for earlier, later in pairwise(of))
