"""Nobody carries the register away: reading is counted in the database, exports are noted."""

import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask, g
from werkzeug.exceptions import TooManyRequests

from meetings.extensions import db
from meetings.models.audit import AuditLine
from meetings.models.person import Person
from meetings.models.reading import RegisterReading
from meetings.web.reading import note_export, note_reading
from tests.conftest import NOW, Browser
from tests.make import Make
from tests.queries import counted


def _read(app: Flask, person: Person, number: int = 1, *, at: datetime = NOW) -> int:
    """Let *person* open a page with *number* addresses; return after how many seconds they may, or 0."""
    person_id = person.id
    with time_machine.travel(at, tick=False), app.test_request_context("/en/"):
        g.viewer = db.session.get(Person, person_id)
        try:
            note_reading(number)
        except TooManyRequests as error:
            return int(str(error.retry_after))
        return 0


def _lines(verb: str) -> list[AuditLine]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(AuditLine).where(AuditLine.verb == verb)))


@pytest.fixture
def member(make: Make) -> Person:
    return make.person()


def test_hundred_a_minute_are_read_and_one_more_is_not(app: Flask, member: Person) -> None:
    assert {_read(app, member) for _ in range(100)} == {0}
    assert _read(app, member, at=NOW + timedelta(seconds=20)) == 40
    assert _read(app, member, at=NOW + timedelta(minutes=1)) == 0


def test_six_hundred_a_day_are_read_and_one_more_is_not(app: Flask, member: Person) -> None:
    for minute in range(6):
        assert _read(app, member, 100, at=NOW + timedelta(minutes=minute)) == 0
    later = NOW + timedelta(hours=5)
    assert _read(app, member, at=later) == timedelta(hours=19).total_seconds()
    assert _read(app, member, at=NOW + timedelta(days=1)) == 0


def test_room_for_many_comes_when_enough_is_a_day_old(app: Flask, member: Person) -> None:
    for minute in range(12):
        assert _read(app, member, 50, at=NOW + timedelta(minutes=minute)) == 0
    assert _read(app, member, 60, at=NOW + timedelta(hours=1)) == timedelta(hours=23, minutes=1).total_seconds()


def test_refused_page_is_not_counted(app: Flask, member: Person) -> None:
    _read(app, member, 90)
    assert _read(app, member, 20) == 60
    assert _read(app, member, 10) == 0


def test_refusal_is_noted_once_a_day(app: Flask, make: Make, member: Person) -> None:
    for minutes in (0, 1, 2, 60 * 24 + 1):
        at = NOW + timedelta(minutes=minutes)
        assert _read(app, member, 100, at=at) == 0
        assert _read(app, member, at=at) > 0
        assert _read(app, member, at=at) > 0
    lines = _lines("register.reading_refused")
    assert [line.actor_id for line in lines] == [member.id, member.id]
    assert {str(line.details) for line in lines} == {"{}"}


def test_people_are_counted_apart_and_the_secretariat_not_at_all(app: Flask, make: Make, member: Person) -> None:
    house = make.secretariat()
    assert _read(app, member, 100) == 0
    assert _read(app, make.person(), 100) == 0
    assert {_read(app, house, 100) for _ in range(8)} == {0}
    numbers = db.session.scalars(db.select(RegisterReading.number))
    assert sorted(numbers) == [100, 100]


def test_a_page_costs_two_statements(app: Flask, member: Person) -> None:
    _read(app, member)
    with app.test_request_context("/en/"), time_machine.travel(NOW, tick=False):
        g.viewer = db.session.get(Person, member.id)
        with counted() as statements:
            note_reading(3)
    assert len([line for line in statements if not line.startswith("BEGIN")]) == 2


@pytest.mark.parametrize("readers", [8])
def test_last_one_is_read_only_once(app: Flask, make: Make, member: Person, readers: int) -> None:
    _read(app, member, 99)
    barrier, seen, member_id = threading.Barrier(readers), [], member.id

    def read() -> None:
        with app.test_request_context("/en/"):
            g.viewer = db.session.get(Person, member_id)
            barrier.wait()
            try:
                note_reading()
                seen.append(True)
            except TooManyRequests:
                seen.append(False)
            db.session.remove()

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen.count(True) == 1
    assert len(seen) == readers
    assert len(_lines("register.reading_refused")) == 1


def test_export_is_noted_with_who_which_and_how_many(app: Flask, make: Make) -> None:
    house = make.secretariat()
    house_id = house.id
    with app.test_request_context("/en/"):
        g.viewer = db.session.get(Person, house_id)
        note_export("xlsx", 5000, region="ESA", words=True)
    (line,) = _lines("register.exported")
    assert (line.actor_id, line.details) == (house_id, {"form": "xlsx", "rows": 5000, "region": "ESA", "words": True})


def test_walking_through_the_register_ends_with_a_page_that_says_when_to_go_on(
    app: Flask, make: Make, client: Browser, member: Person
) -> None:
    code = make.member().code.lower()
    client.sign_in(member)
    assert client.get(f"/en/organisations/{code}/").status_code == 200
    assert _read(app, member, 99) == 0
    refused = client.get(f"/en/organisations/{code}/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "You can go on in 60 seconds." in refused.text
    assert client.get(f"/en/people/{make.secretariat().id}/").status_code == 429
    assert client.get(f"/en/people/{member.id}/").status_code == 200
    assert client.get("/en/meetings/").status_code == 200
