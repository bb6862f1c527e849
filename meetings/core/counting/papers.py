"""The table of a count: the piles of papers, what each is worth, and how they move from pile to pile."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from meetings.core.counting.ballots import Ballots, Ranking, check_rankings, turnout
from meetings.core.counting.stages import Action, Because, Count, Election, Stage
from meetings.core.counting.ties import Draws, LotFor, TieBreak, Undrawn, choose

#: The options of a ranking, the place of the one that holds the papers, how many they are, and what each is worth.
_Parcel = tuple[tuple[int, ...], int, int, int]


class Papers:
    """The piles of a count in which each paper lies with one option.

    Values are whole numbers of the smallest part of a vote, one of ten to the power of *places*: no rounding but that
    of the rules. Raises ``NotABallot`` for rankings with level options.
    """

    def __init__(self, options: Sequence[int], ballots: Ballots[Ranking], *, seats: int, places: int = 0) -> None:
        check_rankings(options, ballots, level=False)
        if seats < 1:
            raise ValueError("no seat")
        self.options, self.seats, self.places = tuple(options), seats, places
        self.turnout = turnout(ballots)
        self.continuing = list(options)
        self.elected: list[int] = []
        self.stages: list[Stage] = []
        self.votes = dict.fromkeys(options, 0)
        self._piles: dict[int, list[_Parcel]] = {option: [] for option in options}
        self._exhausted = self._lost = 0
        papers = (
            (tuple(next(iter(group)) for group in ballot), -1, weight, self.unit) for ballot, weight in ballots.items()
        )
        self._write(Action.FIRST, (), None, self._hand_out(paper for paper in papers if paper[0]))

    @property
    def unit(self) -> int:
        """The value of one vote."""
        return int(10**self.places)

    @property
    def vacancies(self) -> int:
        """The seats that are still open."""
        return self.seats - len(self.elected)

    def transfer(self, option: int, worth: Callable[[int], int], tie: TieBreak | None, surplus: int) -> None:
        """Move the papers of the elected *option*, each of the new *worth* of its value; *surplus* votes leave it."""
        papers, self._piles[option] = self._piles[option], []
        exhausted = self._exhausted
        self.votes[option] -= surplus
        received = self._hand_out((order, place, number, worth(value)) for order, place, number, value in papers)
        self._lost += surplus - sum(received.values()) - (self._exhausted - exhausted)
        self._write(Action.SURPLUS, (option,), tie, received)

    def exclude(self, options: Collection[int], tie: TieBreak | None) -> None:
        """Exclude *options* at once and move their papers at the value they have."""
        papers: list[_Parcel] = []
        for option in options:
            papers += self._piles.pop(option)
            self.votes[option] = 0
            self.continuing.remove(option)
        self._write(Action.EXCLUSION, tuple(options), tie, self._hand_out(papers))

    def elect(self, options: Iterable[int], because: Because) -> None:
        """Note at the latest stage that *options* are elected; those with most votes stand first."""
        ordered = sorted(options, key=lambda option: -self.votes[option])
        last = self.stages[-1]
        self.elected += ordered
        self.continuing = [option for option in self.continuing if option not in ordered]
        elected = (*last.elected, *(Election(option, because) for option in ordered))
        self.stages[-1] = replace(last, elected=elected, continuing=tuple(self.continuing))

    def lowest(self) -> list[int]:
        """Return the continuing options that have fewest votes."""
        fewest = min(self.votes[option] for option in self.continuing)
        return [option for option in self.continuing if self.votes[option] == fewest]

    def chosen(self, tied: Sequence[int], purpose: LotFor, draws: Draws) -> tuple[int, TieBreak | None]:
        """Choose one of *tied* by the stages before this one, else by lot."""
        return choose(tied, [stage.votes for stage in self.stages[:-1]], purpose, draws)

    def count(self, step: Callable[[Draws], None], lots: Sequence[int], quota: int | None = None) -> Count:
        """Do *step* until the seats are filled or a lot is wanted; raises ``WrongLot``."""
        draws, waiting = Draws(lots), None
        try:
            while self.vacancies and self.turnout.valid and self.continuing:
                step(draws)
            draws.finish()
        except Undrawn as undrawn:
            waiting = undrawn.lot
        return Count(self.turnout, self.seats, quota, tuple(self.stages), tuple(self.elected), waiting, draws.lots)

    def _hand_out(self, papers: Iterable[_Parcel]) -> dict[int, int]:
        """Lay each parcel on the pile of the next continuing option named on it; return what each received."""
        received: dict[int, int] = {}
        still = set(self.continuing)
        for order, place, number, value in papers:
            for after in range(place + 1, len(order)):
                if (option := order[after]) in still:
                    self._piles[option].append((order, after, number, value))
                    received[option] = received.get(option, 0) + number * value
                    break
            else:
                self._exhausted += number * value
        for option, gained in received.items():
            self.votes[option] += gained
        return {option: received[option] for option in self.options if option in received}

    def _write(self, action: Action, options: tuple[int, ...], tie: TieBreak | None, received: dict[int, int]) -> None:
        self.stages.append(
            Stage(
                len(self.stages) + 1,
                action,
                options,
                tie,
                {option: self._shown(gained) for option, gained in received.items()},
                {option: self._shown(votes) for option, votes in self.votes.items()},
                self._shown(self._exhausted),
                self._shown(self._lost),
                (),
                tuple(self.continuing),
            )
        )

    def _shown(self, value: int) -> Decimal:
        return Decimal(value).scaleb(-self.places)
