"""Where a language is missing, readers get the other one, marked as such: on every page, in mails and in files."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.core.bilingual import LABELS, Bilingual
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.outbox import Mail
from meetings.models.poll import Poll
from meetings.notices import post
from tests.conftest import Browser
from tests.crawl import crawl
from tests.house import House
from tests.make import Make

#: Stands in every text of the house, all of which are there in French only.
WORD = "seulement"
#: What holds plain text alone, without a language of its own.
PLAIN = {"title", "option", "textarea"}
BEGIN = ("/en/meetings/", "/en/archive/", "/en/actions/", "/en/polls/")


class FrenchHouse(House):
    """A house in which every text of a meeting is written in French alone, but those of polls, which need both."""

    in_both = False

    def text(self, words: str) -> Bilingual:
        """Return a text in French."""
        return super().text(words) if self.in_both else Bilingual("", f"{words} {WORD}", "fr")

    def _register(self) -> None:
        with self._complete():
            super()._register()

    def _poll(self, meeting: Meeting) -> Poll:
        with self._complete():
            return super()._poll(meeting)

    @contextmanager
    def _complete(self) -> Iterator[None]:
        self.in_both = True
        yield
        self.in_both = False


class Languages(HTMLParser):
    """Finds words on a page that are not in the language around them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, str]] = []
        self.unmarked: list[str] = []
        self.seen = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs) -> None:
        """Go into an element, which has the language of the one around it unless it says its own."""
        around = self.stack[-1][1] if self.stack else ""
        if tag not in {"input", "meta", "link", "br", "hr", "img", "rect", "circle", "path", "col"}:
            self.stack.append((tag, dict(attrs).get("lang") or around))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note French words where English is spoken."""
        if WORD in data and self.stack and not PLAIN & {tag for tag, _ in self.stack}:
            self.seen += 1
            if self.stack[-1][1] != "fr":
                self.unmarked.append(" ".join(data.split())[:80])


@pytest.mark.parametrize("role", ["stranger", "ncp", "secretariat"])
def test_every_page_marks_words_of_the_other_language(make: Make, app: Flask, role: str) -> None:
    house = FrenchHouse(make)
    browser = app.test_client()
    assert isinstance(browser, Browser)
    if person := house.roles()[role]:
        browser.sign_in(person)
    seen, wrong = 0, []
    for visit in crawl(
        browser, "/en/meetings/", "/en/archive/", "/en/actions/", "/en/polls/", each=3, files=False
    ).values():
        # The subject of a mail is plain text, and says its other language in words.
        if visit.html and "/outbox/" not in visit.address:
            page = Languages(browser.get(visit.address.removeprefix("http://localhost")).text)
            seen += page.seen
            wrong += [f"{visit.address}: {words}" for words in page.unmarked]
    assert seen > 20
    assert not wrong, "\n".join(wrong)


def test_plain_mails_calendars_and_files_have_a_tag_before_the_other_language(make: Make, app: Flask) -> None:
    house = FrenchHouse(make)
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in(house.ncp)
    post.handle(500, now=make.now)
    mails = db.session.scalars(select(Mail).where(Mail.person_id == house.ncp.id, Mail.meeting_id.is_not(None))).all()
    assert mails
    for mail in mails:
        assert "[FR] Plenary" in mail.subject
        assert "[FR] Plenary" in mail.text
        assert 'lang="fr"' in mail.html
    feed = browser.get("/en/calendar.ics").text
    assert "SUMMARY;LANGUAGE=en:[FR] Plenary" in feed
    sent = browser.get("/en/meetings/ncp-plenary-7/archive.zip")
    archive = zipfile.ZipFile(io.BytesIO(sent.get_data()))
    sent.close()
    assert "[FR] Plenary" in archive.read("README.txt").decode()


def test_draft_of_a_machine_is_labelled_wherever_readers_meet_it(make: Make, client: Browser) -> None:
    house = House(make)
    label = LABELS["fr"]
    for thing, name in (
        (house.coming, "title"),
        (house.coming, "summary"),
        (house.item, "title"),
        (house.paper, "title"),
    ):
        with transaction():
            setattr(thing, name, Bilingual("Words").drafted("Mots"))
    client.sign_in(house.ncp)
    here = "/fr/meetings/ncp-plenary-8/"
    for path in ("/fr/meetings/", here, f"{here}documents/", "/fr/calendar.ics"):
        page = client.get(path).text.replace("\r\n ", "")
        assert label in page, path
        assert page.count("Mots") <= page.count(f"Mots {label}") + page.count("Mots</"), path
    assert label not in client.get("/en/meetings/ncp-plenary-8/").text
