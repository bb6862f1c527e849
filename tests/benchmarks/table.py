"""The table of what was measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks import load

WORDS = {True: "ok", False: "MISSED", None: ""}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    name: str
    measured: str
    beside: str
    target: str
    good: bool | None


def show(lines: Sequence[Line], seconds: float, how: str) -> None:
    """Print *lines*, which took so many *seconds*."""
    tool = "wrk" if load.WRK else "our own generator"
    print(f"\n{load.CLIENTS} clients ({tool}), 2 workers of 8 threads, {how};")
    print(f"{seconds:.0f} s in all\n")
    rows = [("what", "measured", "beside", "target", "")]
    rows += [(line.name, line.measured, line.beside, line.target, WORDS[line.good]) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())
