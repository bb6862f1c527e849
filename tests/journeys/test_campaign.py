"""“Is the register still correct?”: asked by the secretariat, answered from a phone in French, taken over, reminded."""

import re
import urllib.request

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from tests.journeys import secretariat
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words, loosely

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

ODILE, WANJIRU, AICHA = "odile.mbarga@example.org", "wanjiru.kamande@example.org", "aicha.ngo@example.org"
TITLE = {"en": "Is the register still correct?", "fr": "Le registre est-il toujours à jour"}


def name_head(ilse: Visitor, code: str, name: str, email: str, language: str) -> None:
    """Record the head of an organisation."""
    ilse.open(f"/organisations/{code}/nominations/new/")
    ilse.write("Name", name)
    ilse.write("E-mail address", email)
    ilse.page.locator("[name=capacity]").select_option("head")
    ilse.page.locator("[name=language]").select_option(language)
    ilse.press("Record the nomination")
    ilse.reads(name)


def send_campaign(ilse: Visitor, *codes: str) -> None:
    """Prepare a campaign for a few organisations, see beforehand whom it reaches, and send it."""
    ilse.open("/organisations/")
    ilse.follow("Still correct?")
    ilse.follow("Prepare a campaign")
    ilse.look()
    ilse.page.locator("[name=audience][value=chosen]").check()
    for code in codes:
        ilse.page.locator(f"[name=chosen][value={code}]").check()
    ilse.press("Save and see whom it reaches")
    ilse.sees("Nobody to ask")
    ilse.look()
    ilse.button(ilse.say.number("Write to %(num)d person now", "Write to %(num)d people now", 2)).click()
    ilse.sees("The campaign has begun. The mails leave within seconds.")
    ilse.look()


def link_of(site: Site, email: str, language: str) -> str:
    """Return the personal link in the mail to *email*, which is in its reader's *language*."""
    mail = site.mailbox.newest(email, TITLE[language])
    found = re.findall(rf"{re.escape(site.url)}/{language}/confirm/\w+/", site.mailbox.text(mail))
    assert found
    return str(found[0])


def fits(page: Page) -> None:
    """Find nothing that is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def answer_on_a_phone(page: Page, link: str, say: Words) -> None:
    """Look at what is on record, name somebody new, and come back to the answer."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE["fr"])
    fits(page)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("main")).to_contain_text("Odile Mbarga")
    fits(page)
    page.locator("summary").first.click()
    page.locator("[name=new1-name]").fill("Aïcha Ngo")
    send = page.get_by_role("button", name=re.compile(loosely(say("Send the changes"))))
    send.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=new1-name]")).to_have_value("Aïcha Ngo")
    page.locator("[name=new1-email]").fill(AICHA)
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Thank you"))
    expect(page.get_by_role("main")).to_contain_text(AICHA)
    fits(page)
    page.goto(link)
    expect(page.locator("[name=new1-name]")).to_have_value("Aïcha Ngo")


def let_an_hour_pass(site: Site) -> None:
    """Move the start of the campaign back, as if it had been long ago."""
    engine = sa.create_engine(site.database)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE campaign SET started_at = '2026-01-01 00:00:00+00:00'"))
    engine.dispose()


def test_campaign_answered_from_a_phone_and_reminded(site: Site, open_page, accessible) -> None:
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    secretariat.set_up(ilse)
    name_head(ilse, "cm", "Odile Mbarga", ODILE, "fr")
    name_head(ilse, "ke", "Wanjiru Kamande", WANJIRU, "en")
    send_campaign(ilse, "CM", "KE", "TG")

    link = link_of(site, ODILE, "fr")
    for method in ("HEAD", "GET", "GET"):
        urllib.request.urlopen(urllib.request.Request(link, method=method)).close()
    opened = "SELECT count(*) FROM confirmation_ask WHERE opened_at IS NOT NULL"
    assert site.value(opened) == 0
    answer_on_a_phone(open_page(language="fr", phone=True, script=False), link, Words("fr"))
    assert site.value(opened) == 1

    ilse.open("/campaigns/1/")
    ilse.follow("Decide %(num)d change", num=1)
    ilse.reads("Aïcha Ngo")
    ilse.look()
    ilse.press("Approve everything on this page")
    ilse.sees("Nothing waits for a decision.")
    ilse.open("/organisations/cm/")
    ilse.reads("Aïcha Ngo")
    assert AICHA not in site.mailbox.text(site.mailbox.newest(ODILE, words="Aïcha Ngo"))

    let_an_hour_pass(site)
    before = len(site.mailbox.mails)
    ilse.open("/campaigns/1/")
    ilse.follow("Remind the silent")
    ilse.button(ilse.say.number("Write to %(num)d person now", "Write to %(num)d people now", 1)).click()
    ilse.sees("One person gets a reminder.")
    site.mailbox.newest(WANJIRU, TITLE["en"], after=before)
    assert {str(mail["To"]).rpartition("<")[2].strip("<>") for mail in site.mailbox.mails[before:]} == {WANJIRU}
