"""The pages of the calendar: months, years, what is in them for whom, and how many statements they take."""

from dataclasses import replace
from datetime import timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.registration import actions as registrations
from meetings.extensions import transaction
from meetings.models.meeting import Visibility
from tests.conftest import Browser
from tests.make import Make, both
from tests.queries import counted

MONTH, YEAR, NEXT = "/en/calendar/2027/03/", "/en/calendar/2027/", "/en/calendar/2027/04/"


def test_month_has_its_meetings_in_the_table_and_in_words(make: Make, client: Browser) -> None:
    make.meeting()
    page = client.get(MONTH).text
    assert "<h1>March 2027</h1>" in page
    assert page.index(">Monday<") < page.index(">Sunday<")
    assert page.count('<a class="on" href="/en/meetings/ncp-plenary-8/">') == 2
    assert "English session" in page
    assert 'href="/en/calendar/2027/"' in page


def test_month_speaks_french_and_keeps_the_clock_of_its_reader(make: Make, client: Browser) -> None:
    make.meeting()
    person = make.person()
    with transaction():
        person.zone = "Asia/Tokyo"
    page = client.sign_in(person).get("/fr/calendar/2027/03/").text
    assert "<h1>Mars 2027</h1>" in page
    assert ">lundi<" in page
    assert "8<sup>e</sup>" in page
    assert "Tokyo" in page


def test_empty_month_and_empty_house_say_so(make: Make, client: Browser) -> None:
    assert "Nothing takes place in this month" in client.get("/en/calendar/2031/11/").text
    assert "Nothing takes place in this month" in client.get("/en/calendar/").text
    assert client.get("/en/calendar/2031/").text.count(">Nothing<") == 12


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/calendar/2027/01/", '<a href="/en/calendar/2027/03/">Next date: 12\u00a0March 2027</a>'),
        ("/en/calendar/2027/12/", '<a href="/en/calendar/2027/05/">Last date: 11\u00a0May 2027</a>'),
        ("/en/calendar/2027/04/", '<a href="/en/calendar/2027/05/">Next date: 11\u00a0May 2027</a>'),
        ("/fr/calendar/2027/01/", '<a href="/fr/calendar/2027/03/">Prochaine date\u00a0: 12\u00a0mars 2027</a>'),
        (
            "/en/calendar/2027/01/?series=ncp-plenary",
            '<a href="/en/calendar/2027/03/?series=ncp-plenary">Next date: 12\u00a0March 2027</a>',
        ),
    ],
)
def test_empty_month_leads_to_the_next_or_last_one_with_something(
    make: Make, client: Browser, path: str, words: str
) -> None:
    make.meeting()
    other = make.meeting(number=9)
    with transaction():
        other.registration_closes_at = make.now + timedelta(days=70)
    assert words in client.get(path).text


def test_empty_month_leads_nowhere_a_reader_may_not_go(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        meeting.visibility = Visibility.INTERNAL
    assert "date: 12\u00a0March" not in client.get("/en/calendar/2027/01/").text
    assert "Next date: 12\u00a0March 2027" in client.sign_in(make.person()).get("/en/calendar/2027/01/").text


def test_own_places_are_marked(make: Make, client: Browser) -> None:
    meeting, person = make.meeting(capacity=1), make.person()
    make.meeting(number=9)
    mine = make.registration(meeting, person)
    page = client.sign_in(person).get(MONTH).text
    assert page.count(">Your place<") == 2, "in the table and in words, at one meeting of two"
    assert ">Votre place<" in client.get("/fr/calendar/2027/03/").text
    waiting = make.person()
    make.registration(meeting, waiting)
    assert client.sign_in(waiting).get(MONTH).text.count("half warn small ms-2") == 2
    assert ">Your place<" not in client.get(MONTH).text
    with transaction():
        registrations.withdraw(mine, by=None, now=make.now)
    assert ">Your place<" not in client.sign_in(person).get(MONTH).text


@pytest.mark.parametrize(
    "path",
    ["1999/", "2101/", "2027/00/", "2027/13/", "2027/3/", "20270/", "2027/003/", "0000/", "2027/%00/"],
)
def test_what_is_no_month_is_not_found(make: Make, client: Browser, path: str) -> None:
    assert client.get(f"/en/calendar/{path}").status_code == 404


@pytest.mark.parametrize("path", ["2000/", "2100/", "2000/01/", "2100/12/"])
def test_first_and_last_year_are_there(make: Make, client: Browser, path: str) -> None:
    assert client.get(f"/en/calendar/{path}").status_code == 200


def test_cancelled_meeting_is_struck_out(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        meetings.cancel(meeting, Bilingual("No quorum.", "Pas de quorum."), by=None, now=make.now)
    for path in (MONTH, YEAR):
        page = client.get(path).text
        assert "<del>8th NCP Plenary</del>" in page
        assert "Cancelled" in page


def test_readers_see_what_they_may_know_of(make: Make, client: Browser) -> None:
    make.meeting(number=1, visibility=Visibility.INTERNAL)
    make.meeting(number=2, announced=False)
    seen = []
    for person in (None, make.person(), make.secretariat()):
        if person:
            client.sign_in(person)
        page = client.get(MONTH).text
        seen.append(("1th NCP Plenary" in page, "2th NCP Plenary" in page, "Draft" in page))
    assert seen == [(False, False, False), (True, False, False), (True, True, True)]


def test_series_is_chosen_and_kept(make: Make, client: Browser) -> None:
    make.meeting()
    with transaction():
        other = meetings.begin_series("group", "WG", both("Group", "Groupe"), by=None, now=make.now)
        plan = replace(make.plan(), series=other, number=1, title=both("Group 1"))
        meeting = meetings.plan(plan, make.sittings(), by=None, now=make.now)
        meetings.announce(meeting, gaps=0, waiver="", by=None, now=make.now)
    page = client.get(f"{YEAR}?series=group").text
    assert "Group 1" in page
    assert "8th NCP Plenary" not in page
    assert '<option value="group" selected>' in page
    assert 'href="/en/calendar/2027/03/?series=group"' in page
    assert client.get(f"{YEAR}?series=none").status_code == 404
    assert client.get(f"{YEAR}?series=").status_code == 200


def test_series_for_people_who_are_signed_in_is_no_choice_of_strangers(make: Make, client: Browser) -> None:
    series = make.meeting().series
    with transaction():
        series.visibility = Visibility.INTERNAL
    assert client.get(f"{YEAR}?series=ncp-plenary").status_code == 404
    assert "series-ncp-plenary" not in client.get("/en/calendar/").text
    assert client.sign_in(make.person()).get(f"{YEAR}?series=ncp-plenary").status_code == 200


def test_deadline_leads_to_its_line(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        meeting.registration_closes_at = make.now + timedelta(days=8)
    page = client.get(MONTH).text
    assert 'class="due" href="/en/meetings/ncp-plenary-8/deadlines/#registration"' in page
    assert "Registration closes" in page


@pytest.mark.parametrize("path", ["/en/calendar/", MONTH, YEAR])
def test_pages_take_as_many_statements_for_one_meeting_as_for_thirty(make: Make, client: Browser, path: str) -> None:
    make.meeting(number=1)
    client.get(path)
    with counted() as few:
        client.get(path)
    for number in range(2, 31):
        make.meeting(number=number, days=number)
    client.get(path)
    with counted() as many:
        client.get(path)
    assert len(many) == len(few) <= 8


def test_pages_lead_as_far_as_there_is_something(make: Make, client: Browser) -> None:
    make.meeting()
    page = client.get(YEAR).text
    assert 'rel="prev"' not in page
    assert 'rel="next"' not in page
    assert 'href="/en/calendar/2027/04/"' in client.get(MONTH).text
    assert 'rel="next"' not in client.get("/en/calendar/2027/12/").text


def test_every_calendar_is_offered_in_each_way(make: Make, client: Browser) -> None:
    make.meeting()
    page = client.get("/fr/calendar/").text
    for path in ("calendar.ics", "deadlines.ics", "series/ncp-plenary.ics"):
        assert f"webcal://localhost/fr/{path}" in page
        assert f'value="http://localhost/fr/{path}"' in page
        for host in ("office", "live"):
            there = f"https://outlook.{host}.com/calendar/0/addfromweb?url=http%3A%2F%2Flocalhost%2Ffr%2F"
            assert there + path.replace("/", "%2F") in page
    assert "Google Agenda" in page
