"""What a machine can find on a page: barriers (axe-core), sideways scroll, errors, requests to other hosts."""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

WIDTHS = WIDE, NARROW = (1280, 320)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TAGS = (*WCAG, "best-practice")


def find_barriers(page: Page, *, tags: tuple[str, ...] = TAGS, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Return what axe-core finds on *page* at *widths* by the rules of *tags*, and where it scrolls sideways."""
    size, found = page.viewport_size, []
    # No rule of these tags reads style sheets by itself, so they are not fetched once more.
    only = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"], "preload": False}
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if width in widths:
            violations = page.evaluate(f"axe.run({json.dumps(only)}).then(found => found.violations)")
            found += [f"{page.url} at {width}: {words}" for words in _words(violations)]
        if too_wide := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            found.append(f"{page.url} scrolls sideways by {too_wide} px at {width}")
    if size:
        page.set_viewport_size(size)
    return found


def _words(violations: Any) -> list[str]:
    return [f"{violation['id']}: {node['html'][:160]}" for violation in violations for node in violation["nodes"]]


class Witness:
    """Notes what goes wrong behind the back of whoever reads *page*, and requests that leave the site at *home*."""

    def __init__(self, page: Page, home: str) -> None:
        self.home = home
        self.seen: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # That a page was refused stands in the console too; whether it may be refused is checked elsewhere.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.seen.append(f"{message.location.get('url')}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.seen.append(f"asks another host: {request.url}")
