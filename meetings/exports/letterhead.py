"""What every letter of the house has in common: from whom, of which day, about what, with which reference, to whom."""

from datetime import date

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from meetings.core import typography
from meetings.core.bilingual import FRENCH, Bilingual, Language
from meetings.exports import plain, word_parts, words

TO = Bilingual("To: %s", "À l’attention de : %s")
REFERENCE = Bilingual("Reference: %s", "Référence : %s")


def begun(language: Language, *, heading: str, reference: str, house: str, dated_on: date) -> Document:
    """Return a Word file that begins as a letter of *house* does."""
    document = docx.Document()
    word_parts.prepare(document, language)
    document.core_properties.title = plain.fit(f"{heading} {reference}")
    document.core_properties.author = plain.fit(house)
    word_parts.write(document.add_paragraph(), plain.fit(house), language, bold=True)
    right = document.add_paragraph()
    right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word_parts.write(right, words.day(dated_on).text(language), language)
    word_parts.write(document.add_paragraph(style="Title"), plain.fit(heading), language)
    word_parts.write(document.add_paragraph(style="Subtitle"), referring(reference, language), language)
    return document


def referring(reference: str, language: Language) -> str:
    """Return the line that gives the *reference* of a letter."""
    return _set(REFERENCE.text(language) % reference, language)


def addressed(to: str, language: Language) -> str:
    """Return the line that says to whom a letter goes."""
    return _set(TO.text(language) % to, language)


def _set(text: str, language: Language) -> str:
    return typography.french(text) if language == FRENCH else text
