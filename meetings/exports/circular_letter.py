"""The invitation to a meeting as a letter on paper, as Word and PDF file in one language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

from meetings.core import typography
from meetings.core.bilingual import FRENCH, Bilingual, Language
from meetings.exports import pdf, plain, word_parts, words

REFERENCE = Bilingual("Reference: %s", "Référence : %s")
TO = Bilingual("To: %s", "À l’attention de : %s")


@dataclass(frozen=True, slots=True)
class CircularPrint:
    """What the letter says."""

    language: Language
    #: As “NCP8/L1”.
    reference: str
    subject: str
    #: To whom; a letter to all names nobody.
    to: str
    #: Lines of plain text; the last one signs.
    lines: tuple[str, ...]
    house: str
    contact: str
    dated_on: date


def circular_docx(letter: CircularPrint) -> bytes:
    """Return *letter* as a Word file."""
    language, document = letter.language, docx.Document()
    word_parts.prepare(document, language)
    document.core_properties.title = plain.fit(f"{letter.subject} {letter.reference}")
    document.core_properties.author = plain.fit(letter.house)
    word_parts.write(document.add_paragraph(), plain.fit(letter.house), language, bold=True)
    right = document.add_paragraph()
    right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word_parts.write(right, words.day(letter.dated_on).text(language), language)
    word_parts.write(document.add_paragraph(style="Title"), plain.fit(letter.subject), language)
    word_parts.write(document.add_paragraph(style="Subtitle"), _reference(letter), language)
    for line in (*_head(letter), *letter.lines, letter.house, letter.contact):
        if line:
            word_parts.write(document.add_paragraph(), plain.fit(line), language)
    return word_parts.saved(document)


def circular_pdf(letter: CircularPrint) -> bytes:
    """Return *letter* as a PDF file."""
    values = {
        "title": f"{letter.subject} {letter.reference}",
        "heading": letter.subject,
        "reference": _reference(letter),
        "symbol": letter.reference,
        "house": letter.house,
        "contact": letter.contact,
        "date": words.day(letter.dated_on).text(letter.language),
        "meeting": "",
        "paragraphs": [*_head(letter), *letter.lines[:-1]],
        "signature": "\n".join((*letter.lines[-1:], letter.house)),
    }
    modified = datetime.combine(letter.dated_on, time(), UTC)
    return pdf.pdf("letter", values, languages=[letter.language], modified=modified)


def _head(letter: CircularPrint) -> list[str]:
    return [_set(TO.text(letter.language) % letter.to, letter.language)] if letter.to else []


def _reference(letter: CircularPrint) -> str:
    return _set(REFERENCE.text(letter.language) % letter.reference, letter.language)


def _set(text: str, language: Language) -> str:
    return typography.french(text) if language == FRENCH else text
