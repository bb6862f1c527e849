"""Three readers that share no code with us or with each other see the same meetings, to the second."""

import dataclasses

import pytest

from meetings.calendars.feed import feed
from meetings.calendars.invitation import cancellation, invitation
from tests.calendars.readers import ABOUT, Seen, by_ical, by_vobject, expected


@pytest.fixture(scope="module")
def text(meetings, organizer) -> str:
    return feed(meetings, organizer=organizer, **ABOUT).decode("utf-8")


@pytest.fixture(scope="module")
def truth(meetings) -> list[Seen]:
    return [expected(meeting) for meeting in sorted(meetings, key=lambda one: one.starts)]


def test_ical_reads_the_feed_as_it_was_meant(text, truth):
    assert by_ical(text) == truth


def test_vobject_reads_the_feed_as_it_was_meant(text, truth):
    assert by_vobject(text) == truth


@pytest.mark.browser
def test_ical_js_reads_the_feed_as_it_was_meant(text, truth, by_ical_js):
    assert by_ical_js(text) == [truth]


@pytest.fixture(scope="module")
def moments(meetings) -> list:
    """Meetings shrunk to the moment at which each begins, as deadlines are."""
    return [dataclasses.replace(one, ends=one.starts, moment=True) for one in meetings]


def test_ical_and_vobject_read_moments_without_an_end(moments, organizer):
    text = feed(moments, organizer=organizer, **ABOUT).decode("utf-8")
    truth = [expected(one) for one in sorted(moments, key=lambda one: one.starts)]
    assert "DTEND" not in text
    assert text.count("TRANSP:TRANSPARENT") == len(moments)
    assert by_ical(text) == truth
    assert by_vobject(text) == truth


@pytest.mark.browser
def test_ical_js_reads_moments_without_an_end(moments, organizer, by_ical_js):
    text = feed(moments, organizer=organizer, **ABOUT).decode("utf-8")
    assert by_ical_js(text) == [[expected(one) for one in sorted(moments, key=lambda one: one.starts)]]


def letters(meeting, organizer, attendee) -> list[tuple[str, Seen]]:
    """An invitation, its update and its cancellation, each with what it means."""
    update = dataclasses.replace(meeting, sequence=meeting.sequence + 1, ends=meeting.ends.replace(hour=23))
    gone = dataclasses.replace(update, sequence=update.sequence + 1, cancelled=True)
    to = {"organizer": organizer, "attendee": attendee}
    who = ("mailto:zoe.nowak@example.org",)
    return [
        (invitation(meeting, **to).decode(), expected(meeting, attendees=who)),
        (invitation(update, **to).decode(), expected(update, attendees=who)),
        (cancellation(gone, **to).decode(), expected(gone, attendees=who)),
    ]


@pytest.fixture(scope="module")
def post(meetings, organizer, attendee) -> list[tuple[str, Seen]]:
    """The letters about a dozen meetings, one in each zone."""
    invited = [dataclasses.replace(meeting, cancelled=False) for meeting in meetings[:12]]
    return [letter for meeting in invited for letter in letters(meeting, organizer, attendee)]


def test_ical_and_vobject_read_every_letter_as_it_was_meant(post):
    for text, truth in post:
        assert by_ical(text) == [truth]
        assert by_vobject(text) == [truth]


@pytest.mark.browser
def test_ical_js_reads_every_letter_as_it_was_meant(post, by_ical_js):
    assert by_ical_js(*(text for text, _ in post)) == [[truth] for _, truth in post]
