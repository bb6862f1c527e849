"""Every page that a reader can reach: no dead link, no text that becomes markup, nothing a stranger would miss."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from tests.conftest import Browser
from tests.crawl import Element, Html, Visit, crawl
from tests.house import House
from tests.make import Make

#: On a busy machine a walk takes its time.
pytestmark = pytest.mark.timeout(600)

#: What somebody may type anywhere; shown, it must stay text.
MARK = """</title><script>alert(1)</script>"'><img src=x onerror=alert(1)>[k](javascript:alert(1)) {{7*191}} %(x)s"""
#: Elements that no template of ours writes.
FORBIDDEN = frozenset("script iframe object embed base img style video audio applet math template".split())  # noqa: SIM905
SCHEMES = {"", "http", "https", "mailto", "webcal"}
LINKS = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "background")
#: Fields that need no visible label.
UNLABELLED = {"hidden", "submit", "button"}


def dead(pages: dict[str, Visit]) -> Iterator[str]:
    """Yield what leads nowhere: answers that are no page, and fragments that are not there."""
    for address, visit in pages.items():
        if visit.status not in {200, 302, 303}:
            yield f"{visit.status} {address} linked from {visit.origin}"
    for visit in pages.values():
        for there in visit.html.links() if visit.html else ():
            page, fragment = urldefrag(there)
            target = pages[page].html if page in pages else None
            if fragment and target and unquote(fragment) not in target.ids:
                yield f"no #{fragment} on {page}, linked from {visit.address}"


def unsafe(page: Html) -> Iterator[str]:
    """Yield every element and attribute that somebody's text could have become."""
    for element in page.elements:
        if element.tag in FORBIDDEN and not _is_module(element):
            yield f"<{element.tag}>"
        for name, value in element.attributes.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                yield f"{element.tag} {name}={value}"
            if name in LINKS and urlsplit(value.strip()).scheme.lower() not in SCHEMES:
                yield f"{element.tag} {name}={value}"
    if "1337" in page.words:
        yield "a text was taken for a template"


def _is_module(element: Element) -> bool:
    """Say whether *element* is a script of our own: a file beside the site's other files, and no words."""
    kind, source = (element.attributes.get(name, "") for name in ("type", "src"))
    return element.tag == "script" and kind == "module" and source.startswith("/static/js/") and not element.words


def untidy(page: Html) -> Iterator[str]:
    """Yield what a reader with or without a screen reader would miss."""
    levels = [int(element.tag[1]) for element in page.all("h1", "h2", "h3", "h4", "h5")]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for above, below in zip([1, *levels], levels, strict=False):
        if below > above + 1:
            yield f"h{below} after h{above}"
    yield from (f"id twice: {name}" for name, number in Counter(page.ids).items() if number > 1)
    yield from _unlabelled(page)
    title = next((element.words for element in page.all("title")), "")
    if " – Test Body" not in title or title.startswith(" –"):
        yield f"title: {title!r}"
    for element in page.all("a", "button", "h1", "h2", "h3", "th", "label", "summary", "legend"):
        named = element.words.strip() or element.attributes.get("aria-label") or "hidden" in element.attributes
        if not named:
            yield f"<{element.tag}> without words {element.attributes}"
    if "!" in page.words.replace(MARK, ""):
        yield "an exclamation mark"
    yield from (f"unclosed or closed twice: {tag}" for tag in page.unclosed)
    for form in page.forms:
        if not form.buttons:
            yield f"form without a button: {form.action}"
        if form.method == "post" and "csrf_token" not in {each.name for each in form.fields}:
            yield f"form without its token: {form.action}"


def _unlabelled(page: Html) -> Iterator[str]:
    labels = {element.attributes.get("for") for element in page.all("label")}
    ids = set(page.ids)
    for element in page.all("input", "select", "textarea"):
        attributes = element.attributes
        if attributes.get("type") not in UNLABELLED and attributes.get("id") not in labels:
            yield f"no label: {element.tag} {attributes.get('name')}"
    for element in page.elements:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for wanted in element.attributes.get(name, "").split():
                if wanted not in ids:
                    yield f"{name}={wanted} points at nothing"


@pytest.mark.parametrize(
    ("role", "start", "each", "least"),
    [
        ("stranger", "/fr/", None, 15),
        ("observer", "/en/", 3, 20),
        ("ncp", "/en/", None, 30),
        ("other", "/fr/", 3, 20),
        ("secretariat", "/fr/", 2, 60),
        ("secretariat", "/en/", 6, 100),
    ],
)
def test_every_page_that_can_be_reached_is_sound(
    make: Make, client: Browser, role: str, start: str, each: int | None, least: int
) -> None:
    person = House(make, MARK).roles()[role]
    if person:
        client.sign_in(person)
    pages = crawl(client, start, each=each)
    problems = sorted(set(dead(pages)))
    for address, visit in pages.items():
        # A mail is shown in a page of its own, which may hold styles and nothing else of ours.
        if visit.html and visit.status == 200 and not address.endswith("/html/"):
            problems += [f"{address}: {problem}" for check in (unsafe, untidy) for problem in check(visit.html)]
    assert not problems, f"{len(pages)} pages\n" + "\n".join(problems[:80])
    assert len(pages) > least
