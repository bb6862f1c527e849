"""The agenda of a meeting as a Word file, in one language or in both side by side."""

from collections.abc import Iterable, Sequence

from docx.shared import Length, Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from meetings.core.bilingual import Bilingual, Language
from meetings.exports import plain, word_parts, words
from meetings.exports.values import AgendaPrint, PointPrint
from meetings.exports.word_page import SEPARATOR, TEXT_WIDTH, WordPage, joined

NUMBER_WIDTH, MINUTES_WIDTH = Mm(12), Mm(14)
SUB_INDENT = Mm(5)
#: How far the meeting is asked to go: information, guidance, decision.
DISCS = ("○", "◐", "●")


def agenda_docx(agenda: AgendaPrint, *, languages: Sequence[Language]) -> bytes:
    """Return *agenda* as a Word file in *languages*: one, or both in two columns, the first leading."""
    page = _Page(agenda, languages)
    page.points(agenda.points)
    page.each(agenda.total)
    if agenda.changes:
        page.changes(agenda)
    return page.saved()


class _Page(WordPage):
    """The agenda that is being written."""

    def points(self, points: Iterable[PointPrint]) -> None:
        """Write the table of the items."""
        column = Length((TEXT_WIDTH - NUMBER_WIDTH - MINUTES_WIDTH) // len(self.languages))
        made = self.table((NUMBER_WIDTH, *[column] * len(self.languages), MINUTES_WIDTH), words.ITEM)
        self._heads(made)
        for point in points:
            row = word_parts.add_row(made)
            word_parts.whole(row)
            word_parts.write(row.cells[0].paragraphs[0], plain.fit(point.number), self.languages[0])
            for cell, language in zip(row.cells[1:-1], self.languages, strict=True):
                self._point(cell, point, language)
            word_parts.write(row.cells[-1].paragraphs[0], plain.fit(point.minutes), self.languages[0])

    def changes(self, agenda: AgendaPrint) -> None:
        """Write what is new since the version before."""
        word_parts.write(self.new("Heading 1"), joined(agenda.changes_head, self.languages), self.languages[0])
        for change in agenda.changes:
            for language in self.there(change):
                self.say(self.new("List Bullet"), change, language)

    def _heads(self, made: Table) -> None:
        row = word_parts.add_row(made)
        self.label(row.cells[0], words.NUMBER)
        self.label(row.cells[-1], words.MINUTES)
        for cell, language in zip(row.cells[1:-1], self.languages, strict=True):
            head = words.LANGUAGE if self.both else words.ITEM
            word_parts.write(cell.paragraphs[0], head.text(language), language, bold=True)
        word_parts.head(row)

    def _point(self, cell: _Cell, point: PointPrint, language: Language) -> None:
        """Write *point* into a *cell* for readers of *language*."""
        self._line(cell, point, point.title, language, head=True)
        about = self._line(cell, point, point.purpose, language, f"{DISCS[point.fullness]} ")
        for by in point.by:
            self.say(about, by, language, SEPARATOR)
        for paper in point.papers:
            self._line(cell, point, paper.title, language, f"{plain.fit(paper.symbol)} ")
        for after in point.after:
            self._line(cell, point, after, language)

    def _line(
        self,
        cell: _Cell,
        point: PointPrint,
        text: Bilingual,
        language: Language,
        before: str = "",
        *,
        head: bool = False,
    ) -> Paragraph:
        """Write *text* on a line of its own for readers of *language*, and return it."""
        paragraph = word_parts.paragraph_in(cell, None if head else "Small")
        paragraph.paragraph_format.left_indent = SUB_INDENT if point.sub else None
        self.say(paragraph, text, language, before)
        for run in paragraph.runs:
            run.bold = head or None
        return paragraph
