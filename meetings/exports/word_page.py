"""A Word file of the house: what stands on its first page, and texts in one language or in both."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from meetings.core.bilingual import LANGUAGES, Bilingual, Language, tag
from meetings.exports import plain, word_parts, words

TEXT_WIDTH = Mm(178)
SEPARATOR = " · "


class Printed(Protocol):
    """What every printed paper says of itself."""

    @property
    def symbol(self) -> Bilingual:
        """How it is cited."""

    @property
    def title(self) -> Bilingual:
        """What it is called."""

    @property
    def state(self) -> Bilingual:
        """Whether it is a draft, and of which day it is."""

    @property
    def sessions(self) -> tuple[Bilingual, ...]:
        """One line for each sitting."""

    @property
    def link(self) -> str:
        """Where it is read."""

    @property
    def organisation(self) -> str:
        """Whose it is."""

    @property
    def modified(self) -> datetime:
        """When it last changed."""


class WordPage:
    """The document that is being written, and the languages it is written in."""

    def __init__(self, printed: Printed, languages: Sequence[Language]) -> None:
        self.document = docx.Document()
        self.languages = languages
        self.both = len(languages) > 1
        word_parts.prepare(self.document, languages[0])
        _name(self.document, printed, languages)
        self._open(printed)

    def _open(self, printed: Printed) -> None:
        """Write title, symbol, state, sessions and permanent link, and the line at the foot of each page."""
        for language, style in zip(self.there(printed.title), ("Title", "Subtitle"), strict=False):
            self.say(self.new(style), printed.title, language)
        symbol = joined(printed.symbol, self.languages)
        self.muted(symbol)
        for paragraph in self.each(printed.state):
            for run in paragraph.runs:
                run.bold, run.font.color.rgb = True, word_parts.ACCENT
        for session in printed.sessions:
            self.each(session)
        self.muted(printed.link)
        _foot(self.document, symbol)

    def say(self, paragraph: Paragraph, text: Bilingual, language: Language, before: str = "") -> None:
        """Write the one line *text* for readers of *language*, marked if it is in the other."""
        shown, spoken = text.shown(language)
        marked = "" if spoken == language or not shown else tag(spoken)
        word_parts.write(paragraph, f"{before}{marked}{plain.fit(shown)}", spoken)

    def each(self, text: Bilingual) -> list[Paragraph]:
        """Write the line *text* once in each language it is there in, and return the paragraphs."""
        made = []
        for language in self.there(text):
            made.append(self.new(None))
            self.say(made[-1], text, language)
        return made

    def there(self, text: Bilingual) -> Sequence[Language]:
        """Return the languages to show *text* in: those it is there in, or else the leading one."""
        there = [language for language in self.languages if text.text(language)]
        return there or (self.languages[:1] if text else [])

    def lines(self, cell: _Cell, text: Bilingual) -> None:
        """Write *text* into a *cell* in each language, once where both are the same."""
        shown = dict.fromkeys(text.shown(language) for language in self.languages)
        seen: set[str] = set()
        for line, language in shown:
            if line and line not in seen:
                seen.add(line)
                word_parts.write(word_parts.paragraph_in(cell), plain.fit(line), language)

    def label(self, cell: _Cell, text: Bilingual) -> None:
        """Write *text* into a *cell* as a heading of its column."""
        self.lines(cell, text)
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.bold = True

    def muted(self, text: str) -> None:
        """Write *text* on a line of its own, in the background."""
        if text:
            run = word_parts.write(self.new(None), plain.fit(text), self.languages[0])
            run.font.color.rgb = word_parts.MUTED

    def missing(self, paragraph: Paragraph, language: Language) -> None:
        """Say that a text is not there in *language* yet."""
        run = word_parts.write(paragraph, words.MISSING.text(language), language)
        run.italic, run.font.color.rgb = True, word_parts.MUTED

    def table(self, widths: Sequence[Length], caption: Bilingual) -> Table:
        """Add a table with columns of these *widths*."""
        return word_parts.table(self.document, widths, plain.fit(caption.shown(self.languages[0])[0]))

    def new(self, style: str | None) -> Paragraph:
        """Add a paragraph."""
        return self.document.add_paragraph(style=style)

    def saved(self) -> bytes:
        """Return the file."""
        return word_parts.saved(self.document)


def joined(text: Bilingual, languages: Sequence[Language]) -> str:
    """Return *text* in each of *languages*, once where both are the same."""
    return SEPARATOR.join(dict.fromkeys(filter(None, (text.shown(each)[0] for each in languages))))


def _foot(document: Document, symbol: str) -> None:
    """Write symbol, page and number of pages at the foot of each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(f"{plain.fit(symbol)}{SEPARATOR}" if symbol else "")
    word_parts.count(paragraph, "PAGE")
    paragraph.add_run(" / ")
    word_parts.count(paragraph, "NUMPAGES")


def _name(document: Document, printed: Printed, languages: Sequence[Language]) -> None:
    """Set what the file says about itself, and forget what the template said."""
    properties = document.core_properties
    properties.title = plain.fit(joined(printed.title, languages))[:255]
    properties.subject = plain.fit(joined(printed.symbol, languages))[:255]
    properties.author = properties.last_modified_by = plain.fit(printed.organisation)[:255]
    properties.language = ", ".join(words.TAGS[each] for each in LANGUAGES if each in languages)
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = printed.modified.astimezone(UTC).replace(tzinfo=None)
