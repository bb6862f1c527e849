"""Programs that keep calendars take what we give: khal an update without a second event, Radicale each event."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from khal.cli import main_khal
from radicale import Application
from radicale.config import load
from werkzeug.test import Client

from meetings.calendars.feed import feed
from meetings.calendars.invitation import invitation
from meetings.calendars.values import Attendee, Entry, Organizer
from tests.calendars.readers import ABOUT, by_icalendar, expected

KHAL = """
[calendars]
[[mine]]
path = {folder}/events
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {folder}/khal.db
"""

#: Who keeps the calendar: any word will do.
MINE = ("mine", "word")


class Khal:
    """A khal of its own in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "events"
        self.events.mkdir()
        (folder / "config").write_text(KHAL.format(folder=folder), "utf-8")

    def run(self, *arguments: str) -> str:
        """Run one command and return what it says."""
        done = CliRunner().invoke(main_khal, ["-c", str(self.folder / "config"), *arguments])
        assert done.exit_code == 0, done.output
        return str(done.output)

    def take(self, text: bytes) -> None:
        """Import a calendar file."""
        file = self.folder / "taken.ics"
        file.write_bytes(text)
        self.run("import", "--batch", "-a", "mine", str(file))

    def kept(self) -> list[Path]:
        """Return the file of each event; beside them khal leaves what it has begun to write."""
        return sorted(self.events.glob("*.ics"))

    def shown(self, first: Entry) -> list[str]:
        """Return what khal lists of a few days from the day before *first* on: when, and what it is called."""
        day = first.starts - timedelta(days=1)
        told = self.run("list", "--format", "{start}|{status}|{title}", "--day-format", "", f"{day:%Y-%m-%d}", "3d")
        return [line for line in told.splitlines() if line]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    return Khal(tmp_path)


def test_khal_takes_an_update_for_the_same_event(
    khal: Khal, meetings: list[Entry], organizer: Organizer, attendee: Attendee
) -> None:
    entry = dataclasses.replace(meetings[3], summary="Plenary", zone="Asia/Kathmandu")
    khal.take(invitation(entry, organizer=organizer, attendee=attendee))
    assert len(khal.kept()) == 1
    before = khal.shown(entry)
    later = timedelta(hours=1)
    update = dataclasses.replace(
        entry,
        sequence=entry.sequence + 1,
        starts=entry.starts + later,
        ends=entry.ends + later,
        summary="Plenary, moved",
    )
    khal.take(invitation(update, organizer=organizer, attendee=attendee))
    (kept,) = khal.kept()
    assert by_icalendar(kept.read_text("utf-8"))[0].starts == expected(update).starts
    after = khal.shown(entry)
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    assert "Plenary, moved" in after[0]


def test_khal_reads_a_whole_feed_twice_without_doubling_it(
    khal: Khal, meetings: list[Entry], organizer: Organizer
) -> None:
    few = meetings[:12]
    khal.take(feed(few, organizer=organizer, **ABOUT))
    off = [dataclasses.replace(one, sequence=one.sequence + 1, cancelled=True) for one in few]
    khal.take(feed(off, organizer=organizer, **ABOUT))
    kept = [by_icalendar(file.read_text("utf-8"))[0] for file in khal.kept()]
    assert sorted((one.uid, one.starts, one.status) for one in kept) == sorted(
        (one.uid, expected(one).starts, "CANCELLED") for one in few
    )


@pytest.fixture
def radicale(tmp_path: Path) -> Client:
    """A CalDAV server in this process, with one calendar."""
    configuration = load()
    configuration.update(
        {
            "auth": {"type": "none"},
            "storage": {"filesystem_folder": str(tmp_path), "_filesystem_fsync": "False"},
            "logging": {"level": "error"},
        },
        "test",
        privileged=True,
    )
    client = Client(Application(configuration))
    assert client.open("/mine/calendar/", method="MKCALENDAR", auth=MINE).status_code == 201
    return client


def put(radicale: Client, address: str, body: bytes) -> int:
    """Store *body* and return the status of the answer."""
    return radicale.put(address, data=body, content_type="text/calendar", auth=MINE).status_code


def test_radicale_stores_each_event_and_gives_it_back(
    radicale: Client, meetings: list[Entry], organizer: Organizer
) -> None:
    for entry in meetings[:24]:
        address = f"/mine/calendar/{entry.uid}.ics"
        sent = put(radicale, address, feed([entry], organizer=organizer, **ABOUT))
        assert sent == 201
        (back,) = by_icalendar(radicale.get(address, auth=MINE).text)
        assert back == expected(entry)


def test_radicale_takes_an_update_in_the_place_of_the_event(
    radicale: Client, meeting: Entry, organizer: Organizer
) -> None:
    address = f"/mine/calendar/{meeting.uid}.ics"
    for entry in (meeting, dataclasses.replace(meeting, sequence=meeting.sequence + 1, cancelled=True)):
        body = feed([entry], organizer=organizer, **ABOUT)
        assert put(radicale, address, body) in (201, 204)
    (back,) = by_icalendar(radicale.get("/mine/calendar/", auth=MINE).text)
    assert (back.uid, back.status) == (meeting.uid, "CANCELLED")
