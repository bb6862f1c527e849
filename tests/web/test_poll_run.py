"""Running polls: pausing, withdrawing, releasing, opening several at once."""

import pytest

from meetings.domain.poll import ballot_queries
from meetings.extensions import db
from meetings.models.ballot import SealedBallot
from meetings.models.poll import Poll, PollState, ResultsWhen, Secrecy
from tests.domain.poll.test_presence import Sittings
from tests.web.test_poll import fresh, rows, text_of

LIST = "/en/meetings/ncp-plenary-8/polls/"


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def kenya(make):
    return make.member()


@pytest.fixture
def ncp(make, kenya):
    return make.ncp(kenya)


@pytest.fixture
def desk(make, client, meeting, ncp):
    """The browser of the secretariat."""
    return client.sign_in(make.secretariat())


def test_poll_rests_between_sittings_and_goes_on(make, desk, meeting):
    poll = make.open_poll(meeting)
    path = f"/en/polls/{poll.id}/"
    assert "No ballot is taken until you take it up again" in desk.get(f"{path}pause/").text
    assert fresh(poll.id).state is PollState.OPEN
    assert desk.post(f"{path}pause/").location == path
    assert fresh(poll.id).state is PollState.PAUSED
    page = desk.get(path).text
    assert f"{path}resume/" in page
    assert f"{path}extend/" in page
    assert desk.post(f"{path}pause/").status_code == 422
    desk.get(f"{path}resume/")
    assert desk.post(f"{path}resume/").status_code == 303
    assert fresh(poll.id).state is PollState.OPEN
    assert desk.post(f"{path}resume/").status_code == 422


def test_taking_it_up_again_names_those_who_came_since(make, client):
    held = Sittings(make)
    poll = held.opened()
    client.sign_in(held.by)
    client.post(f"/en/polls/{poll.id}/pause/")
    page = client.get(f"/en/polls/{poll.id}/resume/").text
    assert "The same administrations vote as before" in page
    held.comes(held.first, held.maria)
    assert "One more has a ballot, being present by now: Malta." in client.get(f"/en/polls/{poll.id}/resume/").text
    assert client.post(f"/en/polls/{poll.id}/resume/").status_code == 303
    assert held.malta.id in ballot_queries.electors(poll)


def test_paused_poll_is_closed(make, desk, meeting):
    poll = make.open_poll(meeting)
    desk.post(f"/en/polls/{poll.id}/pause/")
    assert 'method="post"' in desk.get(f"/en/polls/{poll.id}/close/").text
    assert desk.post(f"/en/polls/{poll.id}/close/").status_code == 303


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_poll_is_withdrawn_with_a_reason_and_its_key_is_gone(make, desk, meeting, kenya, ncp, secrecy):
    poll = make.open_poll(meeting, secrecy=secrecy)
    make.ballot(poll, kenya, ncp)
    path = f"/en/polls/{poll.id}/withdraw/"
    page = desk.post(path, data={"reason": " "})
    assert (page.status_code, fresh(poll.id).state) == (422, PollState.OPEN)
    assert 'id="reason-error"' in page.text
    assert (poll.id in make.keys.there(before=make.now)) is (secrecy is Secrecy.SECRET)
    assert desk.post(path, data={"reason": "Wrong wording"}).status_code == 303
    poll = fresh(poll.id)
    assert (poll.state, poll.withdrawn) == (PollState.WITHDRAWN, "Wrong wording")
    assert poll.id not in make.keys.there(before=make.now)
    assert rows(SealedBallot) == 0
    assert desk.post(path, data={"reason": "Again"}).status_code == 422


def test_held_result_is_released_after_a_warning(make, desk, meeting, kenya, ncp):
    poll = make.open_poll(meeting, secrecy=Secrecy.CONFIDENTIAL)
    make.ballot(poll, kenya, ncp)
    page = desk.post(f"/en/polls/{poll.id}/close/", follow_redirects=True)
    assert "would tell who answered what" in page.text
    assert fresh(poll.id).held
    path = f"/en/polls/{poll.id}/release/"
    assert "All ballots say the same" in text_of(desk.get(path).text)
    assert fresh(poll.id).released_at is None
    assert desk.post(path).status_code == 303
    assert fresh(poll.id).released_at == make.now
    assert path not in desk.get(f"/en/polls/{poll.id}/").text


def test_result_on_release_waits_and_others_do_not_see_it(make, app, desk, meeting, kenya, ncp):
    poll = make.open_poll(meeting, results_when=ResultsWhen.ON_RELEASE)
    make.ballot(poll, kenya, ncp)
    make.close(poll)
    member = app.test_client().sign_in(ncp)
    path = f"/en/polls/{poll.id}/results/"
    assert "hc-bar" not in member.get(path).text
    assert member.get(f"/en/polls/{poll.id}/release/").status_code == 403
    desk.post(f"/en/polls/{poll.id}/release/")
    assert "hc-bar" in member.get(path).text


def test_open_poll_has_nothing_to_release(make, desk, meeting):
    poll = make.open_poll(meeting)
    assert desk.get(f"/en/polls/{poll.id}/release/").status_code == 200
    assert desk.post(f"/en/polls/{poll.id}/release/").status_code == 422


def states():
    db.session.rollback()
    return [poll.state for poll in db.session.scalars(db.select(Poll).order_by(Poll.id))]


class TestSeveral:
    PATH = f"{LIST}open/"

    def test_ticked_polls_open_together_with_one_closing_time(self, make, desk, meeting):
        first, _second, third = (make.poll(meeting) for _ in range(3))
        assert "Renew the group?" in desk.get(self.PATH).text
        data = {"polls": [first.id, third.id], "closes": "2027-03-02T11:30"}
        assert desk.post(self.PATH, data=data).location == LIST
        assert states() == [PollState.OPEN, PollState.PREPARED, PollState.OPEN]
        assert fresh(first.id).closes_at == fresh(third.id).closes_at is not None

    def test_all_or_none_are_opened_and_the_one_in_the_way_is_named(self, make, desk, meeting):
        good, bad = make.poll(meeting), make.poll(meeting, options=())
        page = desk.post(self.PATH, data={"polls": [good.id, bad.id]})
        assert (page.status_code, states()) == (422, [PollState.PREPARED, PollState.PREPARED])
        assert 'id="polls-error"' in page.text
        assert "needs at least two options" in page.text

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({}, "polls"),
            ({"polls": "999999"}, "polls"),
            ({"polls": "\x00"}, "polls"),
            ({"polls": "1", "closes": "2027-03-02T01:00"}, "closes"),
            ({"polls": "1", "closes": "soon"}, "closes"),
        ],
    )
    def test_bad_input_is_named(self, make, desk, meeting, data, field):
        make.poll(meeting)
        page = desk.post(self.PATH, data=data)
        assert (page.status_code, states()) == (422, [PollState.PREPARED])
        assert f'id="{field}-error"' in page.text

    def test_nothing_prepared_is_said(self, desk, meeting):
        assert "No poll is prepared." in desk.get(self.PATH).text
