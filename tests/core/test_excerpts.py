"""Excerpts around words that were found."""

import pytest

from meetings.core.excerpts import excerpt


def _marked(text: str, *words: str, width: int = 160) -> str:
    return "".join(f"[{part.text}]" if part.hit else part.text for part in excerpt(text, words, width=width))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Décisions de la réunion", ("decision",), "[Décision]s de la réunion"),
        ("L’œuvre commune", ("oeuvre",), "L’[œuvre] commune"),
        ("L’œuvre commune", ("l'oeuvre",), "[L’œuvre] commune"),
        ("Straße", ("ss",), "Stra[ß]e"),
        ("aaa", ("aa",), "[aa]a"),
        ("customs union", ("custom", "tom", "union"), "[custom]s [union]"),
        ("100 % <b>", ("%", "<b>"), "100 [%] [<b>]"),
        ("nothing here", ("absent",), ""),
        ("", ("x",), ""),
        ("e\u0301tude", ("etude",), "[e\u0301tude]"),
    ],
)
def test_excerpt_marks_words_without_case_and_accents(text: str, words: tuple[str, ...], marked: str) -> None:
    assert _marked(text, *words) == marked


def test_excerpt_is_cut_between_words_around_the_first_hit() -> None:
    text = "one two three " * 20 + "needle " + "four five six " * 20
    cut = _marked(text, "needle", width=60)
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert "[needle]" in cut
    assert len(cut) <= 66
    assert set(cut.strip("…").split()) <= {"one", "two", "three", "four", "five", "six", "[needle]"}


def test_excerpt_of_one_endless_word_stays_short() -> None:
    assert len(_marked("x" * 500 + "needle" + "x" * 500, "needle", width=60)) <= 70
