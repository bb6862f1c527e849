"""When a poll takes ballots, and which options are a named vote."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.poll import draft_rules, rules
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollOption, PollState
from tests.make import both

NOON = datetime(2027, 3, 2, 12, 0, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(microseconds=1), NOON - timedelta(microseconds=1)


def poll(state=PollState.OPEN, closes_at=None, closed_at=None, cancelled_at=None):
    meeting = Meeting(cancelled_at=cancelled_at)
    return Poll(meeting=meeting, state=state, closes_at=closes_at, closed_at=closed_at, question=both("Renew?"))


def test_cancelled_meeting_ends_its_polls_at_that_instant():
    ended = poll(closes_at=LATER, cancelled_at=EARLIER)
    assert not rules.takes_ballots(ended, NOON)
    assert rules.ended_at(ended, NOON) == EARLIER
    assert rules.moment_of_closing(ended, None, NOON) == EARLIER
    assert rules.moment_of_closing(ended, NOON, LATER) == NOON


@pytest.mark.parametrize(
    ("state", "closes_at", "takes"),
    [
        (PollState.PREPARED, None, False),
        (PollState.OPEN, None, True),
        (PollState.OPEN, LATER, True),
        (PollState.OPEN, NOON, False),
        (PollState.OPEN, EARLIER, False),
        (PollState.CLOSED, LATER, False),
    ],
)
def test_poll_takes_ballots_until_its_closing_time(state, closes_at, takes):
    assert rules.takes_ballots(poll(state, closes_at), NOON) is takes


@pytest.mark.parametrize(
    ("closes_at", "last_ballot", "noted"),
    [
        (None, None, NOON),
        (None, EARLIER, NOON),
        (None, LATER, LATER),
        (EARLIER, None, EARLIER),
        (LATER, None, NOON),
    ],
)
def test_closing_is_noted_at_the_announced_time_and_never_before_the_last_ballot(closes_at, last_ballot, noted):
    assert rules.moment_of_closing(poll(closes_at=closes_at), last_ballot, NOON) == noted


@pytest.mark.parametrize(
    ("abstentions", "letters"),
    [
        ((False, False, True), {1: "y", 2: "n", 3: "b"}),
        ((True, False, False), {1: "b", 2: "y", 3: "n"}),
        ((False, False), {}),
        ((False, False, False), {}),
        ((False, True), {}),
        ((False, False, False, True), {}),
    ],
)
def test_two_options_and_an_abstention_are_a_named_vote(abstentions, letters):
    options = [PollOption(id=n, abstention=abstention) for n, abstention in enumerate(abstentions, 1)]
    assert rules.answers(options) == letters


@pytest.mark.parametrize(
    ("abstentions", "refusal"),
    [((True, True), draft_rules.TooManyAbstentions), ((False,) * 31, draft_rules.TooManyOptions)],
)
def test_draft_is_refused(abstentions, refusal):
    draft = PollDraft(both("Renew?"), None, tuple(OptionDraft(both("An option"), each) for each in abstentions))
    with pytest.raises(refusal):
        draft_rules.check(draft)
