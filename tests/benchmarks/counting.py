"""Counts many ranked ballots by each method, and takes the time."""

import random
import time
from collections.abc import Callable, Mapping

from meetings.core.counting.ballots import Ballots, Ranking, multiset, ranking
from meetings.core.counting.pairwise import schulze
from meetings.core.counting.runoff import runoff
from meetings.core.counting.sums import borda
from meetings.core.counting.transfer import scottish

OPTIONS, SEATS = tuple(range(1, 13)), 5
METHODS: Mapping[str, Callable[[Ballots[Ranking]], object]] = {
    "Borda": lambda ballots: borda(OPTIONS, ballots),
    "instant run-off": lambda ballots: runoff(OPTIONS, ballots),
    f"single transferable vote, {SEATS} seats": lambda ballots: scottish(OPTIONS, ballots, seats=SEATS),
    "Schulze": lambda ballots: schulze(OPTIONS, ballots),
}


def measure(number: int) -> dict[str, float]:
    """Return how many seconds each method takes for *number* ballots, from the papers to the result."""
    chance = random.Random(7)
    papers = [_paper(chance) for _ in range(number)]
    return {name: _seconds(method, papers) for name, method in METHODS.items()}


def _paper(chance: random.Random) -> tuple[int, ...]:
    """A ranking of all options, so that hardly two ballots are the same; some options are better liked."""
    return tuple(sorted(OPTIONS, key=lambda option: chance.random() * (1 + option / 6)))


def _seconds(method: Callable[[Ballots[Ranking]], object], papers: list[tuple[int, ...]]) -> float:
    began = time.monotonic()
    method(multiset((ranking(*paper), 1) for paper in papers))
    return time.monotonic() - began
