"""All options against each other, two at a time: the matrix, the Condorcet winner, the Smith set, and Schulze.

Source: Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
method, Social Choice and Welfare 36 (2011), with strength by winning votes, and level or unnamed options as there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from meetings.core.counting.ballots import Ballots, Ranking, Turnout, check_rankings, turnout
from meetings.core.counting.ties import Seated, Standing, settle

Matrix = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Pairwise:
    """``wins[a][b]`` is how many votes place *a* above *b*; those that have them level or name neither count for none.

    *winner* beats every other option, *loser* is beaten by every other; none where there is no such. *smith* is the
    smallest set of options, in the order of the paper, each of which beats every option outside it.
    """

    turnout: Turnout
    wins: Matrix
    winner: int | None
    loser: int | None
    smith: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Schulze(Seated):
    """``paths[a][b]`` is the strength of the strongest path from *a* to *b*, 0 without one.

    An option is before another if its path to it is stronger than the one back. *standing* has in its first rank those
    before which none is, then those before which none of the rest is, and so on: no option of a rank is before another
    of it. Several in the first rank are a tie, which only a lot ends.
    """

    pairwise: Pairwise
    paths: Matrix
    standing: Standing

    @property
    def turnout(self) -> Turnout:
        """How many votes were cast."""
        return self.pairwise.turnout

    def before(self, option: int, other: int) -> bool:
        """Say whether *option* is before *other*."""
        return self.paths[option][other] > self.paths[other][option]


def pairwise(options: Sequence[int], ballots: Ballots[Ranking]) -> Pairwise:
    """Compare all *options* in pairs; rankings may be short and have level options. Raises ``NotABallot``."""
    check_rankings(options, ballots)
    wins = {option: dict.fromkeys((other for other in options if other != option), 0) for option in options}
    for ballot, weight in ballots.items():
        below = set(options)
        for group in ballot:
            below -= group
            for option in group:
                row = wins[option]
                for other in below:
                    row[other] += weight
    return compared(wins, turnout(ballots))


def compared(wins: Matrix, cast: Turnout) -> Pairwise:
    """Return what follows from the matrix *wins* alone, as when it was published without the ballots."""
    beaten = {option: {other for other in row if row[other] > wins[other][option]} for option, row in wins.items()}
    others = len(wins) - 1
    winner = next((one for one, lost in beaten.items() if len(lost) == others), None)
    loser = next((one for one in wins if others and sum(one in lost for lost in beaten.values()) == others), None)
    return Pairwise(cast, wins, winner, loser, _smith(wins))


def schulze(options: Sequence[int], ballots: Ballots[Ranking], *, lots: Sequence[int] = ()) -> Schulze:
    """Elect one of *options* by the method of Schulze. Raises ``NotABallot`` and ``WrongLot``."""
    return schulze_of(pairwise(options, ballots), lots=lots)


def schulze_of(pairs: Pairwise, *, lots: Sequence[int] = ()) -> Schulze:
    """Apply the method of Schulze to a matrix. Raises ``WrongLot``."""
    paths = strongest_paths(pairs.wins)
    ranks, left = [], list(paths)
    while left:
        first = [one for one in left if all(paths[one][other] >= paths[other][one] for other in left if other != one)]
        ranks.append(tuple(first))
        left = [option for option in left if option not in first]
    able = list(paths) if pairs.turnout.valid else []
    return Schulze(pairs, paths, settle(ranks, lots=lots, among=able))


def strongest_paths(wins: Matrix) -> Matrix:
    """Return the strength of the strongest path between each two options (by Floyd and Warshall, as Schulze does).

    A path goes along pairs that are won; it is as strong as its weakest pair, a pair as strong as the votes that won
    it.
    """
    paths = {
        one: {other: votes if votes > wins[other][one] else 0 for other, votes in row.items()}
        for one, row in wins.items()
    }
    for by, start, end in permutations(wins, 3):
        way = min(paths[start][by], paths[by][end])
        if way > paths[start][end]:
            paths[start][end] = way
    return paths


def _smith(wins: Matrix) -> tuple[int, ...]:
    """Return the Smith set: the options from which each other is reached along pairs that are not lost."""
    reached = {one: {other for other in row if row[other] >= wins[other][one]} | {one} for one, row in wins.items()}
    for by, start in permutations(wins, 2):
        if by in reached[start]:
            reached[start] |= reached[by]
    return tuple(option for option in wins if len(reached[option]) == len(wins))
