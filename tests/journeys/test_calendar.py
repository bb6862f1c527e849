"""On a phone and in French: the month of the next plenary, its time elsewhere, and the calendar of its series."""

import re
import urllib.request
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import vobject
from playwright.sync_api import Page, expect

from tests.journeys import tour
from tests.journeys.site import Site

#: Starting a site takes its time on a busy machine.
pytestmark = pytest.mark.timeout(600)

TOKYO = "Asia/Tokyo"


def sittings(site: Site, address: str) -> list[datetime]:
    """Return when the sittings of the next plenary begin, as the calendar at *address* has them."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        events = vobject.readOne(answer.read().decode("utf-8")).vevent_list
    page = f"/fr/meetings/{tour.NEXT}/"
    starts = [event.dtstart.value for event in events if event.url.value.endswith(page)]
    return sorted(at.astimezone(UTC) for at in starts)


def month_of(page: Page, on: date) -> None:
    """Go from this month over the year to the month of *on*."""
    page.get_by_role("link", name="Toute l’année").click()
    if page.get_by_role("heading", level=1).inner_text() != str(on.year):
        page.get_by_role("link", name=str(on.year)).click()
    page.locator(f"#month-{on.month} a").click()


def test_plenary_is_found_in_the_calendar_and_taken_along(demo: Site, browse, accessible) -> None:
    page = browse(demo, language="fr", phone=True)
    page.goto("/fr/meetings/")
    page.get_by_role("link", name="Calendrier").click()
    accessible(page)
    page.get_by_text("Réunion plénière des PCN").locator("visible=true").last.click()
    address = page.locator("#series-ncp-plenary-address").input_value()
    assert address == f"{demo.url}/fr/series/ncp-plenary.ics"
    first, second = sittings(demo, address)

    month_of(page, first.date())
    accessible(page)
    plenary = page.get_by_role("listitem").filter(has_text="8e réunion plénière des PCN")
    expect(plenary.filter(has_text=str(first.day)).first).to_be_visible()
    expect(page.locator(".hc-cal")).to_be_hidden()
    plenary.get_by_role("link", name=re.compile("^8e réunion")).first.click()

    page.get_by_role("link", name=re.compile("^L’heure dans votre ville")).first.click()
    page.get_by_label("Ville").select_option("Tokyo")
    page.get_by_role("button", name="Afficher les heures").click()
    accessible(page)
    for starts in (first, second):
        there = starts.astimezone(ZoneInfo(TOKYO))
        expect(page.get_by_role("main")).to_contain_text(f"{there.day}\N{NO-BREAK SPACE}")
        expect(page.get_by_role("main")).to_contain_text(f"{there.hour}\N{NO-BREAK SPACE}h")


def test_calendar_is_read_without_a_script_and_printed(demo: Site, browse) -> None:
    page = browse(demo, language="en", script=False)
    page.goto("/en/calendar/")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.locator("#public-address")).to_have_value(f"{demo.url}/en/calendar.ics")
    page.goto(f"/en/calendar/{tour.YEAR}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("table", name=f"January {tour.YEAR}")).to_be_visible()
