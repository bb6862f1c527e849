"""A list of participants as a Word file in one language."""

import docx
from docx.document import Document
from docx.shared import Mm
from docx.table import Table

from meetings.core.bilingual import Language
from meetings.exports import plain, word_parts
from meetings.exports.attendance_values import DelegationPrint, ListPrint

WIDTHS = (Mm(62), Mm(70), Mm(46))


def participants_docx(values: ListPrint, *, language: Language) -> bytes:
    """Return the list *values*, which is in *language*, as a Word file."""
    document = docx.Document()
    word_parts.prepare(document, language)
    properties = document.core_properties
    properties.title, properties.author = plain.fit(f"{values.title}: {values.meeting}"), plain.fit(values.author)
    _say(document, "Title", values.title, language)
    _say(document, "Subtitle", values.meeting, language)
    for line in (values.state, *values.sittings, values.summary):
        _say(document, None, line, language)
    for group in values.groups:
        _say(document, "Heading 1", group.name, language)
        table = word_parts.table(document, WIDTHS, plain.fit(group.name))
        for delegation in group.delegations:
            _write(table, delegation, language)
    return word_parts.saved(document)


def _say(document: Document, style: str | None, text: str, language: Language) -> None:
    word_parts.write(document.add_paragraph(style=style), plain.fit(text), language)


def _write(table: Table, delegation: DelegationPrint, language: Language) -> None:
    """Write a row for each person of *delegation*; its name stands beside the first."""
    for place, one in enumerate(delegation.people):
        row = word_parts.add_row(table)
        word_parts.whole(row)
        first, second, third = (word_parts.paragraph_in(cell) for cell in row.cells)
        if place == 0:
            word_parts.write(first, plain.fit(delegation.name), language, bold=True)
        word_parts.write(second, plain.fit(one.name), language)
        if one.function:
            second.add_run().add_break()
            word_parts.write(second, plain.fit(one.function), language).font.color.rgb = word_parts.MUTED
        word_parts.write(third, plain.fit(one.capacity), language)
