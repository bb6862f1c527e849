"""Ways in: the second step of those who run the house, a passkey, an authenticator app, signing out everywhere."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import time

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

pytestmark = pytest.mark.timeout(600)

ILSE = "ilse@example.org"


@pytest.fixture
def strict(tmp_path: Path, worker_id: str) -> Iterator[Site]:
    """A running site under a name, where those who run the house need a second step."""
    site = Site(tmp_path / "strict", worker_id)
    site.url = f"http://localhost:{site.port}"
    site.environment |= {"HEMICYCLE_BASE_URL": site.url, "HEMICYCLE_SECOND_FACTOR": "required"}
    with site.running() as running:
        yield running


@pytest.fixture(params=["en", "fr"])
def ilse(request: pytest.FixtureRequest, strict: Site, browse: Callable[..., Page], accessible) -> Visitor:
    """The first administrator, who has just set the house up."""
    visitor = Visitor(strict, browse(strict, language=request.param), Words(request.param), accessible)
    visitor.page.goto(strict.flask("setup", "link").replace("/en/", f"/{request.param}/"))
    visitor.write("Your name", "Ilse Vandermeer")
    visitor.write("E-mail address", ILSE)
    visitor.press("Set up and sign in")
    return visitor


def device_for(page: Page) -> str:
    """Give the browser of *page* a device that keeps passkeys and knows its owner; return its name."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return str(session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])


def sign_out(visitor: Visitor) -> None:
    """Press the button in the head of the page."""
    visitor.page.get_by_role("banner").get_by_role("button").click()


def ask_for_mail(visitor: Visitor) -> None:
    """Ask for link and code, and type the code."""
    seen = len(visitor.site.mailbox.mails)
    visitor.open("/sign-in/")
    visitor.write("E-mail address", ILSE)
    visitor.press("Send me the link and the code")
    visitor.write("Six-digit code", visitor.site.mailbox.code(ILSE, after=seen))
    visitor.press("Sign in")


def test_passkey_is_made_before_all_else_and_signs_in_alone(ilse: Visitor) -> None:
    device_for(ilse.page)
    ilse.sees("How you sign in")
    ilse.look()
    ilse.open("/outbox/")
    expect(ilse.page).to_have_url(re.compile("/people/me/security/"))
    ilse.follow("Add a passkey")
    ilse.look()
    ilse.press("Make the passkey")
    expect(ilse.page).to_have_url(re.compile("/people/me/security/[?]"))
    ilse.site.mailbox.newest(ILSE, ilse.say("A passkey was added to your account"))
    ilse.follow("Go on to the page you wanted")
    expect(ilse.page).to_have_url(re.compile("/outbox/"))
    ilse.open("/people/me/security/")
    ilse.follow("Make recovery codes")
    ilse.page.get_by_role("main").get_by_role("button").first.click()
    codes = ilse.main.get_by_role("listitem").filter(has_text=re.compile(r"^[2-9A-Z-]{19}$"))
    expect(codes).to_have_count(10)
    ilse.look()
    saved = ilse.download(ilse.button(ilse.say("Save as a text file"))).read_text("utf-8")
    assert all(code in saved for code in codes.all_inner_texts())

    sign_out(ilse)
    ilse.open("/sign-in/?next=/en/outbox/")
    ilse.look()
    ilse.press("Sign in with a passkey")
    expect(ilse.page).to_have_url(re.compile("/en/outbox/"))


def test_app_is_set_up_asked_for_and_everywhere_else_signed_out(ilse: Visitor, browse: Callable[..., Page]) -> None:
    ilse.follow("Set up an app")
    ilse.look()
    secret = ilse.main.locator(".hc-code").inner_text().replace(" ", "")
    app = pyotp.TOTP(secret)
    ilse.write("Six digits of the app", app.now())
    ilse.press("Set up the app")
    ilse.sees("You have no recovery codes")
    ilse.site.mailbox.newest(ILSE, ilse.say("An authenticator app was set up for your account"))

    # At the next sign-in the mail is not enough, with or without scripts.
    page = browse(ilse.site, language=ilse.language, phone=True, script=False)
    phone = Visitor(ilse.site, page, ilse.say)
    ask_for_mail(phone)
    expect(page).to_have_url(re.compile("/sign-in/second/"))
    phone.open("/outbox/")
    expect(page).to_have_url(re.compile("/sign-in/second/"))
    phone.write("Six digits of your authenticator app", "000000")
    phone.press("Sign in")
    phone.sees("You are not signed in yet.")
    # The digits of this half minute are used up; those of the next are taken a little early, and when it has begun.
    phone.write("Six digits of your authenticator app", app.at(time() + 30))
    phone.press("Sign in")
    expect(page).to_have_url(re.compile("/outbox/"))

    ilse.open("/people/me/security/")
    ilse.look()
    ilse.press("Sign out everywhere else")
    expect(ilse.page).to_have_url(re.compile("/people/me/"))
    page.goto(f"/{phone.language}/people/me/")
    expect(page).to_have_url(re.compile("/sign-in/"))
    ilse.open("/people/me/")
