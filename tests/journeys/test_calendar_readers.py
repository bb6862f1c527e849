"""The feeds and the invitation of a running site are read alike by three readers that share no code."""

import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import Page

from tests.journeys import tour
from tests.journeys.site import ROOT, Site

#: Starting a site and looking at many pages takes its time on a busy machine.
pytestmark = pytest.mark.timeout(900)

ICAL_JS = ROOT / "tests" / "calendars" / "vendor" / "ical.min.js"
READ = """async ([source, text]) => {
  const ICAL = (await import(URL.createObjectURL(new Blob([source], {type: "text/javascript"})))).default;
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map(one => {
    const event = new ICAL.Event(one);
    return [event.uid, event.sequence, event.startDate.toUnixTime(), event.endDate.toUnixTime(),
      event.summary, event.description, one.getFirstPropertyValue("status")];
  });
}"""


class Seen(NamedTuple):
    """What a reader makes of one event; moments in seconds since 1970.

    One without an end, as deadlines are, ends as it begins (RFC 5545, 3.6.1).
    """

    uid: str
    sequence: int
    starts: int
    ends: int
    summary: str
    description: str
    status: str


def seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def by_ical(text: str) -> list[Seen]:
    return [
        Seen(
            one.uid,
            one.sequence,
            seconds(one.dtstart),
            seconds(one.dtend or one.dtstart),
            one.summary,
            one.description,
            one.status.value,
        )
        for one in IcsCalendarStream.calendar_from_ics(text).events
    ]


def by_vobject(text: str) -> list[Seen]:
    return [
        Seen(
            one.uid.value,
            int(one.sequence.value),
            seconds(one.dtstart.value),
            seconds(one.contents.get("dtend", [one.dtstart])[0].value),
            one.summary.value,
            one.description.value,
            one.status.value,
        )
        for one in vobject.readOne(text).vevent_list
    ]


def by_ical_js(page: Page, text: str) -> list[Seen]:
    return [Seen(*told) for told in page.evaluate(READ, [Path(ICAL_JS).read_text(encoding="utf-8"), text])]


def fetch(site: Site, path: str) -> str:
    with urllib.request.urlopen(path if path.startswith("http") else f"{site.url}{path}", timeout=10) as answer:
        return str(answer.read().decode("utf-8"))


def read_alike(page: Page, text: str) -> list[Seen]:
    """Return the events of *text*, which all three readers must see alike, down to the words."""
    seen = by_ical(text)
    assert by_vobject(text) == seen
    assert by_ical_js(page, text) == seen
    return seen


@pytest.mark.parametrize("language", ["en", "fr"])
def test_three_readers_read_the_site_alike(lively: Site, browse, passes, language: str) -> None:
    page, reader = browse(lively), browse(lively, language=language, who=passes(tour.KENYA))
    everybody = read_alike(page, fetch(lively, f"/{language}/calendar.ics"))
    plenary = read_alike(page, fetch(lively, f"/{language}/meetings/{tour.NEXT}.ics"))
    reader.goto(f"/{language}/calendar/")
    (own,) = [
        one
        for one in read_alike(page, fetch(lively, reader.locator("#own-address").input_value()))
        if one.uid == invited(lively, page, language).uid
    ]
    sittings = [one for one in plenary if one.ends > one.starts]
    assert len(sittings) == 2
    assert {one.uid for one in sittings} <= {one.uid for one in everybody}
    series = {one.uid for one in read_alike(page, fetch(lively, f"/{language}/series/ncp-plenary.ics"))}
    assert {one.uid for one in plenary} <= series
    deadlines = {one.uid for one in read_alike(page, fetch(lively, f"/{language}/deadlines.ics"))}
    assert {one.uid for one in plenary if one not in sittings} <= deadlines
    assert own.starts in {one.starts for one in plenary}


def invited(site: Site, page: Page, language: str) -> Seen:
    """Return what the invitation in the newest mail says."""
    number = site.value(tour.THINGS["number"])
    (event,) = read_alike(page, fetch(site, f"/{language}/outbox/{number}/invite.ics"))
    return event
