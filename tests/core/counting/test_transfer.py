"""The single transferable vote by the rules of Scotland, on published counts; and its ties."""

from decimal import Decimal

import pytest

from meetings.core.counting.ballots import NotABallot
from meetings.core.counting.stages import Action, Because
from meetings.core.counting.ties import Lot, LotFor, TieBreak, WrongLot
from meetings.core.counting.transfer import scottish
from tests.elections import cases, lettered, letters, numbers, papers, pollok, pollok_stages


def standing(stage):
    """What the stage did, to whom, and the votes of those that have any."""
    votes = {letter: str(votes.normalize()) for letter, votes in lettered(stage.votes).items() if votes}
    return [stage.action, letters(stage.options), votes]


@pytest.mark.parametrize("case", cases("scottish"), ids=lambda case: case["name"])
def test_stages_are_as_published(case):
    found = scottish(numbers(case["options"]), papers(case["ballots"]), seats=case["seats"])
    assert found.quota == case["quota"]
    stages = [
        [action, options, {x: v for x, v in votes.items() if v != "0"}] for action, options, votes in case["stages"]
    ]
    assert [standing(stage) for stage in found.stages] == stages
    assert letters(found.elected) == case["elected"]
    assert found.lot is None


def test_a_real_ward_is_counted_to_the_last_hundred_thousandth():
    ballots = pollok()
    assert (len(ballots), sum(ballots.values())) == (2197, 8682)
    found = scottish(tuple(range(1, 10)), ballots, seats=4)
    assert (found.quota, found.elected, found.lot) == (1737, (3, 4, 5, 7), None)
    stages = [
        {"action": stage.action, "of": "".join(map(str, stage.options))}
        | {str(option): str(votes) for option, votes in stage.votes.items()}
        | {"exhausted": str(stage.exhausted), "lost": str(stage.lost)}
        for stage in found.stages
    ]
    assert stages == pollok_stages()
    assert [stage.number for stage in found.stages if stage.elected] == [1, 4, 8]
    assert [len(stage.continuing) for stage in found.stages] == [8, 8, 7, 5, 5, 4, 3, 0]


def test_a_tie_for_the_exclusion_goes_by_an_earlier_stage():
    found = scottish(numbers("ABCDE"), papers({"A>B": 1, "B": 2, "C": 3, "D": 4, "E": 5}), seats=2)
    assert found.stages[2].tie == TieBreak((2, 3), 2, 1, ())
    assert [elected.because for elected in found.stages[-1].elected] == [Because.LAST, Because.LAST]


FOUR = papers({"A>C": 10, "B": 8, "C": 6, "D": 5, "E>D": 3, "F>D": 3})


def test_a_tie_at_all_stages_waits_for_the_lot():
    tied = scottish(numbers("ABCDEF"), FOUR, seats=4)
    assert (tied.quota, letters(tied.elected)) == (8, "ABC")
    assert tied.lot == Lot(LotFor.EXCLUSION, numbers("EF"))
    assert [stage.action for stage in tied.stages] == [Action.FIRST, Action.SURPLUS]


@pytest.mark.parametrize("drawn", "EF")
def test_the_lot_that_was_drawn_is_recorded(drawn):
    found = scottish(numbers("ABCDEF"), FOUR, seats=4, lots=numbers(drawn))
    assert (letters(found.elected), found.lot, letters(found.lots)) == ("ABCD", None, drawn)
    assert found.stages[2].options == numbers(drawn)
    assert found.stages[2].tie == TieBreak(numbers("EF"), *numbers(drawn), None, numbers("EF"))


def test_surpluses_that_were_always_equal_wait_for_the_lot():
    level = papers({"A>D": 9, "B>E": 9, "C": 1, "D": 1, "E": 1})
    tied = scottish(numbers("ABCDE"), level, seats=3)
    assert tied.lot == Lot(LotFor.SURPLUS, (1, 2))
    found = scottish(numbers("ABCDE"), level, seats=3, lots=[2])
    assert [letters(stage.options) for stage in found.stages][:3] == ["", "B", "A"]


def test_surpluses_that_were_not_always_equal_go_by_the_earlier_stage():
    ballots = papers({"A": 8, "B": 9, "C": 8, "D>B": 3, "D>C": 4, "E": 8})
    found = scottish(numbers("ABCDE"), ballots, seats=3)
    assert [letters(stage.options) for stage in found.stages][:4] == ["", "D", "B", "C"]
    assert found.stages[2].tie == TieBreak(numbers("BC"), 2, 1, ())


def test_values_are_cut_to_five_places_and_the_rest_is_lost():
    # Quota 4; A has 7, surplus 3: 3/7 = 0.42857 each, of which 3 are not transferable.
    found = scottish(numbers("ABCD"), papers({"A>B": 4, "A": 3, "B": 2, "C": 1, "D": 1}), seats=2)
    surplus = found.stages[1]
    assert surplus.received == {2: Decimal("1.71428")}
    assert surplus.votes[1] == 4
    assert surplus.exhausted == Decimal("1.28571")
    assert surplus.lost == Decimal("0.00001")


def test_papers_that_came_with_a_surplus_keep_their_value_and_are_cut_again():
    # Quota 6 of 22: A 11 gives 5/11 = 0.45454 each; B has 3 + 5 * 0.45454, later more.
    found = scottish(numbers("ABCD"), papers({"A>B>C": 11, "B>C": 5, "C": 3, "D": 3}), seats=3)
    first, second = found.stages[1:3]
    assert first.received == {2: Decimal("4.99994")}
    over = Decimal("9.99994") - 6
    cut = [
        (over * value / Decimal("9.99994")).quantize(Decimal("0.00001"), "ROUND_DOWN")
        for value in (1, Decimal("0.45454"))
    ]
    assert second.received == {3: 5 * cut[0] + 11 * cut[1]}


def test_no_more_options_than_seats_are_all_elected():
    found = scottish((1, 2), papers({"A": 3}), seats=3)
    assert (found.elected, found.quota) == ((1, 2), 1)
    assert [elected.because for elected in found.stages[0].elected] == [Because.QUOTA, Because.LAST]


def test_without_a_valid_ballot_nobody_is_elected():
    found = scottish((1, 2, 3), papers({"": 2}), seats=1)
    assert (found.elected, found.lot, len(found.stages)) == ((), None, 1)


def test_a_lot_for_nothing_is_refused():
    with pytest.raises(WrongLot):
        scottish((1, 2), papers({"A": 1}), seats=1, lots=[1])


def test_level_options_and_no_seat_are_refused():
    with pytest.raises(NotABallot):
        scottish((1, 2), papers({"A=B": 1}), seats=1)
    with pytest.raises(ValueError, match="no seat"):
        scottish((1, 2), papers({"A": 1}), seats=0)
