"""One choice, approval, Borda and points."""

from decimal import Decimal

import pytest

from meetings.core.counting.ballots import NotABallot, ranking
from meetings.core.counting.sums import approval, borda, points
from meetings.core.counting.ties import Lot, LotFor, WrongLot
from tests.elections import cases, lettered, numbers, papers

ABC = (1, 2, 3)
RANKINGS = cases("rankings")


def ticks(**counted):
    """Ballots that tick the letters of each name; `_` is blank."""
    return {frozenset(numbers(name.strip("_"))): number for name, number in counted.items()}


@pytest.mark.parametrize("case", [case for case in RANKINGS if "plurality" in case], ids=lambda case: case["name"])
def test_plurality_counts_first_choices_as_published(case):
    ballots = {}
    for ballot, weight in papers(case["ballots"]).items():
        ballots[ballot[0]] = ballots.get(ballot[0], 0) + weight
    found = approval(numbers(case["options"]), ballots, most=1)
    assert lettered(found.totals) == case["plurality"]


@pytest.mark.parametrize("case", [case for case in RANKINGS if "borda" in case], ids=lambda case: case["name"])
def test_borda_is_as_published(case):
    found = borda(numbers(case["options"]), papers(case["ballots"]))
    assert lettered(found.totals) == case["borda"]


def test_borda_gives_options_not_named_the_mean_of_what_is_left():
    found = borda((1, 2, 3, 4), papers({"A": 1, "": 7}))
    assert lettered(found.totals) == {"A": 3, "B": 1, "C": 1, "D": 1}
    assert found.turnout.valid == 1


def test_borda_gives_level_options_the_mean_of_their_places():
    found = borda((1, 2, 3, 4), papers({"A=B>C": 1}))
    assert lettered(found.totals) == {"A": Decimal("2.5"), "B": Decimal("2.5"), "C": 1, "D": 0}


def test_approval_gives_each_named_option_the_whole_vote():
    found = approval(ABC, ticks(AB=3, B=2, _=4), seats=2)
    assert found.totals == {1: 3, 2: 5, 3: 0}
    assert found.standing.elected == (2, 1)
    assert (found.turnout.cast, found.turnout.blank, found.turnout.valid) == (9, 4, 5)


def test_a_tie_over_a_seat_waits_for_the_lot():
    tied = approval(ABC, ticks(A=3, B=3, C=3), seats=2)
    assert tied.standing.elected == ()
    assert tied.standing.lot == Lot(LotFor.SEAT, (1, 2, 3))
    one = approval(ABC, ticks(A=3, B=3, C=3), seats=2, lots=[3]).standing
    assert (one.elected, one.lot) == ((3,), Lot(LotFor.SEAT, (1, 2)))
    both = approval(ABC, ticks(A=3, B=3, C=3), seats=2, lots=[3, 1]).standing
    assert (both.elected, both.lot, both.lots) == ((3, 1), None, (3, 1))


def test_a_tie_that_costs_no_seat_needs_no_lot():
    found = approval(ABC, ticks(A=3, B=3, C=1), seats=2).standing
    assert (found.ranks, found.elected, found.lot) == (((1, 2), (3,)), (1, 2), None)


def test_an_option_that_nobody_named_has_no_seat():
    found = approval(ABC, ticks(A=1), seats=2).standing
    assert (found.elected, found.unfilled, found.lot) == ((1,), 1, None)


@pytest.mark.parametrize("method", [approval, points, borda])
def test_without_a_valid_ballot_nobody_is_elected(method):
    blank = () if method is borda else frozenset()
    for ballots in ({}, {blank: 3}):
        found = method(ABC, ballots)
        assert (found.standing.elected, found.standing.lot, found.standing.unfilled) == ((), None, 1)


def test_points_are_added_up():
    found = points(ABC, {frozenset({(1, 7), (2, 3)}): 2, frozenset({(2, 10)}): 1}, budget=10)
    assert found.totals == {1: 14, 2: 16, 3: 0}
    assert found.standing.elected == (2,)


@pytest.mark.parametrize("lots", [[3], [1, 2], [1, 1]])
def test_a_lot_between_others_or_for_nothing_is_refused(lots):
    with pytest.raises(WrongLot):
        approval(ABC, ticks(A=2, B=2, C=1), lots=lots)


@pytest.mark.parametrize(
    "count",
    [
        lambda: approval(ABC, ticks(AB=1), most=1),
        lambda: approval(ABC, ticks(ABC=1), most=2),
        lambda: approval(ABC, ticks(D=1)),
        lambda: approval((), {}),
        lambda: approval((1, 1), {}),
        lambda: approval(ABC, ticks(A=0)),
        lambda: points(ABC, {frozenset({(1, -1)}): 1}),
        lambda: points(ABC, {frozenset({(1, 1), (1, 2)}): 1}),
        lambda: points(ABC, {frozenset({(1, 6), (2, 5)}): 1}, budget=10),
        lambda: borda(ABC, {ranking(1, 1): 1}),
        lambda: borda(ABC, {ranking(4): 1}),
        lambda: borda(ABC, {(frozenset({1, 2}), frozenset({2})): 1}),
        lambda: borda(ABC, {(frozenset(),): 1}),
    ],
)
def test_what_is_no_ballot_is_refused(count):
    with pytest.raises(NotABallot):
        count()


def test_a_seat_is_needed():
    with pytest.raises(ValueError, match="no seat"):
        approval(ABC, {}, seats=0)
