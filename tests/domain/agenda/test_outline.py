"""Numbers and places of items and sub-items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.domain.agenda import outline
from meetings.domain.agenda.outline import Direction, Line

UP, DOWN, IN, OUT = Direction.UP, Direction.DOWN, Direction.IN, Direction.OUT


def order(written: str) -> outline.Order:
    """Return the order *written* as letters: A for an item, b for a sub-item."""
    return [Line(ord(letter.lower()), letter.islower()) for letter in written]


def written(lines: outline.Order) -> str:
    return "".join(chr(line.item) if line.sub else chr(line.item).upper() for line in lines)


@pytest.mark.parametrize(
    ("lines", "numbers"), [("", []), ("AB", ["1", "2"]), ("AbcDe", ["1", "1.1", "1.2", "2", "2.1"])]
)
def test_numbers_follow_the_places(lines: str, numbers: list[str]) -> None:
    assert outline.numbers(line.sub for line in order(lines)) == numbers


@pytest.mark.parametrize(
    ("before", "item", "direction", "after"),
    [
        ("ABC", "b", UP, "BAC"),
        ("ABC", "a", UP, "ABC"),
        ("ABC", "c", DOWN, "ABC"),
        ("AbCd", "c", UP, "CdAb"),
        ("AbCd", "a", DOWN, "CdAb"),
        ("AbcD", "c", UP, "AcbD"),
        ("AbcD", "b", UP, "AbcD"),
        ("ABcd", "c", UP, "AcBd"),
        ("AbC", "b", DOWN, "ACb"),
        ("AbCd", "b", DOWN, "ACbd"),
        ("ABc", "c", DOWN, "ABc"),
        ("ABcD", "b", IN, "AbcD"),
        ("ABC", "a", IN, "ABC"),
        ("AbC", "b", IN, "AbC"),
        ("AbcD", "b", OUT, "AcBD"),
        ("AbcD", "c", OUT, "AbCD"),
        ("AB", "b", OUT, "AB"),
    ],
)
def test_item_moves_one_step(before: str, item: str, direction: Direction, after: str) -> None:
    assert written(outline.moved(order(before), ord(item), direction)) == after
    assert (direction in outline.steps(order(before), ord(item))) == (before != after)


@pytest.mark.parametrize(
    ("lines", "item", "before", "sub", "after"),
    [
        ("ABC", "c", "a", False, "CAB"),
        ("ABC", "a", "", False, "BCA"),
        ("ABC", "c", "b", True, "AcB"),
        ("ABC", "c", "a", True, "CAB"),
        ("AbCd", "c", "a", False, "CdAb"),
        ("AbcD", "d", "c", False, "AbcD"),
        ("AbCd", "c", "b", True, "Acdb"),
        ("AbCd", "d", "", False, "AbCD"),
        ("AbCd", "b", "", True, "ACdb"),
        ("ABC", "b", "b", False, "ACB"),
    ],
)
def test_item_is_put_before_another(lines: str, item: str, before: str, sub: bool, after: str) -> None:
    there = ord(before) if before else None
    assert written(outline.put(order(lines), ord(item), before=there, sub=sub)) == after


@pytest.mark.parametrize(("before", "item", "after"), [("AbcD", "a", "BCD"), ("AbcD", "b", "AcD"), ("A", "a", "")])
def test_sub_items_of_one_that_goes_stand_on_their_own(before: str, item: str, after: str) -> None:
    assert written(outline.without(order(before), ord(item))) == after


orders = st.lists(st.booleans(), min_size=1, max_size=9).map(
    lambda subs: [Line(number, sub and number > 0) for number, sub in enumerate(subs)]
)


@given(lines=orders, data=st.data())
def test_no_step_loses_an_item_or_leaves_a_sub_item_first(lines: outline.Order, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(lines)).item
    before = data.draw(st.sampled_from([None, *(line.item for line in lines)]))
    found = [outline.moved(lines, item, direction) for direction in Direction]
    found.append(outline.put(lines, item, before=before, sub=data.draw(st.booleans())))
    for after in found:
        assert sorted(line.item for line in after) == sorted(line.item for line in lines)
        assert not after[0].sub
    rest = outline.without(lines, item)
    assert {line.item for line in rest} == {line.item for line in lines} - {item}
    assert not rest or not rest[0].sub
