"""A silence procedure between meetings: prepared and opened, objected to on a phone, reminded of, over, on record."""

import re
from datetime import UTC, datetime, timedelta

import docx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from meetings.models.poll import Poll
from tests.journeys import tour
from tests.journeys.site import Site
from tests.journeys.test_campaign import fits
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

CAMEROON = "ncp.cm@hemicycle.example"
QUESTION = {"en": "Adopt the glossary?", "fr": "Adopter le glossaire ?"}
DAY = timedelta(days=1)


def mail(site: Site, kind: str, to: str, what: str = "text") -> str:
    """Wait for the mail of a *kind* to somebody, and return what it says."""
    asked = f"kind = '{kind}' AND recipient_email = '{to}'"
    return str(site.await_value(f"SELECT {what} FROM mail WHERE {asked} ORDER BY id DESC LIMIT 1"))


def open_procedure(page: Page) -> int:
    """Prepare a silence procedure of two Members after the last plenary, and open it for ten days."""
    page.goto(f"/en/meetings/{tour.LAST}/polls/new/?preset=silence")
    for language, text in QUESTION.items():
        page.locator(f"[name='question-{language}']").fill(text)
    page.get_by_text("Who votes", exact=True).click()
    page.get_by_label("The organisations on a list").check()
    page.get_by_label("The list").fill("KE\nCM")
    page.get_by_role("button", name="Save the poll").last.click()
    expect(page.get_by_role("main")).to_contain_text("The poll is prepared")
    number = int(re.findall(r"/polls/(\d+)/", page.url)[0])
    page.goto(f"/en/polls/{number}/open/")
    page.get_by_label("Closing time").fill(f"{datetime.now(UTC) + 10 * DAY:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Open the poll").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody objects so far.")
    return number


def let_time_pass(site: Site, number: int, **values: datetime) -> None:
    """Move the times of the poll back, as if days had passed; the product itself has no such thing."""
    engine = sa.create_engine(site.database)
    with engine.begin() as connection:
        connection.execute(sa.update(Poll).where(Poll.id == number).values(**values))
    engine.dispose()


def test_silence_is_broken_on_a_phone_and_kept_on_record(demo: Site, browse, passes, accessible) -> None:
    ilse = browse(demo, who=passes(tour.SECRETARIAT))
    number = open_procedure(ilse)
    accessible(ilse)
    assert "Procédure d’approbation tacite" in mail(demo, "poll.procedure_opened", CAMEROON, "subject")
    assert "whoever says nothing agrees" in mail(demo, "poll.procedure_opened", tour.KENYA)

    wanjiru = browse(demo, phone=True, script=False, who=passes(tour.KENYA))
    wanjiru.goto(f"/en/polls/{number}/")
    expect(wanjiru.get_by_role("main")).to_contain_text("whoever says nothing agrees")
    wanjiru.get_by_role("radio", name="We object").check()
    wanjiru.get_by_role("button", name="Answer for Kenya").click()
    expect(wanjiru.get_by_role("main")).to_contain_text("Write why you object")
    fits(wanjiru)
    wanjiru.get_by_role("radio", name="We object").check()
    wanjiru.get_by_label("Why we object").fill("Two terms are missing.")
    wanjiru.get_by_role("button", name="Answer for Kenya").click()
    expect(wanjiru.get_by_role("main")).to_contain_text("Kenya has answered: We object")
    fits(wanjiru)
    wanjiru.get_by_role("link", name="The poll, and how many have voted").click()
    expect(wanjiru.get_by_role("main")).to_contain_text("Kenya objects.")
    expect(wanjiru.get_by_role("button", name="Withdraw the objection")).to_be_visible()
    fits(wanjiru)
    ilse.reload()
    expect(ilse.get_by_role("main")).to_contain_text("Silence is broken")
    assert "Two terms are missing." in mail(demo, "poll.silence_broken", tour.SECRETARIAT)

    say = Words("fr")
    odile = browse(demo, language="fr", phone=True, who=passes(CAMEROON))
    odile.goto(f"/fr/polls/{number}/")
    expect(odile.get_by_role("main")).to_contain_text(say("Which ones is not shown while the poll is open."))
    expect(odile.get_by_text(say("The chamber as a table"))).to_have_count(0)

    now = datetime.now(UTC)
    let_time_pass(demo, number, closes_at=now + 6 * DAY, reminded_at=now - 4 * DAY)
    assert "Rappel" in mail(demo, "poll.reminder", CAMEROON, "subject")
    assert demo.value("SELECT count(*) FROM mail WHERE kind = 'poll.reminder' AND recipient_email LIKE 'ncp.ke@%'") == 0

    let_time_pass(demo, number, closes_at=datetime.now(UTC) + timedelta(seconds=1))
    assert "Non adopté" in mail(demo, "poll.over", CAMEROON, "subject")
    odile.goto(f"/fr/polls/{number}/results/")
    expect(odile.get_by_role("heading", name=say("Objections"))).to_be_visible()
    expect(odile.get_by_role("main")).to_contain_text("Two terms are missing.")
    accessible(odile)
    fits(odile)
    with odile.expect_download() as word:
        odile.get_by_role("link", name="Word").click()
    cells = [cell.text for table in docx.Document(word.value.path()).tables for row in table.rows for cell in row.cells]
    assert "Two terms are missing." in cells
    odile.goto(f"/fr/meetings/{tour.LAST}/record/")
    expect(odile.get_by_role("main")).to_contain_text(QUESTION["fr"].removesuffix(" ?"))
    expect(odile.get_by_role("main")).to_contain_text("Two terms are missing.")
    expect(odile.get_by_role("heading", name=say("Annex: who voted what"))).to_be_visible()
    accessible(odile)
    fits(odile)
