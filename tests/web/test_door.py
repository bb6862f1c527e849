"""The door: codes, names, and what a telephone sends after an hour without a network."""

from datetime import datetime, timedelta

import pytest
import time_machine

from meetings.domain.attendance import door, queries
from meetings.domain.meeting import actions_programme as programme
from meetings.extensions import db, transaction
from meetings.models.attendance import Attendance, Source
from tests.conftest import SECRET, Browser
from tests.make import Make, both
from tests.queries import counted

HOME = "/en/meetings/ncp-plenary-8/door/"


class Scene:
    """Half an hour into the English sitting, somebody of the secretariat at the door."""

    def __init__(self, make: Make, client: Browser) -> None:
        self.make, self.client = make, client
        self.secretariat = make.secretariat()
        self.kenya = make.member()
        self.person = make.ncp(self.kenya, "Éloïse N’Guessan")
        self.meeting = make.meeting()
        self.session = make.sessions(self.meeting)[0]
        self.registration = make.registration(self.meeting, self.person)
        self.code = door.code(self.registration, SECRET)
        self.now = self.session.starts_at + timedelta(minutes=30)

    def send(self, *marks: object):
        return self.client.post(f"{HOME}marks/?session={self.session.id}", json={"marks": list(marks)})


@pytest.fixture
def scene(make: Make, client: Browser):
    scene = Scene(make, client)
    with time_machine.travel(scene.now, tick=False):
        client.sign_in(scene.secretariat)
        yield scene


@pytest.mark.parametrize("typed", ["{code}", "{code} ", "https://x.example/en/meetings/m/door/?code={code}"])
def test_person_is_found_by_their_code(scene: Scene, typed: str) -> None:
    page = scene.client.get(HOME, query_string={"q": typed.format(code=door.shown(scene.code).lower())}).text
    assert "Éloïse" in page
    assert "Let in" in page


@pytest.mark.parametrize("typed", ["eloise", "N'GUESSAN", "kenya"])
def test_person_is_found_by_name_or_organisation(scene: Scene, typed: str) -> None:
    assert "Éloïse" in scene.client.get(HOME, query_string={"q": typed}).text


def test_person_is_let_in_once(scene: Scene) -> None:
    for words in ("is inside.", "was inside already."):
        data = {"person": scene.person.id, "session": scene.session.id}
        assert words in scene.client.post(f"{HOME}mark/", data=data, follow_redirects=True).text
    (row,) = queries.of_person(scene.meeting, scene.person)
    assert (row.source, row.minutes) == (Source.DOOR, 90)


@pytest.mark.parametrize("person", ["", "0", "999999", "x"])
def test_nobody_else_is_let_in(scene: Scene, person: str) -> None:
    answer = scene.client.post(
        f"{HOME}mark/", data={"person": person, "session": scene.session.id}, follow_redirects=True
    )
    assert "has no place at this meeting" in answer.text
    assert db.session.query(Attendance).count() == 0


def test_marks_of_a_telephone_count_once_and_from_their_own_time(scene: Scene) -> None:
    at = (scene.now - timedelta(minutes=20)).isoformat()
    for number in (1, 0):
        answer = scene.send({"id": scene.person.id, "at": at}, {"id": 999_999, "at": at})
        assert answer.status_code == 200
        assert answer.json["taken"] == [scene.person.id, 999_999]
        assert answer.json["words"].startswith(str(number))
    (row,) = queries.of_person(scene.meeting, scene.person)
    assert row.minutes == 110


def test_mark_of_the_future_counts_from_now(scene: Scene) -> None:
    scene.send({"id": scene.person.id, "at": (scene.now + timedelta(days=9)).isoformat()})
    assert door.expected(scene.meeting, scene.session, SECRET)[0].came_at == scene.now


def test_no_sitting_is_taken_for_another_one(scene: Scene) -> None:
    """A telephone that names none, or one that is gone, is not sent to the next."""
    marks = {"marks": [{"id": scene.person.id, "at": scene.now.isoformat()}]}
    for address in ("marks/", "marks/?session=999999", "list.json", "list.json?session=x"):
        call = scene.client.post if "marks" in address else scene.client.get
        assert call(f"{HOME}{address}", json=marks).status_code == 404
    with transaction():
        programme.cancel_sitting(scene.session, both("No room"), by=None, now=scene.now)
    refused = scene.send(*marks["marks"])
    assert (refused.status_code, "does not take place" in refused.json["error"]) == (409, True)
    assert db.session.query(Attendance).count() == 0


@pytest.mark.parametrize(
    "marks",
    [
        None,
        "x",
        {},
        [1],
        [{"id": "1", "at": "2027-03-12T12:00:00+00:00"}],
        [{"id": True, "at": "2027-03-12T12:00:00+00:00"}],
        [{"id": 1, "at": "2027-03-12T12:00:00"}],
        [{"id": 1, "at": "soon"}],
        [{"id": 1}],
        [{"id": 1, "at": "x" * 10_000}],
        [{"id": 1, "at": "2027-03-12T12:00:00+00:00"}] * 501,
    ],
    ids=str,
)
def test_what_is_no_list_of_marks_is_refused(scene: Scene, marks) -> None:
    address = f"{HOME}marks/?session={scene.session.id}"
    answer = scene.client.post(address, json={"marks": marks})
    assert answer.status_code == 400
    assert scene.client.post(address, data=b"\xff", content_type="application/json").status_code == 400


def test_list_for_the_telephone_holds_no_address(scene: Scene) -> None:
    answer = scene.client.get(f"{HOME}list.json?session={scene.session.id}")
    (one,) = answer.json["people"]
    assert (one["id"], one["code"], one["came"]) == (scene.person.id, scene.code, "")
    assert "@" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_worker_may_do_so_for_this_page_only(scene: Scene) -> None:
    answer = scene.client.get(f"{HOME}worker.js")
    assert answer.mimetype == "text/javascript"
    assert "Service-Worker-Allowed" not in answer.headers
    answer.close()


def test_codes_are_those_of_the_registration_and_nobody_can_make_them(scene: Scene) -> None:
    assert door.code(scene.registration, SECRET) == scene.code
    assert door.code(scene.registration, f"{SECRET}!") != scene.code
    scene.client.sign_in(scene.person)
    page = scene.client.get("/en/meetings/ncp-plenary-8/attendance/mine/").text
    assert door.shown(scene.code) in page
    assert "<svg" in page
    assert "style=" not in page


@pytest.mark.parametrize("number", [1, 30])
def test_door_takes_as_many_statements_for_thirty_as_for_one(scene: Scene, number: int) -> None:
    with time_machine.travel(scene.make.now, tick=False):
        for count in range(number - 1):
            scene.make.registration(scene.meeting, scene.make.ncp(scene.kenya, f"Person {count}"))
    scene.client.get(f"{HOME}?q=kenya")
    with counted() as statements:
        assert scene.client.get(f"{HOME}?q=kenya").status_code == 200
    assert len(statements) == 5, statements


def test_time_is_that_of_the_sitting(scene: Scene) -> None:
    assert isinstance(scene.now, datetime)
    scene.send({"id": scene.person.id, "at": scene.now.isoformat()})
    assert "inside since 13:30" in scene.client.get(f"{HOME}?q=kenya").text


def test_door_opens_two_hours_before(scene: Scene) -> None:
    with time_machine.travel(scene.session.starts_at - timedelta(hours=3), tick=False):
        scene.client.sign_in(scene.secretariat)
        page = scene.client.get(f"{HOME}?q=kenya").text
        assert "The door opens on" in page
        assert "door.js" not in page
        assert scene.send({"id": scene.person.id, "at": scene.now.isoformat()}).status_code == 409
    assert db.session.query(Attendance).count() == 0
