"""Polls of those who are present: who is added in another sitting, and who is there by proxy."""

from datetime import timedelta

import pytest

from meetings.domain.attendance import actions as attendance
from meetings.domain.audit import queries as trail
from meetings.domain.poll import actions, actions_proxy, ballot_queries, draft_rules, results, rules
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.draft_rules import PollDraft, Terms
from meetings.domain.poll.proxy_rules import Terms as ProxyRule
from meetings.extensions import transaction
from meetings.models.attendance import Presence
from meetings.models.poll import Basis, Majority, Secrecy, Unit, Voters
from tests.make import Make, both


class Sittings:
    """A plenary of two sittings: Kenya comes to the first one, Malta to the second."""

    def __init__(self, make: Make) -> None:
        self.make, self.by = make, make.secretariat()
        self.kenya, self.malta = make.member(), make.member("MT", "Malta")
        self.wanjiru, self.maria = make.ncp(self.kenya), make.ncp(self.malta, "Maria")
        self.meeting = make.meeting(days=0)
        self.first, self.second = make.sessions(self.meeting)
        make.now += timedelta(hours=5)
        self.comes(self.first, self.wanjiru)

    def comes(self, session, person) -> None:
        with transaction():
            attendance.decide(session, [person], Presence.PRESENT, by=self.by, now=self.make.now)

    def opened(self, **terms):
        """Open a poll of those who are present."""
        asked = PollDraft(
            both("Renew?", "Reconduire ?"), None, draft_rules.YES_NO_ABSTENTION, Terms(**terms, voters=Voters.PRESENT)
        )
        with transaction():
            poll = actions.prepare(self.meeting, asked, by=None, now=self.make.now)
            actions.open_(poll, by=None, now=self.make.now, keys=self.make.keys)
        return poll

    def go_on(self, poll) -> None:
        """Pause *poll*, let Malta come to the second sitting, and take the poll up again."""
        with transaction():
            actions.pause(poll, by=None, now=self.make.now)
        self.make.now += timedelta(days=2)
        self.comes(self.second, self.maria)
        with transaction():
            actions.resume(poll, by=None, now=self.make.now)


@pytest.mark.parametrize("unit", Unit)
def test_taken_up_again_those_who_are_there_by_then_are_counted_too(make: Make, unit):
    held = Sittings(make)
    poll = held.opened(unit=unit, quorum=60, majority=Majority.ABSOLUTE, basis=Basis.ENTITLED)
    before = ballot_queries.electors(poll)
    held.go_on(poll)
    joined = held.malta.id if unit is Unit.ORGANISATION else held.maria.id
    assert (len(before), ballot_queries.electors(poll)) == (1, before | {joined})
    assert ballot_queries.turnouts([poll])[poll.id] == rules.Turnout(0, 2)
    assert results.result(poll).entitled == 2
    assert [line.details for line in trail.history(held.meeting).things if line.verb == "poll.electorate_grown"] == [
        {"added": 1}
    ]


@pytest.mark.parametrize("secrecy", [Secrecy.CONFIDENTIAL, Secrecy.SECRET])
@pytest.mark.parametrize("cast", [True, False])
def test_nobody_is_added_to_a_sealed_poll_once_a_ballot_is_in(make: Make, secrecy, cast):
    held = Sittings(make)
    poll = held.opened(secrecy=secrecy)
    if cast:
        make.ballot(poll, held.kenya, held.wanjiru)
    held.go_on(poll)
    assert (held.malta.id in ballot_queries.electors(poll)) is not cast


def test_where_members_vote_nobody_is_added(make: Make):
    held = Sittings(make)
    poll = make.open_poll(held.meeting)
    late = make.ncp(make.member("TD", "Chad"), "Idriss")
    held.go_on(poll)
    assert late.id not in ballot_queries.electors(poll)
    assert len(ballot_queries.electors(poll)) == 2


@pytest.mark.parametrize("present", [True, False])
def test_a_proxy_makes_present_only_if_the_rule_says_so(make: Make, present):
    held = Sittings(make)
    with transaction():
        actions_proxy.set_terms(held.meeting, ProxyRule(most=1, present=present), by=None, now=make.now)
        actions_proxy.give(held.meeting, Draft(held.malta, held.kenya), by=None, now=make.now)
    assert (held.malta.id in ballot_queries.electors(held.opened())) is present
