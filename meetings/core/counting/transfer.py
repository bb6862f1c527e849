"""The single transferable vote by the rules for local elections in Scotland.

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52; the Order of 2011
(SSI 2011/399) has them under other numbers. It is a weighted inclusive Gregory method: all papers of an elected option
are transferred.
"""

from collections.abc import Sequence

from meetings.core.counting.ballots import Ballots, Ranking
from meetings.core.counting.papers import Papers
from meetings.core.counting.stages import Because, Count
from meetings.core.counting.ties import Draws, LotFor

#: Rule 48(3): values are calculated to five decimal places, any remainder being ignored.
PLACES = 5


def scottish(options: Sequence[int], ballots: Ballots[Ranking], *, seats: int, lots: Sequence[int] = ()) -> Count:
    """Elect *seats* of *options*; rankings may be short, and none has level options.

    A tie is looked for at earlier stages (rules 49(2) and 51(2)(a)), then left to a lot (49(3) and 51(2)(b)), which the
    count waits for. Raises ``NotABallot``, ``WrongLot``, and ``ValueError`` without a seat.
    """
    papers = Papers(options, ballots, seats=seats, places=PLACES)
    quota = papers.turnout.valid // (seats + 1) + 1  # rule 46
    scaled = quota * papers.unit

    def step(draws: Draws) -> None:
        reached = [option for option in papers.continuing if papers.votes[option] >= scaled]
        papers.elect(reached, Because.QUOTA)  # rule 47
        if len(papers.continuing) <= papers.vacancies:
            papers.elect(papers.continuing, Because.LAST)  # rule 52: no further transfer
        elif papers.vacancies:
            over = [option for option in papers.elected if papers.votes[option] > scaled]
            if over:
                _transfer(papers, over, scaled, draws)
            else:
                _exclude(papers, draws)

    return papers.count(step, lots, quota)


def _transfer(papers: Papers, over: list[int], quota: int, draws: Draws) -> None:
    """Transfer the highest surplus of those *over* the quota (rules 48 and 49)."""
    most = max(papers.votes[option] for option in over)
    highest = [option for option in papers.options if option in over and papers.votes[option] == most]
    option, tie = papers.chosen(highest, LotFor.SURPLUS, draws)
    papers.transfer(option, lambda value: (most - quota) * value // most, tie, most - quota)


def _exclude(papers: Papers, draws: Draws) -> None:
    """Exclude the option that has fewest votes (rules 50 and 51)."""
    option, tie = papers.chosen(papers.lowest(), LotFor.EXCLUSION, draws)
    papers.exclude((option,), tie)
