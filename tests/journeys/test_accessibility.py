"""No page of the demonstration has a barrier, an error or a sideways scroll, whoever reads it in either language."""

import re

import pytest
from flask import Flask
from playwright.sync_api import APIResponse, Page

from tests.journeys import tour
from tests.journeys.barriers import NARROW, WCAG, WIDTHS, Witness, find_barriers
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


class Tour:
    """What a tour of one site has seen; what stands between head and foot is looked at once, whoever reads it."""

    def __init__(self, site: Site, language: str) -> None:
        self.site = site
        # French pages are the same with longer words: axe-core looks at them where these have the least room.
        self.widths = WIDTHS if language == "en" else (NARROW,)
        self.seen: set[str] = set()
        self.looked_at: set[str] = set()
        self.wrong: list[str] = []

    def go(self, page: Page, stops: list[tour.Stop], who: str) -> None:
        """Let *who* open every one of *stops*."""
        witness = Witness(page, self.site.url)
        for number, stop in enumerate(stops):
            self.visit(page, stop, who, anew=number == 0)
        self.wrong += witness.seen

    def visit(self, page: Page, stop: tour.Stop, who: str, *, anew: bool) -> None:
        """Open one address; *anew*: look at it in any case."""
        answer = page.request.get(stop.path)
        if answer.status not in _allowed(stop, who):
            self.wrong.append(f"{stop.path}: {answer.status}")
        # The pages are the same on either database: on the other one it is enough that each of them opens.
        if not self.site.on_sqlite:
            return
        if stop.endpoint == MAIL_AS_SEEN:
            self.wrong += look_at_mail(page, answer)
        elif stop.is_page and (self._is_new(answer.text()) or anew):
            page.goto(stop.path)
            self.wrong += find_barriers(page, widths=self._widths(stop))

    def _is_new(self, text: str) -> bool:
        """Say whether nobody has seen what stands in the main part of the page with this *text*."""
        main = re.sub('name="csrf_token" value="[^"]*"', "", text[text.find("<main") : text.find("</main")])
        known = main in self.seen
        self.seen.add(main)
        return not known

    def _widths(self, stop: tour.Stop) -> tuple[int, ...]:
        """Return the widths to look at; for the second reader of an address the one with the least room is enough."""
        known = stop.path in self.looked_at
        self.looked_at.add(stop.path)
        return (NARROW,) if known else self.widths


def look_at_mail(page: Page, answer: APIResponse) -> list[str]:
    """Look at a mail outside its sandbox, in which no script runs, not even that which looks for barriers."""
    if not answer.ok:
        return []
    page.goto("about:blank")
    page.set_content(answer.text())
    return find_barriers(page, tags=WCAG)


def _allowed(stop: tour.Stop, who: str) -> tuple[int, ...]:
    return (200,) if who == SECRETARIAT or stop.endpoint in FOR_ALL else (200, *REFUSED)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_page_has_barriers(application: Flask, lively: Site, browse, passes, language: str) -> None:
    walk, stops = Tour(lively, language), tour.stops(application.url_map, lively, language)
    for who in (SECRETARIAT, KENYA, ANYBODY):
        walk.go(browse(lively, language=language, who=passes(who)), stops, who)
    assert not walk.wrong, "\n".join(walk.wrong)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_dark_pages_have_no_barriers(lively: Site, browse, passes, language: str) -> None:
    if not lively.on_sqlite:
        pytest.skip("the pages are the same on either database")
    page = browse(lively, language=language, dark=True, who=passes(SECRETARIAT))
    wrong = []
    for path in MAIN_PAGES:
        page.goto(f"/{language}{path}")
        wrong += find_barriers(page)
    assert not wrong, "\n".join(wrong)
