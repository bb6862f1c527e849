"""Planning when a poll opens by itself."""

from datetime import timedelta

import pytest

from meetings.domain.poll import actions_schedule
from meetings.extensions import transaction
from meetings.models.poll import PollState
from meetings.notices import letters, polls
from tests.web.test_poll import fresh, text_of


@pytest.fixture
def poll(make):
    make.ncp(make.member())
    return make.poll(make.meeting())


@pytest.fixture
def desk(make, client, poll):
    """The browser of the secretariat."""
    return client.sign_in(make.secretariat())


def wall(make, **later):
    return f"{make.now + timedelta(**later):%Y-%m-%dT%H:%M}"


def test_opening_is_planned_shown_moved_and_cancelled(make, desk, poll):
    path = f"/en/polls/{poll.id}/"
    assert f"{path}schedule/" in desk.get(path).text
    typed = {"opens": wall(make, days=1), "closes": wall(make, days=3)}
    assert desk.post(f"{path}schedule/", data=typed).location == path
    assert fresh(poll.id).opens_at is not None
    assert "It opens by itself:" in text_of(desk.get(path).text)
    assert "opens:" in text_of(desk.get("/en/meetings/ncp-plenary-8/polls/").text)
    page = desk.get(f"{path}schedule/").text
    assert typed["opens"] in page
    assert typed["closes"] in desk.get(f"{path}open/").text
    desk.post(f"{path}schedule/cancel/")
    assert fresh(poll.id).opens_at is None
    assert "It opens by itself:" not in text_of(desk.get(path).text)


@pytest.mark.parametrize("typed", [{}, {"opens": "soon"}, {"opens": "2020-01-01T10:00"}, {"opens": "1", "closes": "x"}])
def test_times_that_make_no_sense_are_refused_at_their_field(desk, poll, typed):
    answer = desk.post(f"/en/polls/{poll.id}/schedule/", data=typed)
    assert answer.status_code == 422
    assert 'id="opens-error"' in answer.text
    assert fresh(poll.id).opens_at is None


def test_closing_before_opening_is_refused_at_the_closing(make, desk, poll):
    typed = {"opens": wall(make, days=2), "closes": wall(make, days=1)}
    answer = desk.post(f"/en/polls/{poll.id}/schedule/", data=typed)
    assert (answer.status_code, 'id="closes-error"' in answer.text) == (422, True)


def test_what_did_not_open_is_said_on_the_page_and_by_mail(make, desk, poll):
    with transaction():
        actions_schedule.schedule(poll, make.now + timedelta(hours=1), None, by=None, now=make.now)
        actions_schedule.could_not(poll, "GapsInPoll", now=make.now + timedelta(hours=1))
    page = text_of(desk.get(f"/en/polls/{poll.id}/").text)
    assert "It was to open by itself and did not" in page
    assert "missing or out of date in one language" in page
    assert "did not open by itself" in text_of(desk.get("/en/meetings/ncp-plenary-8/polls/").text)
    (notice,) = polls.KINDS["poll.not_opened"]({"poll": poll.id, "why": "GapsInPoll"}, make.now)
    letter = letters.write(notice)
    assert letter.subject == "Not opened: Renew the group?"
    assert "missing or out of date in one language" in letter.text


def test_poll_that_is_open_is_not_planned(make, desk):
    poll = make.open_poll(make.meeting(number=9))
    assert "stands elsewhere" in desk.get(f"/en/polls/{poll.id}/schedule/").text
    answer = desk.post(f"/en/polls/{poll.id}/schedule/", data={"opens": wall(make, days=1)})
    assert (answer.status_code, fresh(poll.id).state) == (422, PollState.OPEN)
