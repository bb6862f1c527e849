"""What a National Contact Point does in the story, step by step."""

import re
import urllib.request
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

import vobject
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import expect

from meetings.core import dates
from tests.journeys import story
from tests.journeys.secretariat import MEETING
from tests.journeys.story import Plot, Someone
from tests.journeys.visitor import Visitor
from tests.journeys.words import OTHER, loosely


@dataclass(frozen=True)
class Invitation:
    """What a calendar program takes out of a mail."""

    method: str
    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    guests: tuple[str, ...]


def sign_in(visitor: Visitor, who: Someone) -> None:
    """Ask for the mail and type its code in the same browser."""
    before = len(visitor.site.mailbox.mails)
    visitor.open("/sign-in/")
    visitor.write("E-mail address", who.email)
    visitor.press("Send me the link and the code")
    visitor.sees("Look into your mail")
    visitor.write("Six-digit code", visitor.site.mailbox.code(who.email, after=before))
    visitor.press("Sign in")
    expect(visitor.page.get_by_role("banner").get_by_role("link", name=who.name)).to_be_visible()


def see_both_sessions(visitor: Visitor, plot: Plot) -> None:
    """Go from the first page to the plenary, and read both sessions in one's own zone and in Brussels."""
    visitor.follow("See the meeting and take a place")
    visitor.reads(story.TITLE[visitor.language])
    for session in ("en", "fr"):
        starts, ends = plot.starts(session), plot.ends(session)
        for zone in (story.NAIROBI, story.BRUSSELS):
            visitor.reads(dates.time_range(starts.astimezone(zone), ends.astimezone(zone), visitor.language))
        visitor.reads(dates.weekday_date(starts.astimezone(story.NAIROBI).date(), visitor.language))
        expect(visitor.page.locator(f'time[datetime="{starts.astimezone(UTC):%Y-%m-%dT%H:%MZ}"]').first).to_be_visible()
    visitor.misses(story.LINKS["en"])
    expect(visitor.main.get_by_role("link", name=visitor.say("Join the session"))).to_have_count(0)


def take_place(visitor: Visitor, who: Someone, session: str) -> Invitation:
    """Take a place and return the invitation that comes by mail."""
    before = len(visitor.site.mailbox.mails)
    name = visitor.say(story.SESSIONS[session])
    visitor.main.get_by_role("radio", name=re.compile(f"^{loosely(name)}")).check()
    visitor.press("Take a place")
    visitor.sees("%(session)s: you have a place. A message with the calendar entry is on its way.", session=name)
    return invitation(visitor.site.mailbox.newest(who.email, story.TITLE[who.language], after=before))


def find_join_link(visitor: Visitor, session: str) -> None:
    """Find the way in, that only those see who have a place."""
    link = visitor.main.get_by_role("link", name=visitor.say("Join the session"))
    expect(link).to_have_attribute("href", story.LINKS[session])


def switch(visitor: Visitor, who: Someone, session: str) -> Invitation:
    """Move to the other session and return what the mail says."""
    before = len(visitor.site.mailbox.mails)
    name = visitor.say(story.SESSIONS[session])
    visitor.press("Move to: %(session)s", session=name)
    visitor.sees("%(session)s: your place is there now. A message is on its way.", session=name)
    return invitation(visitor.site.mailbox.newest(who.email, story.TITLE[who.language], after=before))


def give_up_place(visitor: Visitor, who: Someone) -> Invitation:
    """Give the place up and return what the mail says."""
    before = len(visitor.site.mailbox.mails)
    visitor.follow("Give up my place")
    visitor.press("Give up my place")
    visitor.sees("You have given up your place. A message that takes it out of your calendar is on its way.")
    return invitation(visitor.site.mailbox.newest(who.email, story.TITLE[who.language], after=before))


def subscribe(visitor: Visitor, plot: Plot, session: str) -> None:
    """Fetch both calendars as a calendar program does: without cookies."""
    visitor.follow("Subscribe")
    everybody = _fetch(visitor, "All public meetings")
    assert [one.dtstart for one in _events(everybody)] == [plot.starts("en"), plot.starts("fr")]
    assert not any(link in everybody for link in story.LINKS.values())
    own = _fetch(visitor, "Your own meetings")
    assert [one.dtstart for one in _events(own)] == [plot.starts(session)]
    assert story.LINKS[session] in own.replace("\r\n ", "")
    visitor.open(MEETING)


def _fetch(visitor: Visitor, heading: str) -> str:
    label, about = visitor.say("Address to copy, for Google and every other program"), visitor.say(heading)
    address = visitor.main.get_by_label(re.compile(rf"{loosely(label)}.*{loosely(about)}")).input_value()
    with urllib.request.urlopen(address, timeout=10) as answer:
        assert answer.headers.get_content_type() == "text/calendar"
        return str(answer.read().decode("utf-8"))


def _events(text: str) -> list:
    return sorted(IcsCalendarStream.calendar_from_ics(text).events, key=lambda one: one.dtstart)


def invitation(mail: EmailMessage) -> Invitation:
    """Read the calendar part of *mail* with two readers, which must agree."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    text = part.get_content()
    by_vobject = vobject.readOne(text)
    (event,) = IcsCalendarStream.calendar_from_ics(text).events
    assert by_vobject.method.value == part.get_param("method")
    assert by_vobject.vevent.uid.value == event.uid
    assert by_vobject.vevent.dtstart.value == event.dtstart
    return Invitation(
        method=by_vobject.method.value,
        uid=event.uid,
        sequence=event.sequence,
        starts=event.dtstart,
        ends=event.dtend,
        guests=tuple(str(who.uri) for who in event.attendees),
    )


def vote(visitor: Visitor, who: Someone, answer: str) -> None:
    """Cast the administration's ballot, from the question on the first page."""
    visitor.open("/")
    visitor.link(story.QUESTION[visitor.language]).click()
    visitor.main.get_by_role("radio", name=answer, exact=True).check()
    visitor.press("Cast %(member)s’s ballot", member=who.member)
    visitor.sees("%(member)s has voted: %(answer)s", member=who.member, answer=answer.lower())


def see_that_colleague_voted(visitor: Visitor, plot: Plot, poll: str, answer: str) -> None:
    """Find that the administration's one ballot is in, and who cast it."""
    visitor.open(poll)
    visitor.sees("%(member)s has voted: %(answer)s", member=plot.otieno.member, answer=answer.lower())
    visitor.reads(plot.wanjiru.name)
    expect(visitor.button(visitor.say("Cast %(member)s’s ballot", member=plot.otieno.member))).to_have_count(0)


def hear_of_record(visitor: Visitor, plot: Plot, session: str) -> None:
    """Get the mail that says that the record is published."""
    title, day = story.TITLE[visitor.language], plot.starts(session).astimezone(story.NAIROBI).date()
    date = dates.long_date(day, visitor.language)
    subject = visitor.say("%(title)s: the record is published (meeting of %(date)s)", title=title, date=date)
    visitor.site.mailbox.newest(plot.wanjiru.email, subject)


def find_in_archive(visitor: Visitor, words: str) -> None:
    """Find the plenary by *words* of its record, in either language."""
    visitor.open("/archive/")
    visitor.write("Words", words)
    visitor.press("Show")
    visitor.reads(visitor.say.number("One meeting", "%(num)d meetings", 1))
    expect(visitor.link(story.TITLE[visitor.language])).to_be_visible()


def read_record(visitor: Visitor) -> None:
    """Read the record in both languages, with decision and action."""
    visitor.link(story.TITLE[visitor.language]).click()
    visitor.follow("Record, decisions and actions")
    for language in (visitor.language, OTHER[visitor.language]):
        visitor.reads(story.MINUTES[language])
        visitor.reads(story.DECISION[language])
    visitor.reads("NCP8/D1")
    visitor.reads("NCP8/A1")
    visitor.reads(story.ACTION[visitor.language])


def take_files_home(visitor: Visitor) -> None:
    """Download the presentation in one language, and everything as a ZIP file."""
    visitor.open(MEETING)
    paper = visitor.main.locator("a[hreflang=fr]").filter(has_text=story.PAPER[visitor.language])
    assert visitor.download(paper).read_bytes() == story.pdf(story.PAPER["fr"])
    everything = visitor.download(visitor.link(visitor.say("Everything in one ZIP file")))
    with zipfile.ZipFile(everything) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        papers = sorted(name for name in names if name.startswith("documents/"))
        assert [archive.read(name) for name in papers] == [story.pdf(story.PAPER[each]) for each in ("en", "fr")]
    assert "README.txt" in names
    assert any(name.startswith("record/") for name in names)
    assert any(name.startswith("polls/") for name in names)
