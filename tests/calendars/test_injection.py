"""Text that people type never becomes a property."""

# ruff: noqa: DTZ001 - wall time is naive by definition

import dataclasses
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from meetings.calendars import event
from meetings.calendars.feed import feed
from meetings.calendars.invitation import invitation
from meetings.calendars.values import Attendee, Entry, Organizer

SECRETARIAT = Organizer("Secretariat", "secretariat@example.org")
BREAKS = ("\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c")
PLAIN = Entry(
    uid="0b9e1f0c",
    sequence=0,
    changed_at=datetime(2026, 1, 1, tzinfo=UTC),
    starts=datetime(2026, 5, 5, 10, 0),
    ends=datetime(2026, 5, 5, 12, 0),
    zone="Europe/Brussels",
    summary="Plenary",
    description="Agenda",
    location="Room",
    url="https://example.org/m",
    categories=("plenary",),
    cancelled=False,
    join_link=None,
    language="en",
)


def published(entry: Entry, **about: str) -> bytes:
    given = {"name": "Meetings", "description": "All", "prodid_host": "example.org", **about}
    return feed([entry], language="en", source="https://example.org/c.ics", organizer=SECRETARIAT, **given)


def names(body: bytes) -> list[str]:
    """The property names of *body* outside its zones, with lines split at every break Python knows."""
    without_zones = re.sub(rb"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", b"", body, flags=re.DOTALL)
    lines = without_zones.replace(b"\r\n ", b"").decode("utf-8").splitlines()
    return [line.split(":")[0].split(";")[0] for line in lines]


@pytest.mark.parametrize("line_end", BREAKS)
@pytest.mark.parametrize("field", ["summary", "description", "location", "uid", "categories"])
def test_line_end_in_an_entry_creates_no_property(field, line_end):
    text = f"x{line_end}ATTENDEE:mailto:eve@example.org{line_end}END:VEVENT"
    entry = dataclasses.replace(PLAIN, **{field: (text,) if field == "categories" else text})
    assert names(published(entry)) == names(published(PLAIN))


@pytest.mark.parametrize("line_end", BREAKS)
@pytest.mark.parametrize("field", ["name", "description", "prodid_host"])
def test_line_end_in_the_name_of_a_feed_creates_no_property(field, line_end):
    assert names(published(PLAIN, **{field: f"x{line_end}X-EVIL:1"})) == names(published(PLAIN))


@pytest.mark.parametrize("line_end", BREAKS)
def test_line_end_in_the_name_of_a_person_creates_no_property(line_end):
    eve = Attendee(f'Eve"{line_end}X-EVIL:1{line_end}', "eve@example.org")
    plain = Attendee("Eve", "eve@example.org")
    assert names(invitation(PLAIN, organizer=SECRETARIAT, attendee=eve)) == names(
        invitation(PLAIN, organizer=SECRETARIAT, attendee=plain)
    )


@pytest.mark.parametrize("line_end", BREAKS)
@pytest.mark.parametrize("field", ["url", "join_link", "language", "zone"])
def test_line_end_in_what_is_not_text_is_refused(field, line_end):
    before = str(getattr(PLAIN, field) or PLAIN.url)
    with pytest.raises(ValueError, match="not a"):
        event.vevent(dataclasses.replace(PLAIN, **{field: f"{before}{line_end}X-EVIL:1"}), SECRETARIAT)


NO_CATEGORY = published(dataclasses.replace(PLAIN, categories=()))
text = st.text(max_size=120)


@settings(max_examples=40, deadline=None)
@given(
    summary=text,
    description=text,
    location=text,
    categories=st.lists(text, max_size=3).map(tuple),
    sequence=st.integers(0, event.MAX_SEQUENCE),
    starts=st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1)),
    zone=st.sampled_from(["Europe/Brussels", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]),
)
def test_any_text_comes_back_as_it_was_typed(summary, description, location, categories, sequence, starts, zone):
    entry = dataclasses.replace(
        PLAIN,
        summary=f"Plenary {summary}",
        description=f"Agenda {description}",
        location=f"Room {location}",
        categories=categories,
        sequence=sequence,
        starts=starts.replace(microsecond=0),
        ends=starts.replace(microsecond=0) + timedelta(hours=1),
        zone=zone,
    )
    body = published(entry)
    assert [name for name in names(body) if name != "CATEGORIES"] == names(NO_CATEGORY)
    assert max(map(len, body.split(b"\r\n"))) <= 75
    (seen,) = IcsCalendarStream.calendar_from_ics(body.decode("utf-8")).events
    assert seen.summary == event.one_line(entry.summary)
    assert seen.description == event.lines(entry.description)
    assert seen.location == event.one_line(entry.location)
    assert seen.sequence == sequence
    assert seen.dtstart.replace(tzinfo=None) == entry.starts
