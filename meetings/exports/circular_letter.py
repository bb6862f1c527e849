"""The invitation to a meeting as a letter on paper, as Word and PDF file in one language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from meetings.core.bilingual import Language
from meetings.exports import letterhead, pdf, plain, word_parts, words


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
    language = letter.language
    document = letterhead.begun(
        language, heading=letter.subject, reference=letter.reference, house=letter.house, dated_on=letter.dated_on
    )
    for line in (*_head(letter), *letter.lines, letter.house, letter.contact):
        if line:
            word_parts.write(document.add_paragraph(), plain.fit(line), language)
    return word_parts.saved(document)


def circular_pdf(letter: CircularPrint) -> bytes:
    """Return *letter* as a PDF file."""
    values = {
        "title": f"{letter.subject} {letter.reference}",
        "heading": letter.subject,
        "reference": letterhead.referring(letter.reference, letter.language),
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
    return [letterhead.addressed(letter.to, letter.language)] if letter.to else []
