"""The page of deadlines: both zones for readers, forms for those who run the meeting, and the calendar of all."""

import re
from datetime import UTC, timedelta

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from meetings.domain.deadline import actions, queries
from meetings.domain.meeting import actions as meetings
from meetings.extensions import db, transaction
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting, Visibility
from meetings.models.outbox import Announcement
from tests.conftest import Browser
from tests.domain.deadline.test_actions import move, set_
from tests.make import Make, both
from tests.queries import counted
from tests.web.test_meeting_manage import again

PAGE = "/en/meetings/ncp-plenary-8/deadlines/"
FEED = "/en/deadlines.ics"


@pytest.fixture
def meeting(make: Make) -> Meeting:
    found = make.meeting(visibility=Visibility.PUBLIC)
    set_(make, found, Closing.COMMENTS, 3)
    return found


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def well(client: Browser, kind: str, **changed: str) -> dict[str, str]:
    """Return the fields of the form as it is, with what is *changed*."""
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(f"{PAGE}{kind}/").text)
    assert seen
    values = {"closes": "2027-03-08T18:00", "zone": "Europe/Brussels", "seen": seen[1]}
    return values | {"reason-en": "Holidays", "reason-fr": "Jours fériés", "tell": "y"} | changed


def test_reader_sees_both_zones_old_and_new(make: Make, meeting: Meeting, client: Browser) -> None:
    move(make, meeting, Closing.COMMENTS, 5)
    client.sign_in(make.ncp(make.member()))
    page = client.get(PAGE).text
    assert "7\u00a0March 2027, 20:00, Nairobi" in page
    assert "That is 7\u00a0March 2027, 18:00 in Brussels." in page
    assert "<del>5\u00a0March 2027, 20:00, Nairobi</del>" in page
    assert "Public holidays" in page
    assert "5 days left" in page
    assert "Move it" not in page


def test_empty_page_says_so(make: Make, client: Browser) -> None:
    make.meeting(visibility=Visibility.PUBLIC)
    assert "No deadline has been set" in client.get(PAGE).text


def test_secretariat_sets_moves_and_removes(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    make.registration(meeting, make.ncp(make.member(), "Wanjiru"))
    page = secretariat.get(f"{PAGE}comments/").text
    assert "1 person with a place" in page
    assert "Wanjiru" in page
    assert secretariat.post(f"{PAGE}comments/", data=well(secretariat, "comments")).location == PAGE
    assert db.session.query(Announcement).filter_by(kind="deadline.moved").count() == 1
    assert "1 person was told." in secretariat.get(PAGE).text
    assert secretariat.post(f"{PAGE}survey/", data=well(secretariat, "survey")).location == PAGE
    secretariat.post(f"{PAGE}survey/remove/")
    make.again(meeting)
    assert [due.kind for due in queries.of(meeting)] == [Closing.COMMENTS]


def test_nobody_is_told_unless_wanted(meeting: Meeting, secretariat: Browser) -> None:
    values = well(secretariat, "comments")
    del values["tell"]
    secretariat.post(f"{PAGE}comments/", data=values)
    assert db.session.query(Announcement).filter_by(kind="deadline.moved").count() == 0
    assert "Nobody was told." in secretariat.get(PAGE).text


@pytest.mark.parametrize(
    ("kind", "changed", "words"),
    [
        ("comments", {"closes": "soon"}, "Write a date and a time"),
        ("comments", {"closes": ""}, "Write a date and a time"),
        ("comments", {"closes": "2027-03-28T02:30"}, "this hour does not exist"),
        ("comments", {"closes": "2020-03-08T18:00"}, "Choose one that lies ahead"),
        ("comments", {"zone": "Mars/Olympus"}, "no time zone of this name"),
        ("comments", {"reason-en": "", "reason-fr": ""}, "at least one of the two languages"),
        ("comments", {"seen": "older"}, "Someone else changed this"),
        ("registration", {"closes": "2027-04-08T18:00"}, "first session"),
        ("proposals", {"closes": "2027-04-08T18:00"}, "first session"),
    ],
)
def test_mistakes_are_explained_and_kept(
    meeting: Meeting, secretariat: Browser, kind: str, changed: dict[str, str], words: str
) -> None:
    answer = secretariat.post(f"{PAGE}{kind}/", data=well(secretariat, kind, **changed))
    assert answer.status_code == 422
    assert words in answer.text
    if kind == "comments" and changed.get("reason-en", "x"):
        assert "Holidays" in answer.text


def test_unknown_kind_is_not_found(meeting: Meeting, secretariat: Browser) -> None:
    assert secretariat.get(f"{PAGE}lunch/").status_code == 404


def test_plan_form_leaves_a_known_closing_alone(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    set_(make, meeting, Closing.REGISTRATION, 3)
    page = secretariat.get("/en/meetings/ncp-plenary-8/edit/").text
    assert 'name="registration_closes"' not in page
    assert f"{PAGE}registration/" in page


def test_held_meeting_offers_no_move_that_would_be_refused(make: Make, secretariat: Browser) -> None:
    make.meeting(days=-5)
    page = secretariat.get(PAGE).text
    assert f"{PAGE}comments/" in page
    assert f"{PAGE}registration/" not in page


def test_next_meeting_is_planned_with_its_deadlines(make: Make, secretariat: Browser) -> None:
    make.series()
    address = "/en/series/ncp-plenary/next/?on=2027-06-08&number=9"
    dates = {"documents_due": "2027-06-01T18:00", "comments_due": "2027-06-22T18:00"}
    assert secretariat.post(address, data=again(secretariat.get(address).text, **dates)).status_code == 303
    found = queries.of(db.session.query(Meeting).one())
    assert [(due.kind, due.closes.day) for due in found] == [(Closing.DOCUMENTS, 1), (Closing.COMMENTS, 22)]


def test_page_asks_no_more_for_many(make: Make, meeting: Meeting, client: Browser) -> None:
    client.get(PAGE)
    with counted() as few:
        client.get(PAGE)
    for kind in (Closing.DOCUMENTS, Closing.SURVEY):
        set_(make, meeting, kind, 3)
        for days in range(4, 9):
            move(make, meeting, kind, days)
    with counted() as many:
        client.get(PAGE)
    assert len(few) == len(many)


def by_ical(text: str) -> set[tuple]:
    events = IcsCalendarStream.calendar_from_ics(text).events
    return {(e.uid, e.sequence, e.status.value, e.dtstart.astimezone(UTC), e.summary) for e in events}


def by_vobject(text: str) -> set[tuple]:
    events = vobject.readOne(text).contents.get("vevent", [])
    return {
        (e.uid.value, int(e.sequence.value), e.status.value, e.dtstart.value.astimezone(UTC), e.summary.value)
        for e in events
    }


def read(client: Browser, address: str = FEED) -> set[tuple]:
    """Return the events at *address*, which two readers must read alike."""
    text = client.get(address).text
    assert by_ical(text) == by_vobject(text)
    return by_ical(text)


def test_feed_keeps_uid_and_raises_sequence(make: Make, meeting: Meeting, client: Browser) -> None:
    ((uid, sequence, status, starts, summary),) = read(client)
    assert status == "CONFIRMED"
    assert summary == "Comments due (8th NCP Plenary)"
    text = client.get(FEED).text
    assert "DTEND" not in text
    assert "TRANSP:TRANSPARENT" in text
    assert "TZID=Europe/Brussels" in text
    move(make, meeting, Closing.COMMENTS, 5)
    assert read(client) == {(uid, sequence + 1, status, starts + timedelta(days=2), summary)}
    assert (uid, sequence + 1, status, starts + timedelta(days=2), summary) in by_ical(
        client.get("/en/meetings/ncp-plenary-8.ics").text
    )


def test_feed_answers_304_and_head(meeting: Meeting, client: Browser) -> None:
    answer = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head(FEED)
    assert (head.status_code, head.headers["ETag"]) == (200, answer.headers["ETag"])
    assert "Set-Cookie" not in answer.headers


def test_what_is_off_stays_a_while(make: Make, meeting: Meeting, client: Browser) -> None:
    with transaction():
        actions.remove(meeting, Closing.COMMENTS, by=None, now=make.now)
    ((_uid, _sequence, status, _starts, summary),) = read(client)
    assert (status, summary) == ("CANCELLED", "No longer holds: Comments due (8th NCP Plenary)")
    with transaction():
        (row,) = db.session.query(type(queries.row(meeting, Closing.COMMENTS))).all()
        row.removed_at, row.revision = make.now - timedelta(days=32), row.revision + 1
    assert read(client) == set()


def test_cancelled_meeting_takes_its_deadlines_along(make: Make, meeting: Meeting, client: Browser) -> None:
    ((_uid, before, *_rest),) = read(client)
    with transaction():
        meetings.cancel(meeting, both("Strike"), by=None, now=make.now)
    ((_uid, after, status, *_rest),) = read(client)
    assert (after, status) == (before + 1, "CANCELLED")


def test_internal_meetings_are_in_no_feed(make: Make, client: Browser) -> None:
    hidden = make.meeting(visibility=Visibility.INTERNAL)
    set_(make, hidden, Closing.SURVEY, 3)
    assert read(client) == set()
