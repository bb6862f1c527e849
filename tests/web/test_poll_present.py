"""A poll on the projector: both languages, who has voted, and no figure that a reader would not see."""

from datetime import timedelta

import pytest

from meetings.core import short_code
from meetings.models.meeting import Visibility
from meetings.models.poll import Majority, ResultsTo, ResultsWhen, Secrecy


@pytest.fixture
def members(make):
    found = [make.member(f"M{n}", f"Member {n}") for n in range(3)]
    return [(member, make.ncp(member, f"NCP of {member.code}")) for member in found]


def test_the_room_reads_both_languages_the_address_and_the_closing_time(make, client, members):
    poll = make.open_poll(make.meeting(), closes_at=make.now + timedelta(minutes=20))
    make.ballot(poll, *members[0])
    page = client.sign_in(make.secretariat()).get(f"/en/polls/{poll.id}/present/").text
    assert "Renew the group?" in page
    assert "Reconduire le groupe" in page
    assert f"/v/{short_code.written(poll.id)}</strong>" in page
    assert 'class="qr"' in page
    assert "10:20" in page
    assert f'data-until="{poll.closes_at.isoformat()}"' in page
    assert "1 of 3 ballots are in" in page
    assert "sur 3" in page
    assert "Vote at" in page
    assert "Votez sur" in page


def test_the_result_with_its_line_is_shown_when_the_poll_is_closed(make, client, members):
    poll = make.open_poll(make.meeting(), majority=Majority.SIMPLE)
    for voter in members:
        make.ballot(poll, *voter)
    client.sign_in(make.secretariat())
    before = client.get(f"/en/polls/{poll.id}/present/part/")
    assert "Yes" not in before.text
    tag = {"If-None-Match": before.headers["ETag"]}
    assert client.get(f"/en/polls/{poll.id}/present/part/", headers=tag).status_code == 304
    make.close(poll)
    after = client.get(f"/en/polls/{poll.id}/present/part/", headers=tag)
    assert after.status_code == 200
    assert "Adopted. Needed: 2 of 3" in after.text
    assert "Adopté. Majorité requise" in after.text
    assert 'class="line"' in after.text
    assert "clos" in after.text


@pytest.mark.parametrize(
    "terms",
    [
        {"results_to": ResultsTo.MANAGERS},
        {"results_to": ResultsTo.ENTITLED},
        {"results_when": ResultsWhen.ON_RELEASE},
        {"secrecy": Secrecy.SECRET},
    ],
    ids=str,
)
def test_what_not_every_reader_sees_is_not_on_the_screen_of_those_who_run_the_meeting(make, client, members, terms):
    poll = make.open_poll(make.meeting(), **terms)
    for voter in members:
        make.ballot(poll, *voter)
    make.close(poll)
    page = client.sign_in(make.secretariat()).get(f"/en/polls/{poll.id}/present/").text
    assert "3 of 3 ballots are in" in page
    assert "Yes 3" not in page


def test_who_has_cast_a_secret_ballot_is_not_on_the_screen(make, client, members):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    make.ballot(poll, *members[0])
    page = client.sign_in(make.secretariat()).get(f"/en/polls/{poll.id}/present/").text
    assert "hc-chamber" not in page
    assert "1 of 3 ballots are in" in page


def test_a_visitor_sees_no_screen_of_a_closed_meeting(make, client, members):
    poll = make.open_poll(make.meeting())
    assert client.get(f"/en/polls/{poll.id}/present/").status_code == 303
    assert client.get(f"/en/polls/{poll.id}/present/part/").status_code == 303


def test_a_visitor_of_a_public_meeting_sees_no_turnout(make, client, members):
    poll = make.open_poll(make.meeting(visibility=Visibility.PUBLIC))
    page = client.get(f"/en/polls/{poll.id}/present/").text
    assert "Renew the group?" in page
    assert "ballots are in" not in page
