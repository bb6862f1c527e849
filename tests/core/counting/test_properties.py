"""What holds of each method whatever the ballots are."""

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.core.counting.majority import MORE_THAN_HALF
from meetings.core.counting.pairwise import pairwise, schulze
from meetings.core.counting.runoff import LastPlace, runoff
from meetings.core.counting.stages import Action
from meetings.core.counting.sums import approval, borda
from meetings.core.counting.ties import LotFor
from meetings.core.counting.transfer import scottish

OPTIONS = (1, 2, 3, 4, 5)
few = settings(max_examples=25, deadline=None)


def multisets(ballots):
    """Ballots with weights of a few votes; small, so that ties are frequent."""
    return st.dictionaries(ballots, st.integers(1, 4), max_size=7)


strict = st.permutations(OPTIONS).flatmap(
    lambda order: st.integers(0, 5).map(lambda length: tuple(frozenset({option}) for option in order[:length]))
)
level = st.dictionaries(st.sampled_from(OPTIONS), st.integers(1, 4)).map(
    lambda ranks: tuple(frozenset(o for o in ranks if ranks[o] == rank) for rank in sorted(set(ranks.values())))
)
choices = st.frozensets(st.sampled_from(OPTIONS))
METHODS = {
    "approval": (approval, choices),
    "borda": (borda, level),
    "schulze": (schulze, level),
    "runoff": (runoff, strict),
    "scottish": (lambda options, ballots, **more: scottish(options, ballots, seats=2, **more), strict),
}
each = pytest.mark.parametrize("name", METHODS)


def drawn(count):
    """Call *count* with lots until it is complete, drawing the first of each tie."""
    lots = []
    while lot := (found := count(lots=lots)).lot:
        lots.append(lot.options[0])
    return found


@each
@few
@given(data=st.data())
def test_the_order_of_ballots_and_of_the_paper_changes_nothing(name, data):
    method, kind = METHODS[name]
    ballots = data.draw(multisets(kind))
    other = dict(data.draw(st.permutations(list(ballots.items()))))
    assert method(OPTIONS, ballots) == method(OPTIONS, other)
    first, second = method(OPTIONS, ballots), method(tuple(reversed(OPTIONS)), other)
    assert set(first.elected) == set(second.elected)
    assert set(first.lot.options if first.lot else ()) == set(second.lot.options if second.lot else ())


@each
@few
@given(data=st.data())
def test_renaming_the_options_renames_the_result(name, data):
    method, kind = METHODS[name]
    ballots = data.draw(multisets(kind))
    names = dict(zip(OPTIONS, data.draw(st.permutations(OPTIONS)), strict=True))

    def renamed(ballot):
        if isinstance(ballot, frozenset):
            return frozenset(names[option] for option in ballot)
        return tuple(frozenset(names[option] for option in group) for group in ballot)

    first = method(OPTIONS, ballots)
    second = method(tuple(names[option] for option in OPTIONS), {renamed(b): weight for b, weight in ballots.items()})
    assert {names[option] for option in set(first.elected)} == set(second.elected)
    assert tuple(names[o] for o in (first.lot.options if first.lot else ())) == (
        second.lot.options if second.lot else ()
    )


@pytest.mark.parametrize("name", ["approval", "borda", "schulze", "runoff"])
@few
@given(data=st.data())
def test_copies_of_all_ballots_change_nothing(name, data):
    """Not so for transfers: their quota is a whole number of votes, so small electorates need a larger share."""
    method, kind = METHODS[name]
    ballots = data.draw(multisets(kind))
    more = {ballot: 3 * weight for ballot, weight in ballots.items()}
    assert set(method(OPTIONS, ballots).elected) == set(method(OPTIONS, more).elected)
    assert method(OPTIONS, ballots).lot == method(OPTIONS, more).lot


@each
@few
@given(data=st.data())
def test_blank_ballots_change_only_the_turnout(name, data):
    method, kind = METHODS[name]
    ballots = data.draw(multisets(kind.filter(bool)))
    blank = frozenset() if kind is choices else ()
    first, second = method(OPTIONS, ballots), method(OPTIONS, ballots | {blank: 3})
    assert (set(first.elected), first.lot) == (set(second.elected), second.lot)


@few
@given(multisets(level))
def test_the_condorcet_winner_wins_schulze_and_never_comes_last_in_borda(ballots):
    winner = pairwise(OPTIONS, ballots).winner
    if winner is not None:
        assert schulze(OPTIONS, ballots).standing.elected == (winner,)
        totals = borda(OPTIONS, ballots).totals
        assert totals[winner] > min(totals.values())


@few
@given(multisets(level))
def test_schulze_elects_from_the_smith_set_and_never_the_condorcet_loser(ballots):
    found = schulze(OPTIONS, ballots)
    assert set(found.standing.ranks[0]) <= set(found.pairwise.smith)
    assert found.pairwise.loser not in found.standing.ranks[0]


@few
@given(multisets(level))
def test_the_order_of_schulze_is_transitive_and_follows_the_ranks(ballots):
    found = schulze(OPTIONS, ballots)
    for one, two, three in permutations(OPTIONS, 3):
        if found.before(one, two) and found.before(two, three):
            assert found.before(one, three)
    place = {option: number for number, rank in enumerate(found.standing.ranks) for option in rank}
    for one, two in permutations(OPTIONS, 2):
        assert not found.before(one, two) or place[one] < place[two]


@few
@given(multisets(strict), st.data())
def test_who_wins_schulze_still_wins_when_put_higher(ballots, data):
    first = schulze(OPTIONS, ballots).standing.elected
    if first and ballots:
        ballot = data.draw(st.sampled_from(sorted(ballots, key=repr)))
        raised = dict(ballots)
        weight = raised.pop(ballot)
        higher = (frozenset(first), *(group for group in ballot if group != frozenset(first)))
        raised[higher] = raised.get(higher, 0) + weight
        assert schulze(OPTIONS, raised).standing.elected == first


@few
@given(multisets(level), st.sampled_from(OPTIONS))
def test_a_clone_neither_helps_nor_harms_in_schulze(ballots, original):
    """An option that stands level with *original* on all ballots."""
    twins = {original, 6}
    cloned = {tuple(group | twins if original in group else group for group in b): w for b, w in ballots.items()}
    first = schulze(OPTIONS, ballots).standing.ranks[0]
    second = schulze((*OPTIONS, 6), cloned).standing.ranks[0]
    assert set(first) - twins == set(second) - twins
    assert (original in first) == bool(twins & set(second))


@few
@given(multisets(level))
def test_turning_all_ballots_round_takes_a_sole_schulze_winner_off_the_top(ballots):
    def turned(ballot):
        rest = frozenset(OPTIONS).difference(*ballot)
        return ((rest,) if rest else ()) + tuple(reversed(ballot))

    first = schulze(OPTIONS, ballots).standing.ranks
    flipped = {}
    for ballot, weight in ballots.items():
        flipped[turned(ballot)] = flipped.get(turned(ballot), 0) + weight
    if len(first[0]) == 1 and len(first) > 1:
        assert first[0] != schulze(OPTIONS, flipped).standing.ranks[0]


@few
@given(multisets(level))
def test_the_smith_set_beats_all_outside_and_no_smaller_set_does(ballots):
    found = pairwise(OPTIONS, ballots)

    def beats_outside(group):
        return all(found.wins[a][b] > found.wins[b][a] for a in group for b in OPTIONS if b not in group)

    assert beats_outside(found.smith)
    order = sorted(OPTIONS, key=lambda one: -sum(found.wins[one][b] > found.wins[b][one] for b in OPTIONS if b != one))
    assert not any(beats_outside(order[:size]) for size in range(1, len(found.smith)))


@few
@given(multisets(level))
def test_borda_is_the_sum_of_the_pairs(ballots):
    wins, found = pairwise(OPTIONS, ballots).wins, borda(OPTIONS, ballots)
    for one, total in found.totals.items():
        margin = sum(wins[one][other] - wins[other][one] for other in OPTIONS if other != one)
        assert total == (Decimal(len(OPTIONS) - 1) * found.turnout.valid + margin) / 2


@few
@given(multisets(strict))
def test_who_is_first_on_more_than_half_wins(ballots):
    firsts = dict.fromkeys(OPTIONS, 0)
    for ballot, weight in ballots.items():
        for option in ballot[0] if ballot else ():
            firsts[option] += weight
    for option, votes in firsts.items():
        if votes >= MORE_THAN_HALF.of(sum(firsts.values())):
            assert runoff(OPTIONS, ballots).elected == (option,)
            assert schulze(OPTIONS, ballots).standing.elected == (option,)
            assert option in scottish(OPTIONS, ballots, seats=1).elected


@few
@given(multisets(strict), st.sampled_from(LastPlace))
def test_joint_exclusion_changes_no_winner_of_the_runoff(ballots, last_place):
    """Excluding one by one, in whatever order the lots fall, elects the same ones."""
    assert _winners(ballots, last_place) == _one_by_one(ballots, last_place)


def _winners(ballots, last_place, lots=()):
    found = runoff(OPTIONS, ballots, last_place=last_place, lots=lots)
    if not found.lot:
        return set(found.elected)
    return set().union(*(_winners(ballots, last_place, (*lots, drawn)) for drawn in found.lot.options))


def _one_by_one(ballots, last_place, gone=(), history=()):
    """A count of its own: each time all rankings are read again from the first place."""
    votes = {option: 0 for option in OPTIONS if option not in gone}
    for ballot, weight in ballots.items():
        if first := next((option for (option,) in ballot if option not in gone), None):
            votes[first] += weight
    counting = sum(votes.values())
    if not counting:
        return set()
    ahead = {option for option in votes if 2 * votes[option] > counting}
    if ahead:
        return ahead
    lowest = [option for option in votes if votes[option] == min(votes.values())]
    if last_place is LastPlace.EARLIER:
        for earlier in reversed(history):
            lowest = [option for option in lowest if earlier[option] == min(earlier[other] for other in lowest)]
    return set().union(*(_one_by_one(ballots, last_place, (*gone, out), (*history, votes)) for out in lowest))


@few
@given(multisets(strict))
def test_one_seat_by_transfer_is_the_runoff_by_single_exclusions(ballots):
    """Both by lot alone where it comes to lots; only the quota, of all valid ballots, may end the runoff sooner."""
    found = scottish(OPTIONS, ballots, seats=1)
    if not found.lot:
        assert set(found.elected) <= _one_by_one(ballots, LastPlace.EARLIER)


@few
@given(multisets(strict), st.integers(1, 4))
def test_transfers_fill_all_seats_and_lose_no_vote(ballots, seats):
    found = drawn(lambda lots: scottish(OPTIONS, ballots, seats=seats, lots=lots))
    assert len(found.elected) == len(set(found.elected)) == (seats if found.turnout.valid else 0)
    for stage in found.stages:
        assert sum(stage.votes.values()) + stage.exhausted + stage.lost == found.turnout.valid
        assert min(stage.votes.values()) >= 0
        assert stage.lost <= Decimal("0.00001") * found.turnout.valid * len(found.stages)
    for before, after in zip(found.stages, found.stages[1:], strict=False):
        assert after.exhausted >= before.exhausted
        assert after.lost >= before.lost
        for option in set(OPTIONS) - set(after.options):
            assert after.votes[option] == before.votes[option] + after.received.get(option, 0)


@few
@given(multisets(strict), st.integers(1, 4))
def test_an_elected_option_is_never_excluded_and_keeps_the_quota(ballots, seats):
    found = drawn(lambda lots: scottish(OPTIONS, ballots, seats=seats, lots=lots))
    elected = set()
    for stage in found.stages:
        assert not (stage.action is Action.EXCLUSION and elected & set(stage.options))
        assert all(stage.votes[option] >= found.quota for option in elected)
        elected |= {election.option for election in stage.elected}


@few
@given(multisets(strict))
def test_a_group_with_the_quota_for_it_elects_one_of_its_own(ballots):
    """Proportionality: where more than a third rank 1 and 2 before all others, one of them has one of two seats."""
    solid = {(frozenset({1}), frozenset({2})): 6, (frozenset({2}), frozenset({1})): 5}
    others = {ballot: weight for ballot, weight in ballots.items() if sum(ballots.values()) <= 20 and ballot}
    together = dict(others)
    for ballot, weight in solid.items():
        together[ballot] = together.get(ballot, 0) + weight
    found = drawn(lambda lots: scottish(OPTIONS, together, seats=2, lots=lots))
    if found.quota <= 11:
        assert {1, 2} & set(found.elected)


@few
@given(multisets(choices), st.integers(1, 4))
def test_lots_settle_as_many_seats_as_can_be(ballots, seats):
    found = drawn(lambda lots: approval(OPTIONS, ballots, seats=seats, lots=lots))
    standing = found.standing
    assert len(standing.elected) + standing.unfilled == seats
    named = [option for option, total in found.totals.items() if total]
    assert all(
        found.totals[one] >= found.totals[other]
        for one in standing.elected
        for other in named
        if other not in standing.elected
    )


@few
@given(multisets(choices))
def test_a_lot_is_only_asked_between_equals(ballots):
    found = approval(OPTIONS, ballots, seats=2)
    if lot := found.lot:
        assert lot.purpose is LotFor.SEAT
        assert len({found.totals[option] for option in lot.options}) == 1
        assert len(lot.options) > 2 - len(found.standing.elected)
