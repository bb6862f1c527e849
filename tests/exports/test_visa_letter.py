"""Letters of invitation: the same words in the Word file and in the PDF, in either language."""

import io
import re
from datetime import date

import docx
import pypdf
import pytest

from meetings.core.bilingual import Bilingual, Language
from meetings.exports import visa_letter
from meetings.exports.registration_values import LetterPrint


def letter(language: Language = "en", **values: object) -> LetterPrint:
    facts = {
        "reference": "NCP8/L3",
        "issued_on": date(2026, 10, 1),
        "language": language,
        "house": "World Customs Organization",
        "signed_by": "Ilse Vermeer",
        "contact": "ncp@example.org",
        "consulate": "Embassy of Belgium, Abidjan",
        "name": "ANA KOUASSI",
        "nationality": "Ivorian",
        "passport": "19AB04321",
        "born_on": date(1990, 5, 4),
        "expires_on": date(2030, 1, 31),
        "function": "",
        "organisation": Bilingual("Côte d’Ivoire", "Côte d’Ivoire"),
        "meeting": Bilingual("Eighth plenary", "Huitième plénière"),
        "sittings": [Bilingual("Tuesday 17 November 2026", "Mardi 17 novembre 2026")],
    }
    return LetterPrint(**(facts | values))  # type: ignore[arg-type]


def in_word(printed: LetterPrint) -> str:
    document = docx.Document(io.BytesIO(visa_letter.letter_docx(printed)))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def in_pdf(printed: LetterPrint) -> str:
    reader = pypdf.PdfReader(io.BytesIO(visa_letter.letter_pdf(printed)))
    return "\n".join(page.extract_text() for page in reader.pages)


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("read", [in_word, in_pdf])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Letter of invitation", "Reference: NCP8/L3", "born on 4 May 1990", "19AB04321", "Eighth plenary")),
        ("fr", ("Lettre d’invitation", "Référence : NCP8/L3", "4 mai 1990", "19AB04321", "Huitième plénière")),
    ],
)
def test_letter_says_the_same_in_both_files(read, language: Language, said: tuple[str, ...]) -> None:
    text = flat(read(letter(language)))
    for words in (*said, "ANA KOUASSI", "Ilse Vermeer", "Embassy of Belgium, Abidjan"):
        assert words in text


def test_french_sets_its_no_break_spaces() -> None:
    assert "Référence\u00a0: NCP8/L3" in in_word(letter("fr"))


def test_who_comes_for_nobody_is_said_so_and_the_function_stands_with_the_name() -> None:
    text = in_word(letter(organisation=Bilingual(), function="Adviser"))
    assert "no organisation" in text
    assert "ANA KOUASSI (Adviser)" in text


@pytest.mark.parametrize("read", [in_word, in_pdf])
def test_what_somebody_typed_stays_text(read) -> None:
    typed = '#read("house.typ") *a* <b>&\x0b'
    assert "#read(" in read(letter(name=typed, consulate=typed))


def test_equal_letters_are_equal_files() -> None:
    assert visa_letter.letter_pdf(letter()) == visa_letter.letter_pdf(letter())
