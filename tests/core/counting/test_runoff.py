"""Instant run-off on published elections, and its ties."""

import pytest

from meetings.core.counting.ballots import NotABallot
from meetings.core.counting.runoff import LastPlace, runoff
from meetings.core.counting.stages import Because, Election
from meetings.core.counting.ties import Lot, LotFor, TieBreak, WrongLot
from tests.elections import cases, lettered, letters, numbers, papers

PUBLISHED = [case for case in cases("rankings") if "runoff" in case]


def standing(stage):
    """The excluded, and the votes of those that have any."""
    return [letters(stage.options), {letter: votes for letter, votes in lettered(stage.votes).items() if votes}]


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["name"])
def test_stages_are_as_published(case):
    found = runoff(numbers(case["options"]), papers(case["ballots"]))
    assert [standing(stage) for stage in found.stages] == case["runoff"]["stages"]
    assert letters(found.elected) == case["runoff"]["elected"]
    assert found.stages[-1].exhausted == case["runoff"].get("exhausted", 0)
    assert found.stages[-1].elected == (Election(found.elected[0], Because.MAJORITY),)
    assert found.lot is None


def test_a_tie_goes_by_the_votes_of_the_latest_stage_that_differs():
    ballots = papers({"A": 5, "B": 4, "C": 3, "D>C": 1})
    found = runoff((1, 2, 3, 4), ballots)
    assert [letters(stage.options) for stage in found.stages] == ["", "D", "C"]
    assert found.stages[2].tie == TieBreak((2, 3), 3, 1, ())
    by_lot = runoff((1, 2, 3, 4), ballots, last_place=LastPlace.LOT)
    assert by_lot.lot == Lot(LotFor.EXCLUSION, (2, 3))
    drawn = runoff((1, 2, 3, 4), ballots, last_place=LastPlace.LOT, lots=[2])
    assert drawn.stages[2].tie == TieBreak((2, 3), 2, None, (2, 3))


def test_a_tie_that_earlier_stages_narrow_leaves_fewer_to_the_lot():
    found = runoff(numbers("ABCDE"), papers({"A": 9, "B": 4, "C": 3, "D": 3, "E>C": 1, "E>D": 1}))
    assert [letters(stage.options) for stage in found.stages] == ["", "E"]
    assert found.lot == Lot(LotFor.EXCLUSION, numbers("CD"))
    found = runoff(numbers("ABCDE"), papers({"A": 9, "B": 4, "C": 3, "D": 3, "E>C": 1, "E>D": 1}), lots=numbers("D"))
    assert found.stages[2].tie == TieBreak(numbers("BCD"), 4, 1, numbers("CD"))


def test_a_perfect_tie_is_reported_and_waits_for_the_lot():
    ballots = papers({"A>B>C": 1, "B>C>A": 1, "C>A>B": 1})
    tied = runoff((1, 2, 3), ballots)
    assert (tied.elected, tied.lot, len(tied.stages)) == ((), Lot(LotFor.EXCLUSION, (1, 2, 3)), 1)
    assert [runoff((1, 2, 3), ballots, lots=[drawn]).elected for drawn in (1, 2, 3)] == [(2,), (3,), (1,)]


def test_two_level_at_the_end_are_left_to_the_lot():
    assert runoff((1, 2), papers({"A": 4, "B": 4})).lot == Lot(LotFor.EXCLUSION, (1, 2))
    assert runoff((1, 2), papers({"A": 4, "B": 4}), lots=[1]).elected == (2,)


def test_a_tie_that_can_change_nothing_needs_no_lot():
    found = runoff(numbers("ABCDE"), papers({"A": 4, "B": 3, "C>A": 1, "D>B": 1}))
    assert [letters(stage.options) for stage in found.stages] == ["", "E", "CD"]
    assert lettered(found.stages[2].received) == {"A": 1, "B": 1}
    assert letters(found.elected) == "A"
    without_votes = runoff(numbers("ABCDE"), papers({"A": 2, "B": 1, "C": 1}))
    assert [letters(stage.options) for stage in without_votes.stages] == ["", "DE"]


def test_a_tie_that_can_change_something_needs_the_lot():
    assert runoff(numbers("ABCD"), papers({"A": 4, "B": 2, "C": 1, "D": 1})).lot == Lot(LotFor.EXCLUSION, numbers("CD"))


def test_a_majority_needs_more_than_half_of_what_still_counts():
    found = runoff((1, 2, 3), papers({"A": 4, "B": 3, "C": 2}))
    assert [letters(stage.options) for stage in found.stages] == ["", "C"]
    assert (found.elected, found.stages[-1].exhausted) == ((1,), 2)


def test_without_a_valid_ballot_nobody_is_elected():
    found = runoff((1, 2), papers({"": 5}))
    assert (found.elected, found.lot, len(found.stages), found.turnout.blank) == ((), None, 1, 5)


def test_one_option_alone_needs_a_vote():
    assert runoff((1,), papers({"A": 1})).elected == (1,)
    assert runoff((1,), {}).elected == ()


@pytest.mark.parametrize("lots", [[3], [1, 2]])
def test_a_lot_between_others_or_for_nothing_is_refused(lots):
    with pytest.raises(WrongLot):
        runoff((1, 2, 3), papers({"A": 4, "B": 4}), lots=lots)


@pytest.mark.parametrize("text", ["A=B", "A>A", "A>D"])
def test_level_repeated_and_foreign_options_are_refused(text):
    with pytest.raises(NotABallot):
        runoff((1, 2, 3), papers({text: 1}))
