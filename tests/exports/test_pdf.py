"""PDF files, read again with pypdf."""

import io
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pypdf
import pytest
from typst import TypstError

from meetings.core.bilingual import LANGUAGES, Bilingual, Language
from meetings.exports import pdf

MODIFIED = datetime(2026, 9, 17, 12, tzinfo=UTC)
SHEET = """
#import "house.typ": *
#show: house.with(title: shown(data.title), author: data.author, symbol: data.symbol)
#title[#each(data.title)]
#for line in data.lines [#disc(1) #say(line) #parbreak()]
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Return a small template of the house."""
    shutil.copy(pdf.TEMPLATES / "house.typ", tmp_path)
    file = tmp_path / "sheet.typ"
    file.write_text(SHEET)
    return file


def made(file: Path, *lines: Bilingual, languages: tuple[Language, ...] = ("en",), **values: Any) -> bytes:
    facts = {"title": Bilingual("Agenda", "Ordre du jour"), "author": "WCO", "symbol": "NCP8/OJ", "lines": lines}
    return pdf.compiled(file, facts | values, languages=languages, modified=MODIFIED)


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(data).pages)


def test_equal_values_give_equal_bytes(sheet: Path) -> None:
    assert made(sheet, Bilingual("One", "Un")) == made(sheet, Bilingual("One", "Un"))


def test_threads_make_the_same_file(sheet: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda _: made(sheet, Bilingual("One", "Un")), range(8)))) == 1


@pytest.mark.parametrize(
    "words", ["*bold* _it_ `code` $x^2$", '#sys.inputs #read("house.typ")', "= Head", "@ref <tag> \\"]
)
def test_texts_are_never_markup(sheet: Path, words: str) -> None:
    assert words in text(made(sheet, Bilingual(words)))


def test_text_in_the_other_language_is_marked(sheet: Path) -> None:
    lines = (Bilingual("Opening", "Ouverture"), Bilingual("", "Clôture"))
    english = text(made(sheet, *lines))
    assert "Opening" in english
    assert "[FR] Clôture" in english
    french = text(made(sheet, *lines, languages=("fr",)))
    assert "Clôture" in french
    assert "[FR]" not in french


def test_french_has_its_spaces(sheet: Path) -> None:
    assert "vote\u00a0; fin" in text(made(sheet, Bilingual("", "vote ; fin"), languages=("fr",)))


def test_both_languages_stand_side_by_side(sheet: Path) -> None:
    assert "Agenda · Ordre du jour" in text(made(sheet, languages=LANGUAGES))


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("fr", "fr-FR")])
def test_file_says_what_it_is(sheet: Path, language: Language, tag: str) -> None:
    file = read(made(sheet, languages=(language,)))
    root = file.trailer["/Root"]
    assert root["/Lang"] == tag
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert file.metadata is not None
    assert file.metadata.title == {"en": "Agenda", "fr": "Ordre du jour"}[language]
    assert (file.metadata.author, file.metadata.creation_date) == ("WCO", MODIFIED)
    assert [round(float(side)) for side in file.pages[0].mediabox[2:]] == [595, 842]


def test_date_is_a_whole_second_in_utc(sheet: Path) -> None:
    at = datetime(2026, 9, 17, 14, 0, 0, 123_456, tzinfo=ZoneInfo("Europe/Brussels"))
    file = read(
        pdf.compiled(
            sheet, {"title": Bilingual("A"), "author": "", "symbol": "", "lines": ()}, languages=("en",), modified=at
        )
    )
    assert file.metadata is not None
    assert file.metadata.creation_date == MODIFIED


def test_pages_are_counted_at_the_foot(sheet: Path) -> None:
    file = read(made(sheet, *[Bilingual(f"Line {number}") for number in range(120)]))
    found = [re.findall(r"NCP8/OJ · (\d / \d)", page.extract_text()) for page in file.pages]
    assert found == [["1 / 3"], ["2 / 3"], ["3 / 3"]]


@pytest.mark.parametrize("words", ["会议议程", "🎉", "\U0010fffd", "\x00\x07a", "\ud800b", "a\u2028b"])
def test_characters_that_no_font_has_break_nothing(sheet: Path, words: str) -> None:
    assert "After" in text(made(sheet, Bilingual(words, words), Bilingual("After")))


def test_a_mistake_in_a_template_is_not_hidden(sheet: Path) -> None:
    sheet.write_text("#nothing-of-that-name")
    with pytest.raises(TypstError, match="unknown variable"):
        made(sheet)


def test_templates_read_nothing_outside_their_folder(sheet: Path) -> None:
    sheet.write_text('#read("../../../../../../etc/hostname")')
    with pytest.raises(TypstError):
        made(sheet)


@pytest.mark.parametrize("file", sorted(pdf.TEMPLATES.glob("*.typ")), ids=lambda file: file.name)
def test_templates_need_no_package_from_the_network(file: Path) -> None:
    assert "@" not in file.read_text()
