"""The calendar of one series: what is in it, for how long, and for whom there is none."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
import vobject

from meetings.core.bilingual import Bilingual
from meetings.domain.deadline import actions as deadlines
from meetings.domain.deadline.rules import Draft
from meetings.domain.meeting import actions as meetings
from meetings.domain.meeting import actions_programme as programme
from meetings.extensions import transaction
from meetings.models.deadline import Closing
from meetings.models.meeting import Visibility
from tests.conftest import Browser
from tests.make import Make, both

SERIES = "/en/series/ncp-plenary.ics"


def read(answer):
    """Return UID, status and title of each event of *answer*."""
    events = vobject.readOne(answer.text).contents.get("vevent", [])
    return {(event.uid.value, event.status.value, event.summary.value) for event in events}


def test_series_has_its_public_meetings_and_their_deadlines(make: Make, client: Browser):
    meeting = make.meeting(number=1)
    make.meeting(number=2, visibility=Visibility.INTERNAL)
    make.meeting(number=3, announced=False)
    until = Draft(datetime(2027, 6, 1, 18), "Europe/Brussels")  # noqa: DTZ001 - wall time
    with transaction():
        deadlines.set_(meeting, Closing.SURVEY, until, by=None, now=make.now)
    events = read(client.get(SERIES))
    assert {uid for uid, *_rest in events} >= {session.uid for session in make.sessions(meeting)}
    assert {title for *_rest, title in events} == {
        "1th NCP Plenary (English session)",
        "1th NCP Plenary (French session)",
        "Survey closes (1th NCP Plenary)",
    }


def test_other_series_are_not_in_it_and_one_without_meetings_is_empty(make: Make, client: Browser):
    make.meeting()
    with transaction():
        other = meetings.begin_series("group", "WG", both("Working group"), by=None, now=make.now)
        meetings.plan(replace(make.plan(), series=other, number=1), make.sittings(), by=None, now=make.now)
    assert len(read(client.get(SERIES))) == 2
    empty = client.get("/fr/series/group.ics")
    assert (empty.status_code, read(empty)) == (200, set())


@pytest.mark.parametrize("slug", ["none", "%00", "%ED%A0%80", "é", "a" * 4000, "ncp-plenary"])
def test_series_that_is_not_for_everybody_has_no_calendar(make: Make, client: Browser, slug):
    series = make.meeting().series
    with transaction():
        series.visibility = Visibility.INTERNAL
    client.sign_in(make.secretariat())
    assert client.get(f"/en/series/{slug}.ics").status_code == 404


@pytest.mark.parametrize("path", ["/en/calendar.ics", SERIES])
def test_cancelled_session_stays_struck_out_for_thirty_days(make: Make, client: Browser, path):
    first, second = make.sessions(make.meeting())
    with transaction():
        programme.cancel_sitting(first, Bilingual("No room"), by=None, now=make.now)
    assert {event[:2] for event in read(client.get(path))} == {(first.uid, "CANCELLED"), (second.uid, "CONFIRMED")}
    with time_machine.travel(first.ends_at + timedelta(days=31), tick=False):
        assert {event[0] for event in read(client.get(path))} == {second.uid}


def test_series_that_is_renamed_changes_the_calendar(make: Make, client: Browser):
    series = make.meeting().series
    tag = client.get(SERIES).headers["ETag"]
    with transaction():
        series.name, series.revision = Bilingual("Plenary", "Plénière"), series.revision + 1
    changed = client.get(SERIES, headers={"If-None-Match": tag})
    assert "X-WR-CALNAME:Plenary\r\n" in changed.text


def test_file_is_called_like_the_series(make: Make, client: Browser):
    make.meeting()
    assert client.get(SERIES).headers["Content-Disposition"] == 'inline; filename="ncp-plenary.ics"'


def test_pages_of_a_series_lead_to_its_calendar(make: Make, client: Browser):
    make.meeting(days=-20)
    there = 'href="/en/calendar/#series-ncp-plenary-address"'
    assert there in client.get("/en/archive/?series=ncp-plenary").text
    assert there not in client.get("/en/archive/").text
    page = client.sign_in(make.secretariat()).get("/en/series/ncp-plenary/").text
    assert there in page
    assert f'href="{SERIES}"' in page
    assert 'id="series-ncp-plenary-address"' in client.get("/en/calendar/").text
