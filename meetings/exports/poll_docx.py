"""The result of a poll as a Word file, in one language."""

import io

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length

from meetings.exports import plain, poll_picture, word_parts
from meetings.exports.poll_values import ResultPrint, TablePrint
from meetings.exports.word_page import TEXT_WIDTH, WordPage


def result_docx(result: ResultPrint) -> bytes:
    """Return *result* as a Word file."""
    page = _Page(result, [result.language])
    if result.picture:
        page.picture(result)
    for table in result.tables:
        page.figures(table)
    if result.rounds:
        page.heading(result.rounds_head)
        page.paragraphs(result.rounds)
    page.paragraphs(result.notes, style="Small")
    return page.saved()


class _Page(WordPage):
    """The result that is being written."""

    def heading(self, words: str) -> None:
        """Write a heading."""
        word_parts.write(self.new("Heading 1"), plain.fit(words), self.languages[0])

    def paragraphs(self, texts: tuple[str, ...], style: str | None = None) -> None:
        """Write *texts* one below the other."""
        for text in texts:
            word_parts.write(self.new(style), plain.fit(text), self.languages[0])

    def picture(self, result: ResultPrint) -> None:
        """Put the picture over the whole width, with its words for who does not see it."""
        run = self.new(None).add_run()
        shape = run.add_picture(io.BytesIO(poll_picture.png(result.picture)), width=TEXT_WIDTH)
        shape._inline.docPr.set("descr", plain.fit(result.alt))

    def figures(self, table: TablePrint) -> None:
        """Write a table under its own heading, numbers to the right."""
        self.heading(table.caption)
        shares = table.widths or (1,) * len(table.header)
        widths = [Length(TEXT_WIDTH * share // sum(shares)) for share in shares]
        made = word_parts.table(self.document, widths, plain.fit(table.caption))
        for number, cells in enumerate((table.header, *table.rows)):
            row = word_parts.add_row(made)
            word_parts.whole(row)
            for cell, words, figure in zip(row.cells, cells, table.figures, strict=True):
                paragraph = cell.paragraphs[0]
                word_parts.write(paragraph, plain.fit(words), self.languages[0], bold=number == 0)
                if figure:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if number == 0:
                word_parts.head(row)
