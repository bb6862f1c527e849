"""The attendance page of a meeting: figures, the secretariat’s word, guests, files; and lists of connections."""

from datetime import timedelta
from io import BytesIO

import pytest
import python_calamine
import time_machine

from meetings.domain.attendance import queries
from meetings.extensions import db
from meetings.jobs import connections as job
from meetings.models.attendance import Attendance, Presence, Source
from meetings.models.connection_list import ConnectionList, ConnectionRow
from meetings.models.register_import import ImportState
from tests.conftest import Browser
from tests.domain.attendance import exports
from tests.make import Make
from tests.queries import counted

HOME = "/en/meetings/ncp-plenary-8/attendance/"


class Scene:
    """The secretariat on the day after a plenary for which somebody of Kenya registered."""

    def __init__(self, make: Make, client: Browser) -> None:
        self.make, self.client = make, client
        self.secretariat = make.secretariat()
        self.kenya = make.member()
        self.person, self.other = make.ncp(self.kenya), make.ncp(self.kenya, "James Otieno")
        self.meeting = make.meeting()
        self.english, self.french = make.sessions(self.meeting)
        make.registration(self.meeting, self.person)
        self.client.sign_in(self.secretariat)

    def decide(self, *who: object, **values: object):
        data = {"session": self.english.id, "presence": "present", "who": list(who), **values}
        return self.client.post(f"{HOME}decide/", data=data)

    def bring(self, text: str = exports.ZOOM, name: str = "list.csv"):
        data = exports.filled(text, kenya=self.person.email).encode()
        return self.client.post(f"{HOME}lists/", data={"file": (BytesIO(data), name)})

    def judged(self) -> str:
        """Bring a list, let the clock recognise its people, and return its address."""
        address = self.bring().location
        job.step()
        db.session.expire_all()
        return str(address)


@pytest.fixture
def scene(make: Make, client: Browser):
    scene = Scene(make, client)
    with time_machine.travel(make.now + timedelta(days=14), tick=False):
        client.sign_in(scene.secretariat)
        yield scene


def test_secretariat_sets_and_takes_back_a_state(scene: Scene) -> None:
    answer = scene.decide(f"p{scene.person.id}", minutes="90")
    assert answer.status_code == 303
    page = scene.client.get(HOME).text
    assert "1 of 186" not in page
    assert "90 min" in page
    (row,) = queries.of_person(scene.meeting, scene.person)
    assert (row.presence, row.source, row.minutes) == (Presence.PRESENT, Source.SECRETARIAT, 90)
    assert scene.decide(f"p{scene.person.id}", presence="others").status_code == 303
    db.session.expire_all()
    assert queries.of_person(scene.meeting, scene.person) == []


@pytest.mark.parametrize(
    ("who", "values", "words"),
    [
        ((), {}, "Tick at least one person"),
        (("p999999",), {}, "Tick at least one person"),
        (("x1", "p", "g7", "p-1"), {}, "Tick at least one person"),
        (None, {"presence": "excused"}, "Say why they are excused."),
        (None, {"session": "999"}, "This is not offered"),
        (None, {"presence": "flying"}, "This is not offered"),
        (None, {"minutes": "-1"}, "whole number"),
    ],
)
def test_bad_decisions_are_refused_and_ticks_are_kept(scene: Scene, who, values, words) -> None:
    answer = scene.decide(*((f"p{scene.person.id}",) if who is None else who), **values)
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(Attendance).count() == 0
    if who is None:
        assert f'value="p{scene.person.id}" checked' in answer.text


def test_guest_is_added_and_listed(scene: Scene) -> None:
    data = {"name": "Noor Haddad", "session": scene.english.id, "organisation": scene.kenya.id}
    assert scene.client.post(f"{HOME}guests/new/", data=data).status_code == 303
    page = scene.client.get(HOME).text
    assert "Noor Haddad" in page
    assert "guest" in page
    assert scene.client.post(f"{HOME}guests/new/", data={**data, "name": " "}).status_code == 422


def test_page_of_one_person_says_what_each_source_said(scene: Scene) -> None:
    scene.decide(f"p{scene.person.id}", reason="Seen by the chair")
    page = scene.client.get(f"{HOME}people/{scene.person.id}/").text
    assert "Seen by the chair" in page
    assert "Ilse Vandermeer" in page


def test_files_hold_the_part_that_is_shown_and_the_figures(scene: Scene) -> None:
    scene.decide(f"p{scene.person.id}")
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(scene.client.get(f"{HOME[:-1]}.xlsx").data))
    rows = book.get_sheet_by_name("Attendance").to_python()
    assert rows[1][0] == "Wanjiru Kamande"
    assert ["People", 1.0, 1.0] in book.get_sheet_by_name("Figures").to_python()
    assert "Wanjiru Kamande" not in scene.client.get(f"{HOME[:-1]}.csv?known=absent").text


@pytest.mark.parametrize("number", [1, 30])
def test_page_takes_as_many_statements_for_thirty_as_for_one(scene: Scene, number: int) -> None:
    people = [scene.make.ncp(scene.kenya, f"Person {count}") for count in range(number)]
    scene.decide(*(f"p{person.id}" for person in people))
    scene.client.get(HOME)
    with counted() as statements:
        assert scene.client.get(HOME).status_code == 200
    assert len(statements) == 14


def test_meeting_page_shows_who_took_part_once_it_is_over(scene: Scene) -> None:
    address = "/en/meetings/ncp-plenary-8/"
    assert "1 registered" in scene.client.get(address).text
    scene.decide(f"p{scene.other.id}")
    assert "1 took part" in scene.client.get(address).text


def test_list_is_brought_settled_taken_over_and_taken_back(scene: Scene) -> None:
    address = scene.judged()
    page = scene.client.get(address).text
    assert "KE - Otieno, James" in page
    assert "100% alike" in page
    row = db.session.query(ConnectionRow).filter_by(name="KE - Otieno, James").one()
    assert scene.client.post(f"{address}apply/").status_code == 422
    assert scene.client.post(f"{address}rows/", data={f"row-{row.id}": str(scene.other.id)}).status_code == 303
    assert scene.client.post(f"{address}apply/").status_code == 303
    job.step()
    assert "2 people of this list are in the attendance." in scene.client.get(address).text
    assert "Take the list back" in scene.client.get(f"{address}undo/").text
    assert scene.client.post(f"{address}undo/").status_code == 303
    job.step()
    assert "taken back as a whole" in scene.client.get(address).text
    assert db.session.query(Attendance).count() == 0


def test_somebody_else_is_named_by_an_address(scene: Scene) -> None:
    address = scene.judged()
    row = db.session.query(ConnectionRow).filter_by(name="KE - Otieno, James").one()
    data = {f"row-{row.id}": "other", f"other-{row.id}": "nobody@example.org"}
    refused = scene.client.post(f"{address}rows/", data=data)
    assert refused.status_code == 422
    assert "nobody@example.org" in refused.text
    data[f"other-{row.id}"] = scene.other.email.upper()
    assert scene.client.post(f"{address}rows/", data=data).status_code == 303
    db.session.expire_all()
    assert row.person_id == scene.other.id


@pytest.mark.parametrize("value", ["999999", "sure", "-1", ""])
def test_choices_that_were_not_offered_are_refused(scene: Scene, value: str) -> None:
    address = scene.judged()
    row = db.session.query(ConnectionRow).filter_by(name="KE - Otieno, James").one()
    answer = scene.client.post(f"{address}rows/", data={f"row-{row.id}": value, "row-x": "guest" if value else ""})
    assert answer.status_code == (422 if value else 303)


def test_unknown_people_are_settled_at_once(scene: Scene) -> None:
    address = scene.bring(exports.ZOOM.replace("Otieno, James", "Kovács, Zoltán")).location
    job.step()
    assert scene.client.post(f"{address}rest/", data={}).status_code == 422
    assert scene.client.post(f"{address}rest/", data={"choice": "guest"}).status_code == 303
    row = db.session.query(ConnectionRow).filter_by(name="KE - Kovács, Zoltán").one()
    assert scene.client.post(f"{address}rows/{row.id}/reopen/").status_code == 303
    db.session.expire_all()
    assert row.choice is None


def test_sitting_and_zone_are_chosen(scene: Scene) -> None:
    address = scene.judged()
    assert scene.client.post(f"{address}sitting/", data={"session": "0"}).status_code == 422
    wrong = {"session": scene.french.id, "zone": "Mars/Olympus"}
    assert scene.client.post(f"{address}sitting/", data=wrong).status_code == 422
    assert scene.client.post(f"{address}sitting/", data={**wrong, "zone": "UTC"}).status_code == 303
    job.step()
    assert "The days do not fit" in scene.client.get(address).text


def test_same_file_twice_and_other_files_are_refused_in_words(scene: Scene) -> None:
    scene.bring()
    again = scene.bring()
    assert again.status_code == 422
    assert "This file was brought here already" in again.text
    for data in (b"", b"PK\x03\x04broken", b"%PDF-1.7", b"\xff\xfe\x00\xd8", b"a,b\n1,2\n"):
        answer = scene.client.post(f"{HOME}lists/", data={"file": (BytesIO(data), "x.csv")})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert scene.client.post(f"{HOME}lists/", data={}).status_code == 422


def test_list_is_dropped_with_its_file(scene: Scene) -> None:
    address = scene.judged()
    file = scene.client.get(f"{address}file")
    assert file.data.startswith(b"Topic,")
    file.close()
    assert scene.client.post(f"{address}drop/").status_code == 303
    assert db.session.query(ConnectionList).count() == 0
    assert scene.client.get(address).status_code == 404


def test_progress_is_told(scene: Scene) -> None:
    address = scene.bring().location
    assert scene.client.get(f"{address}progress/").json["state"] == ImportState.WAITING
    page = scene.client.get(address).text
    assert "data-follow" in page
    assert "<noscript>" in page


def test_list_of_another_meeting_is_not_found_here(scene: Scene) -> None:
    address = scene.bring().location
    scene.make.meeting(number=9, days=40)
    assert scene.client.get(address.replace("plenary-8", "plenary-9")).status_code == 404
