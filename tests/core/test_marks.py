"""The product's marks."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from meetings.core import marks

STATIC = Path(__file__).parents[2] / "meetings" / "static"


@pytest.mark.parametrize(("name", "svg"), [("logo.svg", marks.logo()), ("favicon.svg", marks.favicon())])
def test_marks_are_the_files_served(name, svg):
    assert (STATIC / name).read_text().strip() == svg


def test_logo_has_24_seats_and_one_is_lit():
    seats = list(ElementTree.fromstring(marks.logo()).iter("{http://www.w3.org/2000/svg}circle"))
    assert len(seats) == 24
    assert [seat.get("class") for seat in seats].count("lit") == 1
