"""Calendars over HTTP: the same octets until something changes, read alike by two independent readers."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
import time_machine
import vobject
from flask import abort
from ical.calendar_stream import IcsCalendarStream

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_programme
from meetings.domain.person import actions as people
from meetings.domain.person.rules import feed_token
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.models.meeting import Visibility
from meetings.models.person import Person
from tests.conftest import SECRET, Browser
from tests.make import Make, entry_of
from tests.queries import counted


def by_ical(text):
    events = IcsCalendarStream.calendar_from_ics(text).events
    return {
        (
            e.uid,
            e.sequence,
            e.status.value,
            e.dtstart.astimezone(UTC),
            e.dtend.astimezone(UTC),
            e.summary,
            e.description,
        )
        for e in events
    }


def by_vobject(text):
    events = vobject.readOne(text).contents.get("vevent", [])
    return {
        (
            e.uid.value,
            int(e.sequence.value),
            e.status.value,
            e.dtstart.value.astimezone(UTC),
            e.dtend.value.astimezone(UTC),
            e.summary.value,
            e.description.value,
        )
        for e in events
    }


def read(answer):
    """Return the events of *answer*, which two readers must read alike."""
    assert answer.status_code == 200
    text = answer.data.decode()
    assert by_ical(text) == by_vobject(text)
    assert "ATTENDEE" not in text
    return sorted(by_ical(text), key=lambda event: event[3])


#: Every calendar there is; “own” is that of one person.
ALL = ("/en/calendar.ics", "/en/series/ncp-plenary.ics", "/en/deadlines.ics", "/en/meetings/ncp-plenary-8.ics", "own")


def own_address(person: Person) -> str:
    return f"/en/calendar/{feed_token(person.feed_nonce, SECRET)}.ics"


def test_public_calendar_is_read_alike_by_two_readers(make: Make, client: Browser):
    sessions = make.sessions(make.meeting())
    events = read(client.get("/en/calendar.ics"))
    assert [(e[0], e[1], e[2], e[3], e[4]) for e in events] == [
        (s.uid, 0, "CONFIRMED", s.starts_at, s.ends_at) for s in sessions
    ]
    assert events[0][5] == "8th NCP Plenary (English session)"


def test_both_languages_have_the_same_entries_in_their_own_words(make: Make, client: Browser):
    make.meeting()
    english, french = (read(client.get(f"/{language}/calendar.ics")) for language in ("en", "fr"))
    assert [e[:5] for e in english] == [e[:5] for e in french]
    assert french[0][5] == "8e réunion plénière des PCN (séance en anglais)"


def test_public_calendar_shows_no_join_link_no_draft_and_nothing_internal(make: Make, client: Browser):
    make.meeting(number=1)
    make.meeting(number=2, visibility=Visibility.INTERNAL)
    make.meeting(number=3, announced=False)
    answer = client.get("/en/calendar.ics")
    assert {event[5] for event in read(answer)} == {
        "1th NCP Plenary (English session)",
        "1th NCP Plenary (French session)",
    }
    assert b"meet.hemicycle.example" not in answer.data


def test_empty_house_has_an_empty_calendar(make: Make, client: Browser):
    assert client.get("/en/calendar.ics").data.startswith(b"BEGIN:VCALENDAR\r\n")


def test_cancelled_meeting_is_still_there_with_a_higher_sequence(make: Make, client: Browser):
    meeting = make.meeting()
    with transaction():
        meetings.cancel(meeting, Bilingual("No quorum.", "Pas de quorum."), by=None, now=make.now)
    events = read(client.get("/en/calendar.ics"))
    assert [(e[1], e[2]) for e in events] == [(1, "CANCELLED")] * 2
    assert "No quorum." in events[0][6]


@pytest.mark.parametrize("path", ALL)
def test_unchanged_calendar_is_not_sent_again(make: Make, client: Browser, path):
    person, meeting = make.person(), make.meeting()
    make.registration(meeting, person)
    path = own_address(person) if path == "own" else path
    first, second = client.get(path), client.get(path)
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    for header in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f'"other", {first.headers["ETag"]}'},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        unchanged = client.get(path, headers=header)
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        assert unchanged.headers["ETag"] == first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ALL)
def test_answer_is_plain_whoever_asks(make: Make, client: Browser, path):
    person = make.person()
    make.registration(make.meeting(), person)
    path = own_address(person) if path == "own" else path
    client.sign_in(person)
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert not {"Set-Cookie", "Vary", "Content-Encoding"} & set(answer.headers.keys())
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    without_date = [pair for pair in answer.headers if pair[0] != "Date"]
    assert [pair for pair in head.headers if pair[0] != "Date"] == without_date
    assert client.application.test_client().get(path).data == answer.data


def test_tag_follows_the_content_and_not_the_clock(make: Make, client: Browser):
    meeting = make.meeting()
    before = client.get("/en/calendar.ics").headers["ETag"]
    make.meeting(number=9, announced=False)
    assert client.get("/en/calendar.ics").headers["ETag"] == before
    with transaction():
        moved = [
            replace(sitting, session_id=session.id)
            for sitting, session in zip(make.sittings(days=12), make.sessions(meeting), strict=True)
        ]
        meetings.revise(meeting, make.plan(), moved, by=None, now=make.now + timedelta(minutes=1))
    changed = client.get("/en/calendar.ics", headers={"If-None-Match": before})
    assert changed.status_code == 200
    assert [event[1] for event in read(changed)] == [1, 1]


@pytest.mark.parametrize("path", ALL)
def test_calendar_costs_one_statement_and_unchanged_nothing_of_the_application(make: Make, client: Browser, path):
    person = make.person()
    path = own_address(person) if path == "own" else path
    for number in range(3):
        make.registration(make.meeting(number=number + 6), person)
    tag = client.get(path).headers["ETag"]
    with counted() as statements:
        assert client.get(path).status_code == 200
        slow = client.get(path, headers={"If-None-Match": tag})
    assert len(statements) == 2
    with counted() as statements, without_views(client):
        fast = client.get(path, headers={"If-None-Match": tag})
    assert statements == []
    assert client.post(path, headers={"If-None-Match": tag}).status_code == 405
    assert (slow.status_code, fast.status_code, fast.data) == (304, 304, b"")
    assert [pair for pair in slow.headers if pair[0] != "Date"] == list(fast.headers)


@contextmanager
def without_views(client: Browser):
    """Let every request that reaches Flask end in an error."""
    client.application.before_request_funcs.setdefault(None, []).insert(0, lambda: abort(500))
    try:
        yield
    finally:
        del client.application.before_request_funcs[None][0]


@pytest.mark.parametrize("what", ["cancelled", "midnight", "taken back"])
def test_quick_answer_ends_with_the_first_change(make: Make, client: Browser, what):
    meeting = make.meeting()
    if what == "midnight":
        with transaction():
            meetings.cancel(meeting, Bilingual("No quorum."), by=None, now=make.now)
    tag = client.get("/en/calendar.ics").headers["ETag"]
    for _ in range(3):
        assert client.get("/en/calendar.ics", headers={"If-None-Match": tag}).status_code == 304
    later = make.now + timedelta(days=70 if what == "midnight" else 0, seconds=1)
    with transaction():
        if what == "cancelled":
            meetings.cancel(meeting, Bilingual("No quorum."), by=None, now=later)
        if what == "taken back":
            registrations.take_back(meeting, by=None, now=later)
    with time_machine.travel(later, tick=False):
        for _ in range(2):
            assert client.get("/en/calendar.ics", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("what", ["withdrawn", "moved", "renewed", "closed"])
def test_quick_answer_of_an_own_calendar_ends_with_the_first_change(make: Make, client: Browser, what):
    person, meeting = make.person(), make.meeting()
    place, address = make.registration(meeting, person), own_address(person)
    tag = client.get(address).headers["ETag"]
    for _ in range(3):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    second, later = make.sessions(meeting)[1], make.now + timedelta(seconds=1)
    with transaction():
        if what == "withdrawn":
            registrations.withdraw(place, by=person, now=later)
        if what == "moved":
            registrations.move(place, [second], by=person, now=later)
        if what == "renewed":
            people.renew_feed(person, secret=SECRET, by=person, now=later)
        if what == "closed":
            person.disabled_at = later
    wanted = 404 if what in ("renewed", "closed") else 200
    assert client.get(address, headers={"If-None-Match": tag}).status_code == wanted


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_sitting_is_taken_away_under_the_uid_of_every_calendar(make: Make, client: Browser, language: str):
    meeting = make.meeting()
    first, second = make.sessions(meeting)
    path = f"/{language}/meetings/ncp-plenary-8/sessions/{second.id}.ics"
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert f'filename="ncp-plenary-8-{second.id}.ics"' in answer.headers["Content-Disposition"]
    whole = by_ical(client.get(f"/{language}/meetings/ncp-plenary-8.ics").text)
    assert by_ical(answer.text) == {event for event in whole if event[0] == second.uid}
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    for page in (f"/{language}/meetings/ncp-plenary-8/", f"/{language}/meetings/ncp-plenary-8/times/"):
        assert all(f"/sessions/{one.id}.ics" in client.get(page).text for one in (first, second))


def test_sitting_that_not_everyone_may_see_has_no_file(make: Make, client: Browser):
    meeting, other = make.meeting(), make.meeting(number=9)
    session, elsewhere = make.sessions(meeting)[0], make.sessions(other)[0]
    path = "/en/meetings/ncp-plenary-8/sessions/{}.ics"
    for number in (elsewhere.id, 10**12):
        assert client.get(path.format(number)).status_code == 404
    assert client.get(path.format(session.id)).status_code == 200
    with transaction():
        meeting.visibility, meeting.changed_at = Visibility.INTERNAL, make.now + timedelta(minutes=1)
    assert client.get(path.format(session.id)).status_code == 404
    client.sign_in(make.secretariat())
    for page in ("", "times/"):
        assert ".ics" not in client.get(f"/en/meetings/ncp-plenary-8/{page}").text.partition("</main>")[0].replace(
            "ncp-plenary.ics", ""
        )


def test_cancelled_sitting_is_offered_by_no_page(make: Make, client: Browser):
    meeting = make.meeting()
    session = make.sessions(meeting)[0]
    with transaction():
        actions_programme.cancel_sitting(session, Bilingual("Ill", "Malade"), by=None, now=make.now)
    for page in ("", "times/"):
        assert f"/sessions/{session.id}.ics" not in client.get(f"/en/meetings/ncp-plenary-8/{page}").text
    text = client.get(f"/en/meetings/ncp-plenary-8/sessions/{session.id}.ics").text
    assert "STATUS:CANCELLED" in text


def test_meeting_that_not_everyone_may_see_has_no_calendar(make: Make, client: Browser):
    make.meeting(number=1, visibility=Visibility.INTERNAL)
    make.meeting(number=2, announced=False)
    client.sign_in(make.secretariat())
    for slug in ("ncp-plenary-1", "ncp-plenary-2", "none", "%00", "%ED%A0%80"):
        assert client.get(f"/en/meetings/{slug}.ics").status_code == 404


def test_own_calendar_has_the_join_link_and_only_own_places(make: Make, client: Browser):
    person, meeting = make.person(), make.meeting()
    registration = make.registration(meeting, person)
    make.registration(meeting, make.person(), make.sessions(meeting)[1])
    make.registration(make.meeting(number=9), make.person())
    answer = client.get(own_address(person))
    (event,) = read(answer)
    assert (event[0], event[2]) == (entry_of(registration).uid, "CONFIRMED")
    assert "https://meet.hemicycle.example/en" in event[6]
    assert {name: answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")} == {
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }


def test_own_calendar_shows_waiting_moved_and_withdrawn_places(make: Make, client: Browser):
    person, meeting = make.person(), make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    make.registration(meeting, make.person(), english)
    registration = make.registration(meeting, person, english)
    waiting = client.get(own_address(person))
    assert [(e[1], e[2]) for e in read(waiting)] == [(0, "TENTATIVE")]
    assert b"meet.hemicycle" not in waiting.data
    with transaction():
        registrations.move(registration, [french], by=person, now=make.now)
    assert [(e[0], e[1], e[3]) for e in read(client.get(own_address(person)))] == [
        (entry_of(registration).uid, 1, french.starts_at)
    ]
    with transaction():
        registrations.withdraw(registration, by=person, now=make.now)
    gone = client.get(own_address(person))
    assert [(e[0], e[1], e[2]) for e in read(gone)] == [(entry_of(registration).uid, 2, "CANCELLED")]
    assert b"meet.hemicycle" not in gone.data


def test_own_calendar_ends_with_a_new_address_and_with_the_account(make: Make, client: Browser):
    person = make.person()
    old = own_address(person)
    assert client.get(old).status_code == 200
    with transaction():
        people.renew_feed(person, secret=SECRET, by=person, now=make.now)
    assert client.get(old).status_code == 404
    assert client.get(own_address(person)).status_code == 200
    with transaction():
        person.disabled_at = make.now
    assert client.get(own_address(person)).status_code == 404


def test_address_that_nobody_has_is_not_found(make: Make, client: Browser):
    for token in ("0" * 64, "x", "%00", "%ED%A0%80", "é", "a" * 4000):
        assert client.get(f"/en/calendar/{token}.ics").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_own_calendar_takes_three_statements_however_long_and_one_when_kept(make: Make, client: Browser, number):
    person = make.person()
    for n in range(number):
        make.registration(make.meeting(number=n + 1), person)
    address = own_address(person)
    db.session.commit()
    with counted() as statements:
        assert len(read(client.get(address))) == number
    assert len(statements) == 3
    with counted() as statements:
        assert client.get(address).status_code == 200
    assert len(statements) == 1


def test_page_offers_the_public_address_to_all_and_the_own_one_to_its_reader(make: Make, client: Browser):
    page = client.get("/en/calendar/").text
    assert "webcal://localhost/en/calendar.ics" in page
    assert "http://localhost/en/calendar.ics" in page
    assert "addfromweb?url=http%3A%2F%2Flocalhost%2Fen%2Fcalendar.ics" in page
    person = make.person()
    assert own_address(person) not in page
    assert f"webcal://localhost{own_address(person)}" in client.sign_in(person).get("/en/calendar/").text
    assert "webcal://localhost/fr/calendar.ics" in client.get("/fr/calendar/").text


def test_reader_renews_the_own_address(make: Make, client: Browser):
    person = make.person()
    old = own_address(person)
    assert client.post("/en/calendar/renew/").location.startswith("/en/sign-in/")
    client.sign_in(person)
    assert client.get("/en/calendar/renew/").status_code == 405
    assert client.post("/en/calendar/renew/").location == "/en/calendar/#own"
    assert "new address" in client.get("/en/calendar/").text
    assert client.get(old).status_code == 404
