"""Votes by proxy: who gives one to whom, who casts the ballot, and what is counted."""

import pytest

from meetings.domain.poll import (
    actions_casting,
    actions_proxy,
    ballot_queries,
    casting,
    proxies,
    proxy_rules,
    queries,
    results,
    rules,
    waiting,
)
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.proxy_rules import Given, Terms
from meetings.domain.registration import actions_substitutes as standing
from meetings.extensions import transaction
from meetings.models.organisation import Capacity
from meetings.models.poll import Secrecy, Unit
from tests.make import Make

SEALED = (Secrecy.CONFIDENTIAL, Secrecy.SECRET)


class House:
    """A meeting that allows proxies, and three Members."""

    def __init__(self, make: Make, **terms) -> None:
        self.make = make
        self.kenya, self.malta, self.chad = (
            make.member(*who) for who in (("KE", "Kenya"), ("MT", "Malta"), ("TD", "Chad"))
        )
        self.wanjiru = make.ncp(self.kenya, capacity=Capacity.HEAD)
        self.maria, self.john = make.ncp(self.malta, "Maria"), make.ncp(self.malta, "John", capacity=Capacity.ALTERNATE)
        self.idriss = make.ncp(self.chad, "Idriss")
        self.meeting = make.meeting()
        self.rule(**{"most": 1, **terms})

    def rule(self, **terms) -> None:
        with transaction():
            actions_proxy.set_terms(self.meeting, Terms(**terms), by=None, now=self.make.now)

    def give(self, giver=None, holder=None, **more):
        draft = Draft(giver or self.kenya, holder or self.malta, **more)
        with transaction():
            return actions_proxy.give(self.meeting, draft, by=self.wanjiru, now=self.make.now)

    def end(self, proxy, **more) -> None:
        with transaction():
            actions_proxy.end(proxy, by=None, now=self.make.now, **more)

    def cast(self, poll, organisation, person, place=0, form=""):
        option, now = queries.options(poll)[place], self.make.now
        with transaction():
            return actions_casting.cast(
                poll, organisation.id, [option.id], by=person, clock=lambda: now, form=form, keys=self.make.keys
            )


@pytest.mark.parametrize(
    ("wanted", "given", "refusal"),
    [
        (Given(1, 1), [], proxy_rules.ProxyToSelf),
        (Given(1, 2), [Given(1, 3)], proxy_rules.SecondProxy),
        (Given(1, 2, 7), [Given(1, 3)], proxy_rules.SecondProxy),
        (Given(1, 2), [Given(1, 3, 7)], proxy_rules.SecondProxy),
        (Given(1, 2), [Given(2, 1)], proxy_rules.CircularProxy),
        (Given(1, 2), [Given(2, 3)], proxy_rules.CircularProxy),
        (Given(1, 2), [Given(3, 1)], proxy_rules.HoldsProxies),
        (Given(1, 2), [Given(3, 2)], proxy_rules.CapReached),
        (Given(1, 2, 7), [Given(3, 2, 7)], proxy_rules.CapReached),
        (Given(1, 2), [Given(3, 2, 7)], proxy_rules.CapReached),
        (Given(1, 2, 8), [Given(1, 3, 7), Given(3, 2, 7), Given(2, 1, 7)], None),
    ],
)
def test_who_holds_what_beside_what_was_given(wanted, given, refusal):
    if refusal is None:
        proxy_rules.check(Terms(most=1), wanted, given)
        return
    with pytest.raises(refusal):
        proxy_rules.check(Terms(most=1), wanted, given)


def test_without_a_rule_nobody_votes_for_anybody(make: Make):
    house = House(make, most=0)
    with pytest.raises(proxy_rules.ProxiesNotAllowed):
        house.give()


def test_the_holder_casts_a_ballot_apart_and_the_roll_says_so(make: Make):
    house = House(make)
    poll = make.open_poll(house.meeting)
    house.give()
    assert set(waiting.for_person(house.maria, now=make.now)) == {poll}
    assert not waiting.for_person(house.wanjiru, now=make.now)
    first = house.cast(poll, house.kenya, house.maria, 0, form="a" * 32)
    assert house.cast(poll, house.kenya, house.maria, 0, form="a" * 32).number == first.number
    assert set(waiting.for_person(house.john, now=make.now)) == {poll}
    house.cast(poll, house.malta, house.john, 1)
    lines = {line.organisation.code: line for line in ballot_queries.roll(poll)}
    assert (lines["KE"].cast_by, lines["KE"].holder) == ("Maria", house.malta)
    assert (lines["MT"].cast_by, lines["MT"].holder) == ("John", None)
    assert ballot_queries.turnouts([poll])[poll.id] == rules.Turnout(2, 3)
    with pytest.raises(proxy_rules.VotesByProxy):
        house.cast(poll, house.kenya, house.wanjiru, 2)
    for organisation, person in ((house.kenya, house.idriss), (house.chad, house.maria)):
        with pytest.raises(rules.NotEntitled):
            house.cast(poll, organisation, person)


def test_a_named_person_alone_holds_it_and_taken_back_it_serves_no_more(make: Make):
    house = House(make)
    poll = make.open_poll(house.meeting)
    made = house.give(person=house.maria)
    assert not [one for one in waiting.for_person(house.john, now=make.now) if one != poll]
    with pytest.raises(rules.NotEntitled):
        house.cast(poll, house.kenya, house.john)
    house.cast(poll, house.kenya, house.maria)
    house.end(made)
    with pytest.raises(proxy_rules.ProxyEnded):
        house.end(made)
    with pytest.raises(rules.NotEntitled):
        house.cast(poll, house.kenya, house.maria, 1)
    assert {line.holder for line in ballot_queries.roll(poll)} == {house.malta, None}
    house.cast(poll, house.kenya, house.wanjiru, 1)
    assert {line.holder for line in ballot_queries.roll(poll)} == {None}


def test_where_the_rule_leaves_the_own_vote_the_last_ballot_stands(make: Make):
    house = House(make, own_vote=True)
    house.give()
    poll = make.open_poll(house.meeting)
    assert set(waiting.for_person(house.wanjiru, now=make.now)) == {poll}
    house.cast(poll, house.kenya, house.maria, 0)
    house.cast(poll, house.kenya, house.wanjiru, 1)
    assert ballot_queries.ballot(poll, house.kenya.id).proxy is None
    assert results.result(poll).cast == 1


@pytest.mark.parametrize("secrecy", SEALED)
def test_of_a_sealed_ballot_only_that_it_came_by_proxy_is_known(make: Make, secrecy):
    house = House(make)
    poll = make.open_poll(house.meeting, secrecy=secrecy)
    house.give()
    first = house.cast(poll, house.kenya, house.maria, form="b" * 32)
    assert house.cast(poll, house.kenya, house.maria, form="b" * 32).receipt == first.receipt
    house.cast(poll, house.malta, house.maria, form="c" * 32)
    parts = {each: ballot_queries.participation(poll, each.id) for each in (house.kenya, house.malta)}
    assert [part.by_proxy for part in parts.values()] == [True, False]
    assert (parts[house.kenya].cast_by == house.maria) == (secrecy is Secrecy.CONFIDENTIAL)


def test_what_is_refused_of_parties_and_polls(make: Make):
    house = House(make, most=3)
    who = make.observer()
    empty = make.member("XX", "Nobody")
    own = make.open_poll(house.meeting, unit=Unit.PERSON)
    poll = make.open_poll(house.meeting)
    house.cast(poll, house.chad, house.idriss)
    for draft, refusal in (
        ({"giver": who}, proxy_rules.GiverWithoutVote),
        ({"holder": who}, proxy_rules.HolderWithoutVote),
        ({"holder": empty}, proxy_rules.HolderWithoutVote),
        ({"person": house.idriss}, proxy_rules.HolderIsSomebodyElse),
        ({"poll": own}, proxy_rules.PollOfPeople),
        ({"giver": empty, "poll": poll}, proxy_rules.GiverWithoutVote),
        ({"giver": house.chad, "poll": poll}, proxy_rules.AlreadyVoted),
    ):
        with pytest.raises(refusal):
            house.give(**draft)
    assert proxies.given(own, house.wanjiru.id) is None
    with transaction():
        poll.closed_at = make.now
    with pytest.raises(proxy_rules.ProxyTooLate):
        house.give(poll=poll)
    with transaction():
        house.meeting.cancelled_at = make.now
    with pytest.raises(proxy_rules.ProxyTooLate):
        house.give()


def test_the_rule_stays_while_a_poll_is_under_way_and_never_below_what_is_held(make: Make):
    house = House(make, most=2)
    house.give()
    house.give(giver=house.chad)
    with pytest.raises(proxy_rules.TooManyHeld):
        house.rule(most=1)
    make.open_poll(house.meeting)
    with pytest.raises(proxy_rules.RuleFixed):
        house.rule(most=3)
    house.rule(most=2)


def test_who_represented_whom_tells_of_the_holder(make: Make):
    house = House(make)
    poll = make.open_poll(house.meeting)
    house.give()
    house.cast(poll, house.kenya, house.maria)
    make.close(poll)
    ((cast,),) = casting.at_meeting(house.meeting).values()
    assert (cast.name, cast.holder.en) == ("Maria", "Malta")


def test_a_substitute_uses_the_proxies_of_whom_they_stand_in_for_and_not_those_of_their_own(make: Make):
    house = House(make)
    gabon = make.member("GA", "Gabon")
    make.ncp(gabon)
    poll = make.open_poll(house.meeting)
    house.give(giver=house.chad, holder=house.kenya, person=house.wanjiru)
    house.give(giver=gabon, holder=house.malta)
    with transaction():
        standing.name(house.meeting, house.wanjiru, house.maria, by=None, now=make.now)
    house.cast(poll, house.kenya, house.maria)
    house.cast(poll, house.chad, house.maria)
    assert {line.organisation.code for line in ballot_queries.roll(poll) if line.holder} == {"TD"}
    for organisation, person in ((gabon, house.maria), (house.chad, house.wanjiru)):
        with pytest.raises(rules.NotEntitled):
            house.cast(poll, organisation, person, 1)
