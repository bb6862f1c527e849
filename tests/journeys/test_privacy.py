"""Privacy: a new notice accepted, one's data taken along, being forgotten asked for and carried out."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

pytestmark = pytest.mark.timeout(600)

ILSE, WANJIRU = "ilse@example.org", "wanjiru@example.org"


@pytest.fixture(params=["en", "fr"])
def visit(
    request: pytest.FixtureRequest, site: Site, browse: Callable[..., Page], accessible
) -> Callable[..., Visitor]:
    """Open a browser of somebody's own."""

    def open_(**how: bool) -> Visitor:
        page = browse(site, language=request.param, **how)
        return Visitor(site, page, Words(request.param), accessible if how.get("script", True) else _unseen)

    return open_


def _unseen(_page: Page) -> None:
    """Without scripts no machine looks for barriers."""


def sign_in(visitor: Visitor, email: str) -> None:
    """Sign somebody in by the link that an operator gives."""
    address = visitor.site.flask("setup", "sign-in", email)
    visitor.page.goto(re.sub("/(en|fr)/", f"/{visitor.language}/", address, count=1))
    visitor.main.get_by_role("button").first.click()


def found(visitor: Visitor) -> None:
    """Found a house, which begins with a notice to check."""
    visitor.page.goto(visitor.site.flask("setup", "link").replace("/en/", f"/{visitor.language}/"))
    visitor.write("Your name", "Ilse Vandermeer")
    visitor.write("E-mail address", ILSE)
    visitor.press("Set up and sign in")
    visitor.open("/organisations/ke/nominations/new/")
    visitor.write("Name", "Wanjiru Kamande")
    visitor.write("E-mail address", WANJIRU)
    visitor.page.get_by_label(visitor.say("Language"), exact=True).select_option(visitor.language)
    visitor.press("Record the nomination")


def publish(visitor: Visitor) -> None:
    """Check the template, publish it and accept it."""
    visitor.open("/admin/privacy/")
    visitor.look()
    visitor.follow("Go on writing version %(number)d", number=1)
    visitor.press("Save and publish")
    visitor.sees("The text still says that it is a template. Check it, then take that paragraph out.")
    for language in ("en", "fr"):
        field = visitor.page.locator(f"#text-{language}")
        field.fill(field.input_value().split("\n\n", 1)[1])
    visitor.write("How to reach them", "dpo@example.org")
    visitor.look()
    visitor.press("Save and publish")
    visitor.sees("Please read the privacy notice")
    visitor.press("I accept the notice")


def test_notice_is_accepted_data_taken_along_and_the_account_erased(visit: Callable[..., Visitor]) -> None:
    ilse, wanjiru = visit(), visit(phone=True, script=False)
    found(ilse)
    publish(ilse)
    sign_in(wanjiru, WANJIRU)
    wanjiru.sees("Please read the privacy notice")
    wanjiru.open("/meetings/")
    wanjiru.sees("Please read the privacy notice")
    wanjiru.press("I accept the notice")
    wanjiru.open("/people/me/data/")
    wanjiru.sees("Nominations")
    wanjiru.reads(WANJIRU)
    wanjiru.misses("Ilse")
    held = json.loads(wanjiru.download(wanjiru.button(wanjiru.say("Download it as JSON"))).read_text("utf-8"))
    assert held["held"]["nomination.person_id"][0]["organisation"] == "KE"
    assert held["held"]["privacy_acceptance.person_id"][0]["notice"] == 1
    wanjiru.open("/people/me/forget/")
    wanjiru.press("Ask to be forgotten")
    wanjiru.sees("Tick that you have read what happens.")
    wanjiru.main.get_by_role("checkbox").check()
    wanjiru.press("Ask to be forgotten")
    wanjiru.sees("You have asked to be forgotten")
    erase(ilse)
    wanjiru.page.goto(f"/{wanjiru.language}/people/me/")
    expect(wanjiru.page).to_have_url(re.compile("/sign-in/"))


def erase(visitor: Visitor) -> None:
    """Carry the request out, and look what is left in the register."""
    visitor.open("/admin/privacy/erasures/")
    visitor.look()
    visitor.link("Wanjiru Kamande").click()
    visitor.look()
    visitor.follow("See what erasing does, and erase")
    visitor.look()
    visitor.press("Erase the account for good")
    visitor.sees("The account is erased.")
    visitor.misses("Wanjiru")
    visitor.open("/admin/privacy/retention/")
    visitor.look()
    statement = "SELECT count(*) FROM mail WHERE recipient_email = 'wanjiru@example.org'"
    assert visitor.site.value(statement) == 0
    assert visitor.site.value("SELECT email FROM person WHERE erased_at IS NOT NULL") != WANJIRU


def test_photo_and_choices(visit: Callable[..., Visitor]) -> None:
    ilse = visit()
    found(ilse)
    for path in ("/people/me/", "/people/me/choices/", "/people/me/photo/", "/people/1/"):
        ilse.open(path)
        ilse.look()
