"""The 8th plenary planned from the 7th within two minutes; then one session is cancelled, and its people move."""

import re
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import contact_point, secretariat
from tests.journeys.site import Site
from tests.journeys.story import Someone
from tests.journeys.test_campaign import fits, name_head
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words, loosely

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

ODILE = Someone("odile.mbarga@example.org", "Odile Mbarga", "Cameroun", "fr")
SERIES = "/series/ncp-plenary/"
#: What somebody may take who plans a plenary, in seconds.
SOON = 120
ITEMS = (
    ("As it is written", {"en": "Opening of the {nth} plenary", "fr": "Ouverture de la {nth} réunion plénière"}),
    (
        "Only while the record of the last meeting is not adopted",
        {"en": "Adoption of the record of the {previous}", "fr": "Adoption du compte rendu de la {previous}"},
    ),
    (
        "With the decisions and open actions of the last meeting",
        {"en": "Matters arising", "fr": "Suites données"},
    ),
)
REASON = {"en": "The interpreters are ill", "fr": "Les interprètes sont malades"}


#: In whose days the line of the meeting counts.
BRUSSELS = ZoneInfo("Europe/Brussels")


def _day(days: int) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"


def _row(ilse: Visitor, msgid: str, number: int) -> Locator:
    return ilse.main.get_by_role("group", name=ilse.say(msgid, number=number), exact=True)


def keep_in_series(ilse: Visitor) -> None:
    """Let the series keep twin sessions two days apart, and three items."""
    ilse.open(f"{SERIES}sittings/")
    for number, language, day, hour in (
        (1, "English session", "0", "13:00"),
        (2, "French session", "2", "10:00"),
    ):
        ilse.press("Add a session")
        row = _row(ilse, "Session %(number)d", number)
        ilse.choose("Language", ilse.say(language), within=row)
        ilse.write("Days after the first session", day, within=row)
        ilse.write("Start", hour, within=row)
        ilse.write("Minutes", "120", within=row)
    ilse.look()
    ilse.press("Save the series")
    ilse.open(f"{SERIES}agenda/")
    for number, (kind, title) in enumerate(ITEMS, start=1):
        ilse.press("Add an item")
        row = _row(ilse, "Item %(number)d", number)
        ilse.write_both("Title", within=row, **title)
        ilse.choose("Where it comes from", ilse.say(kind), within=row)
    ilse.press("Save the series")
    ilse.sees("The series is saved. Meetings that are planned already stay as they are.")
    ilse.look()


def hold_the_seventh(ilse: Visitor) -> None:
    """Plan a plenary of six weeks ago, announce it, and write down what it decided."""
    ilse.open(f"{SERIES}next/?on={_day(-42)}&number=7")
    ilse.press("Create the draft")
    ilse.press("Announce the meeting")
    ilse.follow("Minutes, decisions, actions", within=ilse.section("Run this meeting"))
    ilse.press("Begin the record")
    ilse.follow("Record a decision")
    ilse.write_both("Text", en="Meet again in April", fr="Se réunir de nouveau en avril")
    ilse.press("Add the decision")


def plan_the_eighth(ilse: Visitor) -> None:
    """From the page of the 7th to the announcement of the 8th, within two minutes."""
    begun = time.monotonic()
    ilse.open("/meetings/ncp-plenary-7/")
    ilse.follow("Plan the next meeting", within=ilse.section("Run this meeting"))
    ilse.write("First day", _day(40))
    ilse.press("Show the proposal")
    for words in ("Opening of the 8th plenary", "Adoption of the record of the 7th", "NCP7/D1: Meet again in April"):
        expect(ilse.main.get_by_label(words, exact=True)).to_be_checked()
    expect(ilse.field("French")).to_have_value("8e réunion plénière des PCN")
    ilse.press("Create the draft")
    ilse.sees("All texts are current in both languages.")
    assert time.monotonic() - begun < SOON
    ilse.look()
    ilse.press("Announce the meeting")


def look_at_the_proposal(ilse: Visitor) -> None:
    """Let a machine look at the page that proposes the next one, with what stands in the way of its dates."""
    ilse.open(f"{SERIES}next/?on={_day(60)}")
    ilse.sees("What stands in the way of these dates")
    ilse.look()


def register_odile(ilse: Visitor) -> None:
    """Give somebody a place in the French session."""
    ilse.open("/meetings/ncp-plenary-8/registrations/new/?q=odile")
    ilse.main.get_by_role("radio", name=re.compile(loosely(ilse.say("French session")))).check()
    ilse.press("Register this person")
    ilse.sees("French session")


def work_at_the_console(ilse: Visitor) -> None:
    """See what is due, add a step of one's own that is due today, and tick it."""
    ilse.open("/meetings/ncp-plenary-8/")
    ilse.follow("Console: what is due, what is lacking")
    ilse.sees("Nobody was invited by a personal link yet.")
    ilse.look()
    ilse.follow("Add a step")
    ilse.write("What is to be done", "Book the interpreters")
    ilse.write("Due on", f"{datetime.now(BRUSSELS):%Y-%m-%d}")
    ilse.press("Add the step")
    ilse.reads("One step is due today.")
    ilse.press("Done")
    ilse.sees("The step is done.")
    ilse.misses("One step is due today.")


def cancel_the_french_session(ilse: Visitor) -> None:
    """See in the picture where the meeting stands, who would hear of it, and cancel one session."""
    ilse.open("/meetings/ncp-plenary-8/steps/")
    ilse.sees("Where the meeting stands: %(state)s", state=ilse.say("Open for registration"))
    ilse.look()
    ilse.follow("French session", within=ilse.section("Cancel one session alone"))
    ilse.reads("1 person gets a mail")
    ilse.write_both("Reason", **REASON)
    ilse.look()
    ilse.press("Cancel the session")
    ilse.sees("The session is cancelled. The mails are on their way.")


def move_on_a_phone(odile: Visitor, before: int) -> None:
    """Read the mail, sign in, and take the seat that is offered in the other session."""
    mail = odile.site.mailbox.newest(ODILE.email, words=REASON["fr"], after=before)
    assert "CANCEL" in str(mail.as_string())
    [link] = re.findall(rf"{re.escape(odile.site.url)}/fr/\S*", odile.site.mailbox.text(mail))[:1]
    contact_point.sign_in(odile, ODILE)
    odile.page.goto(link)
    odile.sees("This session does not take place. Move to another one, or give up your place.")
    fits(odile.page)
    odile.press("Move to: %(session)s", session=odile.say("English session"))
    odile.sees("Your session")
    odile.misses(odile.say("This session does not take place. Move to another one, or give up your place."))


def postpone_and_fix(ilse: Visitor) -> None:
    """Postpone the meeting without a date; later the dates are fixed."""
    ilse.open("/meetings/ncp-plenary-8/postpone/")
    ilse.write_both("Reason", en="No room", fr="Pas de salle")
    ilse.press("Postpone the meeting")
    ilse.sees("The meeting is postponed. The mails are on their way.")
    ilse.open("/meetings/ncp-plenary-8/")
    ilse.sees("This meeting is postponed, the new dates follow")
    ilse.open("/meetings/ncp-plenary-8/new-dates/")
    ilse.look()
    ilse.write("Start", f"{_day(80)}T13:00")
    ilse.write("End", f"{_day(80)}T15:00")
    ilse.press("Fix the new dates")
    ilse.sees("The new dates are fixed. The mails are on their way.")


def test_next_plenary_from_the_last_one_and_a_session_cancelled(site: Site, open_page, accessible) -> None:
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    secretariat.set_up(ilse)
    name_head(ilse, "cm", ODILE.name, ODILE.email, "fr")
    ilse.open("/meetings/series/new/")
    secretariat.begin_series(ilse)
    keep_in_series(ilse)
    hold_the_seventh(ilse)
    plan_the_eighth(ilse)
    look_at_the_proposal(ilse)
    register_odile(ilse)
    work_at_the_console(ilse)
    before = len(site.mailbox.mails)
    cancel_the_french_session(ilse)
    phone: Page = open_page(language="fr", phone=True, script=False)
    odile = Visitor(site, phone, Words("fr"))
    move_on_a_phone(odile, before)
    before = len(site.mailbox.mails)
    postpone_and_fix(ilse)
    site.mailbox.newest(ODILE.email, words="Pas de salle", after=before)
    site.mailbox.newest(ODILE.email, "8e réunion plénière des PCN", words=r"13\sh", after=before)
