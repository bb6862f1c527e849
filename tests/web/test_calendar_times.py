"""When a meeting is in a city of the reader's choice, and how a sitting gets into a calendar elsewhere."""

from dataclasses import replace
from datetime import datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from meetings.domain.meeting import actions as meetings
from meetings.extensions import transaction
from meetings.models.meeting import Visibility
from tests.conftest import Browser
from tests.make import Make, both

PAGE = "/en/meetings/ncp-plenary-8/times/"


def at(make: Make, wall: datetime, zone: str = "Europe/Brussels") -> None:
    """Plan the meeting with one sitting of two hours at *wall*."""
    sitting = replace(make.sittings()[0], starts=wall, ends=wall.replace(hour=wall.hour + 2), zone=zone)
    plan = make.plan()
    with transaction():
        meeting = meetings.plan(plan, [sitting], by=None, now=make.now)
        meetings.announce(meeting, gaps=0, waiver="", by=None, now=make.now)


@pytest.mark.parametrize(
    ("city", "words", "mark"),
    [
        ("Asia/Tokyo", "Tuesday 13\u00a0April 2027, 04:00–06:00</strong> Tokyo", "the day after"),
        ("Pacific/Honolulu", "Monday 12\u00a0April 2027, 09:00–11:00</strong> Honolulu", ""),
        ("Europe/Brussels", "Monday 12\u00a0April 2027, 21:00–23:00</strong> Brussels", ""),
    ],
)
def test_times_are_those_of_the_city_with_the_change_of_date(
    make: Make, client: Browser, city: str, words: str, mark: str
) -> None:
    at(make, datetime(2027, 4, 12, 21))  # noqa: DTZ001 - wall time
    page = client.get(f"{PAGE}?city={city}").text
    assert words in page
    assert ("the day after" in page.split("<details")[0]) == bool(mark)
    assert f'<option value="{city}" selected>' in page


@pytest.mark.parametrize(("day", "hour"), [(26, "09:00–11:00"), (29, "08:00–10:00")])
def test_clocks_that_change_on_one_side_only_are_minded(make: Make, client: Browser, day: int, hour: str) -> None:
    at(make, datetime(2027, 3, day, 9))  # noqa: DTZ001 - wall time
    assert f"2027, {hour}</strong> Lagos" in client.get(f"{PAGE}?city=Africa/Lagos").text


@pytest.mark.parametrize("city", ["Mars/Olympus", "../etc/passwd", "%00", "<b>", "x" * 5000, "Europe"])
def test_city_that_we_do_not_know_is_said_at_the_field(make: Make, client: Browser, city: str) -> None:
    make.meeting()
    answer = client.get(f"{PAGE}?city={city}")
    assert answer.status_code in (200, 404)
    if answer.status_code == 200 and city != "%00":
        assert 'id="city-error"' in answer.text
        assert '<option value="Europe/Brussels" selected>' in answer.text


def test_french_names_cities_as_french_does(make: Make, client: Browser) -> None:
    make.meeting()
    page = client.get("/fr/meetings/ncp-plenary-8/times/").text
    assert '<option value="Europe/London">Londres</option>' in page
    assert '<optgroup label="Afrique">' in page


def test_sitting_is_filled_into_other_calendars_without_its_link(make: Make, client: Browser) -> None:
    at(make, datetime(2027, 4, 12, 14))  # noqa: DTZ001 - wall time
    page = client.get(PAGE).text
    links = [unescape(part.split('"')[0]) for part in page.split('href="')[1:]]
    google = next(link for link in links if link.startswith("https://calendar.google.com/calendar/render?"))
    asked = parse_qs(urlsplit(google).query)
    assert asked["dates"] == ["20270412T120000Z/20270412T140000Z"]
    assert asked["text"] == ["8th NCP Plenary (English session)"]
    outlook = next(link for link in links if link.startswith("https://outlook.live.com/calendar/0/action/compose?"))
    assert "+" not in urlsplit(outlook).query
    assert parse_qs(urlsplit(outlook).query)["startdt"] == ["2027-04-12T12:00:00Z"]
    assert "meet.hemicycle.example" not in page


def test_cancelled_meeting_is_struck_out_and_not_offered(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        meetings.cancel(meeting, both("Strike"), by=None, now=make.now)
    page = client.get(PAGE).text
    assert "<del>" in page
    assert "Strike" in page
    assert "calendar.google.com" not in page


def test_internal_meeting_is_for_people_who_are_signed_in_and_has_no_file(make: Make, client: Browser) -> None:
    make.meeting(visibility=Visibility.INTERNAL)
    assert client.get(PAGE).status_code == 404
    page = client.sign_in(make.person()).get(PAGE)
    assert page.status_code == 200
    assert "ncp-plenary-8.ics" not in page.text


def test_meeting_leads_to_its_times(make: Make, client: Browser) -> None:
    make.meeting()
    assert f'href="{PAGE}"' in client.get("/en/meetings/ncp-plenary-8/").text
