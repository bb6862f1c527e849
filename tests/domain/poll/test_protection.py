"""What is merged and left out of a table by region before it is published."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.poll.protection import FEWEST_ANSWERS, SMALLEST_CELL, Line, protected


def lines(*counts):
    return [Line((n,), row, sum(row), sum(row) + 3) for n, row in enumerate(counts, 1)]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([(4, 5)], []),
        ([(5, 4), (0, 0)], []),
        ([(0, 0), (1, 9)], []),
        ([(9, 7), (1, 5), (0, 0)], []),
        ([(20, 10), (0, 0), (15, 9)], [((1,), (20, 10)), ((3,), (15, 9)), ((2,), (0, 0))]),
        ([(20, 10), (15, 9)], [((1,), (20, 10)), ((2,), (15, 9))]),
        ([(20, 10), (15, 9), (2, 1)], [((1,), (20, 10)), ((3, 2), (17, 10))]),
        ([(20, 10), (15, 9), (8, 0)], [((1,), (20, 10)), ((3, 2), (23, 9))]),
        ([(20, 10, 6), (15, 1, 8)], [((1,), (20, None, None)), ((2,), (15, None, None))]),
    ],
)
def test_table_shows(counts, shown):
    assert [(line.regions, line.counts) for line in protected(lines(*counts))] == shown


def possible(table, totals):
    """Return all ways in which the table can be filled so that rows and columns add up.

    Rows add up since each ballot here is one choice. Whoever tries knows that a cell is said to be fewer than 5 if and
    only if it is from 1 to 4.
    """
    rows = [list(fillings(line)) for line in table]
    return [grid for grid in itertools.product(*rows) if [sum(column) for column in zip(*grid, strict=True)] == totals]


def fillings(line):
    """Return the rows that *line* may stand for."""
    others = [0, *range(SMALLEST_CELL, line.cast + 1)]
    cells = [
        [count] if count is not None else range(1, SMALLEST_CELL) if place in line.few else others
        for place, count in enumerate(line.counts)
    ]
    return (row for row in itertools.product(*cells) if sum(row) == line.cast)


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=3),
        st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 7)), min_size=2, max_size=2),
    )
)
def test_no_cell_that_is_left_out_follows_from_the_others(counts):
    table = protected(lines(*counts))
    assert not table or sum(line.cast for line in table) >= FEWEST_ANSWERS
    if not table:
        return
    totals = [sum(column) for column in zip(*counts, strict=True)]
    ways = possible(table, totals)
    assert ways
    for row, line in enumerate(table):
        for column in line.few:
            assert len({grid[row][column] for grid in ways}) > 1
    for line in table:
        assert line.cast == 0 or line.cast >= SMALLEST_CELL
        assert all(count is None or count == 0 or count >= SMALLEST_CELL for count in line.counts)
