"""What a machine can find on a page: barriers (axe-core), sideways scroll, errors, requests to other hosts."""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

WIDTHS = WIDE, NARROW = (1280, 320)
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TAGS = (*WCAG, "best-practice")
#: The rows of one table, and the choices of one field, are alike: some of each are looked at.
THIN_OUT = """for (const more of document.querySelectorAll("tbody tr:nth-child(n+13), option:nth-child(n+6)"))
    if (!more.selected) more.remove()"""


def find_barriers(
    page: Page, *, tags: tuple[str, ...] = TAGS, widths: tuple[int, ...] = WIDTHS, whole: bool = True
) -> list[str]:
    """Return what axe-core finds on *page* at *widths* by the rules of *tags*, and where it scrolls sideways.

    What is not looked at *whole* loses most rows of its tables. The widest comes last, and contrast is looked at there
    alone: it is the same at any width, and takes most of the time.
    """
    size, found = page.viewport_size, []
    for width in widths:
        found += find_scroll(page, width)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    if not whole:
        page.evaluate(THIN_OUT)
    for width in reversed(widths):
        _resize(page, width)
        rules = _rules(tags, contrast=width == widths[0])
        violations = page.evaluate(f"axe.run({json.dumps(rules)}).then(found => found.violations)")
        found += [f"{page.url} at {width}: {words}" for words in _words(violations)]
    if size:
        _resize(page, size["width"])
    return found


def find_scroll(page: Page, width: int) -> list[str]:
    """Return whether *page* scrolls sideways at *width*, which it keeps."""
    page.wait_for_load_state()
    _resize(page, width)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{page.url} scrolls sideways by {too_wide} px at {width}"] if too_wide else []


def _resize(page: Page, width: int) -> None:
    size = page.viewport_size
    if not size or size["width"] != width:
        page.set_viewport_size({"width": width, "height": size["height"] if size else 900})


def _rules(tags: tuple[str, ...], *, contrast: bool) -> dict[str, Any]:
    return {
        "runOnly": {"type": "tag", "values": tags},
        "rules": {"color-contrast": {"enabled": contrast}},
        "resultTypes": ["violations"],
        # No rule of these tags reads style sheets by itself, so they are not fetched once more.
        "preload": False,
    }


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
