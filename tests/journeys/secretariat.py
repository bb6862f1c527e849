"""What the secretariat does in the story, step by step."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys import story
from tests.journeys.story import Plot
from tests.journeys.visitor import Visitor
from tests.journeys.words import OTHER, loosely

SLUG = "ncp-plenary-8"
MEETING = f"/meetings/{SLUG}/"


def set_up(ilse: Visitor) -> None:
    """Become the first administrator, with the 186 Members."""
    ilse.page.goto(ilse.site.flask("setup", "link").replace("/en/", f"/{ilse.language}/"))
    ilse.look()
    ilse.write("Your name", "Ilse Vandermeer")
    ilse.write("E-mail address", "ilse.vandermeer@example.org")
    expect(ilse.field("Begin with the 186 WCO Members and their six regions")).to_be_checked()
    ilse.press("Set up and sign in")
    ilse.sees("Hemicycle is yours. Begin with a series of meetings, then plan the first one.")


def begin_series(ilse: Visitor) -> None:
    """Begin the row of plenaries."""
    ilse.write_both("Name", en="NCP Plenary", fr="Réunion plénière des PCN")
    ilse.write("Short name", "ncp-plenary")
    ilse.write("Symbol", "NCP")
    ilse.press("Begin the series")
    ilse.sees("The series has begun. Plan its first meeting.")


def plan(ilse: Visitor, plot: Plot) -> None:
    """Plan the 8th plenary in one language, with its two sessions."""
    ilse.write("Number", "8")
    ilse.write_own("Title", story.TITLE)
    ilse.write_own("Summary", story.SUMMARY)
    for number, session in ((1, "en"), (2, "fr")):
        _plan_session(ilse, plot, number, session)
    ilse.press("Save and check the plan")


def _plan_session(ilse: Visitor, plot: Plot, number: int, session: str) -> None:
    row = ilse.main.get_by_role("group", name=ilse.say("Session %(number)d", number=number), exact=True)
    ilse.choose("Language", ilse.say(story.SESSIONS[session]), within=row)
    ilse.write("Start", f"{plot.starts(session):%Y-%m-%dT%H:%M}", within=row)
    ilse.write("End", f"{plot.ends(session):%Y-%m-%dT%H:%M}", within=row)
    ilse.write("Platform", "Zoom", within=row)
    ilse.write("Link to join", story.LINKS[session], within=row)
    ilse.write("Places", "90", within=row)


def fill_other_language(ilse: Visitor) -> None:
    """See that title and summary are missing in the other language, and fill them."""
    ilse.sees("Check before readers see it")
    gaps = ilse.main.get_by_role("link", name=re.compile(loosely(ilse.say("Fill"))))
    expect(gaps).to_have_count(2)
    ilse.sees("missing")
    ilse.look()
    gaps.first.click()
    ilse.write_other("Title", story.TITLE)
    ilse.write_other("Summary", story.SUMMARY)
    ilse.press("Save and check the plan")
    ilse.sees("All texts are current in both languages.")


def manage(ilse: Visitor, msgid: str) -> None:
    """Follow one of the links under “Run this meeting”."""
    ilse.open(MEETING)
    ilse.follow(msgid, within=ilse.section("Run this meeting"))


def write_agenda(ilse: Visitor) -> None:
    """Write three items; the last is translated a moment later."""
    manage(ilse, "Agenda")
    purposes = ("For information", "For decision", "For guidance")
    for title, purpose in zip(story.ITEMS, purposes, strict=True):
        texts = title if title is not story.ITEMS[-1] else {ilse.language: title[ilse.language]}
        ilse.write_both("Title", **texts)
        ilse.field(purpose).check()
        ilse.write("Minutes", "30")
        ilse.press("Add the item")
    ilse.sees("%(duration)s planned in all.", duration=ilse.say.number("%(num)d minute", "%(num)d minutes", 90))
    ilse.sees("French is missing" if ilse.language == "en" else "English is missing")
    ilse.follow("Edit", within=ilse.main.get_by_role("listitem").filter(has_text=story.ITEMS[-1][ilse.language]))
    ilse.write_other("Title", story.ITEMS[-1])
    ilse.press("Save the item")


def import_contact_points(ilse: Visitor, plot: Plot, folder: Path) -> None:
    """Choose a file with mistakes, read what is wrong, then import the mended one."""
    folder.mkdir(exist_ok=True)
    choose_file(ilse, folder / "bad.csv", story.BAD_FILE)
    await_words(ilse, ilse.say.number("One row needs a look", "%(num)d rows need a look", 3))
    ilse.sees("“%(typed)s” is not an e-mail address.", typed="otieno.at.example.org")
    ilse.look()
    _nothing_imported(ilse)
    choose_file(ilse, folder / "good.csv", plot.register_file())
    await_words(ilse, ilse.say("same as in the register"))
    ilse.button(ilse.say.number("Import %(num)d row", "Import %(num)d rows", 3)).click()
    await_words(ilse, ilse.say.number("%(num)d row was imported.", "%(num)d rows were imported.", 3))
    ilse.open("/organisations/ke/")
    ilse.reads(plot.wanjiru.name)
    ilse.reads(plot.otieno.name)


def choose_file(ilse: Visitor, path: Path, text: str) -> None:
    """Choose a file for the register."""
    path.write_text(text, encoding="utf-8")
    ilse.open("/organisations/")
    ilse.follow("Import")
    ilse.attach("File", path)
    ilse.press("Show what it would do")


def await_words(ilse: Visitor, text: str) -> None:
    """Wait until the scheduler has done its part, and the page has looked again by itself."""
    ilse.main.get_by_text(re.compile(loosely(text))).first.wait_for(timeout=60_000)


def _nothing_imported(ilse: Visitor) -> None:
    """A file with bad rows is not imported, not even in part, unless that is asked for."""
    ilse.open("/organisations/ke/")
    ilse.sees("Nobody is named at present.")


def announce(ilse: Visitor) -> None:
    """Announce the meeting, complete in both languages."""
    manage(ilse, "Check and announce")
    ilse.sees("All texts are current in both languages.")
    ilse.press("Announce the meeting")
    ilse.open(MEETING)
    ilse.sees("Open for registration")


def open_poll(ilse: Visitor) -> str:
    """Prepare a vote, open it and return its address."""
    manage(ilse, "Polls")
    ilse.follow("Prepare a vote: yes, no, abstention")
    ilse.write_both("Question", **story.QUESTION)
    ilse.press("Save the poll")
    ilse.sees("The poll is prepared. Nobody else sees it before you open it.")
    ilse.follow("Open the poll")
    ilse.press("Open the poll")
    ilse.sees("The poll is open. Administrations can vote now.")
    ilse.look()
    return re.sub(r"^.*?/(en|fr)/", "/", ilse.page.url)


def close_poll(ilse: Visitor, poll: str) -> None:
    """Close the poll and read the result by region: one ballot each of Kenya and Cameroon, in one count."""
    ilse.open(poll)
    ilse.follow("Close the poll")
    ilse.press("Close the poll")
    ilse.sees("The poll is closed. This is the result.")
    ilse.sees("%(cast)d of %(entitled)d administrations voted.", cast=2, entitled=2)
    assert _region(ilse, "ESA") == ["1", "0", "0", "1", "1"]
    assert _region(ilse, "WCA") == ["0", "1", "0", "1", "1"]
    ilse.look()


def _region(ilse: Visitor, code: str) -> list[str]:
    """Return the cells of a region: yes, no, abstention, cast, entitled."""
    row = ilse.section("By region").get_by_role("row").filter(has_text=code)
    return [text.strip() for text in row.get_by_role("cell").all_inner_texts()]


def upload_presentation(ilse: Visitor, folder: Path) -> None:
    """Upload the English and the French version of one presentation."""
    manage(ilse, "Documents")
    ilse.write("Symbol", "NCP0801")
    ilse.choose("Kind", ilse.say("Presentation"))
    ilse.choose("Agenda item", story.ITEMS[2][ilse.language])
    ilse.write_both("Title", **story.PAPER)
    for language, label in (("en", "English file"), ("fr", "French file")):
        path = folder / f"sensors {language}.pdf"
        path.write_bytes(story.pdf(story.PAPER[language]))
        ilse.attach(label, path)
    ilse.press("Add the document")
    ilse.reads("NCP0801")


def write_record(ilse: Visitor, plot: Plot) -> None:
    """Write the minutes in both languages, a decision, and an action with an owner and a due date."""
    manage(ilse, "Minutes, decisions, actions")
    ilse.press("Begin the record")
    item = _item(ilse, 2)
    item.get_by_text(re.compile(loosely(ilse.say("Add a paragraph")))).first.click()
    ilse.write_both("Text", within=item, **story.MINUTES)
    ilse.press("Add the paragraph", within=item)
    ilse.sees("The paragraph is added.")
    ilse.follow("Record a decision", within=_item(ilse, 1))
    ilse.write_both("Text", **story.DECISION)
    ilse.press("Add the decision")
    ilse.sees("The decision is added.")
    ilse.follow("Add an action", within=_item(ilse, 2))
    _write_action(ilse, plot)
    ilse.sees("Every text is there and current in both languages.")


def _item(ilse: Visitor, number: int) -> Locator:
    """Find what is written under the agenda item at *number*, from 0."""
    name = re.compile(loosely(story.ITEMS[number][ilse.language]))
    return ilse.main.get_by_role("region", name=name)


def _write_action(ilse: Visitor, plot: Plot) -> None:
    ilse.write_both("Action", **story.ACTION)
    ilse.field("An administration").check()
    ilse.choose("Administration", plot.wanjiru.member)
    ilse.write("Due date", f"{plot.starts('en') + timedelta(days=60):%Y-%m-%d}")
    ilse.press("Add the action")
    ilse.sees("The action is added.")


def publish_record(ilse: Visitor) -> None:
    """Publish the record, complete in both languages."""
    ilse.follow("Publish the record")
    ilse.sees("Every text is there and current in both languages.")
    ilse.press("Publish the record")
    ilse.sees("The record is published. The mails are on their way.")
    ilse.reads(story.MINUTES[ilse.language])
    ilse.reads(story.MINUTES[OTHER[ilse.language]])
    ilse.look()


def read_history(ilse: Visitor, plot: Plot) -> None:
    """Find in the history what was done, and by whom."""
    manage(ilse, "History")
    for verb in ("Meeting planned", "Plan changed", "Meeting announced", "Registration withdrawn", "Record published"):
        ilse.sees(verb)
    ilse.sees("Ballot of %(organisation)s cast", organisation=plot.wanjiru.member)
    ilse.sees("Poll closed, %(cast)s of %(entitled)s ballots cast", cast=2, entitled=2)
    ilse.sees("Decision %(number)s written", number=1)
    ilse.reads("Ilse Vandermeer")
    ilse.reads("Wanjiru Kamande")
