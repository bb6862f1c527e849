"""The letter of invitation with which somebody asks for a visa, as Word and PDF file in one language."""

from datetime import UTC, datetime, time

from meetings.core import typography
from meetings.core.bilingual import FRENCH, Bilingual
from meetings.exports import letterhead, pdf, plain, word_parts, words
from meetings.exports.registration_values import LetterPrint

TITLE = Bilingual("Letter of invitation", "Lettre d’invitation")
BODY = Bilingual(
    "%(house)s confirms that %(name)s, born on %(born)s, of nationality %(nationality)s, holder of passport"
    " %(passport)s valid until %(expires)s, has a place at the following meeting, for %(organisation)s:",
    "%(house)s confirme que %(name)s, date de naissance : %(born)s, nationalité : %(nationality)s, titulaire du"
    " passeport %(passport)s valable jusqu’au %(expires)s, dispose d’une place à la réunion suivante, au titre de"
    " l’organisation ci-après : %(organisation)s.",
)
REQUEST = Bilingual(
    "We would be grateful if the visa needed to take part could be issued in good time. This letter says that the"
    " person is expected at the meeting; it is no promise to bear any cost.",
    "Nous vous saurions gré de bien vouloir délivrer en temps utile le visa nécessaire à cette participation. La"
    " présente lettre atteste que la personne est attendue à la réunion ; elle ne vaut pas engagement de prise en"
    " charge de frais.",
)
CLOSING = Bilingual("Yours faithfully,", "Veuillez agréer l’expression de notre considération distinguée.")
NOBODY = Bilingual("no organisation", "aucune organisation")


def paragraphs(letter: LetterPrint) -> list[str]:
    """Return the paragraphs of *letter* in its language, from the addressee to the signature."""
    language = letter.language
    said = {
        "house": letter.house,
        "name": f"{letter.name} ({letter.function})" if letter.function else letter.name,
        "born": words.day(letter.born_on).text(language),
        "nationality": letter.nationality,
        "passport": letter.passport,
        "expires": words.day(letter.expires_on).text(language),
        "organisation": (letter.organisation or NOBODY).shown(language)[0],
    }
    found = [
        letterhead.TO.text(language) % letter.consulate,
        BODY.text(language) % said,
        letter.meeting.shown(language)[0],
        *(sitting.text(language) for sitting in letter.sittings),
        REQUEST.text(language),
        CLOSING.text(language),
        f"{letter.signed_by}\n{letter.house}",
    ]
    return [typography.french(text) for text in found] if language == FRENCH else found


def letter_docx(letter: LetterPrint) -> bytes:
    """Return *letter* as a Word file."""
    language = letter.language
    document = letterhead.begun(
        language,
        heading=TITLE.text(language),
        reference=letter.reference,
        house=letter.house,
        dated_on=letter.issued_on,
    )
    meeting = letter.meeting.shown(language)[0]
    for text in paragraphs(letter):
        word_parts.write(document.add_paragraph(), plain.fit(text), language, bold=text == meeting)
    if letter.contact:
        word_parts.write(document.add_paragraph(), plain.fit(letter.contact), language)
    return word_parts.saved(document)


def letter_pdf(letter: LetterPrint) -> bytes:
    """Return *letter* as a PDF file."""
    language = letter.language
    values = {
        "title": f"{TITLE.text(language)} {letter.reference}",
        "heading": TITLE.text(language),
        "reference": letterhead.referring(letter.reference, language),
        "symbol": letter.reference,
        "house": letter.house,
        "contact": letter.contact,
        "date": words.day(letter.issued_on).text(language),
        "meeting": letter.meeting.shown(language)[0],
        "paragraphs": paragraphs(letter)[:-1],
        "signature": paragraphs(letter)[-1],
    }
    modified = datetime.combine(letter.issued_on, time(), UTC)
    return pdf.pdf("letter", values, languages=[language], modified=modified)
