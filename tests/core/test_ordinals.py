"""Ordinal numbers in both languages."""

import pytest

from meetings.core.ordinals import ordinal


@pytest.mark.parametrize(
    ("number", "en", "fr"),
    [
        (1, "1st", "1re"),
        (2, "2nd", "2e"),
        (3, "3rd", "3e"),
        (8, "8th", "8e"),
        (11, "11th", "11e"),
        (12, "12th", "12e"),
        (21, "21st", "21e"),
        (113, "113th", "113e"),
    ],
)
def test_ordinals_end_as_each_language_writes_them(number: int, en: str, fr: str) -> None:
    assert (ordinal(number, "en"), ordinal(number, "fr")) == (en, fr)


def test_first_of_a_masculine_noun() -> None:
    assert ordinal(1, "fr", feminine=False) == "1er"
