"""The order of an agenda: items with one level of sub-items, how they are numbered, and how one of them moves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Direction(StrEnum):
    """Where an item moves to."""

    UP = "up"
    DOWN = "down"
    #: Becomes a sub-item of the item before it.
    IN = "in"
    #: Becomes an item of its own, after the one it stood under.
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the order: which item, and whether it is a sub-item."""

    item: int
    sub: bool


Order = list[Line]


def numbers(subs: Iterable[bool]) -> list[str]:
    """Return what readers call the lines that are sub-items or not: 1, 2, 2.1, 2.2, 3."""
    found, item, under = [], 0, 0
    for sub in subs:
        item, under = (item, under + 1) if sub else (item + 1, 0)
        found.append(f"{item}.{under}" if sub else str(item))
    return found


def moved(order: Sequence[Line], item: int, direction: Direction) -> Order:
    """Return *order* after *item* has moved one step in *direction*; a step that leads nowhere changes nothing.

    An item takes its sub-items along. A sub-item that passes the first or the last of its own goes to the
    neighbouring item.
    """
    line = _line(order, item)
    if direction is Direction.IN:
        return _in(order, line)
    if direction is Direction.OUT:
        return _out(order, line)
    return _sub_moved(order, line, direction) if line.sub else _block_moved(order, line, direction)


def put(order: Sequence[Line], item: int, *, before: int | None, sub: bool) -> Order:
    """Return *order* with *item* and its sub-items before the line of the item *before*, or at the end.

    It becomes a sub-item if *sub* and something can stand over it; an item put among the sub-items of another
    follows them all.
    """
    line = _line(order, item)
    taken = [line] if line.sub else next(block for block in _blocks(order) if line in block)
    rest = [each for each in order if each not in taken]
    place = next((number for number, each in enumerate(rest) if each.item == before), len(rest))
    sub = sub and place > 0
    while not sub and place < len(rest) and rest[place].sub:
        place += 1
    changed = [replace(line, sub=sub), *(replace(each, sub=True) for each in taken[1:])]
    return [*rest[:place], *changed, *rest[place:]]


def without(order: Sequence[Line], item: int) -> Order:
    """Return *order* without *item*; its sub-items become items of their own."""
    line = _line(order, item)
    freed = {each.item for each in next(block for block in _blocks(order) if line in block)} if not line.sub else set()
    return [replace(each, sub=each.sub and each.item not in freed) for each in order if each != line]


def steps(order: Sequence[Line], item: int) -> list[Direction]:
    """Return the directions in which *item* can move."""
    return [direction for direction in Direction if moved(order, item, direction) != list(order)]


def _line(order: Sequence[Line], item: int) -> Line:
    return next(line for line in order if line.item == item)


def _blocks(order: Sequence[Line]) -> list[Order]:
    """Return the items of *order*, each with its sub-items behind it."""
    blocks: list[Order] = []
    for line in order:
        if line.sub and blocks:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _joined(blocks: Iterable[Order]) -> Order:
    return [line for block in blocks for line in block]


def _block_moved(order: Sequence[Line], line: Line, direction: Direction) -> Order:
    blocks = _blocks(order)
    at = next(number for number, block in enumerate(blocks) if line in block)
    to = at - 1 if direction is Direction.UP else at + 1
    if 0 <= to < len(blocks):
        blocks[at], blocks[to] = blocks[to], blocks[at]
    return _joined(blocks)


def _sub_moved(order: Sequence[Line], line: Line, direction: Direction) -> Order:
    blocks = _blocks(order)
    at = next(number for number, block in enumerate(blocks) if line in block)
    block = blocks[at]
    was = block.index(line)
    to = was - 1 if direction is Direction.UP else was + 1
    if 1 <= to < len(block):
        block[was], block[to] = block[to], block[was]
    elif direction is Direction.UP and at > 0:
        block.remove(line)
        blocks[at - 1].append(line)
    elif direction is Direction.DOWN and at + 1 < len(blocks):
        block.remove(line)
        blocks[at + 1].insert(1, line)
    return _joined(blocks)


def _in(order: Sequence[Line], line: Line) -> Order:
    return [replace(each, sub=True) if each == line and order[0] != line else each for each in order]


def _out(order: Sequence[Line], line: Line) -> Order:
    if not line.sub:
        return list(order)
    blocks = _blocks(order)
    at = next(number for number, block in enumerate(blocks) if line in block)
    blocks[at].remove(line)
    blocks.insert(at + 1, [replace(line, sub=False)])
    return _joined(blocks)
