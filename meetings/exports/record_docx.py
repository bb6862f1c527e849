"""The record of a meeting as a Word file, in one language or in both side by side."""

from collections.abc import Iterable, Sequence
from datetime import UTC

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from meetings.core.bilingual import LANGUAGES, Bilingual, Language, tag
from meetings.exports import markdown_docx, plain, word_parts, words
from meetings.exports.markdown_docx import NewParagraph
from meetings.exports.values import ActionPrint, ItemPrint, ParagraphPrint, RecordPrint

NUMBER_WIDTH, TEXT_WIDTH = Mm(10), Mm(168)
ACTION_WIDTHS = (Mm(24), Mm(64), Mm(32), Mm(34), Mm(24))
ACTION_HEADS = (words.NUMBER, words.ACTION, words.OWNER, words.DUE, words.STATE)
SEPARATOR = " · "
NO_INDENT = Length(0)


def record_docx(record: RecordPrint, *, languages: Sequence[Language]) -> bytes:
    """Return *record* as a Word file in *languages*: one, or both in two columns, the first leading."""
    document = docx.Document()
    word_parts.prepare(document, languages[0])
    _name(document, record, languages)
    page = _Page(document, languages)
    page.opening(record)
    if len(languages) == 1:
        page.text(record.items)
    else:
        page.columns(record)
    if record.actions:
        page.actions(record.actions)
    return word_parts.saved(document)


class _Page:
    """The document that is being written, and the languages it is written in."""

    def __init__(self, document: Document, languages: Sequence[Language]) -> None:
        self.document = document
        self.languages = languages
        self.both = len(languages) > 1

    def opening(self, record: RecordPrint) -> None:
        """Write title, symbol, state, sessions and permanent link, and the line at the foot of each page."""
        for language, style in zip(self._there(record.title), ("Title", "Subtitle"), strict=False):
            self._say(self._new(style), record.title, language)
        symbol = _joined(record.symbol, self.languages)
        self._muted(symbol)
        for paragraph in self._each(record.state):
            for run in paragraph.runs:
                run.bold, run.font.color.rgb = True, word_parts.ACCENT
        for session in record.sessions:
            self._each(session)
        self._muted(record.link)
        _foot(self.document, symbol)

    def text(self, items: Iterable[ItemPrint]) -> None:
        """Write the *items* one below the other, each paragraph with its number in the margin."""
        (language,) = self.languages
        for item in items:
            self._head(self._new("Heading 1"), item, language)
            for paragraph in item.paragraphs:
                if paragraph.decision:
                    made = self._table((NUMBER_WIDTH, TEXT_WIDTH), Bilingual(paragraph.decision))
                    self._row(made, paragraph)
                    self._new(None).paragraph_format.line_spacing = Pt(6)
                else:
                    new = _numbered(self._new, paragraph.number, language)
                    self._body(new, paragraph.body, language, indent=NUMBER_WIDTH)

    def columns(self, record: RecordPrint) -> None:
        """Write the items of *record* in two columns, each paragraph beside itself in the other language."""
        column = Length(TEXT_WIDTH // 2)
        made = self._table((NUMBER_WIDTH, column, column), record.title)
        heads = word_parts.add_row(made)
        self._label(heads.cells[0], words.PARAGRAPH)
        for cell, language in zip(heads.cells[1:], self.languages, strict=True):
            word_parts.write(cell.paragraphs[0], words.LANGUAGE.text(language), language, bold=True)
        word_parts.head(heads)
        for item in record.items:
            row = word_parts.add_row(made)
            word_parts.whole(row)
            for cell, language in zip(row.cells[1:], self.languages, strict=True):
                self._head(word_parts.paragraph_in(cell, "Heading 1"), item, language)
            for paragraph in item.paragraphs:
                self._row(made, paragraph)

    def actions(self, actions: Iterable[ActionPrint]) -> None:
        """Write the table of *actions* under its own heading."""
        word_parts.write(self._new("Heading 1"), _joined(words.ACTIONS, self.languages), self.languages[0])
        made = self._table(ACTION_WIDTHS, words.ACTIONS)
        heads = word_parts.add_row(made)
        for cell, head in zip(heads.cells, ACTION_HEADS, strict=True):
            self._label(cell, head)
        word_parts.head(heads)
        for action in actions:
            row = word_parts.add_row(made)
            word_parts.whole(row)
            word_parts.write(row.cells[0].paragraphs[0], plain.fit(action.number), self.languages[0])
            values = (action.action, action.owner, words.day(action.due), action.state)
            for cell, value in zip(row.cells[1:], values, strict=True):
                self._lines(cell, value)

    def _row(self, made: Table, paragraph: ParagraphPrint) -> None:
        """Add *paragraph* to a table: its number, then its text in each language; a decision is set off."""
        row = word_parts.add_row(made)
        word_parts.write(row.cells[0].paragraphs[0], str(paragraph.number), self.languages[0])
        for cell, language in zip(row.cells[1:], self.languages, strict=True):
            new = _in(cell)
            if paragraph.decision:
                label = f"{words.DECISION.text(language)} {plain.fit(paragraph.decision)}"
                word_parts.write(new(None), label, language, bold=True)
            self._body(new, paragraph.body, language, indent=NO_INDENT)
        if paragraph.decision:
            _set_off(row)

    def _body(self, new: NewParagraph, body: Bilingual, language: Language, *, indent: Length) -> None:
        """Write *body*; where a language is missing, say so beside the other, or show the other, marked."""
        text, spoken = body.shown(language)
        if not text:
            new(None)
        elif spoken == language:
            markdown_docx.write(self.document, new, text, language, indent=indent)
        elif self.both:
            self._missing(new(None), language)
        else:
            apart = "" if text[0].isalpha() else "\n\n"
            marked = f"{tag(spoken)}{apart}{text}"
            markdown_docx.write(self.document, new, marked, spoken, indent=indent)

    def _say(self, paragraph: Paragraph, text: Bilingual, language: Language, before: str = "") -> None:
        """Write the one line *text* for readers of *language*, marked if it is in the other."""
        shown, spoken = text.shown(language)
        mark = "" if spoken == language or not shown else tag(spoken)
        word_parts.write(paragraph, f"{before}{mark}{plain.fit(shown)}", spoken)

    def _head(self, paragraph: Paragraph, item: ItemPrint, language: Language) -> None:
        paragraph.paragraph_format.keep_with_next = True
        self._say(paragraph, item.title, language, f"{plain.fit(item.number)} ".lstrip())

    def _each(self, text: Bilingual) -> list[Paragraph]:
        """Write the line *text* once in each language it is there in, and return the paragraphs."""
        made = []
        for language in self._there(text):
            made.append(self._new(None))
            self._say(made[-1], text, language)
        return made

    def _there(self, text: Bilingual) -> Sequence[Language]:
        """Return the languages to show *text* in: those it is there in, or else the leading one."""
        there = [language for language in self.languages if text.text(language)]
        return there or (self.languages[:1] if text else [])

    def _lines(self, cell: _Cell, text: Bilingual) -> None:
        """Write *text* into a *cell* in each language, once where both are the same."""
        shown = dict.fromkeys(text.shown(language) for language in self.languages)
        seen: set[str] = set()
        for line, language in shown:
            if line and line not in seen:
                seen.add(line)
                word_parts.write(word_parts.paragraph_in(cell), plain.fit(line), language)

    def _label(self, cell: _Cell, text: Bilingual) -> None:
        self._lines(cell, text)
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.bold = True

    def _muted(self, text: str) -> None:
        if text:
            run = word_parts.write(self._new(None), plain.fit(text), self.languages[0])
            run.font.color.rgb = word_parts.MUTED

    def _missing(self, paragraph: Paragraph, language: Language) -> None:
        run = word_parts.write(paragraph, words.MISSING.text(language), language)
        run.italic, run.font.color.rgb = True, word_parts.MUTED

    def _table(self, widths: Sequence[Length], caption: Bilingual) -> Table:
        return word_parts.table(self.document, widths, plain.fit(caption.shown(self.languages[0])[0]))

    def _new(self, style: str | None) -> Paragraph:
        return self.document.add_paragraph(style=style)


def _in(cell: _Cell) -> NewParagraph:
    return lambda style: word_parts.paragraph_in(cell, style)


def _numbered(new: NewParagraph, number: int, language: Language) -> NewParagraph:
    """Return *new* so that the first paragraph it gives has *number* hanging in the margin."""
    waiting = [number]

    def next_paragraph(style: str | None) -> Paragraph:
        if not waiting:
            return new(style)
        paragraph = new(None)
        word_parts.hang(paragraph, str(waiting.pop()), language, NUMBER_WIDTH)
        return new(style) if style else paragraph

    return next_paragraph


def _set_off(row: _Row) -> None:
    word_parts.whole(row)
    for cell in row.cells:
        word_parts.shade(cell)


def _foot(document: Document, symbol: str) -> None:
    """Write symbol, page and number of pages at the foot of each page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(f"{plain.fit(symbol)}{SEPARATOR}" if symbol else "")
    word_parts.count(paragraph, "PAGE")
    paragraph.add_run(" / ")
    word_parts.count(paragraph, "NUMPAGES")


def _joined(text: Bilingual, languages: Sequence[Language]) -> str:
    """Return *text* in each of *languages*, once where both are the same."""
    return SEPARATOR.join(dict.fromkeys(filter(None, (text.shown(each)[0] for each in languages))))


def _name(document: Document, record: RecordPrint, languages: Sequence[Language]) -> None:
    """Set what the file says about itself, and forget what the template said."""
    properties = document.core_properties
    properties.title = plain.fit(_joined(record.title, languages))[:255]
    properties.subject = plain.fit(_joined(record.symbol, languages))[:255]
    properties.author = properties.last_modified_by = plain.fit(record.organisation)[:255]
    properties.language = ", ".join(words.TAGS[each] for each in LANGUAGES if each in languages)
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = record.modified.astimezone(UTC).replace(tzinfo=None)
