"""The secretariat sees that a mail was refused and sends it once more; a reader opens it and refuses others."""

import pytest
from playwright.sync_api import expect

from meetings.domain.person import rules
from meetings.domain.person.rules import MailGroup
from tests.journeys import secretariat
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

ILSE = "ilse.vandermeer@example.org"
STATE = f"SELECT id FROM mail WHERE recipient_email = '{ILSE}' AND kind = 'delivery.tested' AND state = "


def try_the_way_out(ilse: Visitor) -> None:
    """See what is to be published, and that the mail server answers."""
    ilse.open("/admin/mail/")
    ilse.reads("v=spf1 a:127.0.0.1 -all")
    ilse.press("Try the mail server now")
    ilse.sees("The mail server answers and lets us in.")
    ilse.look()


def see_it_refused(ilse: Visitor, site: Site) -> None:
    """Send a test message to an address that the mail server does not know, and read why it did not arrive."""
    site.mailbox.unknown.add(ILSE)
    ilse.press("Send me a test message")
    ilse.reads(ILSE)
    site.await_value(f"{STATE} 'bounced'")
    ilse.open("/outbox/?state=bounced")
    ilse.look()
    ilse.follow("Test message of %(house)s", house="Smart Customs Project")
    ilse.sees("The mail server refused the address: it is wrong, or no longer exists.")
    ilse.reads("550 5.1.1 no such mailbox")
    ilse.look()


def send_it_once_more(ilse: Visitor, site: Site) -> None:
    """Send it again, once the mail server knows the address."""
    site.mailbox.unknown.clear()
    ilse.press("Send this mail once more")
    site.await_value(f"{STATE} 'sent'")
    assert site.mailbox.newest(ILSE)["Auto-Submitted"] == "auto-generated"
    ilse.page.reload()
    ilse.misses("550 5.1.1")


def read_own_mails(reader: Visitor) -> None:
    """Open the list of one's own mails from the account, and one of them."""
    reader.open("/people/me/")
    reader.follow("All mails to you, to read again")
    reader.look()
    reader.follow("Test message of %(house)s", house="Smart Customs Project")
    reader.sees("If you read this, mails of this house arrive.")
    reader.look()


def refuse_and_take_back(stranger: Visitor, site: Site) -> None:
    """Follow the link of a mail without signing in, stop such mails, and let them come again."""
    token = rules.stop_token(1, MailGroup.POLLS, site.environment["HEMICYCLE_SECRET_KEY"])
    stranger.open(f"/people/mails/{token}/")
    stranger.look()
    stranger.press("Stop these mails")
    stranger.sees("You no longer get these mails.")
    stranger.look()
    stranger.press("Send them to me again")
    expect(stranger.button(stranger.say("Stop these mails"))).to_be_visible()


def test_mail_from_its_refusal_to_its_reader(site: Site, open_page, accessible) -> None:
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    secretariat.set_up(ilse)
    try_the_way_out(ilse)
    see_it_refused(ilse, site)
    send_it_once_more(ilse, site)
    read_own_mails(ilse)
    refuse_and_take_back(Visitor(site, open_page(language="fr", phone=True, script=False), Words("fr")), site)
