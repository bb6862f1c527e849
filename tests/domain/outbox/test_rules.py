"""The sentence with which the daily mail tells of another one."""

import pytest

from meetings.domain.outbox import rules


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("The record is published: Plenary.\n\nIt holds decisions.", "The record is published: Plenary."),
        ("News\n\nDear Wanjiru,\n\nThank you for having come.\n", "Thank you for having come."),
        ("News\n\nMadame, Monsieur,\n\nMerci\u00a0!", "Merci\u00a0!"),
        ("\n  \n\n", ""),
        ("", ""),
        ("News\n\nDear Wanjiru,\n\n--------\nFrançais : Nouvelles", ""),
        ("x" * 400, "x" * 299 + "…"),
        ("🙂 \u202bעברית", "🙂 \u202bעברית"),
    ],
)
def test_it_is_the_first_line_that_is_neither_the_subject_nor_a_greeting(text: str, sentence: str) -> None:
    assert rules.sentence("News", text) == sentence


def test_subject_is_recognised_whatever_its_spaces() -> None:
    assert rules.sentence("Suivi : la plénière", "Suivi\u00a0: la plénière\n\nMerci.") == "Merci."


def test_an_error_is_kept_short() -> None:
    assert rules.told_of(ValueError("x" * 900)) == "ValueError: " + "x" * 488
