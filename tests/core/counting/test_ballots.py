"""Ballots as values."""

from meetings.core.counting.ballots import multiset, ranking, turnout
from tests.elections import paper


def test_ranking_has_no_level_options():
    assert ranking(3, 1) == paper("C>A")


def test_multiset_adds_weights():
    votes = multiset([(paper("A"), 2), (paper(""), 1), (paper("A"), 1)])
    assert votes == {paper("A"): 3, paper(""): 1}
    assert (turnout(votes).cast, turnout(votes).blank, turnout(votes).valid) == (4, 1, 3)
