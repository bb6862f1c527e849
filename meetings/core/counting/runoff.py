"""Instant run-off: the option with fewest votes is excluded, until one has more than half of those that still count.

Known as the alternative vote, and as the transferable vote for one seat; the President of Ireland is elected so.
"""

from collections.abc import Sequence
from enum import StrEnum

from meetings.core.counting.ballots import Ballots, Ranking
from meetings.core.counting.papers import Papers
from meetings.core.counting.stages import Because, Count
from meetings.core.counting.ties import Draws, LotFor, choose


class LastPlace(StrEnum):
    """What ends a tie for the last place, before a lot does."""

    EARLIER = "earlier"  # the votes at earlier stages, the latest first
    LOT = "lot"  # nothing


def runoff(
    options: Sequence[int],
    ballots: Ballots[Ranking],
    *,
    last_place: LastPlace = LastPlace.EARLIER,
    lots: Sequence[int] = (),
) -> Count:
    """Elect one of *options*; rankings may be short, and none has level options.

    Options that are tied for the last place and together have fewer votes than the next one are excluded at once: in
    whatever order they went, all of them would go before it, so no lot is asked for that could change nothing. Other
    ties go by *last_place*. Between the last two the lot names the one that is excluded. Raises ``NotABallot`` and
    ``WrongLot``.
    """
    papers = Papers(options, ballots, seats=1)

    def step(draws: Draws) -> None:
        counting = sum(papers.votes.values())
        ahead = [option for option in papers.continuing if 2 * papers.votes[option] > counting]
        if ahead:
            papers.elect(ahead, Because.MAJORITY)
        else:
            _exclude(papers, last_place, draws)

    return papers.count(step, lots)


def _exclude(papers: Papers, last_place: LastPlace, draws: Draws) -> None:
    lowest = papers.lowest()
    above = [papers.votes[option] for option in papers.continuing if option not in lowest]
    if above and len(lowest) > 1 and sum(papers.votes[option] for option in lowest) < min(above):
        papers.exclude(lowest, None)
        return
    if last_place is LastPlace.LOT:
        option, tie = choose(lowest, (), LotFor.EXCLUSION, draws)
    else:
        option, tie = papers.chosen(lowest, LotFor.EXCLUSION, draws)
    papers.exclude((option,), tie)
