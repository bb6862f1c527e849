"""The run of show of a meeting as a Word file: a table for each sitting."""

from collections.abc import Sequence

from docx.shared import Mm
from docx.table import _Cell

from meetings.core.bilingual import Language
from meetings.exports import plain, word_parts, words
from meetings.exports.values import RunPrint, SittingPrint, SlotPrint
from meetings.exports.word_page import SEPARATOR, WordPage, joined

WIDTHS = (Mm(18), Mm(84), Mm(14), Mm(62))
HEADS = (words.TIME, words.ITEM, words.MINUTES, words.NOTES)


def run_docx(run: RunPrint, *, languages: Sequence[Language]) -> bytes:
    """Return *run* as a Word file in *languages*: one, or both below each other, the first leading."""
    page = _Page(run, languages)
    for number, sitting in enumerate(run.sittings):
        page.sitting(sitting, apart=number > 0)
    return page.saved()


class _Page(WordPage):
    """The run of show that is being written."""

    def sitting(self, sitting: SittingPrint, *, apart: bool) -> None:
        """Write one *sitting*, on a page of its own when *apart*."""
        head = self.new("Heading 1")
        head.paragraph_format.page_break_before = apart
        word_parts.write(head, joined(sitting.heading, self.languages), self.languages[0])
        made = self.table(WIDTHS, sitting.heading)
        heads = word_parts.add_row(made)
        for cell, words_of_head in zip(heads.cells, HEADS, strict=True):
            self.label(cell, words_of_head)
        word_parts.head(heads)
        for slot in sitting.slots:
            row = word_parts.add_row(made)
            word_parts.whole(row)
            self._slot(row.cells, slot)
        self.each(sitting.fit)

    def _slot(self, cells: Sequence[_Cell], slot: SlotPrint) -> None:
        time, item, minutes, notes = cells
        self.lines(time, slot.time)
        if slot.late:
            self.lines(time, words.LATE)
        for language in self.there(slot.title):
            self.say(word_parts.paragraph_in(item), slot.title, language, f"{plain.fit(slot.number)} ".lstrip())
        if slot.by:
            about = word_parts.paragraph_in(item, "Small")
            for number, by in enumerate(slot.by):
                self.say(about, by, self.languages[0], SEPARATOR if number else "")
        for paper in slot.papers:
            line = word_parts.paragraph_in(item, "Small")
            self.say(line, paper.title, self.languages[0], f"{plain.fit(paper.symbol)} ")
        word_parts.write(minutes.paragraphs[0], plain.fit(slot.minutes), self.languages[0])
        for language in self.there(slot.notes):
            self.say(word_parts.paragraph_in(notes), slot.notes, language)
