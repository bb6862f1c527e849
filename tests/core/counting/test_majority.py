"""Majorities and quorums."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core.counting.majority import (
    MORE_THAN_HALF,
    TWO_THIRDS,
    Basis,
    Rule,
    Share,
    Verdict,
    Votes,
    decide,
    passing,
)
from tests.elections import cases

#: More for than against; more than half of all who may vote.
SIMPLE, ABSOLUTE = Rule(MORE_THAN_HALF, Basis.YES_AND_NO), Rule(MORE_THAN_HALF, Basis.ENTITLED)
#: Two thirds of the members present and voting, as in the Charter of the United Nations, article 18(2).
QUALIFIED = Rule(TWO_THIRDS, Basis.YES_AND_NO)
SHARES = {"2/3": TWO_THIRDS, ">1/2": MORE_THAN_HALF}


@pytest.mark.parametrize(
    ("case", "basis"),
    [(case, basis) for case in cases("votes") for basis in case["verdicts"]],
    ids=lambda part: part if isinstance(part, str) else part["name"],
)
def test_votes_of_the_united_nations_end_as_they_did(case, basis):
    votes = Votes(case["yes"], case["no"], case["abstain"], case["entitled"])
    found = decide(votes, Rule(SHARES[case["share"]], Basis(basis)))
    assert [found.verdict, found.basis, found.needed] == case["verdicts"][basis]


@pytest.mark.parametrize(
    ("share", "number", "needed"),
    [
        (MORE_THAN_HALF, 0, 1),
        (MORE_THAN_HALF, 1, 1),
        (MORE_THAN_HALF, 2, 2),
        (MORE_THAN_HALF, 3, 2),
        (MORE_THAN_HALF, 193, 97),
        (TWO_THIRDS, 0, 1),
        (TWO_THIRDS, 3, 2),
        (TWO_THIRDS, 4, 3),
        (TWO_THIRDS, 117, 78),
        (Share(Fraction(3, 5)), 5, 3),
        (Share(Fraction(3, 5)), 6, 4),
        (Share(Fraction(2, 3), more_than=True), 3, 3),
        (Share(Fraction(1)), 9, 9),
    ],
)
def test_share_is_the_least_number_that_is_enough(share, number, needed):
    assert share.of(number) == needed


@pytest.mark.parametrize(
    ("votes", "rule", "verdict"),
    [
        (Votes(2, 1, 90, 100), SIMPLE, Verdict.ADOPTED),
        (Votes(10, 10, 5, 100), SIMPLE, Verdict.TIED),
        (Votes(10, 10, 0, 100), Rule(MORE_THAN_HALF, Basis.CAST), Verdict.TIED),
        (Votes(10, 10, 5, 100), Rule(MORE_THAN_HALF, Basis.CAST), Verdict.NOT_ADOPTED),
        (Votes(12, 10, 5, 100), Rule(MORE_THAN_HALF, Basis.CAST), Verdict.NOT_ADOPTED),
        (Votes(50, 0, 0, 100), ABSOLUTE, Verdict.NOT_ADOPTED),
        (Votes(50, 50, 0, 100), ABSOLUTE, Verdict.TIED),
        (Votes(51, 0, 0, 100), ABSOLUTE, Verdict.ADOPTED),
        (Votes(2, 1, 0, 100), QUALIFIED, Verdict.ADOPTED),
        (Votes(10, 10, 0, 100), QUALIFIED, Verdict.NOT_ADOPTED),
        (Votes(0, 0, 9, 100), SIMPLE, Verdict.NOT_ADOPTED),
        (Votes(0, 0, 0, 0), QUALIFIED, Verdict.NOT_ADOPTED),
    ],
)
def test_verdict(votes, rule, verdict):
    assert decide(votes, rule).verdict is verdict


@pytest.mark.parametrize(
    ("quorum", "cast", "needed", "missed"),
    [(30, 29, 30, True), (30, 30, 30, False), (Share(Fraction(1, 3)), 33, 34, True), (MORE_THAN_HALF, 51, 51, False)],
)
def test_quorum_counts_who_took_part_with_abstentions(quorum, cast, needed, missed):
    found = decide(Votes(20, 0, cast - 20, 100), Rule(MORE_THAN_HALF, Basis.YES_AND_NO, quorum))
    assert found.quorum == needed
    assert (found.verdict is Verdict.QUORUM_MISSED) is missed


def test_missing_votes_are_told():
    assert decide(Votes(50, 20, 0, 193), ABSOLUTE).missing == 47
    assert decide(Votes(97, 20, 0, 193), ABSOLUTE).missing == 0


def test_passing_are_those_who_reach_the_majority():
    assert passing({1: 6, 2: 5, 3: 0}, MORE_THAN_HALF, 11) == (1,)
    assert passing({1: 5, 2: 5}, MORE_THAN_HALF, 10) == ()


@pytest.mark.parametrize("numbers", [(-1, 0, 0, 9), (5, 5, 1, 10)])
def test_impossible_votes_are_refused(numbers):
    with pytest.raises(ValueError):
        Votes(*numbers)


@pytest.mark.parametrize(("part", "more"), [(Fraction(0), False), (Fraction(3, 2), False), (Fraction(1), True)])
def test_impossible_shares_are_refused(part, more):
    with pytest.raises(ValueError):
        Share(part, more)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_more_votes_for_never_harm_and_needed_is_exact(yes, no, abstain, absent):
    for share in (MORE_THAN_HALF, TWO_THIRDS):
        for basis in Basis:
            found = decide(Votes(yes, no, abstain, yes + no + abstain + absent), Rule(share, basis))
            enough = Fraction(yes) > share.part * found.basis if share.more_than else yes >= share.part * found.basis
            assert (found.verdict is Verdict.ADOPTED) == (enough and yes > 0)
            more = decide(Votes(yes + 1, no, abstain, yes + 1 + no + abstain + absent), Rule(share, basis))
            assert found.verdict is not Verdict.ADOPTED or more.verdict is Verdict.ADOPTED
