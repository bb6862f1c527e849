"""The page of all open polls of a meeting, and the short address that people type from a screen."""

from datetime import timedelta

import pytest

from meetings.core import short_code
from meetings.domain.poll import queries
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.models.poll import Procedure, QuestionKind, ResultsTo, Secrecy
from tests.domain.poll.test_actions_settle import offered
from tests.queries import counted


@pytest.fixture
def kenya(make):
    return make.member()


@pytest.fixture
def ncp(make, kenya):
    return make.ncp(kenya)


def test_room_shows_all_open_polls_and_says_when_nothing_changed(make, client, app, kenya, ncp):
    meeting = make.meeting()
    address = f"/en/meetings/{meeting.slug}/live/"
    assert "No poll is open now." in client.sign_in(ncp).get(address).text
    rating = make.open_poll(meeting, kind=QuestionKind.RATING, most=5, secrecy=Secrecy.SECRET)
    other = make.open_poll(meeting)
    page = client.get(address).text
    assert "2 polls are open. 2 wait for your ballot." in " ".join(page.split())
    assert page.count('class="hc-plate') == 2
    mark = client.get(f"{address}polls/").headers["ETag"]
    assert client.get(f"{address}polls/", headers={"If-None-Match": mark}).status_code == 304
    colleague = app.test_client().sign_in(make.ncp(kenya, "Daniel Otieno"))
    colleague.post(f"/en/polls/{rating.id}/", data={f"mark-{queries.options(rating)[0].id}": "1"})
    changed = client.get(f"{address}polls/", headers={"If-None-Match": mark})
    assert changed.status_code == 200
    assert "One waits for your ballot." in changed.text
    make.close(other)
    assert f"/en/polls/{other.id}/results/" in client.get(address).text


def dates(make):
    return {"kind": QuestionKind.DATES, "options": offered(make)}


def silence(make):
    until = make.now + timedelta(days=2)
    return {"procedure": Procedure.SILENCE, "options": SILENCE_OPTIONS, "closes_at": until}


@pytest.mark.parametrize(
    "terms",
    [
        lambda make: {},
        lambda make: {"secrecy": Secrecy.CONFIDENTIAL},
        lambda make: {"results_to": ResultsTo.ENTITLED},
        dates,
        silence,
    ],
    ids=["named", "confidential", "for the entitled", "dates", "silence"],
)
@pytest.mark.parametrize("who", ["voter", "secretariat", "stranger"])
def test_room_of_many_polls_asks_the_database_no_more_than_one_of_two(make, client, kenya, ncp, who, terms):
    meeting, asked = make.meeting(), []
    address = f"/en/meetings/{meeting.slug}/live/polls/"
    client.sign_in({"voter": lambda: ncp, "secretariat": make.secretariat, "stranger": make.person}[who]())
    for number in (2, 8):
        while len(asked) < number:
            asked.append(make.open_poll(meeting, **terms(make)))
            if "kind" not in terms(make):
                make.ballot(asked[-1], kenya, ncp)
        client.get(address)
        with counted() as statements:
            page = client.get(f"{address}?by-the-view")
        assert page.text.count("of 1 ballots are in.") == number
        if number == 2:
            few = len(statements)
    assert len(statements) == few
    tag = {"If-None-Match": page.headers["ETag"]}
    assert client.get(address, headers=tag).status_code == 304
    with counted() as unchanged:
        assert client.get(address, headers=tag).status_code == 304
    # One more for whoever is answered by the page: whether that is so.
    assert len(unchanged) <= 4


def test_results_for_the_entitled_are_looked_up_together(make, client, ncp):
    meeting, few = make.meeting(), {}
    client.sign_in(ncp)
    for number in (1, 4):
        for _ in range(number):
            poll = make.open_poll(meeting, results_to=ResultsTo.ENTITLED)
            make.close(poll)
        for address in (f"/en/meetings/{meeting.slug}/live/polls/", f"/en/meetings/{meeting.slug}/polls/"):
            client.get(address)
            with counted() as statements:
                assert f"/en/polls/{poll.id}/" in client.get(f"{address}?by-the-view").text
            assert len(statements) == few.setdefault(address, len(statements)), number


def test_short_address_leads_to_the_poll_and_does_nothing_else(make, client, ncp):
    poll = make.open_poll(make.meeting())
    answer = client.sign_in(ncp).get(f"/v/{short_code.written(poll.id).lower()}")
    assert (answer.status_code, answer.location) == (303, f"/en/polls/{poll.id}/")


@pytest.mark.parametrize("code", ["1", "13", "UU", "é", "0" * 9, "ZZZZZZZ", "%00"])
def test_code_that_nobody_wrote_is_not_found(client, code):
    assert client.get(f"/v/{code}").status_code == 404
