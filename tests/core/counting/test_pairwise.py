"""Condorcet and Schulze on published elections."""

import pytest

from meetings.core.counting.ballots import Turnout
from meetings.core.counting.pairwise import compared, pairwise, schulze, schulze_of
from meetings.core.counting.ties import Lot, LotFor
from tests.elections import cases, lettered, letters, number, numbers, paper, papers

RANKINGS = cases("rankings")


def of(key):
    """The cases that publish *key*."""
    return pytest.mark.parametrize("case", [case for case in RANKINGS if key in case], ids=lambda case: case["name"])


def matrix(wins):
    """A matrix by letters."""
    return {one: lettered(row) for one, row in lettered(wins).items()}


@of("wins")
def test_pairs_are_as_published(case):
    assert matrix(pairwise(numbers(case["options"]), papers(case["ballots"])).wins) == case["wins"]


@of("condorcet")
def test_the_condorcet_winner_is_as_published(case):
    found = pairwise(numbers(case["options"]), papers(case["ballots"]))
    assert found.winner == (case["condorcet"] and number(case["condorcet"]))


@of("paths")
def test_strongest_paths_are_as_published(case):
    assert matrix(schulze(numbers(case["options"]), papers(case["ballots"])).paths) == case["paths"]


@of("schulze")
def test_the_order_of_schulze_is_as_published(case):
    found = schulze(numbers(case["options"]), papers(case["ballots"]))
    assert tuple(map(frozenset, found.standing.ranks)) == paper(case["schulze"])


@of("schulze_winner")
def test_the_winner_of_schulze_is_as_known(case):
    found = schulze(numbers(case["options"]), papers(case["ballots"]))
    assert letters(found.standing.elected) == case["schulze_winner"]


@pytest.mark.parametrize("case", cases("matrices"), ids=lambda case: case["name"])
def test_the_order_from_a_published_matrix(case):
    names = list(case["wins"])
    wins = {
        names.index(one): {names.index(two): votes for two, votes in row.items()} for one, row in case["wins"].items()
    }
    found = schulze_of(compared(wins, Turnout(case["ballots"], 0)))
    assert [names[option] for rank in found.standing.ranks for option in rank] == case["schulze"]
    winner = found.pairwise.winner
    assert (names[winner] if winner is not None else None) == case.get("winner")


def test_a_perfect_tie_is_reported_and_waits_for_the_lot():
    ballots = papers({"A>B>C": 1, "B>C>A": 1, "C>A>B": 1})
    tied = schulze((1, 2, 3), ballots)
    assert (tied.standing.elected, tied.standing.lot) == ((), Lot(LotFor.SEAT, (1, 2, 3)))
    assert tied.pairwise.smith == (1, 2, 3)
    assert schulze((1, 2, 3), ballots, lots=[2]).standing.elected == (2,)


def test_options_not_named_stand_below_and_level():
    found = pairwise((1, 2, 3, 4), papers({"A=B>C": 2, "": 5}))
    assert matrix(found.wins) == {
        "A": {"B": 0, "C": 2, "D": 2},
        "B": {"A": 0, "C": 2, "D": 2},
        "C": {"A": 0, "B": 0, "D": 2},
        "D": {"A": 0, "B": 0, "C": 0},
    }
    assert (found.winner, found.loser, found.smith) == (None, 4, (1, 2))


def test_one_option_alone_is_before_none():
    found = schulze((7,), {paper("G"): 1})
    assert (found.pairwise.winner, found.pairwise.loser, found.standing.elected) == (7, None, (7,))


def test_without_a_valid_ballot_nobody_is_elected():
    found = schulze((1, 2), {(): 3})
    assert (found.standing.elected, found.standing.lot, found.standing.unfilled) == ((), None, 1)


def test_before_is_the_order_of_two_options():
    found = schulze((1, 2, 3), papers({"A>B>C": 2, "A": 1}))
    assert found.before(1, 2)
    assert not found.before(2, 1)
