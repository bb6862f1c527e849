"""No page of the demonstration has a barrier, an error or a sideways scroll, whoever reads it in either language."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import APIResponse, Page

from tests.journeys import tour
from tests.journeys.barriers import NARROW, WCAG, WIDE, WIDTHS, Witness, find_barriers, find_scroll
from tests.journeys.site import Site
from tests.journeys.tour import ANYBODY, KENYA, SECRETARIAT

#: Starting a site and looking at many pages takes its time on a busy machine.
pytestmark = pytest.mark.timeout(900)

REFUSED = (403, 404)
ELEMENT = re.compile(r"<([a-z][a-z0-9-]*)([^>]*)>")
KIND = re.compile(r'\b(?:class|role|type|aria-[a-z]+)="[^"]*"')
MAILS_AS_SEEN = ("outbox.html", "mailing.preview")
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
    """What a tour of one site has seen; a page with nothing but what was looked at before is not looked at again."""

    def __init__(self, site: Site, language: str) -> None:
        self.site = site
        self.english = language == "en"
        self.seen: dict[str, set[str]] = {}
        self.seen_narrow: set[str] = set()
        self.wrong: list[str] = []

    def go(self, page: Page, stops: list[tour.Stop], who: str) -> None:
        """Let *who* open every one of *stops*."""
        witness = Witness(page, self.site.url)
        page.add_init_script(AXE_SCRIPT)
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
        if stop.endpoint in MAILS_AS_SEEN:
            self.wrong += look_at_mail(page, answer)
        elif stop.is_page:
            led = urlsplit(answer.url).path
            name = str(answer.status) if not answer.ok else stop.endpoint if led == urlsplit(stop.path).path else led
            self._look(page, stop.path, name, answer, anew=anew)

    def _look(self, page: Page, path: str, name: str, answer: APIResponse, *, anew: bool) -> None:
        """Look at the page at *path* when it holds something new; the second time where it has the least room.

        Where it is narrow, axe-core looks at what no other page had. What is French is looked at for room alone.
        """
        known, found = self.seen.get(name), _elements(answer.text())
        if known is not None and found <= known and not anew:
            return
        self.seen[name] = found | (known or set())
        page.goto(path)
        # Most of its rows go for axe-core, so room is looked at first.
        self.wrong += find_scroll(page, NARROW)
        if self.english:
            first = (WIDE,) if found <= self.seen_narrow else WIDTHS
            self.wrong += find_barriers(page, widths=first if known is None else (NARROW,), whole=False)
            self.seen_narrow |= found


def _elements(text: str) -> set[str]:
    """Return the kinds of elements in the main part of a page: names, and what tells those of one name apart."""
    main = text[text.find("<main") : text.find("</main")]
    return {" ".join([name, *KIND.findall(rest)]) for name, rest in ELEMENT.findall(main)}


def look_at_mail(page: Page, answer: APIResponse) -> list[str]:
    """Look at a mail outside its sandbox, in which no script runs, not even that which looks for barriers."""
    if not answer.ok or "/sign-in/" in answer.url:
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


def test_dark_pages_have_no_barriers(lively: Site, browse, passes) -> None:
    if not lively.on_sqlite:
        pytest.skip("the pages are the same on either database")
    page = browse(lively, dark=True, who=passes(SECRETARIAT))
    wrong = []
    for path in MAIN_PAGES:
        page.goto(f"/en{path}")
        wrong += find_barriers(page)
    assert not wrong, "\n".join(wrong)
