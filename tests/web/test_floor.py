"""The list of speakers as pages: asked for by administrations, run by the secretariat, renewed by the browser."""

import re

import pytest

from meetings.domain.floor import queries
from meetings.domain.organisation import queries as register
from meetings.extensions import db
from meetings.models.floor import FloorKind, FloorRequest, FloorState
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from tests.conftest import Browser
from tests.domain.floor.test_actions import ask
from tests.make import Make
from tests.queries import counted

PAGE = "/en/meetings/ncp-plenary-8/floor/"
WELL = {"kind": "statement", "item": ""}


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting()


@pytest.fixture
def ncp(make: Make) -> Person:
    return make.ncp(make.member())


def request_of(meeting: Meeting) -> FloorRequest:
    db.session.expire_all()
    (found,) = queries.at_meeting(meeting)
    return found


def test_asked_for_given_and_ended(make: Make, meeting: Meeting, ncp: Person, client: Browser) -> None:
    client.sign_in(ncp)
    assert "Nobody waits for the floor." in client.get(PAGE).text
    assert client.post(PAGE, data=WELL | {"kind": "reply"}).status_code == 303
    assert "Right of reply" in client.get(PAGE).text
    refused = client.post(PAGE, data=WELL)
    assert refused.status_code == 422
    assert "Your administration is on the list for this item already." in refused.text
    found = request_of(meeting)
    assert (found.organisation.code, found.asked_by, found.kind) == ("KE", ncp, FloorKind.REPLY)
    assert client.post(f"{PAGE}{found.id}/give/").status_code == 403
    client.sign_in(make.secretariat())
    client.post(f"{PAGE}{found.id}/move/", data={"direction": "up"})
    client.post(f"{PAGE}{found.id}/give/")
    assert "data-since=" in client.get(PAGE).text
    client.post(f"{PAGE}{found.id}/end/")
    assert request_of(meeting).state is FloorState.ENDED
    assert "Speaking time in this session" in client.get(PAGE).text
    client.post(f"{PAGE}{found.id}/back/")
    assert request_of(meeting).state is FloorState.SPEAKING


@pytest.mark.parametrize("wrong", [{"kind": "song"}, {"item": "999999"}, {"item": "x"}])
def test_what_is_refused(meeting: Meeting, ncp: Person, client: Browser, wrong: dict[str, str]) -> None:
    assert client.sign_in(ncp).post(PAGE, data=WELL | wrong).status_code == 422


def test_who_represents_nobody_reads_only(make: Make, meeting: Meeting, ncp: Person, client: Browser) -> None:
    named = register.nomination_of(ncp, on=make.now.date())
    assert named
    found = ask(make, make.sessions(meeting)[0], named.organisation)
    client.sign_in(make.person("Nobody"))
    assert "The floor is asked for by those who represent an administration." in client.get(PAGE).text
    assert client.post(PAGE, data=WELL).status_code == 403
    assert client.post(f"{PAGE}{found.id}/withdraw/").status_code == 403
    client.sign_in(ncp)
    client.post(f"{PAGE}{found.id}/withdraw/")
    assert request_of(meeting).state is FloorState.WITHDRAWN


def test_the_secretariat_asks_for_somebody_closes_and_limits(make: Make, meeting: Meeting, client: Browser) -> None:
    togo, (first, second) = make.member("TG", "Togo"), make.sessions(meeting)
    client.sign_in(make.secretariat())
    assert client.post(PAGE, data=WELL).status_code == 422
    there = f"{PAGE}?session={second.id}"
    assert client.post(there, data=WELL | {"organisation": str(togo.id)}).headers["Location"] == there
    assert request_of(meeting).session == second
    assert "Togo" in client.get(there).text
    client.post(f"{PAGE}close/?session={first.id}")
    assert "Open the list again" in client.get(f"{PAGE}?session={first.id}").text
    client.post(f"{PAGE}open/?session={first.id}")
    assert client.post(f"{PAGE}limit/", data={"minutes": "0"}).status_code == 422
    assert client.post(f"{PAGE}limit/", data={"minutes": "3"}).status_code == 303
    client.post(f"{PAGE}{request_of(meeting).id}/give/")
    assert re.search(r'data-limit="180"', client.get(there).text)


def test_session_of_another_meeting_is_not_found(make: Make, meeting: Meeting, ncp: Person, client: Browser) -> None:
    other = make.sessions(make.meeting(number=9))[0]
    client.sign_in(ncp)
    for asked in (other.id, "x", "999999999999"):
        assert client.get(f"{PAGE}?session={asked}").status_code == 404


def test_part_is_sent_again_only_when_something_changed(
    make: Make, meeting: Meeting, ncp: Person, client: Browser
) -> None:
    client.sign_in(ncp)
    tag = client.get(f"{PAGE}list/").headers["ETag"]
    with counted() as statements:
        assert client.get(f"{PAGE}list/", headers={"If-None-Match": tag}).status_code == 304
    assert sum("floor_" in statement for statement in statements) == 1
    client.post(PAGE, data=WELL)
    assert client.get(f"{PAGE}list/", headers={"If-None-Match": tag}).status_code == 200


def test_files(make: Make, meeting: Meeting, ncp: Person, client: Browser) -> None:
    client.sign_in(ncp).post(PAGE, data=WELL)
    assert "KE,Kenya" in client.get(f"{PAGE}floor.csv").text
    assert client.get(f"{PAGE}floor.xlsx").data.startswith(b"PK")
