"""Somebody cannot come: a substitute named by link on a phone in French gets the place, and it is taken back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import secretariat
from tests.journeys.site import Site
from tests.journeys.test_campaign import fits
from tests.journeys.test_registration import LIST, ODILE, announce_plenary, invite_french_readers, link_of, press
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words, loosely

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

AICHA = "aicha.ngo@example.org"


def register(page: Page, link: str, say: Words) -> None:
    """Take a place by link."""
    page.goto(link)
    press(page, say("Go on to my place"))
    page.get_by_label(re.compile(loosely(say("French session")))).check()
    press(page, say("Take a place"))


def name_substitute(page: Page, say: Words) -> None:
    """See what passes over, leave the address out, write it, and name somebody who is not known yet."""
    page.get_by_role("link", name=re.compile(loosely(say("Name a substitute")))).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text(say("the documents and the link to join"))
    fits(page)
    page.locator("[name=name]").fill("Aïcha Ngo")
    press(page, say("Name the substitute"))
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Aïcha Ngo")
    page.locator("[name=email]").fill(AICHA)
    press(page, say("Name the substitute"))
    expect(main).to_contain_text(say("%(name)s comes in your place", name="Aïcha Ngo"))
    fits(page)


def test_a_substitute_named_by_link_on_a_phone_has_the_place_until_it_is_taken_back(
    site: Site, open_page, accessible
) -> None:
    ilse, say = Visitor(site, open_page(), Words("en"), accessible), Words("fr")
    announce_plenary(ilse)
    invite_french_readers(ilse)
    phone, link = open_page(language="fr", phone=True, script=False), link_of(site, ODILE)
    register(phone, link, say)
    name_substitute(phone, say)

    mail = site.mailbox.newest(AICHA)
    assert any(part.get_content_type() == "text/calendar" for part in mail.walk())
    ilse.open(LIST)
    for words in ("Aïcha Ngo", "on behalf of Odile Mbarga"):
        ilse.reads(words)
    ilse.look()

    substitute = open_page(language="fr", phone=True, script=False)
    substitute.goto(link_of(site, AICHA))
    press(substitute, say("Go on to my place"))
    expect(substitute.get_by_role("main")).to_contain_text(say("On behalf of %(name)s", name="Odile Mbarga"))
    fits(substitute)

    phone.goto(link)
    phone.get_by_role("link", name=re.compile(loosely(say("See what passed over, or take it back")))).click()
    press(phone, say("Take it back"))
    expect(phone.get_by_role("main")).to_contain_text(say("French session"))
    ilse.open(LIST)
    ilse.misses("Aïcha")
    ilse.open(f"{secretariat.MEETING}registrations/?place=withdrawn")
    ilse.reads("Aïcha Ngo")
