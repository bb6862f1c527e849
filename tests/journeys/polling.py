"""What journeys of polls have in common: the form of the secretariat, and the ballots on phones."""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

from tests.journeys import tour

FORM = f"/en/meetings/{tour.NEXT}/polls/new/"
ROOM = f"/meetings/{tour.NEXT}/live/"
RECEIPT = re.compile("[0-9A-Z]{5}(-[0-9A-Z]{5}){3}")
#: One who speaks for a Member, by its code; the number chooses among several.
SPEAKS_FOR = """SELECT p.email FROM person p JOIN nomination n ON n.person_id = p.id
 JOIN organisation o ON o.id = n.organisation_id WHERE o.code = '{}' AND n.until_on IS NULL
 ORDER BY p.email LIKE 'ncp.%' DESC, p.id LIMIT 1 OFFSET {}"""


def open_poll(page: Page, question: str, preset: str, people: Sequence[str] = (), voters: Sequence[str] = ()) -> int:
    """Prepare and open a poll by the form of the secretariat, on *people*, for the Members in *voters*."""
    page.goto(f"{FORM}?preset={preset}")
    for field, text in (("en", question), ("fr", f"{question} (fr)")):
        page.locator(f"[name='question-{field}']").fill(text)
    for name in people:
        add_option(page, name)
    if voters:
        page.get_by_text("Who votes", exact=True).click()
        page.get_by_label("The organisations on a list").check()
        page.get_by_label("The list").fill("\n".join(voters))
    page.get_by_role("button", name="Save the poll").last.click()
    expect(page.get_by_role("main")).to_contain_text("The poll is prepared")
    number = int(re.findall(r"/polls/(\d+)/", page.url)[0])
    page.goto(f"/en/polls/{number}/open/")
    page.get_by_role("button", name="Open the poll").click()
    expect(page.get_by_role("main")).to_contain_text("The poll is open")
    return number


def add_option(page: Page, text: str) -> None:
    """Write an option that is the same in both languages into the first empty row, or into one more."""
    rows = page.locator("[name^='options-'][name$='-text-en']")
    empty = [each.get_attribute("name") for each in rows.all() if not each.input_value()]
    if not empty:
        page.get_by_role("button", name="Add another option").click()
        empty = [rows.last.get_attribute("name")]
    name = str(empty[0])
    for language in ("en", "fr"):
        page.locator(f"[name='{name.removesuffix('en')}{language}']").fill(text)


def ballot(page: Page, poll: int) -> Locator:
    """Find the form of one poll in the room."""
    return page.locator(f"form[action$='/polls/{poll}/']")


def rank(page: Page, poll: int, ranks: Mapping[str, int]) -> str:
    """Give the options their *ranks*, cast the ballot, and return its receipt."""
    form = ballot(page, poll)
    for option, place in ranks.items():
        form.get_by_role("combobox", name=re.compile(re.escape(option))).select_option(str(place))
    form.get_by_role("button").click()
    return receipt_on(page)


def receipt_on(page: Page) -> str:
    """Return the receipt that the page shows once."""
    found = RECEIPT.search(page.locator("#receipt").inner_text())
    assert found
    return found[0]
