"""By what right somebody casts a ballot: that of their own organisation, or a proxy that it holds."""

from datetime import datetime

from meetings.domain.poll import electorate, proxies, rules
from meetings.domain.poll.ballot_facts import Facts
from meetings.domain.poll.proxy_rules import VotesByProxy
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, Unit
from meetings.models.proxy import Proxy


def exercised(poll: Poll, voter: int, person: Person, facts: Facts, *, now: datetime) -> Proxy | None:
    """Return the proxy by which *person* casts the ballot of *voter* in *poll*; nothing when it is their own.

    Proxies are read as they stand now: one that was taken back serves no more, one that was given while the poll is
    open serves from then on. Where *facts* know of neither proxies nor substitutes, no more is read. Raises
    ``NotEntitled`` or ``VotesByProxy``.
    """
    if not facts.substituted and not facts.gave_proxy:
        own = facts.speaks_for if poll.unit is Unit.ORGANISATION or facts.speaks_for is None else person.id
        if own != voter:
            raise rules.NotEntitled
        return None
    if electorate.may_cast(poll, voter, person, now=now):
        if proxies.silences(poll, voter):
            raise VotesByProxy
        return None
    proxy = proxies.given(poll, voter)
    nomination = electorate.nomination_at(poll.meeting, person, now=now)
    if proxy is None or nomination is None or not serves(proxy, nomination):
        raise rules.NotEntitled
    return proxy


def serves(proxy: Proxy, nomination: Nomination) -> bool:
    """Say whether whoever votes by *nomination* may use *proxy*: they, or whom they stand in for, were meant."""
    if nomination.organisation_id != proxy.holder_id or not electorate.exercises(nomination):
        return False
    return proxy.person_id in (None, nomination.person_id)


def may_give(nomination: Nomination | None) -> bool:
    """Say whether whoever was named so gives proxies, takes them back and declines them for their organisation."""
    return nomination is not None and nomination.capacity in rules.GIVING and nomination.organisation.kind.votes
