"""Majorities and quorums: how many votes a proposal needs, and whether it has them; no floats."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Basis(StrEnum):
    """Of what a majority is taken, and so what an abstention and an absence mean.

    Members present and voting are those who say yes or no, as in rule 86 of the General Assembly of the United Nations.
    """

    YES_AND_NO = "yes_and_no"  # of members present and voting: neither an abstention nor an absence counts
    CAST = "cast"  # of votes cast: an abstention counts as if against, an absence does not count
    ENTITLED = "entitled"  # of all entitled: both count as if against


class Verdict(StrEnum):
    """What became of a proposal."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    TIED = "tied"  # as many for as against, and one more would have been enough; many bodies vote again
    QUORUM_MISSED = "quorum_missed"  # too few took part; whatever they said, nothing is decided


@dataclass(frozen=True, slots=True)
class Share:
    """*part* of a number: more than it, or at least it. Raises ``ValueError`` unless it is above 0 and at most 1."""

    part: Fraction
    more_than: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.part <= 1 or (self.more_than and self.part == 1):
            raise ValueError(f"no share: {self.part}")

    def of(self, number: int) -> int:
        """Return the least whole number that is this share of *number*; at least 1, for nothing is not enough."""
        whole, rest = divmod(number * self.part.numerator, self.part.denominator)
        return max(1, whole + (1 if rest or self.more_than else 0))


MORE_THAN_HALF = Share(Fraction(1, 2), more_than=True)
TWO_THIRDS = Share(Fraction(2, 3))


@dataclass(frozen=True, slots=True)
class Rule:
    """The majority needed: a *share* of a *basis*; and the *quorum*, a share of the entitled or a number."""

    share: Share
    basis: Basis
    quorum: Share | int | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes for and against, abstentions, and how many were entitled; weights included.

    Raises ``ValueError`` for a negative number, or if more voted than were entitled.
    """

    yes: int
    no: int
    abstain: int
    entitled: int

    def __post_init__(self) -> None:
        if min(self.yes, self.no, self.abstain) < 0 or self.cast > self.entitled:
            raise ValueError(f"no votes: {self}")

    @property
    def cast(self) -> int:
        """The votes cast, abstentions included."""
        return self.yes + self.no + self.abstain

    def number(self, basis: Basis) -> int:
        """Return how many votes *basis* is made of."""
        return {Basis.YES_AND_NO: self.yes + self.no, Basis.CAST: self.cast, Basis.ENTITLED: self.entitled}[basis]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a proposal: *needed* of *basis* votes, and *quorum* votes cast where a quorum is set."""

    verdict: Verdict
    votes: Votes
    rule: Rule
    basis: int
    needed: int
    quorum: int | None

    @property
    def missing(self) -> int:
        """How many votes for it were lacking."""
        return max(0, self.needed - self.votes.yes)


def decide(votes: Votes, rule: Rule) -> Decision:
    """Say what *rule* makes of *votes*.

    The quorum is missed before anything else is looked at; abstentions count towards it, for those who abstain take
    part.
    """
    basis = votes.number(rule.basis)
    needed = rule.share.of(basis)
    quorum = None if rule.quorum is None else quorum_of(rule.quorum, votes.entitled)
    return Decision(_verdict(votes, rule, basis, needed, quorum), votes, rule, basis, needed, quorum)


def quorum_of(quorum: Share | int, entitled: int) -> int:
    """Return how many of *entitled* votes have to be cast, abstentions and blank ballots among them."""
    return quorum.of(entitled) if isinstance(quorum, Share) else quorum


def passing(totals: Mapping[int, int] | Mapping[int, Decimal], share: Share, basis: int) -> tuple[int, ...]:
    """Return the options with *share* of *basis* votes: who is elected where that takes a majority."""
    needed = share.of(basis)
    return tuple(option for option, total in totals.items() if total >= needed)


def _verdict(votes: Votes, rule: Rule, basis: int, needed: int, quorum: int | None) -> Verdict:
    if quorum is not None and votes.cast < quorum:
        return Verdict.QUORUM_MISSED
    if votes.yes >= needed:
        return Verdict.ADOPTED
    halved = rule.share == MORE_THAN_HALF and votes.yes == votes.no > 0 and votes.yes + votes.no == basis
    return Verdict.TIED if halved else Verdict.NOT_ADOPTED
