"""Three readers that share no code with us or with each other see the same meetings, to the second."""

import dataclasses
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from meetings.calendars import event
from meetings.calendars.feed import feed
from meetings.calendars.invitation import cancellation, invitation

ICAL_JS = Path(__file__).parent / "vendor" / "ical.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ABOUT = {"name": "Plénières, séances ; 2026", "language": "fr", "source": "https://meetings.example.org/fr/c.ics"}

READ_IN_BROWSER = """async ([source, texts]) => {
  const address = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
  const ICAL = (await import(address)).default;
  const utc = time => time.toUnixTime();
  const read = text => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    return calendar.getAllSubcomponents("vevent").map(one => {
      const event = new ICAL.Event(one), value = name => one.getFirstPropertyValue(name);
      return {uid: event.uid, sequence: event.sequence, starts: utc(event.startDate), ends: utc(event.endDate),
        changed: utc(value("last-modified")), summary: event.summary, description: event.description,
        location: event.location, url: value("url"), status: value("status"),
        categories: one.getFirstProperty("categories").getValues(),
        language: one.getFirstProperty("summary").getParameter("language"),
        organizer: event.organizer, attendees: event.attendees.map(who => who.getFirstValue())};
    });
  };
  return texts.map(read);
}"""


@dataclasses.dataclass(frozen=True)
class Seen:
    """What a reader makes of one event; moments in seconds since 1970."""

    uid: str
    sequence: int
    starts: int
    ends: int
    changed: int
    summary: str
    description: str
    location: str
    url: str
    status: str
    categories: tuple[str, ...]
    language: str
    organizer: str = "mailto:secretariat@example.org"
    attendees: tuple[str, ...] = ()


def seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def expected(entry, **differences) -> Seen:
    """What *entry* means, worked out with zoneinfo."""
    zone, link = ZoneInfo(entry.zone), f"\n\n{entry.join_link}" if entry.join_link else ""
    status = "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED"
    seen = Seen(
        uid=entry.uid,
        sequence=entry.sequence,
        starts=seconds(entry.starts.replace(tzinfo=zone)),
        ends=seconds(entry.ends.replace(tzinfo=zone)),
        changed=seconds(entry.changed_at),
        summary=entry.summary.strip(),
        description=event.lines(entry.description) + link,
        location=entry.location,
        url=entry.url,
        status=status,
        categories=entry.categories,
        language=entry.language,
    )
    return dataclasses.replace(seen, **differences)


def categories(split: list[str]) -> tuple[str, ...]:
    """Undo what `ical` does to categories: it splits them at escaped commas and unescapes nothing."""
    return tuple(re.sub(r"\\(.)", r"\1", one) for one in re.split(r"(?<!\\),", ",".join(split)))


def by_ical(text: str) -> list[Seen]:
    calendar = IcsCalendarStream.calendar_from_ics(text)
    return [
        Seen(
            uid=one.uid,
            sequence=one.sequence,
            starts=seconds(one.dtstart),
            ends=seconds(one.end),
            changed=seconds(one.last_modified),
            summary=one.summary,
            description=one.description,
            location=one.location,
            url=str(one.url),
            status=one.status.value,
            categories=categories(one.categories),
            language=text.split(f"UID:{one.uid}")[1].split("SUMMARY;LANGUAGE=")[1][:2],
            organizer=str(one.organizer.uri),
            attendees=tuple(str(who.uri) for who in one.attendees),
        )
        for one in calendar.events
    ]


def by_vobject(text: str) -> list[Seen]:
    calendar = vobject.readOne(text)
    return [
        Seen(
            uid=one.uid.value,
            sequence=int(one.sequence.value),
            starts=seconds(one.dtstart.value),
            ends=seconds(one.dtend.value if "dtend" in one.contents else one.dtstart.value),
            changed=seconds(one.last_modified.value),
            summary=one.summary.value,
            description=one.description.value,
            location=one.location.value,
            url=one.url.value,
            status=one.status.value,
            categories=tuple(one.categories.value),
            language=one.summary.params["LANGUAGE"][0],
            organizer=one.organizer.value,
            attendees=tuple(who.value for who in getattr(one, "attendee_list", [])),
        )
        for one in calendar.vevent_list
    ]


@pytest.fixture(scope="module")
def by_ical_js(playwright):
    """Read calendars with ical.js in Chromium; all texts in one visit."""
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
    page = browser.new_page()

    def read(*texts: str) -> list[list[Seen]]:
        answer = page.evaluate(READ_IN_BROWSER, [ICAL_JS.read_text(encoding="utf-8"), list(texts)])
        return [
            [Seen(**{name: tuple(v) if isinstance(v, list) else v for name, v in one.items()}) for one in told]
            for told in answer
        ]

    yield read
    browser.close()


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
