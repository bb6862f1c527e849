"""Readers of calendars that share no code with us or with each other, and what they are to see."""

import dataclasses
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream

from meetings.calendars import event
from meetings.calendars.values import Entry

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


def expected(entry: Entry, **differences) -> Seen:
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


def by_icalendar(text: str) -> list[Seen]:
    """Read with the library that also writes; its own reader turns every zone into an instant of zoneinfo."""
    calendar = icalendar.Calendar.from_ical(text)
    return [
        Seen(
            uid=str(one["uid"]),
            sequence=int(one["sequence"]),
            starts=seconds(one.decoded("dtstart")),
            ends=seconds(one.decoded("dtend") if "dtend" in one else one.decoded("dtstart")),
            changed=seconds(one.decoded("last-modified")),
            summary=str(one["summary"]),
            description=str(one["description"]),
            location=str(one["location"]),
            url=str(one["url"]),
            status=str(one["status"]),
            categories=tuple(str(name) for name in one["categories"].cats),
            language=one["summary"].params["LANGUAGE"],
            organizer=str(one["organizer"]),
            attendees=tuple(map(str, _listed(one.get("attendee", [])))),
        )
        for one in calendar.walk("VEVENT")
    ]


def _listed(values: object) -> Iterable[object]:
    return values if isinstance(values, list) else [values]
