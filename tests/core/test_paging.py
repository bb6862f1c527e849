"""Pages of a list."""

import pytest

from meetings.core.paging import Page, number_from


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("", 1), ("0", 1), ("-1", 1), ("x", 1), ("９", 1), ("9" * 30, 1)]
)
def test_number_from_reads_plain_numbers_only(text: str, number: int) -> None:
    assert number_from(text) == number


def test_page_counts_its_rows() -> None:
    page = Page([1, 2], 3, 10, 22)
    assert (page.last, page.first_row, page.last_row) == (3, 21, 22)
    assert (Page([], 1, 10, 0).last, Page([], 1, 10, 0).first_row) == (1, 0)
