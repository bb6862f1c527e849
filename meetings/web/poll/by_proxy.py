"""What a ballot page says of proxies: who votes for one, for whom one votes, and by what rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meetings.domain.poll import policy, proxies, rights
from meetings.domain.poll.proxy_rules import Terms
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.models.proxy import Proxy
from meetings.web.poll.proxy_words import rule_in

NO_PROXIES = Terms()


@dataclass(frozen=True, slots=True)
class Represented:
    """Somebody whose ballot the reader casts on a page of its own."""

    organisation: Organisation
    is_in: bool


@dataclass(frozen=True, slots=True)
class ByProxy:
    """*given* is the proxy by which another votes for the reader's organisation; *rule* is said before one votes."""

    terms: Terms = NO_PROXIES
    rule: Sequence[str] = ()
    given: Proxy | None = None
    may_take_back: bool = False
    represented: Sequence[Represented] = ()

    @property
    def silenced(self) -> bool:
        """Whether the reader's organisation gave its ballot away, and does not cast it itself."""
        return self.given is not None and not self.terms.own_vote

    @property
    def waiting(self) -> bool:
        """Whether a ballot of somebody else waits for the reader."""
        return any(not one.is_in for one in self.represented)


def by_proxy(polls: Sequence[Poll], viewer: Person | None, nomination: Nomination | None) -> dict[int, ByProxy]:
    """Gather for *polls* of one meeting, by id, what *viewer*, who votes by *nomination*, has to know.

    One statement where the meeting has no proxies; their number does not grow with that of the polls.
    """
    terms = proxies.terms(polls[0].meeting) if polls else NO_PROXIES
    if not terms.allowed:
        return {poll.id: ByProxy() for poll in polls}
    if nomination is None:
        return {poll.id: ByProxy(terms, rule_in(poll, terms)) for poll in polls}
    mine = proxies.of_organisation(polls[0].meeting, nomination.organisation_id)
    held = [one for one in mine if one.holder_id == nomination.organisation_id and rights.serves(one, nomination)]
    ballots = proxies.ballots([poll.id for poll in polls], [one.giver_id for one in held])
    return {poll.id: _of(poll, terms, mine, held, ballots, viewer, nomination) for poll in polls}


def _of(
    poll: Poll,
    terms: Terms,
    mine: Sequence[Proxy],
    held: Sequence[Proxy],
    ballots: Mapping[tuple[int, int], bool],
    viewer: Person | None,
    nomination: Nomination,
) -> ByProxy:
    given = [one for one in mine if one.giver_id == nomination.organisation_id and proxies.is_for(one, poll)]
    theirs = sorted((one.giver for one in held if proxies.is_for(one, poll)), key=lambda each: each.code)
    return ByProxy(
        terms,
        rule_in(poll, terms),
        given[0] if given else None,
        bool(given) and policy.can_take_back(viewer, given[0]),
        [Represented(each, ballots[poll.id, each.id]) for each in theirs if (poll.id, each.id) in ballots],
    )
