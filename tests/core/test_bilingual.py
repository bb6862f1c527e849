"""A text in two languages knows what has happened to its languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core.bilingual import LANGUAGES, Bilingual, written

TEXT = st.text(max_size=5)


def test_written_takes_the_language_that_has_words_as_original() -> None:
    assert written("", "Bonjour").original == "fr"
    assert written("Hello", "", language="fr").original == "en"
    assert written("Hello", "Bonjour", language="fr").original == "fr"


def test_reader_never_sees_a_blank() -> None:
    assert written("", "Bonjour").shown("en") == ("Bonjour", "fr")
    assert written("Hello", "Bonjour").shown("en") == ("Hello", "en")


@pytest.mark.parametrize(
    ("en", "fr", "current", "state"),
    [
        ("Hello", "Bonjour", False, "current"),
        ("Hello all", "Bonjour", False, "behind"),
        ("Hello all", "Bonjour", True, "current"),
        ("Hello all", "Bonjour à tous", False, "current"),
        ("Hello", "Salut", False, "current"),
        ("Hello", "", False, "missing"),
    ],
)
def test_revised_says_whether_the_translation_still_holds(en: str, fr: str, current: bool, state: str) -> None:
    assert Bilingual("Hello", "Bonjour").revised(en, fr, current=current).state("fr") == state


def test_translation_stays_behind_until_it_follows() -> None:
    behind = Bilingual("Hello all", "Bonjour", behind=True)
    assert behind.revised("Hello all", "Bonjour").state("fr") == "behind"
    assert behind.revised("Hello all", "Bonjour à tous").state("fr") == "current"
    assert behind.revised("Hello all", "Bonjour", current=True).state("fr") == "current"


def test_emptied_original_makes_the_translation_the_original() -> None:
    text = Bilingual("Hello", "Bonjour").revised("", "Bonjour")
    assert (text.original, text.state("en"), text.state("fr")) == ("fr", "missing", "original")


@given(TEXT, TEXT, TEXT, TEXT, st.sampled_from(LANGUAGES), st.booleans())
def test_revised_text_has_one_original_and_keeps_what_was_typed(
    en: str, fr: str, new_en: str, new_fr: str, language: str, current: bool
) -> None:
    text = written(en, fr, language=language).revised(new_en, new_fr, current=current)  # type: ignore[arg-type]
    assert (text.en, text.fr) == (new_en, new_fr)
    if text:
        assert text.state(text.original) == "original"
        assert text.state(text.translation) in {"current", "behind", "missing"}
    assert text.complete == (bool(new_en and new_fr) and not text.behind)
