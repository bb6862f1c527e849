"""What ballots decide by the rule of a poll, whatever way they came in."""

from decimal import Decimal
from fractions import Fraction

import pytest

from meetings.core.counting.majority import Verdict
from meetings.core.counting.ties import LotFor, WrongLot
from meetings.domain.poll import result_rules
from meetings.domain.poll.draft_rules import Terms
from meetings.domain.poll.outcomes import Form, outcome
from meetings.domain.poll.result_rules import OptionLine, Result, Sheet
from meetings.models.poll import Basis, Majority, Method, PollOption, QuestionKind

YES, NO, ABSTAIN = 1, 2, 3


def options(number=3, *, abstention=0, none=0):
    return [
        PollOption(id=each, position=each, abstention=each == abstention, none_of_these=each == none)
        for each in range(1, number + 1)
    ]


def result(papers, sheets, entitled=10, **more):
    """Ballots as (answer, how many) on a paper."""
    lines = [Sheet(answer, number, more.get("weight", 1) * number) for answer, number in sheets]
    ranked = more.get("ranked", False)
    counted = result_rules.tally(result_rules.first_only(lines) if ranked else lines)
    cast, votes = sum(line.ballots for line in lines), sum(line.votes for line in lines)
    return Result(
        tuple(OptionLine(option, counted[option.id]) for option in papers),
        (),
        cast,
        entitled,
        votes,
        more.get("votes_entitled", entitled),
        tuple(lines),
    )


def motion(yes, no, abstain, entitled, lots=(), **terms):
    found = result(options(abstention=ABSTAIN), [([YES], yes), ([NO], no), ([ABSTAIN], abstain)], entitled)
    return outcome(Terms(**{"majority": Majority.SIMPLE, **terms}), found, lots)


@pytest.mark.parametrize(
    ("basis", "needed", "verdict"),
    [
        (Basis.VOTING, 78, Verdict.ADOPTED),
        (Basis.CAST, 117, Verdict.NOT_ADOPTED),
        (Basis.ENTITLED, 129, Verdict.NOT_ADOPTED),
    ],
)
def test_two_thirds_of_the_general_assembly(basis, needed, verdict):
    """Resolution ES-11/3: 93 for, 24 against, 58 abstentions, 18 of 193 absent."""
    found = motion(93, 24, 58, 193, majority=Majority.TWO_THIRDS, basis=basis)
    assert (found.form, found.line.needed, found.verdict) == (Form.MOTION, needed, verdict)
    assert found.abstentions == 58


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [
        ((3, 2, 5, 10), Verdict.ADOPTED),
        ((2, 3, 0, 10), Verdict.NOT_ADOPTED),
        ((3, 3, 1, 10), Verdict.TIED),
        ((0, 0, 10, 10), Verdict.NOT_ADOPTED),
    ],
)
def test_a_simple_majority_is_of_yes_and_no_whatever_the_basis(figures, verdict):
    for basis in Basis:
        assert motion(*figures, basis=basis).verdict is verdict


def test_a_missed_quorum_comes_before_everything():
    assert motion(4, 0, 0, 10, quorum=50).verdict is Verdict.QUORUM_MISSED
    found = motion(4, 0, 1, 10, quorum=50)
    assert (found.quorum, found.verdict) == (5, Verdict.ADOPTED)


@pytest.mark.parametrize(("lot", "verdict"), [(YES, Verdict.ADOPTED), (NO, Verdict.NOT_ADOPTED)])
def test_a_casting_vote_ends_a_tied_motion(lot, verdict):
    waiting = motion(3, 3, 0, 10)
    assert waiting.tied.options == (YES, NO)
    ended = motion(3, 3, 0, 10, lots=[lot])
    assert (ended.verdict, ended.tied) == (verdict, None)


def test_weights_count_as_votes_and_the_quorum_as_ballots():
    sheets = [([YES], 1), ([NO], 4)]
    found = result(options(abstention=ABSTAIN), sheets, 5, votes_entitled=14)
    heavy = Result(found.options[:0], (), 5, 5, 14, 14)
    lines = (OptionLine(options(abstention=3)[0], 10), *found.options[1:])
    weighted = Result(lines, (), 5, 5, 14, 14, found.sheets)
    assert outcome(Terms(majority=Majority.SIMPLE, quorum=100), weighted).verdict is Verdict.ADOPTED
    assert heavy.weighted


def test_most_votes_win_and_a_tie_is_reported():
    found = outcome(Terms(), result(options(), [([1], 2), ([2], 3), ([3], 1)]))
    assert (found.form, found.elected, found.tied) == (Form.CHOICE, (2,), None)
    tied = outcome(Terms(), result(options(), [([1], 2), ([2], 2), ([3], 1)]))
    assert (tied.elected, tied.tied.options, tied.tied.purpose) == ((), (1, 2), LotFor.SEAT)


def test_nobody_is_elected_behind_none_of_these():
    terms = Terms(kind=QuestionKind.SEVERAL, most=2, seats=2)
    papers = options(4, none=4)
    behind = outcome(terms, result(papers, [([1], 5), ([4], 3), ([2], 1)]))
    assert (behind.elected, behind.rejected) == ((1,), True)


def test_one_choice_among_many_needs_the_majority_where_one_is_asked():
    terms = Terms(majority=Majority.ABSOLUTE, basis=Basis.CAST)
    none = outcome(terms, result(options(4), [([1], 4), ([2], 3), ([3], 2)]))
    assert (none.elected, none.line.needed) == ((), 5)
    assert outcome(terms, result(options(4), [([1], 5), ([2], 3)])).elected == (1,)


TENNESSEE = [([1, 2, 3, 4], 42), ([2, 3, 4, 1], 26), ([3, 4, 2, 1], 15), ([4, 3, 2, 1], 17)]


@pytest.mark.parametrize(
    ("method", "form", "winner"),
    [
        (Method.MOST, Form.CHOICE, 1),
        (Method.RUNOFF, Form.ROUNDS, 4),
        (Method.BORDA, Form.BORDA, 2),
        (Method.SCHULZE, Form.PAIRS, 2),
        (Method.STV, Form.ROUNDS, 4),
    ],
)
def test_the_capital_of_tennessee_by_each_method(method, form, winner):
    """Memphis, Nashville, Chattanooga, Knoxville: the textbook example of Voting methods (Wikipedia, Borda count)."""
    terms = Terms(kind=QuestionKind.RANKING, most=4, method=method)
    found = outcome(terms, result(options(4), TENNESSEE, 100, ranked=True))
    assert (found.form, found.elected) == (form, (winner,))


@pytest.mark.parametrize("method", [Method.SCHULZE, Method.BORDA, Method.RUNOFF])
def test_a_perfect_tie_waits_for_a_lot_and_a_wrong_lot_is_refused(method):
    terms = Terms(kind=QuestionKind.RANKING, most=3, method=method)
    found = result(options(), [([1, 2, 3], 1), ([2, 3, 1], 1), ([3, 1, 2], 1)], ranked=True)
    waiting = outcome(terms, found)
    assert (waiting.elected, waiting.tied.options) == ((), (1, 2, 3))
    assert len(outcome(terms, found, [1]).elected) == 1
    with pytest.raises(WrongLot):
        outcome(terms, found, [9])


def test_an_abstention_among_rankings_is_a_blank_paper():
    terms = Terms(kind=QuestionKind.RANKING, most=2, method=Method.RUNOFF)
    found = outcome(terms, result(options(abstention=3), [([1, 2], 2), ([2], 1), ([3], 4)], ranked=True))
    assert (found.elected, found.counted.turnout.blank) == ((1,), 4)


def test_marks_and_points_and_numbers():
    marks = outcome(
        Terms(kind=QuestionKind.RATING, least=0, most=5), result(options(2), [({1: 5, 2: 0}, 2), ({1: 2}, 1)])
    )
    assert (marks.ratings.scores[1].mean, marks.ratings.scores[1].median) == (4, 5)
    shared = outcome(Terms(kind=QuestionKind.POINTS, most=10), result(options(2), [({1: 10}, 1), ({1: 3, 2: 7}, 2)]))
    assert (shared.elected, shared.totals) == ((1,), {1: 16, 2: 14})
    numbers = outcome(
        Terms(kind=QuestionKind.NUMBER, least=0, most=100), result([], [(Decimal("1.5"), 1), (Decimal(4), 2)])
    )
    assert (numbers.numbers.mean, numbers.numbers.median) == (Fraction(19, 6), 4)


def test_nothing_follows_from_no_ballot_at_all():
    for kind in QuestionKind:
        terms = Terms(kind=kind, least=0, most=3)
        found = outcome(terms, result(options(), [], ranked=kind is QuestionKind.RANKING))
        assert (found.elected, found.tied, found.numbers) == ((), None, None)


def test_words_are_one_whatever_their_capitals():
    found = outcome(
        Terms(kind=QuestionKind.WORDS, most=3), result([], [(["Trust", "speed"], 2), (["trust"], 1), (["Clarté"], 1)])
    )
    assert found.words == (("Trust", 3), ("speed", 2), ("Clarté", 1))


def test_texts_stand_in_the_order_of_the_alphabet():
    found = outcome(Terms(kind=QuestionKind.TEXT), result([], [("b", 1), ("A", 2)]))
    assert found.texts == ("A", "A", "b")
