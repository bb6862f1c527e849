"""Finds who is written to about polls between meetings: those who cast the ballots."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from meetings.core.bilingual import Bilingual
from meetings.domain.poll import electorate, proxies
from meetings.domain.registration import substitutes
from meetings.models.ballot import Ballot, Elector, Participation
from meetings.models.database import current
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, Unit
from meetings.models.proxy import Proxy


class Asked(NamedTuple):
    """What somebody is asked for: the ballot of their own, those of others by proxy, or both."""

    own: bool
    #: The names of those whose ballots they cast by proxy.
    by_proxy: tuple[Bilingual, ...] = ()


def asked(poll: Poll, *, on: date, silent: bool = False) -> dict[int, Asked]:
    """Return who casts the ballots of *poll*, by the id of the person, or only those that are missing if *silent*.

    Of somebody who is replaced at the meeting, whoever stands in hears. Who gave a proxy is asked for no ballot that
    only the holder casts, but hears of the poll all the same.
    """
    voters = _voters(poll, silent=silent)
    if poll.unit is Unit.PERSON:
        who = current().scalars(electorate.speaking(on).with_only_columns(Nomination.person_id))
        pairs = [(person, Asked(own=True)) for person in who if person in voters]
    else:
        pairs = _of_organisations(poll, voters, on, silent=silent)
    replaced, whole = substitutes.open_at(poll.meeting), dict[int, Asked]()
    for person, one in pairs:
        reader = replaced[person].substitute_id if person in replaced else person
        before = whole.get(reader, Asked(own=False))
        names = [name for name in one.by_proxy if name not in before.by_proxy]
        whole[reader] = Asked(before.own or one.own, (*before.by_proxy, *names))
    return dict(sorted(whole.items()))


def _voters(poll: Poll, *, silent: bool) -> set[int]:
    wanted = select(Elector.voter).where(Elector.poll_id == poll.id)
    if silent:
        for cast in (Ballot, Participation):
            wanted = wanted.where(Elector.voter.not_in(select(cast.voter).where(cast.poll_id == poll.id)))
    return set(current().scalars(wanted))


def _of_organisations(poll: Poll, voters: Collection[int], on: date, *, silent: bool) -> list[tuple[int, Asked]]:
    """Return who speaks for one of *voters*, or for the holder of its proxy, and what for."""
    query = select(Proxy).where(proxies.covers(poll)).options(joinedload(Proxy.giver)).order_by(Proxy.giver_id)
    given = [proxy for proxy in current().scalars(query) if proxy.giver_id in voters]
    silenced = {proxy.giver_id for proxy in given} if silent and not proxies.terms(poll.meeting).own_vote else set()
    spoken = electorate.speaking(on).with_only_columns(Nomination.person_id, Nomination.organisation_id)
    found = []
    for person, organisation in current().execute(spoken):
        held = tuple(
            proxy.giver.name for proxy in given if proxy.holder_id == organisation and proxy.person_id in {None, person}
        )
        own = organisation in voters and organisation not in silenced
        if own or held:
            found.append((person, Asked(own, held)))
    return found


def ids(poll: Poll, *, on: date, silent: bool = False) -> Sequence[int]:
    """Return the ids of those whom ``asked`` finds."""
    return list(asked(poll, on=on, silent=silent))


def people(numbers: Sequence[int]) -> Sequence[Person]:
    """Return the people of these ids, in their order."""
    return current().scalars(select(Person).where(Person.id.in_(numbers)).order_by(Person.id)).all()
