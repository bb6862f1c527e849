"""Markdown written into a Word file as paragraphs, lists and links of Word's own."""

from collections.abc import Callable

from docx.document import Document
from docx.shared import Length, Mm
from docx.text.paragraph import Paragraph

from meetings.core.bilingual import Language
from meetings.exports import markdown_blocks, word_parts
from meetings.exports.markdown_blocks import Block, Span

#: Returns the next paragraph of a page or a cell, in the style named.
NewParagraph = Callable[[str | None], Paragraph]

STEP = Mm(6)
DEEPEST_STYLE = 3
STYLES = {"bullet": "List Bullet", "number": "List Number"}
FIXED_WIDTH = "Courier New"


def write(document: Document, new: NewParagraph, text: str, language: Language, *, indent: Length) -> None:
    """Write the Markdown *text*, which is in *language*, into paragraphs that *new* gives, moved in by *indent*."""
    series: dict[int, int] = {}
    for block in markdown_blocks.blocks(text):
        style = _style(block)
        paragraph = new(style)
        if style and block.kind == "number":
            if block.series not in series:
                series[block.series] = word_parts.new_series(document, style, block.start)
            word_parts.join_series(paragraph, series[block.series])
        _place(paragraph, block, indent)
        for span in block.spans:
            _write_span(paragraph, span, block, language)


def _style(block: Block) -> str | None:
    if block.kind not in STYLES:
        return None
    depth = min(block.depth, DEEPEST_STYLE)
    return STYLES[block.kind] if depth == 1 else f"{STYLES[block.kind]} {depth}"


def _place(paragraph: Paragraph, block: Block, indent: Length) -> None:
    form = paragraph.paragraph_format
    if block.depth or indent:
        form.left_indent = Length(indent + block.depth * STEP)
    if block.kind in STYLES:
        form.first_line_indent = Length(-STEP)
    if block.kind == "heading":
        form.keep_with_next = True


def _write_span(paragraph: Paragraph, span: Span, block: Block, language: Language) -> None:
    run = word_parts.write(paragraph, span.text, language, bold=span.bold or block.kind == "heading")
    run.italic = span.italic or None
    if block.kind == "code":
        run.font.name = FIXED_WIDTH
    if span.link:
        word_parts.link(paragraph, run, span.link)
