"""Finds the polls that wait for somebody's ballot."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Date, Integer, Select, bindparam, select, union
from sqlalchemy.orm import contains_eager

from meetings.core.bilingual import Bilingual
from meetings.domain.poll import electorate
from meetings.domain.poll.ballot_queries import NAMED, SEALED
from meetings.domain.poll.queries import open_since
from meetings.domain.registration import substitutes
from meetings.models.ballot import Ballot, Elector, Participation
from meetings.models.columns import UtcDateTime
from meetings.models.database import current
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, Unit
from meetings.models.proxy import Proxy, ProxyTerms
from meetings.models.substitution import Substitution


def for_person(person: Person, *, now: datetime) -> Sequence[Poll]:
    """Return the open polls that wait for a ballot that *person* may cast, with their meetings.

    At a meeting where somebody stands in, that is the ballot of whoever is replaced; by proxy it is that of others.
    The one that closes first comes first. Polls that wait for observers are among them.
    """
    values = {"person": person.id, "on": now.date(), "now": now}
    return current().scalars(_select(), values).unique().all()


class Waiting(NamedTuple):
    """One of these polls as plain values."""

    id: int
    question: Bilingual


def others(poll_id: int, people: Sequence[Person], *, now: datetime) -> dict[int, list[Waiting]]:
    """Return the same for each of *people*, by id, without the poll *poll_id*, which is before them or just cast in.

    Their meetings are not read. Mostly no other poll is open at all, which is quickly said.
    """
    connection, found = current().connection(), dict[int, list[Waiting]]()
    is_one = connection.execute(_any_other(), {"now": now, "poll": poll_id}).first() is not None
    for person in people:
        rows = connection.execute(_plain(), {"person": person.id, "on": now.date(), "now": now}) if is_one else ()
        waiting = [Waiting(number, Bilingual(*text)) for _unlimited, _closes_at, number, *text in rows]
        found[person.id] = [other for other in waiting if other.id != poll_id]
    return found


@cache
def _any_other() -> Select[Any]:
    query = select(Poll.id).join(Poll.meeting).where(open_since(bindparam("now", type_=UtcDateTime())))
    return query.where(Poll.id != bindparam("poll", type_=Integer)).limit(1)


@cache
def _plain() -> Select[Any]:
    table, order = Poll.__table__.c, (Poll.closes_at.is_(None), Poll.closes_at)
    words = table.question_en, table.question_fr, table.question_original, table.question_behind
    return _select().with_only_columns(*order, Poll.id, *words).distinct()


@cache
def _select() -> Select[Poll]:
    """Select the polls that wait for somebody; written once, since whoever casts a ballot asks."""
    person = bindparam("person", type_=Integer)
    now = bindparam("now", type_=UtcDateTime())
    named = electorate.speaking(bindparam("on", type_=Date))
    lasts = select(Substitution.meeting_id).where(substitutes.in_force(now))
    busy = lasts.where((Substitution.principal_id == person) | (Substitution.substitute_id == person))
    mine = _rights(named.where(Nomination.person_id == person)) & Poll.meeting_id.not_in(busy)
    stands_in = (
        named.join(Substitution, Substitution.principal_id == Nomination.person_id)
        .where(Substitution.substitute_id == person, Substitution.meeting_id == Poll.meeting_id)
        .where(substitutes.in_force(now))
    )
    return (
        select(Poll)
        .join(Poll.meeting)
        .join(Elector, Elector.poll_id == Poll.id)
        .outerjoin(Ballot, NAMED)
        .outerjoin(Participation, SEALED)
        .where(
            open_since(now),
            _perhaps(person),
            mine | _rights(stands_in),
            Ballot.poll_id.is_(None),
            Participation.poll_id.is_(None),
        )
        .options(contains_eager(Poll.meeting))
        .order_by(Poll.closes_at.is_(None), Poll.closes_at, Poll.id)
    )


def _perhaps(person: BindParameter[int]) -> ColumnElement[bool]:
    """The condition that *person* could have to do with the ballot of an elector.

    It follows from the others; without it SQLite reads the whole electorate.
    """
    replaced = select(Substitution.principal_id).where(Substitution.substitute_id == person)
    homes = select(Nomination.organisation_id).where(Nomination.person_id.in_(union(replaced, select(person))))
    givers = select(Proxy.giver_id).where(Proxy.holder_id.in_(homes))
    return Elector.voter.in_(union(select(person), replaced, homes, givers))


def _rights(named: Select[Nomination]) -> ColumnElement[bool]:
    """The condition that whoever is named so casts the ballot of an elector: their organisation's, a proxy, their own.

    An organisation that let another vote for it casts its own only where the meeting leaves it the right.
    """
    speakers, people = (named.with_only_columns(key) for key in (Nomination.organisation_id, Nomination.person_id))
    in_force = (Proxy.meeting_id == Poll.meeting_id) & Proxy.ended_at.is_(None)
    in_force &= Proxy.poll_id.is_(None) | (Proxy.poll_id == Poll.id)
    held = select(Proxy.giver_id).where(in_force, Proxy.holder_id.in_(speakers))
    held = held.where(Proxy.person_id.is_(None) | Proxy.person_id.in_(people))
    kept = select(ProxyTerms.meeting_id).where(ProxyTerms.own_vote)
    away = select(Proxy.giver_id).where(in_force, Proxy.meeting_id.not_in(kept))
    shared = (Elector.voter.in_(speakers) & Elector.voter.not_in(away)) | Elector.voter.in_(held)
    return ((Poll.unit == Unit.ORGANISATION) & shared) | ((Poll.unit == Unit.PERSON) & Elector.voter.in_(people))
