"""The places of the chamber: published figures, and what holds for a body of any size."""

from itertools import combinations
from math import cos, hypot, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.core import seating

MEMBERS = (33, 24, 53, 18, 24, 34)
ROWS = {
    "AMS": (2, 2, 3, 3, 4, 4, 5, 5, 5),
    "WCA": (1, 1, 2, 2, 3, 3, 4, 4, 4),
    "EUR": (3, 4, 4, 5, 6, 7, 7, 8, 9),
    "MENA": (1, 1, 1, 2, 2, 2, 3, 3, 3),
    "ESA": (1, 1, 2, 2, 3, 3, 4, 4, 4),
    "AP": (2, 2, 3, 3, 4, 4, 5, 5, 6),
}
bodies = st.lists(st.integers(0, 60), max_size=14).map(tuple)


def points(sizes):
    """The places of all seats in the units of the drawing, the centre of the half-circle at 0, 0."""
    places = [place for sector in seating.geometry(sizes).sectors for place in sector.places]
    return [(-place.radius * cos(place.angle), place.radius * sin(place.angle)) for place in places]


@pytest.mark.parametrize("region", range(6), ids=list(ROWS))
def test_geometry_shares_rows_as_published(region):
    assert seating.geometry(MEMBERS).sectors[region].rows == list(ROWS.values())[region]


def test_geometry_has_the_published_gaps():
    shape = seating.geometry(MEMBERS)
    assert round(shape.pitch, 1) == 16.2
    assert round(shape.smallest, 1) == 11.8
    assert round(shape.seat, 1) == 5.1
    assert shape.radii[0] == 58
    assert shape.radii[-1] == 160


def test_geometry_keeps_aisles_equally_wide():
    europe, arab_states = seating.geometry(MEMBERS).sectors[2:4]
    for radius in seating.geometry(MEMBERS).radii[3:]:
        last = max(place.angle for place in europe.places if place.radius == radius)
        first = min(place.angle for place in arab_states.places if place.radius == radius)
        assert (first - last) * radius == pytest.approx(seating.AISLE)


@given(bodies)
def test_geometry_gives_each_member_a_place(sizes):
    sectors = seating.geometry(sizes).sectors
    assert tuple(len(sector.places) for sector in sectors) == sizes
    assert tuple(sum(sector.rows) for sector in sectors) == sizes


@given(bodies.filter(any))
def test_geometry_fills_the_half_circle(sizes):
    shape = seating.geometry(sizes)
    assert sum(sector.angle for sector in shape.sectors) == pytest.approx(pi)
    for sector in shape.sectors:
        for place in sector.places:
            assert sector.start - 1e-9 <= place.angle <= sector.start + sector.angle + 1e-9


@given(st.lists(st.integers(0, 40), max_size=9).map(tuple))
def test_geometry_lets_no_two_seats_overlap(sizes):
    width = 2 * seating.geometry(sizes).seat
    for (ax, ay), (bx, by) in combinations(points(sizes), 2):
        assert hypot(ax - bx, ay - by) > width


@given(bodies)
def test_geometry_sits_people_column_by_column_from_the_left(sizes):
    for sector in seating.geometry(sizes).sectors:
        order = [(round(place.angle, 3), place.radius) for place in sector.places]
        assert order == sorted(order)


def test_geometry_of_nobody_is_empty():
    assert seating.geometry(()).sectors == ()
    assert seating.geometry((0, 0)).sectors[1].places == ()


@pytest.mark.parametrize(("sizes", "rows"), [((1,), 1), ((24,), 1), ((5, 6, 5), 1), ((40, 50), 5), ((90, 90), 9)])
def test_geometry_uses_fewer_rows_for_a_small_body(sizes, rows):
    assert len(seating.geometry(sizes).radii) == rows


def test_geometry_puts_a_region_smaller_than_the_rows_in_the_outer_ones():
    shape = seating.geometry((90, 4, 90))
    assert shape.sectors[1].rows == (1, 1, 1, 1)
    assert {place.radius for place in shape.sectors[1].places} == set(shape.radii[-4:])


def test_dhondt_prefers_the_outer_row_on_a_tie():
    assert seating.dhondt(4, [10.0, 10.0, 10.0]) == (1, 1, 2)
