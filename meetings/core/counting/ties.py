"""Ties: reported, looked for at earlier stages, and ended by a lot that somebody drew. None is ever decided silently.

A lot is drawn by a person while all look on. A count that comes to a tie which its rules leave to a lot stops there and
says so (``Lot``); it is done again with what was drawn. *lots* is what was drawn so far, in the order of the draws: in
each draw one of the tied options, the one to which the thing happens (see ``LotFor``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class LotFor(StrEnum):
    """What happens to the option that is drawn."""

    SEAT = "seat"  # it is elected
    EXCLUSION = "exclusion"  # it is excluded
    SURPLUS = "surplus"  # its surplus is transferred first


@dataclass(frozen=True, slots=True)
class Lot:
    """A tie between *options*, in the order of the paper, that only a lot can end."""

    purpose: LotFor
    options: tuple[int, ...]


class WrongLot(ValueError):
    """A lot was given that is none of the tied options, or that no tie asked for."""


class Undrawn(Exception):
    """A lot is needed and was not drawn yet; counts end with it and report it."""

    def __init__(self, lot: Lot) -> None:
        super().__init__(lot)
        self.lot = lot


class Draws:
    """The lots drawn so far, handed out one by one in their order."""

    def __init__(self, lots: Sequence[int]) -> None:
        self.lots = tuple(lots)
        self._used = 0

    def next(self, lot: Lot) -> int:
        """Return the option that was drawn for *lot*; raise ``Undrawn`` if none was, ``WrongLot`` if it is not tied."""
        if self._used == len(self.lots):
            raise Undrawn(lot)
        drawn = self.lots[self._used]
        if drawn not in lot.options:
            raise WrongLot(f"{drawn} is not one of {lot.options}")
        self._used += 1
        return drawn

    def finish(self) -> None:
        """Raise ``WrongLot`` if more was drawn than asked for."""
        if self._used < len(self.lots):
            raise WrongLot(f"{self.lots[self._used :]} were drawn for nothing")


@dataclass(frozen=True, slots=True)
class TieBreak:
    """How *chosen* was found among the options that were *tied*.

    *stage* is the number of the earlier stage that told them apart, at least some of them; none if no stage did.
    *drawn_from* are those between whom the lot was drawn; empty if the earlier stage was enough.
    """

    tied: tuple[int, ...]
    chosen: int
    stage: int | None
    drawn_from: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What an order of options says about *seats*.

    *ranks* are the options from best to worst, level ones together; *elected* have a seat for certain, in the order of
    the ranks. *lot* is the tie over the next seat as long as it is not drawn. *unfilled* are the seats nobody can have.
    """

    ranks: tuple[tuple[int, ...], ...]
    seats: int
    elected: tuple[int, ...]
    unfilled: int
    lot: Lot | None
    lots: tuple[int, ...]


class Seated:
    """A result whose seats follow from its *standing*; it is asked as a count by stages is."""

    __slots__ = ()
    standing: Standing

    @property
    def elected(self) -> tuple[int, ...]:
        """Who has a seat for certain."""
        return self.standing.elected

    @property
    def lot(self) -> Lot | None:
        """The tie that waits for a lot."""
        return self.standing.lot


def settle(
    ranks: Sequence[Sequence[int]], *, seats: int = 1, lots: Sequence[int] = (), among: Iterable[int] | None = None
) -> Standing:
    """Give *seats* to the best of *ranks*; where more are level than seats remain, each of those seats is drawn by lot.

    Only options *among* those given can have a seat; by default all. Raises ``WrongLot``, and ``ValueError`` without a
    seat.
    """
    if seats < 1:
        raise ValueError("no seat")
    draws, elected, waiting = Draws(lots), list[int](), None
    able = {option for rank in ranks for option in rank} if among is None else set(among)
    try:
        for rank in ranks:
            _seat([option for option in rank if option in able], seats, draws, elected)
    except Undrawn as undrawn:
        waiting = undrawn.lot
    else:
        draws.finish()
    return Standing(tuple(map(tuple, ranks)), seats, tuple(elected), max(0, seats - len(able)), waiting, tuple(lots))


def _seat(level: list[int], seats: int, draws: Draws, elected: list[int]) -> None:
    """Seat options that are level: all of them, or as many as seats remain by lot."""
    if len(elected) + len(level) <= seats:
        elected += level
        return
    while len(elected) < seats:
        drawn = draws.next(Lot(LotFor.SEAT, tuple(level)))
        level.remove(drawn)
        elected.append(drawn)


def ranks_of(totals: Mapping[int, int]) -> tuple[tuple[int, ...], ...]:
    """Return the options of *totals* from most to least, level ones together in the order of the paper."""
    return tuple(
        tuple(option for option, total in totals.items() if total == number)
        for number in sorted(set(totals.values()), reverse=True)
    )


def choose(
    tied: Sequence[int], earlier: Sequence[Mapping[int, Decimal]], purpose: LotFor, draws: Draws
) -> tuple[int, TieBreak | None]:
    """Choose one of *tied*: the only one; or by the votes at *earlier* stages, the latest first; or by lot.

    To be excluded, it is the one that had fewest votes at the latest stage at which not all had the same; to go first
    with a surplus, the one that had most. Where several share that place, those alone are compared at the stages
    before, and between those whom no stage tells apart the lot decides. An empty *earlier* leaves all to the lot.
    """
    if len(tied) == 1:
        return tied[0], None
    extreme = min if purpose is LotFor.EXCLUSION else max
    left, stage = list(tied), None
    for number in range(len(earlier), 0, -1):
        votes = earlier[number - 1]
        kept = [option for option in left if votes[option] == extreme(votes[other] for other in left)]
        if len(kept) < len(left):
            left, stage = kept, number
    if len(left) == 1:
        return left[0], TieBreak(tuple(tied), left[0], stage, ())
    drawn = draws.next(Lot(purpose, tuple(left)))
    return drawn, TieBreak(tuple(tied), drawn, stage, tuple(left))
