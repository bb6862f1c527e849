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


def test_machine_draft_is_labelled_until_somebody_accepts_or_changes_it() -> None:
    draft = Bilingual("Hello").drafted("Bonjour")
    assert (draft.state("fr"), draft.complete, draft.text("fr")) == ("machine", False, "Bonjour")
    assert draft.shown("fr") == ("Bonjour [traduction automatique]", "fr")
    assert draft.shown("en") == ("Hello", "en")
    assert draft.revised("Hello all", "Bonjour").state("fr") == "machine"
    assert draft.revised("Hello", "Salut").state("fr") == "current"
    assert draft.revised("Hello", "Bonjour", current=True).complete


def test_machine_draft_never_becomes_the_original() -> None:
    emptied = Bilingual("Hello").drafted("Bonjour").revised("", "Bonjour")
    assert (emptied.original, emptied.state("en"), emptied.state("fr")) == ("en", "missing", "machine")
    assert emptied.shown("en") == ("Bonjour [traduction automatique]", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_keep_whether_a_machine_drafted_it(language: str) -> None:
    draft = written("a", "b", language=language).drafted("c")  # type: ignore[arg-type]
    assert Bilingual(*draft.__composite_values__()) == draft  # type: ignore[arg-type]
    assert len(draft.__composite_values__()[2]) == 2


def test_turned_text_has_the_other_original_and_stays_out_of_step() -> None:
    assert Bilingual("Hello", "Bonjour").turned() == Bilingual("Hello", "Bonjour", "fr")
    assert Bilingual("Hello", "Bonjour", behind=True).turned().state("en") == "behind"
