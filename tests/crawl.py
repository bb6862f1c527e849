"""Walks through the pages of the house as a reader does, and reads their HTML."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.conftest import Browser

SITE = "http://localhost"
#: Elements without an end.
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905


@dataclass
class Field:
    """One field of a form: its kind, its value, and what can be chosen."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    choices: list[str] = field(default_factory=list)


@dataclass
class HtmlForm:
    """One form of a page."""

    action: str
    method: str
    multipart: bool
    fields: list[Field] = field(default_factory=list)
    buttons: int = 0

    def filled(self) -> list[tuple[str, str]]:
        """Return names and values as a browser would send them."""
        return [
            (each.name, each.value)
            for each in self.fields
            if each.kind not in ("file", "radio", "checkbox", "submit") or (each.checked and each.kind != "submit")
        ]


@dataclass
class Element:
    """One element with its attributes."""

    tag: str
    attributes: dict[str, str]
    words: str = ""


class Html(HTMLParser):
    """A page, read: its elements, links, forms and ids."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.elements: list[Element] = []
        self.forms: list[HtmlForm] = []
        self.unclosed: list[str] = []
        self._open: list[Element] = []
        self._form: HtmlForm | None = None
        self._area: Field | None = None
        self._select: Field | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and what it adds to a form."""
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)
        if tag == "form":
            self._form = HtmlForm(
                urljoin(self.address, attributes.get("action", "") or self.address),
                attributes.get("method", "get").lower(),
                "multipart" in attributes.get("enctype", ""),
            )
            self.forms.append(self._form)
        elif self._form is not None:
            self._take(self._form, tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that ends at once, as in SVG."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def _take(self, form: HtmlForm, tag: str, attributes: dict[str, str]) -> None:
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "button":
            form.buttons += 1
            if name:
                form.fields.append(Field(name, "submit", value))
        elif tag == "input" and name:
            kind = attributes.get("type", "text")
            usual = "on" if kind == "checkbox" else ""
            form.fields.append(Field(name, kind, value or usual, "checked" in attributes))
        elif tag == "textarea":
            self._area = Field(name, "textarea")
            form.fields.append(self._area)
        elif tag == "select":
            self._select = Field(name, "select")
            form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.choices.append(value)
            if "selected" in attributes or len(self._select.choices) == 1:
                self._select.value = value

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        while self._open:
            if self._open.pop().tag == tag:
                return
        self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        """Give words to every element around them."""
        if self._area is not None:
            self._area.value += data if self._area.value else data.removeprefix("\n")
        for element in self._open:
            element.words += data

    @property
    def words(self) -> str:
        """All words of the page."""
        return next((element.words for element in self.elements if element.tag == "body"), "")

    def all(self, *tags: str) -> list[Element]:
        """Return the elements with one of these tags."""
        return [element for element in self.elements if element.tag in tags]

    @property
    def ids(self) -> list[str]:
        """Every id, in the order of the page."""
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]

    def links(self) -> Iterator[str]:
        """Yield the addresses on this site that the page leads to, with their fragments."""
        for element in self.elements:
            for name in ("href", "src"):
                if name in element.attributes:
                    there = urljoin(self.address, element.attributes[name])
                    if there.startswith(f"{SITE}/"):
                        yield there
        for form in self.forms:
            if form.method == "get":
                yield form.action


@dataclass
class Visit:
    """One answer: where from, how, and the page if it is one."""

    address: str
    origin: str
    status: int
    location: str
    kind: str
    html: Html | None


def crawl(
    browser: Browser, *starts: str, each: int | None = None, without: tuple[str, ...] = (), files: bool = True
) -> dict[str, Visit]:
    """Follow every link below *starts*, and return each answer by its address without a fragment.

    With *each*, only so many addresses are opened that differ in their numbers or in what they ask; nothing below
    *without* is opened, and nothing that is to be saved or belongs to the looks if *files* are of no interest.
    """
    seen: Counter[str] = Counter()
    found: dict[str, Visit] = {}
    within = tuple(urljoin(SITE, start) for start in (*starts, "/static/"))
    beyond = tuple(urljoin(SITE, start) for start in without)
    waiting = deque((urljoin(SITE, start), "") for start in starts)
    while waiting:
        address, origin = waiting.popleft()
        address = urldefrag(address).url
        if address in found or (origin and (not address.startswith(within) or address.startswith(beyond))):
            continue
        if not files and re.search(r"[.][a-z0-9]+$", urlsplit(address).path):
            continue
        sort = re.sub("[0-9]+", "#", urlsplit(address).path)
        seen[sort] += 1
        if each and seen[sort] > each:
            continue
        visit = look(browser, address, origin)
        found[address] = visit
        if visit.location.startswith("/"):
            waiting.append((urljoin(SITE, visit.location), address))
        if visit.html:
            waiting.extend((there, address) for there in visit.html.links())
    return found


def look(browser: Browser, address: str, origin: str = "") -> Visit:
    """Open *address* and read the page."""
    parts = urlsplit(address)
    answer = browser.get(parts.path + (f"?{parts.query}" if parts.query else ""))
    kind = answer.mimetype
    html = Html(address, answer.get_data(as_text=True)) if kind == "text/html" else None
    answer.close()
    return Visit(address, origin, answer.status_code, answer.location or "", kind, html)
