"""The product's marks, made of the same seats as the chamber: the logo and the icon of a browser tab."""

from math import cos, pi, sin
from typing import NamedTuple

GREEN, WHITE, YELLOW = "#0b5c48", "#fff", "#ffc93c"
LOGO_STYLE = (
    "circle{fill:#0b5c48}.lit{fill:#ffc93c;stroke:#13211c;stroke-width:.6}"
    "@media(prefers-color-scheme:dark){circle{fill:#82d4b8}.lit{fill:#ffcf57;stroke:none}}"
)


class Row(NamedTuple):
    """A row of *seats* from end to end of a half-circle; the seat at place *lit* is yellow."""

    radius: float
    seats: int
    lit: int | None = None


def mark() -> str:
    """The seats of the logo for a view box of 48 by 27, coloured by the style sheet."""
    rows = (Row(8.6, 5), Row(14.8, 8), Row(21, 11, lit=8))
    return "".join(_row(row, 24, 24.4, 2.3, ' class="lit"') for row in rows)


def logo(name: str = "Hemicycle") -> str:
    """The logo as a file of its own, light or dark as the system."""
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 27" role="img" aria-label="{name}">'
    return f"{start}<style>{LOGO_STYLE}</style>{mark()}</svg>"


def favicon() -> str:
    """Five seats and the rostrum on a green tile, legible at 16 pixels."""
    seats = _row(Row(11, 5, lit=3), 16, 23, 3, f' fill="{YELLOW}"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7"'
        f' fill="{GREEN}"/><g fill="{WHITE}">{seats}<path d="M11.5 26a4.5 4.5 0 0 1 9 0z"/></g></svg>'
    )


def _row(row: Row, cx: float, cy: float, dot: float, lit: str) -> str:
    return "".join(
        f'<circle{lit if seat == row.lit else ""} {_place(row, seat, cx, cy)} r="{_number(dot)}"/>'
        for seat in range(row.seats)
    )


def _place(row: Row, seat: int, cx: float, cy: float) -> str:
    angle = seat * pi / (row.seats - 1)
    return f'cx="{_number(cx - row.radius * cos(angle))}" cy="{_number(cy - row.radius * sin(angle))}"'


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
