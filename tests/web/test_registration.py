"""Taking a place on the web, moving it, giving it up; the nameplate; the secretariat's list and its files."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
import time_machine
from flask import current_app, g, render_template_string

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.registration import queries
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.web.registration.plate import plate
from tests.conftest import NOW, Browser
from tests.make import Make
from tests.queries import counted

PAGE = "/en/meetings/ncp-plenary-8/registration/"


def held() -> list[tuple[int, Place]]:
    db.session.expire_all()
    found = db.session.scalars(db.select(Registration).order_by(Registration.id))
    return [(one.session_id, one.place) for one in found]


def flashed(client: Browser) -> str:
    """Return what the next page says on top."""
    with client.session_transaction() as session:
        return " ".join(str(words) for _, words in session.get("_flashes", []))


def test_page_offers_both_sessions_in_the_readers_time_and_in_brussels(make: Make, client: Browser):
    make.meeting(capacity=3)
    page = client.sign_in(make.ncp(make.member())).get(PAGE).text
    assert page.count('type="radio"') == 2
    assert "15:00–17:00" in page
    assert "13:00–15:00 in Brussels" in page
    assert "3 seats left" in page
    assert page.count("checked") == 1


def test_page_prefers_a_free_session_in_the_readers_language(make: Make, client: Browser):
    meeting = make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    client.sign_in(make.person())
    assert f'value="{english.id}" checked' in client.get(PAGE).text
    assert f'value="{french.id}" checked' in client.get(PAGE.replace("/en/", "/fr/")).text
    make.registration(meeting, make.person(), english)
    assert f'value="{french.id}" checked' in client.get(PAGE).text


def test_reader_takes_a_place_and_is_told_of_the_message(make: Make, client: Browser):
    session = make.sessions(make.meeting())[1]
    client.sign_in(make.person())
    answer = client.post(PAGE, data={"session": session.id})
    assert (answer.status_code, answer.location) == (303, "/en/meetings/ncp-plenary-8/")
    assert "French session: you have a place. A message" in flashed(client)
    assert held() == [(session.id, Place.CONFIRMED)]


def test_second_press_shows_the_place_that_is_there(make: Make, client: Browser):
    english, french = make.sessions(make.meeting())
    client.sign_in(make.person())
    for session in (english, english, french):
        assert client.post(PAGE, data={"session": session.id}).status_code == 303
    assert "English session: you have a place already" in flashed(client)
    assert client.get(PAGE).status_code == 303
    assert held() == [(english.id, Place.CONFIRMED)]


def test_reader_of_a_full_session_is_told_that_they_wait(make: Make, client: Browser):
    meeting = make.meeting(capacity=1)
    session = make.sessions(meeting)[0]
    make.registration(meeting, make.person(), session)
    client.sign_in(make.person())
    assert "you would be on the waiting list" in client.get(PAGE).text
    client.post(PAGE, data={"session": session.id})
    assert "you are on the waiting list" in flashed(client)


@pytest.mark.parametrize("typed", ["", "0", "-1", "x", str(2**63), "9" * 5000, "%00", "%ED%A0%80", "1.0"])
def test_choice_that_is_none_is_refused_with_a_sentence(make: Make, client: Browser, typed):
    make.meeting()
    client.sign_in(make.person())
    answer = client.post(PAGE, data=f"session={typed}", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert "Choose one of the sessions." in answer.text
    assert "You have no place yet." in answer.text
    assert held() == []


def test_session_of_another_meeting_is_no_choice(make: Make, client: Browser):
    make.meeting()
    other = make.sessions(make.meeting(number=9))[0]
    client.sign_in(make.person())
    assert client.post(PAGE, data={"session": other.id}).status_code == 422
    assert held() == []


def test_closed_registration_says_so_and_keeps_the_form_away(make: Make, client: Browser):
    meeting = make.meeting()
    with transaction():
        meeting.registration_closes_at = make.now
    session = make.sessions(meeting)[0]
    client.sign_in(make.person())
    assert "Registration for this meeting is closed." in client.get(PAGE).text
    answer = client.post(PAGE, data={"session": session.id})
    assert (answer.status_code, held()) == (422, [])
    assert "Registration for this meeting is closed." in answer.text


def test_who_is_not_signed_in_signs_in_first_and_a_draft_is_not_there(make: Make, client: Browser):
    make.meeting()
    make.meeting(number=9, announced=False)
    assert client.get(PAGE).location == "/en/sign-in/?next=/en/meetings/ncp-plenary-8/registration/"
    assert client.post(PAGE + "withdraw/").status_code == 303
    client.sign_in(make.person())
    assert client.get("/en/meetings/%00/registration/").status_code == 404
    for path in ("", "withdraw/"):
        assert client.get(f"/en/meetings/ncp-plenary-9/registration/{path}").status_code == 404
    assert client.post("/en/meetings/ncp-plenary-9/registration/move/").status_code == 404


def test_reader_moves_to_the_other_session(make: Make, client: Browser):
    person, meeting = make.person(), make.meeting()
    make.registration(meeting, person)
    french = make.sessions(meeting)[1]
    client.sign_in(person)
    assert client.get(PAGE + "move/").status_code == 405
    for words in ("your place is there now", "you have a place already"):
        assert client.post(PAGE + "move/", data={"session": french.id}).location == "/en/meetings/ncp-plenary-8/"
        assert words in flashed(client)
    assert held() == [(french.id, Place.CONFIRMED)]


def test_refused_move_keeps_the_place_and_says_why(make: Make, client: Browser):
    person, meeting = make.person(), make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    make.registration(meeting, person, english)
    make.registration(meeting, make.person(), french)
    client.sign_in(person)
    client.post(PAGE + "move/", data={"session": french.id})
    assert "All seats of that session are taken. Your place stays where it is." in flashed(client)
    client.post(PAGE + "move/", data={"session": "\x00"})
    assert "Choose one of the sessions." in flashed(client)
    assert held()[0] == (english.id, Place.CONFIRMED)


def test_move_without_a_place_changes_nothing(make: Make, client: Browser):
    session = make.sessions(make.meeting())[0]
    client.sign_in(make.person()).post(PAGE + "move/", data={"session": session.id})
    assert "You have no place at this meeting." in flashed(client)
    assert held() == []


def test_reader_gives_up_the_place_only_by_the_button(make: Make, client: Browser):
    person, meeting = make.person(), make.meeting()
    session = make.registration(meeting, person).session
    number = session.id
    client.sign_in(person)
    assert "Give up your place?" in client.get(PAGE + "withdraw/").text
    assert held() == [(number, Place.CONFIRMED)]
    for words in ("You have given up your place.", "You have no place at this meeting."):
        assert client.post(PAGE + "withdraw/").status_code == 303
        assert words in flashed(client)
    assert held() == [(number, Place.WITHDRAWN)]


def test_place_stays_once_the_session_has_begun(make: Make, client: Browser):
    person, meeting = make.person(), make.meeting()
    registration = make.registration(meeting, person)
    starts_at = registration.session.starts_at
    client.sign_in(person)
    with time_machine.travel(starts_at, tick=False):
        for answer in (client.get(PAGE + "withdraw/"), client.post(PAGE + "withdraw/")):
            assert answer.status_code == 303
            assert "The session has begun" in flashed(client)
    assert held()[0][1] is Place.CONFIRMED


def shown(meeting, person, now=NOW):
    """Return the nameplate that *person* sees at *meeting*, as text, and the statements that gathered it."""
    db.session.commit()
    meeting_id, person_id = meeting.id, person.id if person else 0
    with current_app.test_request_context("/en/"):
        meeting, g.viewer = db.session.get_one(Meeting, meeting_id), db.session.get(Person, person_id)
        sessions = find_meetings.sessions_of(meeting)
        with counted() as statements:
            made = plate(meeting, sessions, meeting_rules.state(meeting, sessions, now), g.viewer, now=now)
        template = '{% from "registration/_plate.html" import nameplate %}{{ nameplate(plate) }}'
        return " ".join(render_template_string(template, plate=made).split()) if made else "", len(statements)


def test_nameplate_names_the_administration_and_the_session(make: Make):
    kenya, meeting = make.member(), make.meeting()
    person, other = make.ncp(kenya, capacity=Capacity.HEAD), make.ncp(kenya, "Daniel Otieno")
    make.registration(meeting, person)
    make.registration(meeting, other, make.sessions(meeting)[1])
    text, statements = shown(meeting, person)
    for words in (
        '<p class="n mb-0">Kenya</p>',
        "Wanjiru Kamande, head NCP",
        "English session",
        "15:00–17:00",
        "13:00–15:00 in Brussels",
        "Daniel Otieno, NCP (French session)",
        'href="https://meet.hemicycle.example/en"',
        "Move to: French session",
        "Give up my place",
    ):
        assert words in text
    assert statements <= 5


def test_nameplate_of_who_waits_has_no_join_link(make: Make):
    meeting, person = make.meeting(capacity=1), make.person()
    make.registration(meeting, make.person())
    make.registration(meeting, person)
    text, _ = shown(meeting, person)
    assert "On the waiting list" in text
    assert "Leave the waiting list" in text
    assert "meet.hemicycle" not in text


def test_nameplate_without_a_place_offers_the_sessions(make: Make):
    kenya, meeting = make.member(), make.meeting(capacity=1)
    make.registration(meeting, make.ncp(kenya, "Daniel Otieno"))
    text, statements = shown(meeting, make.ncp(kenya))
    assert text.count('type="radio"') == 2
    assert "Take a place" in text
    assert "All seats are taken: you would be on the waiting list" in text
    assert "One seat left" in text
    assert "Daniel Otieno (English session)" in text
    assert "meet.hemicycle" not in text
    assert statements <= 5


def test_nameplate_of_nobody_leads_to_signing_in_without_a_statement(make: Make):
    text, statements = shown(make.meeting(), None)
    assert "/en/sign-in/?next=/en/meetings/ncp-plenary-8/" in text
    assert "meet.hemicycle" not in text
    assert statements == 0


def test_nameplate_says_when_registration_is_closed(make: Make):
    meeting = make.meeting()
    with transaction():
        meeting.registration_closes_at = make.now
    assert "Registration is closed." in shown(meeting, make.person())[0]
    assert shown(meeting, None)[0] == ""


def test_nameplate_during_and_after_the_session(make: Make):
    person, meeting = make.person(), make.meeting()
    session = make.registration(meeting, person).session
    starts_at, ends_at = session.starts_at, session.ends_at
    during, _ = shown(meeting, person, starts_at)
    assert "Join the session" in during
    assert "Give up my place" not in during
    after, _ = shown(meeting, person, ends_at + timedelta(days=5))
    assert "English session" in after
    assert "Join the session" not in after
    assert "<form" not in after
    assert shown(meeting, make.person(), ends_at + timedelta(days=5))[0] == ""


def test_no_nameplate_for_a_draft_or_a_cancelled_meeting(make: Make):
    person, meeting = make.person(), make.meeting()
    make.registration(meeting, person)
    with transaction():
        meetings.cancel(meeting, Bilingual("No quorum."), by=None, now=make.now)
    assert shown(meeting, person)[0] == ""
    assert shown(make.meeting(number=9, announced=False), person)[0] == ""


@pytest.mark.parametrize("number", [1, 30])
def test_nameplate_takes_the_same_statements_however_many_colleagues(make: Make, number):
    kenya, meeting = make.member(), make.meeting()
    for n in range(number):
        make.registration(meeting, make.ncp(kenya, f"Colleague {n}"))
    registered = make.ncp(kenya)
    make.registration(meeting, registered)
    assert [shown(meeting, registered)[1], shown(meeting, make.ncp(kenya))[1]] == [4, 5]


LIST = "/en/meetings/ncp-plenary-8/registrations"


def crowd(make: Make, number: int, **kwargs) -> None:
    """Register *number* people of as many Members."""
    meeting = make.meeting(**kwargs)
    for n in range(number):
        make.registration(meeting, make.ncp(make.member(f"M{n}", f"Member {n}"), f"Person {n:02}"))


@pytest.mark.parametrize("path", ["/", ".xlsx", ".csv"])
def test_list_is_the_secretariats(make: Make, client: Browser, path):
    make.meeting()
    assert client.get(LIST + path).status_code == 303
    assert client.sign_in(make.person()).get(LIST + path).status_code == 403
    assert client.sign_in(make.secretariat()).get(LIST + path).status_code == 200


def test_list_shows_who_comes_for_whom_and_can_be_narrowed(make: Make, client: Browser):
    crowd(make, 3, capacity=2)
    client.sign_in(make.secretariat())
    page = client.get(LIST + "/").text
    assert all(words in page for words in ("Person 00", "Member 2", "ESA", "of 2 seats", "one waits", "3 people"))
    waiting = client.get(LIST + "/?place=waiting").text
    assert "Person 02" in waiting
    assert "Person 00" not in waiting
    assert "registrations.csv?place=waiting" in waiting
    assert "Nobody in this part of the list." in client.get(LIST + "/?place=withdrawn").text


def test_list_that_is_empty_says_why(make: Make, client: Browser):
    make.meeting()
    make.meeting(number=9, announced=False)
    client.sign_in(make.secretariat())
    assert "Nobody has registered yet." in client.get(LIST + "/").text
    assert "has not been announced" in client.get("/en/meetings/ncp-plenary-9/registrations/").text


@pytest.mark.parametrize(
    "query", ["session=x", f"session={2**63}", "place=x", "place=%00&page=-1", "page=%ED%A0%80", "session=%ED%A0%80"]
)
def test_filter_that_names_nothing_shows_everybody(make: Make, client: Browser, query):
    crowd(make, 1)
    client.sign_in(make.secretariat())
    for path in ("/", ".csv", ".xlsx"):
        assert client.get(f"{LIST}{path}?{query}").status_code == 200
    assert "Person 00" in client.get(f"{LIST}/?{query}").text


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_the_same_statements_however_long(make: Make, client: Browser, number):
    crowd(make, number)
    client.sign_in(make.secretariat())
    with counted() as statements:
        assert client.get(LIST + "/").status_code == 200
    assert len(statements) == 10


def test_files_hold_the_narrowed_list_and_no_formula(make: Make, client: Browser):
    meeting = make.meeting(capacity=1)
    make.registration(meeting, make.ncp(make.member(), "=HYPERLINK(1)"))
    make.registration(meeting, make.person("Second"))
    client.sign_in(make.secretariat())
    answer = client.get(LIST + ".csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Name", "E-mail address", "Function", "Organisation"]
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][3:8] == ["Kenya", "KE", "Region ESA", "English session", "registered"]
    assert rows[1][8].startswith("2027-03-02 10:00")
    assert [row[7] for row in rows[1:]] == ["registered", "on the waiting list"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ncp-plenary-8-registrations.csv"'
    assert len(client.get(LIST + ".csv?place=waiting").data.decode().splitlines()) == 2
    with zipfile.ZipFile(io.BytesIO(client.get(LIST + ".xlsx").data)) as book:
        assert "Second" in book.read("xl/sharedStrings.xml").decode()


def test_withdrawing_makes_the_next_one_confirmed(make: Make, client: Browser):
    meeting, first, second = make.meeting(capacity=1), make.person(), make.person()
    make.registration(meeting, first)
    make.registration(meeting, second)
    client.sign_in(first).post(PAGE + "withdraw/")
    db.session.expire_all()
    assert queries.of(meeting, second).place is Place.CONFIRMED
