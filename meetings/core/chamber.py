"""The chamber as SVG: a half-circle with one seat for each Member; its places come from ``seating``."""

import re
from functools import lru_cache
from html import escape
from math import cos, sin
from typing import NamedTuple

from meetings.core.seating import Place, Sector, geometry

CENTRE, BASE, WIDTH, HEIGHT = 200, 188, 400, 196
#: Filled, outline, dot, broken ring; in a named vote yes, no, abstention, not cast, not entitled.
STATES = frozenset({"a", "", "v", "s", "y", "n", "b", "o", "x"})
VOTES = frozenset("ynbox")
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))


class Seat(NamedTuple):
    """One Member's seat: its key, its state and its words for a tooltip."""

    key: str
    state: str
    title: str = ""


class Wedge(NamedTuple):
    """One region with its seats in the order of their keys; without a code it has no colour and no label."""

    code: str
    seats: tuple[Seat, ...]


def draw(
    groups: tuple[Wedge, ...],
    *,
    ident: str,
    title: str,
    desc: str,
    big: str = "",
    small: str = "",
    labels: bool = True,
    me: str | None = None,
    titles: bool = False,
) -> str:
    """The chamber as SVG for a page, with a ring round the seat whose key is *me*.

    *ident* starts the two ids that name the picture; *big* and *small* are the figure under the arch.
    """
    before, after = _picture(groups, ident, title, desc, big, small, labels, titles)
    return before + _ring(groups, me) + after


@lru_cache(maxsize=64)
def _picture(
    groups: tuple[Wedge, ...],
    ident: str,
    title: str,
    desc: str,
    big: str,
    small: str,
    labels: bool,
    titles: bool,
) -> tuple[str, str]:
    """The picture up to the place of the reader's ring, and the rest of it."""
    name = escaped(ident)
    before = [
        f'<svg class="{_classes(groups)}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="{name}-t {name}-d">',
        f'<title id="{name}-t">{escaped(title)}</title><desc id="{name}-d">{escaped(desc)}</desc>',
        *_wedges(groups, labels, titles),
    ]
    figure = f'<text class="big" x="{CENTRE}" y="{BASE - 18}">{escaped(big)}</text>' if big else ""
    words = f'<text class="sub" x="{CENTRE}" y="{BASE - 1}">{escaped(small)}</text>' if small else ""
    return "\n".join(before) + "\n", figure + words + "</svg>"


def mini(groups: tuple[Wedge, ...], *, label: str, me: str | None = None) -> str:
    """The chamber for a list: 160 pixels wide, no labels, no tooltips, *label* as its name."""
    return _mini_picture(groups, label) + _ring(groups, me) + "</svg>"


@lru_cache(maxsize=64)
def _mini_picture(groups: tuple[Wedge, ...], label: str) -> str:
    start = (
        f'<svg class="{_classes(groups)} hc-mini" width="160" height="78" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' role="img" aria-label="{escaped(label)}">'
    )
    return start + "".join(_wedges(groups, False, False))


def _classes(groups: tuple[Wedge, ...]) -> str:
    voting = any(seat.state in VOTES for wedge in groups for seat in wedge.seats if seat.state)
    return "hc-chamber vote" if voting else "hc-chamber"


def _wedges(groups: tuple[Wedge, ...], labels: bool, titles: bool) -> list[str]:
    shape = geometry(tuple(len(wedge.seats) for wedge in groups))
    parts: list[str] = []
    for wedge, sector in zip(groups, shape.sectors, strict=True):
        if not wedge.seats:
            continue
        seats = (_seat(seat, place, shape.seat, titles) for seat, place in zip(wedge.seats, sector.places, strict=True))
        parts.append(f"<g{_colour(wedge.code)}>" + "".join(seats) + "</g>")
        if labels and wedge.code:
            parts.append(_label(wedge.code, sector, shape.radii[-1]))
    return parts


def _seat(seat: Seat, place: Place, radius: float, titles: bool) -> str:
    if seat.state not in STATES:
        raise ValueError(f"a seat has no state {seat.state!r}")
    x, y = _point(place.angle, place.radius)
    tag = "path" if seat.state == "b" else "circle"
    shape = _half_disc(x, y, radius) if tag == "path" else _circle(x, y, _drawn_radius(seat.state, radius))
    start = f'<{tag} class="{seat.state}" {shape}' if seat.state else f"<{tag} {shape}"
    return f"{start}><title>{escaped(seat.title)}</title></{tag}>" if titles and seat.title else start + "/>"


def _circle(x: float, y: float, radius: float) -> str:
    return f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'


def _half_disc(x: float, y: float, radius: float) -> str:
    r = _number(radius)
    return f'd="M{_number(x - radius)} {_number(y + radius / 2)}a{r} {r} 0 0 1 {_number(2 * radius)} 0z"'


def _drawn_radius(state: str, radius: float) -> float:
    """Outlines are drawn inside the seat, so that all seats look equally large."""
    if state in ("v", "x"):
        return max(radius * 0.3, 0.3)
    inset = {"n": 1.5, "s": 1.0, "": 0.6, "o": 0.6}.get(state, 0.0)
    return max(radius - inset, 0.3)


def _label(code: str, sector: Sector, outer: float) -> str:
    x, y = _point(sector.start + sector.angle / 2, outer + 13)
    anchor = "end" if x < CENTRE - 60 else "start" if x > CENTRE + 60 else "middle"
    where = f'x="{_number(x)}" y="{_number(y + 4)}" text-anchor="{anchor}"'
    return f"<text{_colour(code)} {where}>{escaped(code)}</text>"


def _ring(groups: tuple[Wedge, ...], me: str | None) -> str:
    """The ring round the reader's seat, or nothing."""
    for region, wedge in enumerate(groups if me is not None else ()):
        for number, seat in enumerate(wedge.seats):
            if seat.key == me:
                shape = geometry(tuple(len(wedge.seats) for wedge in groups))
                point = _point(*shape.sectors[region].places[number])
                return f'<circle class="me" {_circle(*point, shape.seat + 2.6)}/>\n'
    return ""


def _colour(code: str) -> str:
    """The class that gives a region its colour; other letters than a class may have become hyphens."""
    return f' class="r-{re.sub(r"[^a-z0-9]+", "-", code.lower())}"' if code else ""


def _point(angle: float, radius: float) -> tuple[float, float]:
    return round(CENTRE - radius * cos(angle), 1), round(BASE - radius * sin(angle), 1)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def escaped(value: str) -> str:
    """Return *value* for XML: escaped, without the characters XML does not know."""
    return escape(value.translate(_NOT_XML))
