"""Pages of break-outs: signed in and by link, what is full, what has begun, the list and its files."""

from dataclasses import replace

import pytest

from meetings.domain.meeting import actions_programme as programme
from meetings.domain.registration import breakouts, links
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Registration
from tests.conftest import Browser
from tests.make import Make, both
from tests.web.test_meeting_manage import again

MEETING = "/en/meetings/ncp-plenary-8/"
OWN, LIST = f"{MEETING}registration/break-outs/", f"{MEETING}registrations"


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def group(make: Make, meeting: Meeting) -> Session:
    """A group of one place in the first sitting."""
    session = make.sessions(meeting)[0]
    sitting = replace(
        make.sittings()[0], title=both("Risk"), starts=session.starts_local, ends=session.ends_local, capacity=1
    )
    with transaction():
        return programme.add_breakout(session, sitting, by=None, now=make.now)


@pytest.fixture
def place(make: Make, meeting: Meeting) -> Registration:
    return make.registration(meeting, make.ncp(make.member(), "Ana Kouassi"))


def typed(group: Session, value: object = None) -> dict[str, str]:
    return {f"sitting-{group.parent_id}": str(group.id if value is None else value)}


def test_chosen_on_the_page_and_shown_where_one_looks(make: Make, client: Browser, group, place) -> None:
    client.sign_in(place.person)
    assert f'href="{OWN}"' in client.get(MEETING).text
    assert "One seat left" in client.get(OWN).text
    assert client.post(OWN, data=typed(group)).location == MEETING
    page = client.get(MEETING).text
    assert "Your break-outs: Risk." in page
    assert f'value="{group.id}" checked' in client.get(OWN).text
    client.sign_in(make.secretariat())
    assert "Risk" in client.get(f"{LIST}/").text
    assert "Risk" in client.get(f"{LIST}.csv").text


def test_full_one_is_waited_for(make: Make, client: Browser, meeting: Meeting, group, place) -> None:
    client.sign_in(place.person)
    client.post(OWN, data=typed(group))
    client.sign_in(make.registration(meeting, make.person("Bo")).person)
    assert "All places are taken" in client.get(OWN).text
    client.post(OWN, data=typed(group))
    assert "You wait for a place in: Risk." in client.get(MEETING).text
    client.sign_in(make.secretariat())
    assert "Risk (" in client.get(f"{LIST}.csv").text


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "99999999999999999999", "²", "none"])
def test_what_no_page_sends_changes_nothing(client: Browser, group, place, value: str) -> None:
    client.sign_in(place.person)
    assert client.post(OWN, data=typed(group, value)).status_code == 303
    assert breakouts.of(place) == []


def test_without_a_place_there_is_a_sentence(make: Make, client: Browser, group) -> None:
    client.sign_in(make.person("Zoe"))
    assert client.get(OWN).location == MEETING
    assert "You have no place at this meeting." in client.get(MEETING).text
    assert "Choose your break-outs" not in client.get(MEETING).text


def test_meeting_without_break_outs_offers_none(client: Browser, place) -> None:
    client.sign_in(place.person)
    assert "Choose your break-outs" not in client.get(MEETING).text
    assert "There are no break-outs in your sessions." in client.get(OWN).text


def test_chosen_by_the_personal_link(make: Make, client: Browser, meeting: Meeting, group, place) -> None:
    link = links.link_of(meeting, place.person)
    assert link
    own = f"/fr/place/{links.token(link.key, make.secret)}/"
    client.post(f"{own}begin/")
    assert f'href="{own}break-outs/"' in client.get(own).text
    assert client.post(f"{own}break-outs/", data=typed(group)).location == own
    assert "Risk" in client.get(own).text
    db.session.expire_all()
    assert [choice.session_id for choice in breakouts.of(place)] == [group.id]


def test_more_places_on_the_plan_let_the_waiting_in(
    make: Make, client: Browser, meeting: Meeting, group, place
) -> None:
    other = make.registration(meeting, make.person("Bo"))
    for one in (place, other):
        client.sign_in(one.person)
        client.post(OWN, data=typed(group))
    client.sign_in(make.secretariat())
    page = f"{MEETING}break-outs/{group.id}/"
    answer = client.post(page, data=again(client.get(page).text, **{"group-capacity": "2"}))
    assert answer.status_code == 303
    db.session.expire_all()
    assert [choice.place for choice in breakouts.of(other)] == ["confirmed"]
