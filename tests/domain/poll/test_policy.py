"""Who sees what of a poll, and when."""

from dataclasses import asdict

import pytest

from meetings.domain.poll import policy
from meetings.domain.poll.draft_rules import Terms
from meetings.models.meeting import Meeting, Visibility
from meetings.models.person import Person, Role
from meetings.models.poll import Poll, PollState, ResultsTo, ResultsWhen, Unit
from tests.conftest import NOW
from tests.queries import counted

NCP, STAFF = Person(role=Role.PARTICIPANT), Person(role=Role.SECRETARIAT)


def poll(state, visibility=Visibility.OPEN, announced=True, **terms):
    meeting = Meeting(visibility=visibility, announced_at=NOW if announced else None)
    return Poll(state=state, meeting=meeting, **{**asdict(Terms()), **terms})


@pytest.mark.parametrize(
    ("may", "state", "nobody", "ncp", "staff"),
    [
        (policy.can_see, PollState.PREPARED, False, False, True),
        (policy.can_see, PollState.OPEN, False, True, True),
        (policy.can_vote, PollState.OPEN, False, True, True),
        (policy.can_see_turnout, PollState.PREPARED, False, False, False),
        (policy.can_see_turnout, PollState.OPEN, False, True, True),
        (policy.can_see_result, PollState.OPEN, False, False, False),
        (policy.can_see_result, PollState.CLOSED, False, True, True),
        (policy.can_see_names, PollState.OPEN, False, False, False),
        (policy.can_see_names, PollState.CLOSED, False, True, True),
        (policy.can_manage, PollState.OPEN, False, False, True),
    ],
)
def test_polls_of_an_open_meeting_are_for_people_who_are_signed_in(may, state, nobody, ncp, staff):
    assert [may(viewer, poll(state)) for viewer in (None, NCP, STAFF)] == [nobody, ncp, staff]


@pytest.mark.parametrize(
    ("may", "answer"),
    [
        (policy.can_see, True),
        (policy.can_see_result, True),
        (policy.can_vote, False),
        (policy.can_see_turnout, False),
        (policy.can_see_names, False),
    ],
)
def test_everybody_reads_the_result_of_a_public_meeting_but_not_the_names(may, answer):
    assert may(None, poll(PollState.CLOSED, Visibility.PUBLIC)) is answer


def test_poll_of_a_meeting_under_preparation_is_the_secretariats():
    hidden = poll(PollState.OPEN, announced=False)
    assert [policy.can_know(viewer, hidden) for viewer in (None, NCP, STAFF)] == [False, False, True]


@pytest.mark.parametrize("results_to", ResultsTo)
@pytest.mark.parametrize("results_when", [ResultsWhen.AT_CLOSE, ResultsWhen.ON_RELEASE])
@pytest.mark.parametrize("unit", Unit)
def test_those_who_see_a_result_are_found_at_once(make, results_to, results_when, unit):
    here, away = make.member(), make.member("PE", "Peru")
    there = [make.ncp(here), make.ncp(here, "Daniel Otieno"), make.secretariat(), make.person()]
    poll = make.open_poll(make.meeting(), results_to=results_to, results_when=results_when, unit=unit)
    there += [make.ncp(away), make.ncp(make.member("MT", "Malta"), "Maria Borg")]
    assert policy.who_see_result(there, poll) == []
    make.close(poll)
    names = [one.name for one in there if policy.can_see_result(one, poll)]
    with counted() as statements:
        found = policy.who_see_result(there, poll)
    assert len(statements) == (results_to is ResultsTo.ENTITLED)
    assert [one.name for one in found] == names
    seeing = {ResultsTo.READERS: 6, ResultsTo.ENTITLED: 3, ResultsTo.MANAGERS: 1}
    assert len(names) == (1 if results_when is ResultsWhen.ON_RELEASE else seeing[results_to])
