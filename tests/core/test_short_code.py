"""Short codes that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import short_code

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBERS = st.integers(0, 2**31 - 1)


@pytest.mark.parametrize("number", [0, 1, 31, 32, 1023, 123_456, 2**31 - 1])
def test_code_gives_its_number_back(number: int) -> None:
    code = short_code.written(number)
    assert short_code.read(code) == number
    assert short_code.read(code.lower().replace("0", "o").replace("1", "l")) == number


@given(NUMBERS)
def test_every_single_wrong_letter_is_noticed(number: int) -> None:
    code = short_code.written(number)
    for place, right in enumerate(code):
        for wrong in LETTERS.replace(right, ""):
            assert short_code.read(code[:place] + wrong + code[place + 1 :]) is None


@given(NUMBERS)
def test_every_two_letters_that_changed_places_are_noticed(number: int) -> None:
    code = short_code.written(number)
    for place in range(len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or short_code.read(swapped) is None


@pytest.mark.parametrize("code", ["", "1", "U1", "é1", "123456789", "\x00\x00"])
def test_what_is_no_code_is_no_number(code: str) -> None:
    assert short_code.read(code) is None
