"""Further rounds, run-offs and copies of polls."""

import pytest

from meetings.domain.poll import actions_repeat, draft_rules, queries, result_rules, results, rules
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft
from meetings.extensions import transaction
from meetings.models.poll import Method, QuestionKind, Secrecy
from tests.make import both

CITIES = tuple(OptionDraft(both(city, city)) for city in ("Nairobi", "Lima", "Seoul"))


@pytest.fixture
def poll(make):
    """A secret ranking of three cities that nobody answered, closed."""
    make.ncp(make.member())
    found = make.open_poll(
        make.meeting(),
        kind=QuestionKind.RANKING,
        least=3,
        most=3,
        secrecy=Secrecy.SECRET,
        method=Method.RUNOFF,
        options=(*CITIES, YES_NO_ABSTENTION[-1]),
    )
    make.close(found)
    return found


def test_rounds_are_counted(make, poll):
    with transaction():
        second = actions_repeat.again(poll, by=None, now=make.now)
    assert (second.follows, second.round) == (poll, 2)
    with pytest.raises(rules.PollNotOver), transaction():
        actions_repeat.again(second, by=None, now=make.now)


def test_runoff_asks_for_no_more_than_remain(make, poll):
    keep = [option.id for option in queries.options(poll)][:2]
    with transaction():
        second = actions_repeat.again(poll, keep, by=None, now=make.now)
    assert [option.text.en for option in queries.options(second)] == ["Nairobi", "Lima", "Abstention"]
    assert (second.least, second.most, second.method) == (2, 2, Method.RUNOFF)


def test_options_of_another_poll_are_not_kept(make, poll):
    with pytest.raises(draft_rules.TooFewOptions), transaction():
        actions_repeat.again(poll, [999_998, 999_999], by=None, now=make.now)


def test_all_lead_when_all_are_tied(poll):
    assert len(result_rules.leading(results.result(poll).options)) == 3


def test_copy_in_another_meeting_begins_a_first_round(make, poll):
    later = make.meeting(number=9)
    with transaction():
        copy = actions_repeat.copy(poll, later, None, by=None, now=make.now)
    assert (copy.meeting.number, copy.round, copy.follows_id) == (9, 1, None)
    assert queries.draft(copy, None) == queries.draft(poll, None)
