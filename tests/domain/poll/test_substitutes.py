"""Who casts the ballot of an administration while somebody stands in."""

from datetime import timedelta

import pytest

from meetings.domain.poll import actions_casting, ballot_queries, electorate, queries, rules, waiting
from meetings.domain.registration import actions_substitutes as standing
from meetings.extensions import transaction
from meetings.models.organisation import Capacity
from tests.make import Make


def cast(make: Make, poll, organisation, person, place=0, later=0):
    option = queries.options(poll)[place]
    with transaction():
        actions_casting.cast(
            poll, organisation.id, [option.id], by=person, clock=lambda: make.now + timedelta(minutes=later)
        )
    return ballot_queries.ballot(poll, organisation.id)


class House:
    """An open poll, two administrations, and a substitute of the other one."""

    def __init__(self, make: Make) -> None:
        self.kenya, self.malta = make.member(), make.member("MT", "Malta")
        self.principal = make.ncp(self.kenya, "Principal", capacity=Capacity.HEAD)
        self.substitute = make.ncp(self.malta, "Substitute")
        self.meeting = make.meeting()
        self.poll = make.open_poll(self.meeting)

    def named(self, make: Make):
        with transaction():
            return standing.name(self.meeting, self.principal, self.substitute, by=None, now=make.now)


def test_the_substitute_casts_the_ballot_of_the_principal_and_no_other(make: Make):
    house = House(make)
    house.named(make)
    ballot = cast(make, house.poll, house.kenya, house.substitute)
    assert ballot_queries.cast_for(house.poll, ballot) == house.principal
    for organisation, person in ((house.malta, house.substitute), (house.kenya, house.principal)):
        with pytest.raises(rules.NotEntitled):
            cast(make, house.poll, organisation, person, place=1)
    lines = {line.organisation.code: line for line in ballot_queries.roll(house.poll)}
    assert (lines["KE"].cast_by, lines["KE"].on_behalf_of) == ("Substitute", "Principal")
    assert ballot_queries.turnouts([house.poll])[house.poll.id] == rules.Turnout(1, 2)


def test_taken_back_the_principal_votes_again_and_the_ballot_stays_on_behalf_of(make: Make):
    house = House(make)
    made = house.named(make)
    cast(make, house.poll, house.kenya, house.substitute)
    with transaction():
        standing.end(made, by=None, now=make.now + timedelta(minutes=5))
    assert {line.on_behalf_of for line in ballot_queries.roll(house.poll)} == {"Principal", ""}
    with pytest.raises(rules.NotEntitled):
        cast(make, house.poll, house.kenya, house.substitute, place=1, later=6)
    ballot = cast(make, house.poll, house.kenya, house.principal, place=1, later=6)
    assert ballot_queries.cast_for(house.poll, ballot) is None
    cast(make, house.poll, house.malta, house.substitute, later=6)


def test_at_another_meeting_nothing_passes_over(make: Make):
    house = House(make)
    house.named(make)
    other = make.open_poll(make.meeting(number=9))
    cast(make, other, house.kenya, house.principal)
    cast(make, other, house.malta, house.substitute)
    with pytest.raises(rules.NotEntitled):
        cast(make, other, house.kenya, house.substitute)


def test_open_polls_wait_for_whoever_casts(make: Make):
    house = House(make)
    other = make.open_poll(make.meeting(number=9))
    house.named(make)

    def waits_for(person):
        return set(waiting.for_person(person, now=make.now))

    assert waits_for(house.principal) == {other}
    assert waits_for(house.substitute) == {house.poll, other}
    cast(make, house.poll, house.kenya, house.substitute)
    assert waits_for(house.substitute) == {other}


def test_who_could_not_vote_passes_no_ballot_over(make: Make):
    house = House(make)
    delegate, substitute = make.ncp(make.observer(), "Delegate", capacity=Capacity.DELEGATE), make.person()
    with transaction():
        standing.name(house.meeting, delegate, substitute, by=None, now=make.now)
    with pytest.raises(rules.NotEntitled):
        cast(make, house.poll, house.kenya, substitute)


def test_after_the_meeting_the_right_is_back_by_itself(make: Make):
    house = House(make)
    house.named(make)
    late = make.now + timedelta(days=20)
    assert not electorate.may_cast(house.poll, house.kenya.id, house.substitute, now=late)
    assert electorate.may_cast(house.poll, house.kenya.id, house.principal, now=late)
