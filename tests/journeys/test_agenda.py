"""An agenda from its first item to its revision: written, put in order by keyboard and mouse, proposed for, issued."""

import io
import re

import docx
import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import contact_point, secretariat, story
from tests.journeys.site import Site
from tests.journeys.story import Plot, Someone
from tests.journeys.test_campaign import name_head
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

AGENDA = f"{secretariat.MEETING}agenda/"
WANJIRU = Someone("wanjiru.kamande@example.org", "Wanjiru Kamande", "Kenya", "en")
OPENING, GROUP, SENSORS = (item["en"] for item in story.ITEMS)
DRONES = {"en": "Drones between two posts", "fr": "Des drones entre deux postes"}


def order(ilse: Visitor) -> list[str]:
    """Return the numbers and titles of the items in their order."""
    rows = ilse.main.locator("li.hc-item")
    return [" ".join(row.split("\n")[:2]) for row in rows.all_inner_texts()]


def row(ilse: Visitor, title: str) -> Locator:
    """Find the item called *title*."""
    return ilse.main.locator("li.hc-item").filter(has_text=title)


def put_in_order(ilse: Visitor) -> None:
    """Move the last item up with the keyboard, put it under the first, then drag it back to the end."""
    ilse.open(f"{AGENDA}edit/")
    row(ilse, SENSORS).get_by_role("button", name="Up").focus()
    ilse.page.keyboard.press("Enter")
    ilse.sees("The item is number %(number)s now.", number="2")
    assert order(ilse) == [f"1 {OPENING}", f"2 {SENSORS}", f"3 {GROUP}"]
    row(ilse, SENSORS).get_by_role("button", name="Put under 1").focus()
    ilse.page.keyboard.press("Enter")
    ilse.sees("The item is number %(number)s now.", number="1.1")
    assert order(ilse) == [f"1 {OPENING}", f"1.1 {SENSORS}", f"2 {GROUP}"]
    grip, last = row(ilse, SENSORS).locator(".hc-grip"), row(ilse, GROUP).bounding_box()
    box = grip.bounding_box()
    assert box
    assert last
    ilse.page.mouse.move(box["x"] + 10, box["y"] + 10)
    ilse.page.mouse.down()
    ilse.page.mouse.move(box["x"] - 40, box["y"] + 30, steps=3)
    ilse.page.mouse.move(box["x"] - 40, last["y"] + last["height"] - 2, steps=3)
    ilse.page.mouse.up()
    ilse.sees("The item is number %(number)s now.", number="3")
    assert order(ilse) == [f"1 {OPENING}", f"2 {GROUP}", f"3 {SENSORS}"]


def issue(ilse: Visitor, stage: str) -> None:
    """Issue the agenda as *stage* says."""
    ilse.open(f"{AGENDA}edit/")
    ilse.follow("Issue a version")
    ilse.field(stage).check()
    ilse.look()
    ilse.press("Issue the agenda")
    ilse.sees("The agenda is issued. This is what its readers see from now on.")


def ask_members(ilse: Visitor, plot: Plot) -> None:
    """Let Members propose items until a week before the first session."""
    ilse.open(f"{AGENDA}proposals/")
    day = plot.starts("en").date().isoformat()
    ilse.write("Items can be proposed until", f"{day}T08:00")
    ilse.press("Save the deadline")
    ilse.sees("The deadline is saved.")
    ilse.look()


def propose(wanjiru: Visitor) -> None:
    """Propose an item on a phone, without script."""
    wanjiru.open(AGENDA)
    wanjiru.follow("Propose an item")
    wanjiru.write_both("Title", en=DRONES["en"])
    wanjiru.press("Send the proposal")
    wanjiru.sees("Nothing has been sent.")
    wanjiru.field("For guidance").check()
    wanjiru.write("Minutes", "15")
    wanjiru.write_both("Why the meeting should deal with it", en="Ours flew for a month.")
    wanjiru.press("Send the proposal")
    wanjiru.sees("Your proposal has reached the secretariat. You get a mail when it is answered.")


def accept(ilse: Visitor) -> None:
    """See that a proposal waits, put it on the agenda, and translate it."""
    ilse.open(f"{AGENDA}edit/")
    ilse.reads("1 waits for an answer")
    ilse.follow("Items proposed by Members")
    ilse.follow("Answer")
    ilse.field("Put it on the agenda, at the end").check()
    ilse.look()
    ilse.press("Answer the proposal")
    ilse.sees("The proposal is answered. Whoever proposed it gets a mail.")
    ilse.open(f"{AGENDA}edit/")
    ilse.follow("Edit", within=row(ilse, DRONES["en"]))
    ilse.write_both("Title", fr=DRONES["fr"])
    ilse.press("Save the item")
    ilse.reads("Not issued yet: 1 change")


def take_files(wanjiru: Visitor) -> None:
    """Read the agenda in both languages as Word and as PDF file."""
    both = wanjiru.main.get_by_role("listitem").filter(has_text="Both languages")
    printed = wanjiru.download(both.get_by_role("link", name=re.compile("PDF"))).read_bytes()
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages)
    written = docx.Document(str(wanjiru.download(both.get_by_role("link", name=re.compile("Word")))))
    cells = "\n".join(cell.text for line in written.tables[0].rows for cell in line.cells)
    for words in (*DRONES.values(), "Proposed by Kenya"):
        assert words in text
        assert words in cells


def read_run_of_show(ilse: Visitor) -> None:
    """Write a note for the chair, and find it beside the clock times of both sittings."""
    ilse.open(f"{AGENDA}edit/")
    ilse.follow("Run of show for the chair")
    ilse.follow("Add a note")
    ilse.write_both("Notes for the chair", en="Welcome the new NCPs.")
    ilse.press("Save the notes")
    expect(ilse.main.get_by_text("Welcome the new NCPs.")).to_have_count(2)
    for time in ("13:00", "13:30", "10:00", "10:30"):
        ilse.reads(time)
    ilse.look()


def reads_what_is_new(page: Page) -> None:
    """Read in French what the revision changes, without script."""
    main = page.get_by_role("main")
    expect(main).to_contain_text("Ordre du jour révisé (1)")
    expect(main).to_contain_text(re.compile(r"Nouveau\s: 4 Des drones entre deux postes"))
    expect(main).to_contain_text(re.compile(r"Proposé par\s: Kenya"))


def test_agenda_from_first_item_to_revision(site: Site, open_page, accessible) -> None:
    plot = Plot("en")
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    secretariat.set_up(ilse)
    secretariat.begin_series(ilse)
    secretariat.plan(ilse, plot)
    secretariat.fill_other_language(ilse)
    secretariat.write_agenda(ilse)
    put_in_order(ilse)
    ilse.look()
    secretariat.announce(ilse)
    issue(ilse, "Provisional agenda")
    name_head(ilse, "ke", WANJIRU.name, WANJIRU.email, "en")
    ask_members(ilse, plot)

    wanjiru = Visitor(site, open_page(phone=True, script=False), Words("en"))
    contact_point.sign_in(wanjiru, WANJIRU)
    propose(wanjiru)
    accept(ilse)
    assert site.mailbox.newest(WANJIRU.email, "is on the agenda")
    wanjiru.open(AGENDA)
    wanjiru.misses(DRONES["en"])
    issue(ilse, "Revised agenda")
    wanjiru.open(AGENDA)
    wanjiru.reads(DRONES["en"])
    take_files(wanjiru)
    wanjiru.page.goto(f"/fr{AGENDA}")
    reads_what_is_new(wanjiru.page)
    read_run_of_show(ilse)
