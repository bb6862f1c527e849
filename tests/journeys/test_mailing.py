"""A mail to many is written, looked at, sent and watched in both languages; another one moves with the meeting."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import secretariat
from tests.journeys.site import Site
from tests.journeys.test_campaign import fits
from tests.journeys.test_registration import announce_plenary
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

PLAN = f"{secretariat.MEETING}mail/"
ODILE = "odile.mbarga@example.org"
WANJIRU = "wanjiru.kamande@example.org"
SUBJECT = {"en": "News of {{meeting}}", "fr": "Des nouvelles : {{meeting}}"}
BODY = {"en": "Dear {{name}}, see {{link}}", "fr": "Bonjour {{name}}, voir {{link}}"}


def write(ilse: Visitor) -> None:
    """Begin in the empty plan, mistype a place, mend it, and see who gets it."""
    ilse.open(PLAN)
    ilse.sees("No mail is planned for this meeting yet.")
    ilse.look()
    ilse.follow("Free text")
    ilse.write_both("Subject", **SUBJECT)
    ilse.write_both("Text", **BODY | {"fr": "Bonjour {{nom}}"})
    ilse.choose("To whom", ilse.say("Everybody whom the series invites, or who is invited or registered"))
    ilse.page.get_by_label(ilse.say("Before the first session"), exact=True).check()
    ilse.write("How many", "1")
    ilse.choose("Counted in", ilse.say("hours"))
    ilse.press("Save and look at it")
    ilse.reads("There is no place called {{nom}}")
    ilse.look()
    ilse.write_both("Text", **BODY)
    ilse.press("Save and look at it")
    ilse.reads("Today it goes to 3 people")


def preview(ilse: Visitor) -> None:
    """Read it as somebody who reads French, and send a test to oneself."""
    ilse.page.get_by_label(ilse.say("Recipient"), exact=True).select_option(label="Odile Mbarga (FR)")
    ilse.press("Show")
    ilse.reads("Bonjour Odile Mbarga")
    ilse.look()
    ilse.press("Send a test to myself")
    ilse.reads("A test is on its way")
    ilse.site.mailbox.newest("ilse.vandermeer@example.org", "[Essai] Des nouvelles")


def send(ilse: Visitor) -> None:
    """Plan a copy for later, send the other one, and watch it leave."""
    ilse.press("Copy")
    ilse.sees("This is the copy, a draft.")
    ilse.press("Plan it for its time")
    ilse.sees("The mail is planned. It goes by itself.")
    ilse.open(PLAN)
    ilse.link("News of 8th NCP Plenary").first.click()
    ilse.button("Send it to 3 people now").click()
    ilse.sees("The mail goes out now.")
    site = ilse.site
    french, english = site.mailbox.newest(ODILE, "Des nouvelles"), site.mailbox.newest(WANJIRU, "News of")
    assert (french["Content-Language"], english["Content-Language"]) == ("fr", "en")
    assert "Bonjour Odile Mbarga, voir " in site.mailbox.text(french)
    assert "Dear Wanjiru Kamande, see " in site.mailbox.text(english)
    ilse.open(PLAN)
    expect(ilse.main).to_contain_text("3/3")
    ilse.look()


def postpone(ilse: Visitor) -> None:
    """Postpone the meeting: what is counted from it waits, and says so."""
    ilse.open(f"{secretariat.MEETING}postpone/")
    ilse.write_both("Reason", en="The building is closed.", fr="Le bâtiment est fermé.")
    ilse.press("Postpone the meeting")
    ilse.open(PLAN)
    ilse.sees("It waits: no date of the meeting holds at present.")
    ilse.look()


def move(ilse: Visitor) -> None:
    """Fix new dates: what is counted from the meeting stands at its new time, with the old one beside it."""
    ilse.open(f"{secretariat.MEETING}new-dates/")
    for place, day in enumerate((80, 82)):
        for label, hour in (("Start", 13), ("End", 15)):
            moment = f"{datetime.now(UTC) + timedelta(days=day):%Y-%m-%d}T{hour}:00"
            ilse.main.get_by_label(ilse.say(label), exact=True).nth(place).fill(moment)
    ilse.main.locator("form button.btn-primary").last.click()
    ilse.sees("The new dates are fixed. The mails are on their way.")
    ilse.open(PLAN)
    expect(ilse.main).to_contain_text("Moved along with the meeting; it was")
    ilse.look()


def test_mails_to_many_from_the_first_word_to_a_meeting_that_moves(site: Site, open_page, accessible) -> None:
    ilse = Visitor(site, open_page(), Words("en"), accessible)
    announce_plenary(ilse)
    write(ilse)
    preview(ilse)
    send(ilse)
    postpone(ilse)
    move(ilse)
    ilse.open(PLAN)
    fits(ilse.page)
