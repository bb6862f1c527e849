"""No page of the demonstration has a barrier, an error or a sideways scroll, whoever reads it in either language."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.journeys import tour
from tests.journeys.barriers import WIDTHS, Witness, find_barriers
from tests.journeys.site import Site
from tests.journeys.tour import ANYBODY, KENYA, SECRETARIAT

#: Starting a site and looking at many pages takes its time on a busy machine.
pytestmark = pytest.mark.timeout(900)

REFUSED = (403, 404)
MAIL_AS_SEEN = "outbox.html"
#: Pages that must be there for everybody, so that a tour of refusals does not pass.
FOR_ALL = (
    "home.index",
    "meeting.index",
    "meeting.show",
    "archive.index",
    "calendar.index",
    "access.new",
    "calendar.public",
)
MAIN_PAGES = (
    "/",
    "/meetings/",
    f"/meetings/{tour.NEXT}/",
    f"/meetings/{tour.LAST}/record/",
    "/organisations/",
    "/archive/",
    "/meetings/new/",
)


def visit(page: Page, stop: tour.Stop, who: str, seen: set[str]) -> list[str]:
    """Open one address and return what is wrong with it; refusals are looked at once."""
    if not stop.is_page:
        status = page.request.get(stop.path).status
        return [f"{stop.path}: {status}"] if status not in _allowed(stop, who) else []
    if stop.endpoint == MAIL_AS_SEEN:
        return look_at_mail(page, stop)
    response = page.goto(stop.path)
    assert response is not None
    if response.status not in _allowed(stop, who):
        return [f"{stop.path}: {response.status}"]
    here = str(response.status) if response.status in REFUSED else page.url
    if here in seen:
        return []
    seen.add(here)
    return find_barriers(page)


def look_at_mail(page: Page, stop: tour.Stop) -> list[str]:
    """Look at a mail outside its sandbox, in which no script runs, not even that which looks for barriers."""
    answer = page.request.get(stop.path)
    if not answer.ok:
        return []
    page.goto("about:blank")
    page.set_content(answer.text())
    return find_barriers(page)


def _allowed(stop: tour.Stop, who: str) -> tuple[int, ...]:
    return (200,) if who == SECRETARIAT or stop.endpoint in FOR_ALL else (200, *REFUSED)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("who", [SECRETARIAT, KENYA, ANYBODY], ids=["secretariat", "contact point", "anybody"])
def test_no_page_has_barriers(application: Flask, lively: Site, browse, passes, who: str, language: str) -> None:
    page = browse(lively, language=language, who=passes(who))
    witness, wrong = Witness(page, lively.url), []
    seen: set[str] = set()
    for stop in tour.stops(application.url_map, lively, language):
        wrong += visit(page, stop, who, seen)
    assert not wrong + witness.seen, "\n".join(wrong + witness.seen)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_dark_pages_have_no_barriers(lively: Site, browse, passes, language: str) -> None:
    page = browse(lively, language=language, dark=True, who=passes(SECRETARIAT))
    wrong = []
    for path in MAIN_PAGES:
        page.goto(f"/{language}{path}")
        wrong += find_barriers(page, WIDTHS)
    assert not wrong, "\n".join(wrong)
