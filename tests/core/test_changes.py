"""What has changed between two writings of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import changes


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("one two", "one two", [("same", "one two")]),
        ("one two", "one three", [("same", "one "), ("gone", "two"), ("new", "three")]),
        ("one", "one two", [("same", "one"), ("new", " two")]),
        ("one two", "two", [("gone", "one "), ("same", "two")]),
        ("", "one", [("new", "one")]),
    ],
)
def test_between_says_word_by_word_what_came_and_went(before: str, after: str, said: list[tuple[str, str]]) -> None:
    assert [(part.change, part.text) for part in changes.between(before, after)] == said


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_both_writings_can_be_read_out_of_it(before: str, after: str) -> None:
    parts = changes.between(before, after)
    assert "".join(part.text for part in parts if part.change != "gone") == after
    assert "".join(part.text for part in parts if part.change != "new") == before
