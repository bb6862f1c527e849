"""Who may vote for whom by proxy: pure decisions, and what is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from meetings.core.errors import Refused

#: Nobody needs to hold more.
HIGHEST = 20


class ProxiesNotAllowed(Refused):
    """By the rule of the meeting nobody votes for anybody else."""


class NotYetAnnounced(Refused):
    """Nobody has been told of the meeting yet."""


class ProxyTooLate(Refused):
    """The meeting is over or off, or the poll has been closed."""


class ProxyToSelf(Refused):
    """Nobody is their own proxy."""


class GiverWithoutVote(Refused):
    """The organisation has no ballot that it could give away."""


class HolderWithoutVote(Refused):
    """The organisation has no vote of its own, or nobody who casts it."""


class HolderIsSomebodyElse(Refused):
    """The person does not vote for the organisation that is to hold the proxy."""


class SecondProxy(Refused):
    """The organisation has given a proxy for the same ballots already."""


class CircularProxy(Refused):
    """Whoever is to hold the proxy has given one away."""


class HoldsProxies(Refused):
    """Whoever holds a proxy does not pass on what is theirs."""


class CapReached(Refused):
    """Whoever is to hold the proxy holds as many as the rule allows."""


class PollOfPeople(Refused):
    """In this poll each person has a ballot, which nobody else casts."""


class AlreadyVoted(Refused):
    """The ballot of this poll is in."""


class ProxyEnded(Refused):
    """The proxy was taken back, or declined, before."""


class VotesByProxy(Refused):
    """Somebody else votes for this organisation, and only they."""


class RuleFixed(Refused):
    """A poll of the meeting is under way, so the rule about proxies stays."""


class TooManyHeld(Refused):
    """Somebody holds more proxies than the new rule allows."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The rule of a meeting: how many proxies one organisation may hold, and what whoever gave one still may."""

    most: int = 0
    own_vote: bool = False
    present: bool = False

    @property
    def allowed(self) -> bool:
        """Whether anybody may vote for anybody else."""
        return self.most > 0


@dataclass(frozen=True, slots=True)
class Given:
    """A proxy in force: ids; *poll* is nothing where it is for all polls."""

    giver: int
    holder: int
    poll: int | None = None

    def meets(self, poll: int | None) -> bool:
        """Say whether it is for a ballot that one for *poll* would be for, too."""
        return self.poll is None or poll is None or self.poll == poll


def held_at_once(given: Iterable[Given], holder: int) -> int:
    """Return how many ballots *holder* casts for others in one poll at most."""
    mine = [one for one in given if one.holder == holder]
    single = [one.poll for one in mine if one.poll is not None]
    return len(mine) - len(single) + max((single.count(poll) for poll in set(single)), default=0)


def check(terms: Terms, wanted: Given, given: Iterable[Given]) -> None:
    """Refuse a proxy beside those *given* at the same meeting.

    Raises ``ProxiesNotAllowed``, ``ProxyToSelf``, ``SecondProxy``, ``HoldsProxies``, ``CircularProxy`` or
    ``CapReached``.
    """
    there = list(given)
    same = [one for one in there if one.meets(wanted.poll)]
    found: list[tuple[bool, type[Refused]]] = [
        (not terms.allowed, ProxiesNotAllowed),
        (wanted.giver == wanted.holder, ProxyToSelf),
        (any(one.giver == wanted.giver for one in same), SecondProxy),
        (any(one.giver == wanted.holder for one in same), CircularProxy),
        (any(one.holder == wanted.giver for one in same), HoldsProxies),
        (held_at_once([*there, wanted], wanted.holder) > terms.most, CapReached),
    ]
    for there_is, refusal in found:
        if there_is:
            raise refusal
