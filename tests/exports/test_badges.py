"""Badges: eight on a sheet, nothing left out, nothing read as markup."""

import io
from datetime import UTC, datetime

import pypdf
import pytest

from meetings.core.bilingual import Bilingual
from meetings.exports.badges import badges_pdf
from meetings.exports.registration_values import BadgePrint, BadgeSheet

MODIFIED = datetime(2026, 9, 17, 12, 0, 0, 123456, tzinfo=UTC)


def badge(name: str, organisation: Bilingual | None = None) -> BadgePrint:
    said = organisation or Bilingual("Kenya Revenue Authority", "Administration fiscale du Kenya")
    return BadgePrint(name=name, organisation=said, code="KE", role=Bilingual("Head", "Principal"))


def pages(*badges: BadgePrint) -> list[str]:
    sheet = BadgeSheet(Bilingual("Eighth plenary", "Huitième plénière"), "NCP8", badges)
    reader = pypdf.PdfReader(io.BytesIO(badges_pdf(sheet, modified=MODIFIED)))
    return [page.extract_text() for page in reader.pages]


@pytest.mark.parametrize(("number", "sheets"), [(1, 1), (8, 1), (9, 2), (200, 25)])
def test_eight_badges_are_a_sheet(number: int, sheets: int) -> None:
    assert len(pages(*(badge(f"Person {one}") for one in range(number)))) == sheets


def test_badge_says_who_it_is_in_both_languages() -> None:
    (text,) = pages(badge("Wanjiru Kamande"))
    for words in ("Wanjiru Kamande", "Kenya Revenue Authority", "Administration fiscale du Kenya", "Principal", "KE"):
        assert words in text


@pytest.mark.parametrize("name", ["#panic() *x*", "Ж" * 40, "A " + "long name " * 18, "محمد"])
def test_any_name_makes_a_badge_of_its_size(name: str) -> None:
    assert len(pages(*[badge(name)] * 8)) == 1


def test_who_comes_for_nobody_has_a_badge() -> None:
    assert "Zoe Free" in pages(badge("Zoe Free", Bilingual()))[0]
