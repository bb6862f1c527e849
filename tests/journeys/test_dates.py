"""Which day suits: asked in one zone, answered on two phones in others, settled, in programme and calendar."""

import re
from datetime import UTC, datetime

import docx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from meetings.models.meeting import Meeting
from tests.journeys import tour
from tests.journeys.site import Site
from tests.journeys.test_campaign import fits
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

CAMEROON = "ncp.cm@hemicycle.example"
#: Ten in the morning in Nairobi, on two days of a year that the story does not reach.
DAYS = ("2031-06-17", "2031-06-18")
FIRST = datetime(2031, 6, 17, 7, 0, tzinfo=UTC)


def prepare(page: Page) -> int:
    """Let the secretariat write the poll in both languages and open it; a typing mistake is said at its field."""
    page.goto(f"/en/meetings/{tour.NEXT}/polls/new/?preset=dates")
    page.locator("#question-en").fill("Which day for the call?")
    page.locator("#question-fr").fill("Quel jour pour l’appel ?")
    page.get_by_label("Time zone of these dates").select_option("Africa/Nairobi")
    for number, day in enumerate(DAYS):
        row = page.get_by_role("group", name=f"Date {number + 1}")
        row.get_by_label("Day").fill(day)
        row.get_by_label("Start", exact=True).fill("10:00")
        row.get_by_label("End", exact=True).fill("09:00" if number else "12:00")
    page.get_by_role("button", name="Save the poll").last.click()
    expect(page.locator("#problems")).to_contain_text("Date 2, End: The end is before the start.")
    page.get_by_role("group", name="Date 2").get_by_label("End", exact=True).fill("12:00")
    page.get_by_role("button", name="Save the poll").last.click()
    number = int(re.findall(r"/polls/(\d+)/", page.url)[0])
    page.goto(f"/en/polls/{number}/open/")
    page.get_by_role("button", name="Open the poll").click()
    expect(page.get_by_role("main")).to_contain_text("The poll is open")
    return number


def answer(page: Page, say: Words, *given: str) -> None:
    """Answer one date after the other, and cast the ballot."""
    for place, said in enumerate(given):
        page.get_by_role("radiogroup").nth(place).get_by_label(say(said), exact=True).check()
    page.locator("form.cast, form[action*='/polls/']").first.locator("button").click()
    expect(page.locator("#receipt")).to_be_visible()
    fits(page)


def test_day_is_found_on_two_phones_and_becomes_a_session(demo: Site, browse, passes, accessible) -> None:
    ilse = browse(demo, who=passes(tour.SECRETARIAT))
    poll = prepare(ilse)

    wanjiru = browse(demo, phone=True, script=False, who=passes(tour.KENYA))
    wanjiru.goto(f"/en/polls/{poll}/")
    expect(wanjiru.get_by_role("main")).to_contain_text("10:00–12:00 Nairobi")
    answer(wanjiru, Words("en"), "Yes", "No")
    solange, say = browse(demo, language="fr", phone=True, who=passes(CAMEROON)), Words("fr")
    solange.goto(f"/fr/polls/{poll}/")
    expect(solange.get_by_role("main")).to_contain_text(re.compile("8.h.– 10.h Douala.*10.h.– 12.h Nairobi"))
    accessible(solange)
    answer(solange, say, "Yes", "If need be")

    ilse.goto(f"/en/polls/{poll}/close/")
    ilse.get_by_role("button", name="Close the poll").click()
    expect(ilse.get_by_role("main")).to_contain_text("2 yes, 0 if need be, 0 no, 0 left open")
    accessible(ilse)
    ilse.get_by_role("link", name="Settle on this date").first.click()
    accessible(ilse)
    ilse.get_by_label("A new session: French session").check()
    ilse.get_by_role("button", name="Settle on this date").click()
    expect(ilse.get_by_role("main")).to_contain_text("It became a session: French session")
    with ilse.expect_download() as word:
        ilse.get_by_role("link", name="Word").click()
    roll = docx.Document(word.value.path()).tables[-1]
    assert [cell.text for cell in roll.rows[0].cells][::4] == ["Administration", "Cast by"]
    kenya = next(row for row in roll.rows if row.cells[0].text == "Kenya")
    assert [cell.text for cell in kenya.cells][2:4] == ["yes", "no"]

    solange.goto(f"/fr/meetings/{tour.NEXT}/")
    expect(solange.get_by_role("main")).to_contain_text(re.compile("mardi 17.juin 2031"))
    calendar = solange.request.get(f"/fr/meetings/{tour.NEXT}.ics").text().replace("\r\n ", "")
    starts = re.findall(r"DTSTART(?:;TZID=Africa/Nairobi)?:(\d{8}T\d{6}Z?)", calendar)
    assert {"20310617T100000", f"{FIRST:%Y%m%dT%H%M%SZ}"}.intersection(starts)
    forget(demo, poll)


def forget(site: Site, poll: int) -> None:
    """Take the session out again: others look at the same demonstration."""
    engine = sa.create_engine(site.database)
    with engine.begin() as connection:
        # Calendars are built anew when a meeting has changed.
        connection.execute(sa.update(Meeting).where(Meeting.slug == tour.NEXT).values(changed_at=datetime.now(UTC)))
        of_poll = f"FROM poll_settlement WHERE poll_id = {poll}"
        session = connection.scalar(sa.text(f"SELECT session_id {of_poll}"))
        connection.execute(sa.text(f"DELETE {of_poll}"))
        connection.execute(sa.text(f"DELETE FROM session WHERE id = {session}"))
    engine.dispose()
