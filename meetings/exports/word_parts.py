"""The parts of Word files that python-docx has no verb for: languages, shading, fields, links, lists."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any, cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from meetings.core.bilingual import Language
from meetings.exports.words import TAGS

FONT = "Arial"
INK, MUTED, ACCENT = RGBColor(0x13, 0x21, 0x1C), RGBColor(0x4D, 0x5D, 0x56), RGBColor(0x0B, 0x5C, 0x48)
SHADE, LINE = "E1F0E9", "D3DDD8"
SETTLED = (1980, 1, 1, 0, 0, 0)
AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription")


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """Return a new element of Word's own vocabulary."""
    made = cast(BaseOxmlElement, OxmlElement(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def write(paragraph: Paragraph, text: str, language: Language, *, bold: bool = False) -> Run:
    """Add *text* to *paragraph* as being in *language*."""
    run = paragraph.add_run(text)
    run.bold = bold or None
    run._r.get_or_add_rPr().append(element("lang", val=TAGS[language]))
    return run


def link(paragraph: Paragraph, run: Run, target: str) -> None:
    """Make *run*, the last of *paragraph*, a link to *target*."""
    anchor = element("hyperlink")
    relation = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    anchor.set(qn("r:id"), relation)
    run.font.underline = True
    run.font.color.rgb = ACCENT
    paragraph._p.append(anchor)
    anchor.append(run._r)


def hang(paragraph: Paragraph, number: str, language: Language, width: Length) -> None:
    """Begin *paragraph* with *number*, hanging in a margin of *width*."""
    form = paragraph.paragraph_format
    form.left_indent, form.first_line_indent = width, Length(-width)
    form.tab_stops.add_tab_stop(width)
    write(paragraph, f"{number}\t", language)


def count(paragraph: Paragraph, instruction: str) -> None:
    """Add a field that Word fills in, such as PAGE or NUMPAGES."""
    field, run, text = element("fldSimple", instr=instruction), element("r"), element("t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def new_series(document: Document, style: str, start: int) -> int:
    """Return the number of a new list in the manner of *style* that begins with *start*."""
    numbering = document.part.numbering_part.element
    kept = document.styles[style].element.pPr.numPr.numId.val
    made = numbering.add_num(numbering.num_having_numId(kept).abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(made.numId)


def join_series(paragraph: Paragraph, series: int) -> None:
    """Make *paragraph* the next item of the list *series*."""
    number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    number.get_or_add_ilvl().val = 0
    number.get_or_add_numId().val = series


def shade(cell: _Cell) -> None:
    """Give *cell* the ground of a decision."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=SHADE))


def whole(row: _Row) -> None:
    """Keep *row* on one page."""
    row._tr.get_or_add_trPr().append(element("cantSplit"))


def head(row: _Row) -> None:
    """Repeat *row* at the top of each page, as the head of its table."""
    whole(row)
    row._tr.get_or_add_trPr().append(element("tblHeader"))


def table(document: Document, widths: Sequence[Length], caption: str) -> Table:
    """Add a table with fixed *widths*, hairlines between its rows and a *caption* for screen readers."""
    made: Table = document.add_table(rows=0, cols=len(widths))
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    borders = element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, val="single", sz="4", space="0", color=LINE))
    properties = made._tbl.tblPr
    properties.insert_element_before(borders, *AFTER_BORDERS)
    properties.append(element("tblCaption", val=caption))
    return made


def add_row(made: Table) -> _Row:
    """Add a row to the table *made*, its cells as wide as its columns."""
    row: _Row = cast(Any, made).add_row()
    for cell, column in zip(row.cells, made.columns, strict=True):
        cell.width = cast(Length, column.width)
    return row


def paragraph_in(cell: _Cell, style: str | None = None) -> Paragraph:
    """Return a new paragraph of *cell*: the empty one that each cell begins with, or one more."""
    first: Paragraph = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 or len(first._p):
        added: Paragraph = cell.add_paragraph(style=style)
        return added
    if style:
        first.style = style
    return first


def prepare(document: Document, language: Language) -> None:
    """Set paper, type and language of the whole *document*, and slim the template."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(18)
    section.left_margin = section.right_margin = Mm(16)
    section.header_distance = section.footer_distance = Mm(9)
    defaults = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    defaults.set(qn("w:val"), TAGS[language])
    _style(document, "Normal", size=10, after=4, colour=INK)
    _style(document, "Title", size=20, after=4, colour=INK, bold=True)
    _style(document, "Subtitle", size=12, after=6, colour=MUTED)
    _style(document, "Heading 1", size=13, before=14, after=4, colour=ACCENT, bold=True)
    _style(document, "Footer", size=8, colour=MUTED)
    document.styles.add_style("Small", WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    _style(document, "Small", size=9, colour=MUTED)
    _slim(document)


def saved(document: Document) -> bytes:
    """Return *document* as a file whose bytes depend on what is in it, not on when it was made."""
    draft, out = io.BytesIO(), io.BytesIO()
    document.save(draft)
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, SETTLED)
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _slim(document: Document) -> None:
    """Drop the hundred table styles of the template, which slow each paragraph down, and its picture."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) != "1":
            styles.remove(style)
    relations = document.part.package.rels
    for key in [key for key, each in relations.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]


def _style(
    document: Document,
    name: str,
    *,
    size: int,
    colour: RGBColor,
    bold: bool = False,
    before: int = 0,
    after: int = 0,
) -> None:
    style = cast(ParagraphStyle, document.styles[name])
    properties = style.element.get_or_add_rPr()
    for each in properties.findall(qn("w:rFonts")) + properties.findall(qn("w:spacing")):
        properties.remove(each)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = colour
    properties.rFonts.set(qn("w:cs"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.15
