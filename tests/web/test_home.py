"""The first page and the list of meetings."""

import pytest

from meetings.domain.registration import actions as registrations
from meetings.extensions import transaction
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted


@pytest.mark.parametrize("language", ["en", "fr"])
def test_empty_house_says_so(client: Browser, language: str) -> None:
    assert client.get(f"/{language}/").status_code == 200
    assert client.get(f"/{language}/meetings/").status_code == 200


def test_first_page_shows_what_is_next_and_what_is_mine(make: Make, client: Browser) -> None:
    kenya = make.member()
    person = make.ncp(kenya)
    meeting = make.meeting()
    session = make.sessions(meeting)[0]
    with transaction():
        registrations.register(meeting, person, sessions=[session], by=person, now=make.now)
    page = client.sign_in(person).get("/en/").text
    assert "8th NCP Plenary" in page
    assert "Your places" in page
    assert "15:00–17:00" in page
    assert "your seat, Kenya" in page


def test_draft_is_in_the_list_of_the_secretariat_only(make: Make, client: Browser) -> None:
    make.meeting(announced=False)
    assert "8th NCP Plenary" not in client.get("/en/meetings/").text
    assert "8th NCP Plenary" in client.sign_in(make.secretariat()).get("/en/meetings/").text
    assert client.get("/en/meetings/ncp-plenary-8/").status_code == 200
    assert client.application.test_client().get("/en/meetings/ncp-plenary-8/").status_code == 404


@pytest.mark.parametrize("path", ["/en/", "/en/meetings/"])
def test_number_of_statements_does_not_grow_with_the_meetings(make: Make, client: Browser, path: str) -> None:
    make.meeting(number=1)
    client.get(path)
    with counted() as few:
        client.get(path)
    for number in range(2, 31):
        make.meeting(number=number)
    with counted() as many:
        client.get(path)
    assert len(many) == len(few)
