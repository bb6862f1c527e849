"""The record of a meeting as a Word file, in one language or in both side by side."""

from collections.abc import Iterable, Sequence

from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from meetings.core.bilingual import Bilingual, Language, tag
from meetings.exports import markdown_docx, plain, word_parts, words
from meetings.exports.markdown_docx import NewParagraph
from meetings.exports.values import ActionPrint, ItemPrint, ParagraphPrint, RecordPrint
from meetings.exports.word_page import TEXT_WIDTH, WordPage, joined

NUMBER_WIDTH = Mm(10)
ACTION_WIDTHS = (Mm(24), Mm(64), Mm(32), Mm(34), Mm(24))
ACTION_HEADS = (words.NUMBER, words.ACTION, words.OWNER, words.DUE, words.STATE)
NO_INDENT = Length(0)


def record_docx(record: RecordPrint, *, languages: Sequence[Language]) -> bytes:
    """Return *record* as a Word file in *languages*: one, or both in two columns, the first leading."""
    page = _Page(record, languages)
    page.items(record.items, record.title)
    if record.actions:
        page.actions(record.actions)
    if record.annex:
        word_parts.write(page.new("Heading 1"), joined(record.annex_head, languages), languages[0])
        page.items(record.annex, record.annex_head)
    return page.saved()


class _Page(WordPage):
    """The record that is being written."""

    def items(self, items: Iterable[ItemPrint], caption: Bilingual) -> None:
        """Write the *items* one below the other, or in a table that is called *caption* in both languages."""
        if self.both:
            self.columns(items, caption)
        else:
            self.text(items)

    def text(self, items: Iterable[ItemPrint]) -> None:
        """Write the *items* one below the other, each paragraph with its number in the margin."""
        (language,) = self.languages
        for item in items:
            self._head(self.new("Heading 1"), item, language)
            for paragraph in item.paragraphs:
                if paragraph.decision:
                    made = self.table((NUMBER_WIDTH, Length(TEXT_WIDTH - NUMBER_WIDTH)), Bilingual(paragraph.decision))
                    self._row(made, paragraph)
                    self.new(None).paragraph_format.line_spacing = Pt(6)
                else:
                    new = _numbered(self.new, paragraph.number, language)
                    self._body(new, paragraph.body, language, indent=NUMBER_WIDTH)

    def columns(self, items: Iterable[ItemPrint], caption: Bilingual) -> None:
        """Write the *items* in two columns, each paragraph beside itself in the other language."""
        column = Length((TEXT_WIDTH - NUMBER_WIDTH) // 2)
        made = self.table((NUMBER_WIDTH, column, column), caption)
        heads = word_parts.add_row(made)
        self.label(heads.cells[0], words.PARAGRAPH)
        for cell, language in zip(heads.cells[1:], self.languages, strict=True):
            word_parts.write(cell.paragraphs[0], words.LANGUAGE.text(language), language, bold=True)
        word_parts.head(heads)
        for item in items:
            row = word_parts.add_row(made)
            word_parts.whole(row)
            for cell, language in zip(row.cells[1:], self.languages, strict=True):
                self._head(word_parts.paragraph_in(cell, "Heading 1"), item, language)
            for paragraph in item.paragraphs:
                self._row(made, paragraph)

    def actions(self, actions: Iterable[ActionPrint]) -> None:
        """Write the table of *actions* under its own heading."""
        word_parts.write(self.new("Heading 1"), joined(words.ACTIONS, self.languages), self.languages[0])
        made = self.table(ACTION_WIDTHS, words.ACTIONS)
        heads = word_parts.add_row(made)
        for cell, head in zip(heads.cells, ACTION_HEADS, strict=True):
            self.label(cell, head)
        word_parts.head(heads)
        for action in actions:
            row = word_parts.add_row(made)
            word_parts.whole(row)
            word_parts.write(row.cells[0].paragraphs[0], plain.fit(action.number), self.languages[0])
            values = (action.action, action.owner, words.day(action.due), action.state)
            for cell, value in zip(row.cells[1:], values, strict=True):
                self.lines(cell, value)

    def _row(self, made: Table, paragraph: ParagraphPrint) -> None:
        """Add *paragraph* to a table: its number, then its text in each language; a decision is set off."""
        row = word_parts.add_row(made)
        word_parts.write(row.cells[0].paragraphs[0], str(paragraph.number or ""), self.languages[0])
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
            self.missing(new(None), language)
        else:
            apart = "" if text[0].isalpha() else "\n\n"
            marked = f"{tag(spoken)}{apart}{text}"
            markdown_docx.write(self.document, new, marked, spoken, indent=indent)

    def _head(self, paragraph: Paragraph, item: ItemPrint, language: Language) -> None:
        paragraph.paragraph_format.keep_with_next = True
        self.say(paragraph, item.title, language, f"{plain.fit(item.number)} ".lstrip())


def _in(cell: _Cell) -> NewParagraph:
    return lambda style: word_parts.paragraph_in(cell, style)


def _numbered(new: NewParagraph, number: int | None, language: Language) -> NewParagraph:
    """Return *new* so that the first paragraph it gives has *number*, if any, hanging in the margin."""
    waiting = [number or ""]

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
