"""Where each Member sits in the half-circle of the chamber (formulas: docs/chamber.md)."""

from functools import lru_cache
from itertools import pairwise
from math import pi
from typing import NamedTuple

ROWS, INNER, STEP, AISLE = 9, 58.0, 12.75, 21.0
#: A body with fewer seats than this for each of the nine rows is drawn with fewer rows.
SEATS_A_ROW = 18


class Place(NamedTuple):
    """Where a seat stands: the angle from the left end of the half-circle, and the radius of its row."""

    angle: float
    radius: float


class Sector(NamedTuple):
    """One region's part of the half-circle, rows from inner to outer, places in seat order."""

    start: float
    angle: float
    rows: tuple[int, ...]
    places: tuple[Place, ...]


class Geometry(NamedTuple):
    """All places, the mean gap of a row, the smallest gap anywhere and the radius of a seat."""

    radii: tuple[float, ...]
    pitch: float
    smallest: float
    seat: float
    sectors: tuple[Sector, ...]


class _Region(NamedTuple):
    size: int
    radii: tuple[float, ...]
    left: float
    right: float

    @property
    def aisle(self) -> float:
        """The share of the two aisles beside the region."""
        return self.left + self.right


@lru_cache(maxsize=256)
def geometry(sizes: tuple[int, ...]) -> Geometry:
    """The places of a body whose regions have *sizes* Members, from left to right."""
    radii = _radii(sum(sizes))
    regions = _regions(sizes, radii)
    pitch = _pitch(regions)
    start, sectors = 0.0, []
    for region in regions:
        angle = _angle(region, pitch, sum(sizes))
        sectors.append(_sector(region, start, angle))
        start += angle
    smallest = min(STEP, _smallest_gap([place for sector in sectors for place in sector.places]))
    return Geometry(radii, pitch, smallest, 0.43 * smallest, tuple(sectors))


def _radii(total: int) -> tuple[float, ...]:
    """The rows in use: the outer ones, fewer for a small body."""
    rows = max(1, min(ROWS, total // SEATS_A_ROW))
    return tuple(INNER + row * STEP for row in range(ROWS - rows, ROWS))


def _regions(sizes: tuple[int, ...], radii: tuple[float, ...]) -> list[_Region]:
    """Give each region its rows and its share of the aisles; an empty region gets neither."""
    filled = [k for k, size in enumerate(sizes) if size]
    first, last = (filled[0], filled[-1]) if filled else (0, 0)
    half = _aisle(sizes, radii) / 2
    return [
        _Region(size, radii[-size:], half if k > first else 0.0, half if k < last else 0.0)
        if size
        else _Region(0, (), 0.0, 0.0)
        for k, size in enumerate(sizes)
    ]


def _aisle(sizes: tuple[int, ...], radii: tuple[float, ...]) -> float:
    """The width of an aisle, narrowed where many regions would leave less than half the room to seats."""
    spans = [len(used) / sum(used) for used in (radii[-size:] for size in sizes if size)]
    if len(spans) < 2:
        return AISLE
    taken = AISLE * (sum(spans) - (spans[0] + spans[-1]) / 2)
    return AISLE * min(1.0, pi / 2 / taken)


def _pitch(regions: list[_Region]) -> float:
    """The mean gap between neighbours of a row, the same in all regions; 0 if no row has neighbours."""
    used = [region for region in regions if region.size]
    gaps = sum((region.size - len(region.radii)) / sum(region.radii) for region in used)
    aisles = sum(len(region.radii) * region.aisle / sum(region.radii) for region in used)
    return (pi - aisles) / gaps if gaps else 0.0


def _angle(region: _Region, pitch: float, total: int) -> float:
    """The angle of a region's wedge; all of them sum to π."""
    if not region.size:
        return 0.0
    if not pitch:
        return pi * region.size / total
    rows = len(region.radii)
    return ((region.size - rows) * pitch + rows * region.aisle) / sum(region.radii)


def _sector(region: _Region, start: float, angle: float) -> Sector:
    lengths = [max(radius * angle - region.aisle, 0.0) for radius in region.radii]
    rows = dhondt(region.size, lengths)
    places: list[Place] = []
    for radius, seats in zip(region.radii, rows, strict=True):
        places += _row(region, radius, seats, start, angle)
    places.sort(key=lambda place: (round(place.angle, 3), place.radius))
    return Sector(start, angle, rows, tuple(places))


def dhondt(seats: int, lengths: list[float]) -> tuple[int, ...]:
    """Share *seats* over rows of these *lengths*: one each, then always where neighbours stay furthest apart.

    A row of m seats with both ends on the aisles has m - 1 gaps, so one more seat makes each length / m:
    D'Hondt's divisors, which keep the smallest gap as large as whole numbers allow. On a tie the outer row.
    """
    share = [1] * len(lengths)
    for _ in range(seats - len(lengths)):
        widest = max(range(len(lengths)), key=lambda row: (lengths[row] / share[row], row))
        share[widest] += 1
    return tuple(share)


def _row(region: _Region, radius: float, seats: int, start: float, angle: float) -> list[Place]:
    first, last = start + region.left / radius, start + angle - region.right / radius
    if last <= first:
        return [Place(start + angle / 2, radius)]
    if seats == 1:
        return [Place((first + last) / 2, radius)]
    return [Place(first + seat * (last - first) / (seats - 1), radius) for seat in range(seats)]


def _smallest_gap(places: list[Place]) -> float:
    """The shortest way along a row from one seat to the next, aisles included."""
    ordered = sorted(places, key=lambda place: (place.radius, place.angle))
    gaps = ((b.angle - a.angle) * a.radius for a, b in pairwise(ordered) if a.radius == b.radius)
    return min(gaps, default=STEP)
