"""A count by stages: what was done at each, and how all stood after it; the words are made elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from meetings.core.counting.ballots import Turnout
from meetings.core.counting.ties import Lot, TieBreak


class Action(StrEnum):
    """What a stage did."""

    FIRST = "first"  # counted the first preferences
    SURPLUS = "surplus"  # transferred the surplus of an elected option
    EXCLUSION = "exclusion"  # excluded one option, or several at once, and transferred their papers


class Because(StrEnum):
    """Why an option was elected."""

    QUOTA = "quota"  # it reached the quota
    MAJORITY = "majority"  # it had more than half of the votes that still counted
    LAST = "last"  # no more options were left than seats


@dataclass(frozen=True, slots=True)
class Election:
    """An option that was elected at the end of a stage, and why."""

    option: int
    because: Because


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, numbered from 1.

    *options* are those whose papers were moved: none at the first stage, else the one with the surplus, or the
    excluded. *tie* says how it was found among equals. *received* is what each option gained, those alone that gained.
    *votes* is what each option has at the end of the stage, excluded ones nothing. *exhausted* are the votes of papers
    on which no option is left, and *lost* the fractions left over in transfers, both counted from the beginning. So at
    each stage the votes, the exhausted and the lost make up the valid ballots. *elected* stand in the order of their
    votes, and those with the same in the order of the paper. *continuing* are neither elected nor excluded after it.
    """

    number: int
    action: Action
    options: tuple[int, ...]
    tie: TieBreak | None
    received: Mapping[int, Decimal]
    votes: Mapping[int, Decimal]
    exhausted: Decimal
    lost: Decimal
    elected: tuple[Election, ...]
    continuing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A whole count: complete, or waiting for *lot*.

    *elected* are in the order of their election; *quota* is none where there is no quota. *lots* are the draws it was
    given. Without a valid ballot there is one stage without votes, and nobody is elected.
    """

    turnout: Turnout
    seats: int
    quota: int | None
    stages: tuple[Stage, ...]
    elected: tuple[int, ...]
    lot: Lot | None
    lots: tuple[int, ...]
