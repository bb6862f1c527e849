"""Invited by a link of one's own: registered in French on a phone, an answer changed, another one declined."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import secretariat
from tests.journeys.site import Site
from tests.journeys.story import TITLE, Plot
from tests.journeys.test_campaign import fits, name_head
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words, loosely

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

ODILE, YAO, WANJIRU = "odile.mbarga@example.org", "yao.kouame@example.org", "wanjiru.kamande@example.org"
LIST = f"{secretariat.MEETING}registrations/"
QUESTION = {"en": "Would you like to speak?", "fr": "Souhaitez-vous prendre la parole ?"}
ABOUT = {"en": "On which subject?", "fr": "Sur quel sujet ?"}
REASON = "En mission cette semaine-là."


def announce_plenary(ilse: Visitor) -> None:
    """Plan and announce the 8th plenary, and name who is to be invited."""
    secretariat.set_up(ilse)
    secretariat.begin_series(ilse)
    secretariat.plan(ilse, Plot("en"))
    secretariat.fill_other_language(ilse)
    secretariat.announce(ilse)
    for code, name, email, language in (
        ("cm", "Odile Mbarga", ODILE, "fr"),
        ("tg", "Yao Kouamé", YAO, "fr"),
        ("ke", "Wanjiru Kamande", WANJIRU, "en"),
    ):
        name_head(ilse, code, name, email, language)


def ask(ilse: Visitor) -> None:
    """Decide on a quota and on companions, and ask two questions, the second only of who says yes to the first."""
    ilse.open(f"{LIST}terms/")
    ilse.look()
    ilse.page.locator("[name=quota]").fill("2")
    ilse.page.locator("[name=companions]").fill("1")
    ilse.press("Save the terms")
    for words, kind, condition in ((QUESTION, "yes_no", ""), (ABOUT, "text", "Yes")):
        ilse.open(f"{LIST}questions/new/")
        ilse.write_both("Question", **words)
        ilse.page.locator(f"[name=kind][value={kind}]").check()
        ilse.field("It has to be answered").check()
        if condition:
            ilse.choose("Who is asked", condition)
            ilse.look()
        ilse.press("Save the question")
        ilse.reads(words["en"])


def invite_french_readers(ilse: Visitor) -> None:
    """See by name whom an invitation reaches, and send it."""
    ilse.open(f"{secretariat.MEETING}registrations/")
    ilse.follow("Invitations")
    ilse.look()
    ilse.follow("Invite people")
    ilse.page.locator("[name=languages][value=fr]").check()
    ilse.press("Show who that is")
    ilse.reads("Yao Kouamé")
    ilse.misses("Wanjiru")
    ilse.look()
    ilse.button(ilse.say.number("Write to %(num)d person now", "Write to %(num)d people now", 2)).click()
    ilse.reads("2 people are invited.")


def link_of(site: Site, email: str) -> str:
    """Return the personal link in the invitation to *email*."""
    found = re.findall(rf"{re.escape(site.url)}/fr/place/[\w-]+/", site.mailbox.text(site.mailbox.newest(email)))
    assert found
    return str(found[0])


def press(page: Page, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=re.compile(loosely(words))).first.click()


def register_on_a_phone(page: Page, link: str, say: Words) -> None:
    """Begin, leave out an answer, give it, and change it afterwards."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE["fr"])
    fits(page)
    press(page, say("Go on to my place"))
    page.get_by_label(re.compile(loosely(say("French session")))).check()
    press(page, say("Take a place"))
    expect(page.get_by_role("alert")).to_be_visible()
    fits(page)
    page.get_by_label(say("No"), exact=True).check()
    press(page, say("Take a place"))
    expect(page.get_by_role("main")).to_contain_text(say("Your place"))
    expect(page.get_by_role("main")).to_contain_text(say("French session"))
    fits(page)
    page.get_by_role("link", name=re.compile(loosely(say("What you said when registering")))).click()
    page.get_by_label(say("Yes"), exact=True).check()
    page.get_by_label(re.compile(loosely(ABOUT["fr"]))).fill("La chaîne de blocs")
    fits(page)
    press(page, say("Save"))
    expect(page.get_by_role("main")).to_contain_text(say("What you said is saved."))


def decline(page: Page, link: str, say: Words) -> None:
    """Say by another link that one does not come, and why."""
    page.goto(link)
    press(page, say("Go on to my place"))
    page.get_by_role("link", name=re.compile(loosely(say("I do not come")))).click()
    page.get_by_label(re.compile(loosely(say("Reason")))).fill(REASON)
    fits(page)
    press(page, say("Say that I do not come"))
    expect(page.get_by_role("main")).to_contain_text(REASON)


def test_registered_in_french_by_link_on_a_phone_and_declined_by_another(site: Site, open_page, accessible) -> None:
    ilse, say = Visitor(site, open_page(), Words("en"), accessible), Words("fr")
    announce_plenary(ilse)
    ask(ilse)
    invite_french_readers(ilse)
    phone = open_page(language="fr", phone=True, script=False)
    register_on_a_phone(phone, link_of(site, ODILE), say)
    decline(phone, link_of(site, YAO), say)

    ilse.open(f"{secretariat.MEETING}invitations/")
    ilse.reads(REASON)
    ilse.look()
    ilse.open(LIST)
    for words in ("Odile Mbarga", "French session", "La chaîne de blocs"):
        ilse.reads(words)
    ilse.misses("Yao")
    ilse.look()
    assert ilse.download(ilse.link("Badges as PDF")).read_bytes().startswith(b"%PDF-")
