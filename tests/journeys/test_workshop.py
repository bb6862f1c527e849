"""A workshop of five days: registered in French on a phone without one of them, then one day moves and one is off."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.test_campaign import fits
from tests.journeys.tour import SECRETARIAT, WORKSHOP
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words, loosely

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

CAMEROON = "ncp.cm@hemicycle.example"
REASON = {"en": "The hall is flooded", "fr": "La salle est inondée"}


def told(demo: Site, kind: str) -> str:
    """Wait for a mail of *kind* to the contact point of Cameroon about the workshop, and return its words."""
    return str(
        demo.await_value(
            f"SELECT mail.text FROM mail JOIN meeting ON meeting.id = mail.meeting_id AND meeting.slug = '{WORKSHOP}' "
            f"WHERE recipient_email = '{CAMEROON}' AND kind = '{kind}' ORDER BY mail.id DESC LIMIT 1"
        )
    )


def register_without_a_day(solange: Visitor) -> None:
    """Leave the second day out, and see what one has."""
    solange.open(f"/meetings/{WORKSHOP}/registration/")
    days = solange.main.get_by_role("checkbox")
    expect(days).to_have_count(5)
    fits(solange.page)
    solange.look()
    days.nth(1).uncheck()
    solange.press("Take a place")
    solange.sees("Your place")
    solange.reads("4 jours")
    fits(solange.page)


def choose_break_outs(solange: Visitor) -> None:
    """Be asked for the days one comes on only."""
    solange.follow("Choose your break-outs")
    solange.misses("2e jour")
    solange.main.get_by_role("radio").first.check()
    solange.press("Save my choice")
    solange.sees("Your break-outs")


def choose_other_days(solange: Visitor) -> None:
    """Leave the fourth day out as well."""
    solange.follow("Choose other days")
    fits(solange.page)
    solange.look()
    solange.main.get_by_role("checkbox").nth(3).uncheck()
    solange.press("Save my days")
    solange.reads("3 jours")


def move_the_third_day(ilse: Visitor) -> None:
    """Begin an hour later."""
    ilse.open(f"/meetings/{WORKSHOP}/edit/")
    for name in ("starts", "ends"):
        field = ilse.page.locator(f"[name=sessions-2-{name}]")
        later = datetime.fromisoformat(field.input_value()) + timedelta(hours=1)
        field.fill(f"{later:%Y-%m-%dT%H:%M}")
    ilse.press("Save the plan")
    ilse.sees("The plan is saved.")


def cancel_the_fifth_day(ilse: Visitor) -> None:
    """Cancel one day alone."""
    ilse.open(f"/meetings/{WORKSHOP}/steps/")
    ilse.section("Cancel one session alone").get_by_role("link").nth(4).click()
    ilse.write_both("Reason", **REASON)
    ilse.press("Cancel the session")
    ilse.sees("The session is cancelled. The mails are on their way.")


def test_five_days_without_one_then_one_moves_and_one_is_off(demo: Site, browse, passes, accessible) -> None:
    phone: Page = browse(demo, language="fr", phone=True, script=False, who=passes(CAMEROON))
    solange = Visitor(demo, phone, Words("fr"), lambda _page: None)
    ilse = Visitor(demo, browse(demo, who=passes(SECRETARIAT)), Words("en"), accessible)
    register_without_a_day(solange)
    assert re.search(r"vendredi\s15\s|vendredi", told(demo, "registration.confirmed"))
    assert "BEGIN:VCALENDAR" not in told(demo, "registration.day")
    choose_break_outs(solange)
    choose_other_days(solange)
    told(demo, "registration.days_changed")

    move_the_third_day(ilse)
    assert "Avant" in told(demo, "meeting.session_moved")
    cancel_the_fifth_day(ilse)
    words = told(demo, "meeting.session_cancelled")
    assert REASON["fr"] in words
    assert re.search(loosely("Vous conservez votre place pour vos autres journées"), words)

    solange.open(f"/meetings/{WORKSHOP}/")
    solange.reads("2 jours")
    solange.reads("annulée")
    ilse.open(f"/meetings/{WORKSHOP}/registrations/")
    ilse.reads("Solange Mbarga")
    ilse.look()
