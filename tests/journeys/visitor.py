"""Somebody in front of a page: presses, follows, writes and reads what a person would, by its words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, Response, expect

from tests.journeys.site import Site
from tests.journeys.words import OTHER, Words, loosely

NAMES = {"en": "English", "fr": "French"}


@dataclass
class Visitor:
    """A person at one *site* with one browser, reading one language."""

    site: Site
    page: Page
    say: Words
    check: Callable[[Page], None] = lambda _page: None

    @property
    def language(self) -> str:
        """The language of the reader."""
        return self.say.language

    @property
    def main(self) -> Locator:
        """What is between head and foot."""
        return self.page.get_by_role("main")

    def open(self, path: str) -> Response:
        """Open the page at *path* in the reader's language."""
        response = self.page.goto(f"/{self.language}{path}")
        assert response is not None
        assert response.ok, f"{path} answers {response.status}"
        return response

    def section(self, msgid: str) -> Locator:
        """Find the part of the page under a heading."""
        return self.main.get_by_role("region", name=re.compile(rf"^\s*{loosely(self.say(msgid))}"))

    def button(self, text: str) -> Locator:
        """Find the button that reads *text*."""
        return self.main.get_by_role("button", name=re.compile(rf"^\s*{loosely(text)}"))

    def link(self, text: str) -> Locator:
        """Find the first link that reads *text*."""
        return self.main.get_by_role("link", name=re.compile(rf"^\s*{loosely(text)}")).first

    def press(self, msgid: str, *, within: Locator | None = None, **values: object) -> None:
        """Press a button."""
        self._named("button", msgid, within, values).first.click()

    def follow(self, msgid: str, *, within: Locator | None = None, **values: object) -> None:
        """Follow a link."""
        self._named("link", msgid, within, values).first.click()

    def _named(self, role: str, msgid: str, within: Locator | None, values: dict[str, object]) -> Locator:
        """Find by role and name; words for screen readers may follow those that are seen."""
        name = re.compile(rf"^\s*{loosely(self.say(msgid, **values))}(?![\w’])")
        return (within or self.main).get_by_role(role, name=name)  # type: ignore[arg-type]

    def field(self, msgid: str, within: Locator | None = None) -> Locator:
        """Find a field by its label."""
        label = rf"^\s*((EN|FR)\s+)?{loosely(self.say(msgid))}(\s+\(.*\))?\s*$"
        return (within or self.main).get_by_label(re.compile(label)).first

    def write(self, msgid: str, text: str, *, within: Locator | None = None) -> None:
        """Write *text* into a field."""
        self.field(msgid, within).fill(text)

    def choose(self, msgid: str, text: str, *, within: Locator | None = None) -> None:
        """Choose the entry that says *text* from a list."""
        field = self.field(msgid, within)
        value = field.locator("option", has_text=re.compile(loosely(text))).first.get_attribute("value")
        field.select_option(value)

    def write_both(self, msgid: str, within: Locator | None = None, **texts: str) -> None:
        """Write the languages in *texts* of one text: ``write_both("Title", en="Opening", fr="Ouverture")``."""
        name = re.compile(rf"^\s*{loosely(self.say(msgid))}")
        group = (within or self.main).get_by_role("group", name=name).first
        for language, text in texts.items():
            self.write(NAMES[language], text, within=group)

    def write_own(self, msgid: str, texts: dict[str, str]) -> None:
        """Write of one text only what is in the reader's own language."""
        self.write_both(msgid, **{self.language: texts[self.language]})

    def write_other(self, msgid: str, texts: dict[str, str]) -> None:
        """Write of one text what is in the other language."""
        other = OTHER[self.language]
        self.write_both(msgid, **{other: texts[other]})

    def attach(self, msgid: str, path: Path) -> None:
        """Choose a file."""
        self.field(msgid).set_input_files(path)

    def sees(self, msgid: str, **values: object) -> None:
        """Find the words of the site on the page."""
        self.reads(self.say(msgid, **values))

    def reads(self, text: str) -> None:
        """Find *text* on the page."""
        expect(self.main).to_contain_text(re.compile(loosely(text)))

    def misses(self, text: str) -> None:
        """Find no *text* on the page."""
        expect(self.main).not_to_contain_text(re.compile(loosely(text)))

    def download(self, link: Locator) -> Path:
        """Save what *link* leads to."""
        with self.page.expect_download() as coming:
            link.click()
        return coming.value.path()

    def look(self) -> None:
        """Let a machine look for barriers on the page, where it can."""
        self.check(self.page)
