"""Reads in one statement all that decides whether a ballot is taken, once its poll is held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    case,
    exists,
    func,
    join,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from meetings.core.bilingual import Bilingual
from meetings.core.tokens import hashed
from meetings.domain.access import queries as access
from meetings.domain.access.queries import Plain
from meetings.domain.organisation import queries as register
from meetings.domain.poll import electorate, rules
from meetings.domain.registration import queries as places
from meetings.models.ballot import Ballot, BallotEntry, Elector, Participation
from meetings.models.database import Some, current, in_parts
from meetings.models.meeting import Meeting
from meetings.models.organisation import Capacity, Nomination, Organisation, OrganisationKind
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState, Unit
from meetings.models.proxy import Proxy
from meetings.models.substitution import Substitution

#: An id: a parameter, a column, or what is worked out of columns.
Key = ColumnElement[Any] | InstrumentedAttribute[Any]

#: Of so many polls at most the facts are read at once.
POLLS = 4
_POLLS = Some("poll", POLLS, Integer)


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in the database of one voter in one poll, and of the person who casts for them."""

    #: Since when the meeting is off.
    cancelled_at: datetime | None
    #: Whose ballot it is, if anybody's.
    voter: int | None
    #: Whether the voter is in the electorate, and counted apart; since when their ballot is locked.
    entitled: bool
    advisory: bool
    locked_at: datetime | None
    #: The code of their organisation, and how one calls them.
    code: str
    whose: Bilingual
    #: The ballot that is in: a named one, or only by which form it came.
    named: bool
    taken_part: bool
    form: str
    #: The last line of the history of a named poll.
    last: int
    seal: str
    #: Whether the voter let somebody else vote for them; whether the person stands in for somebody, or is replaced.
    gave_proxy: bool
    substituted: bool
    #: For which organisation the person casts ballots in their own name, and whether they head its delegation.
    speaks_for: int | None
    heads: bool
    #: The sitting in which the person has a place.
    sitting: int | None

    def of_nobody(self) -> "Facts":
        """Return the same for somebody who casts nobody's ballot."""
        return replace(self, voter=None, entitled=False, speaks_for=None, heads=False)


def of(poll: Poll, voter: int | None, person: Person, *, now: datetime) -> Facts:
    """Return what decides whether *person* may cast the ballot of *voter*, or else their own, in *poll*.

    What is pending in the unit of work is not seen.
    """
    facts = own(poll, person, now=now) if voter is None else _read(poll, voter, person, now)
    if voter is None and facts.substituted:
        nomination = electorate.nomination_at(poll.meeting, person, now=now)
        return _read(poll, electorate.voter_of(poll, nomination), person, now) if nomination else facts.of_nobody()
    return facts


def own(poll: Poll, person: Person, *, now: datetime) -> Facts:
    """Return the same of the ballot that *person* casts unless they stand in for somebody, or somebody for them."""
    return _read(poll, person.id if poll.unit is Unit.PERSON else None, person, now)


def own_of_each(polls: Sequence[Poll], person: Person, *, now: datetime) -> dict[int, Facts]:
    """Return what ``own`` says of each of up to ``POLLS`` *polls*, by id, in one statement."""
    values = {**_POLLS.values([poll.id for poll in polls]), "person": person.id, "on": now.date()}
    rows = current().connection().execute(_select_of_each(), values)
    return {poll: _facts(row, voter) for poll, voter, *row in rows}


class Browser(NamedTuple):
    """Who sent something from a browser in which they are signed in, and the facts of the ballot they cast."""

    who: Plain
    facts: Facts
    #: Whether some other poll is open too, in whatever meeting.
    others: bool


def of_browsers(poll: Poll, tokens: Collection[str], *, now: datetime) -> dict[str, Browser]:
    """Return what ``own`` says of whoever is signed in where each of *tokens* is held, eight in one statement.

    Not among them is whom ``access.PLAIN`` leaves out.
    """
    hashes = {hashed(token): token for token in tokens}
    found, people = {}, len(Plain._fields)
    for some in in_parts(list(hashes), access.BROWSERS):
        values = {**access.of_hashes(some, now=now), "poll": poll.id, "on": now.date()}
        for others, token_hash, *row in current().connection().execute(_select_of_browsers(), values):
            voter, *facts = row[people:]
            found[hashes[token_hash]] = Browser(Plain(*row[:people]), _facts(facts, voter), others)
    return found


def _read(poll: Poll, voter: int | None, person: Person, now: datetime) -> Facts:
    values = {"poll": poll.id, "meeting": poll.meeting_id, "voter": voter, "person": person.id, "on": now.date()}
    voter, *row = current().connection().execute(_select_one(), values).one()
    return _facts(row, voter)


def _facts(row: Sequence[Any], voter: int | None) -> Facts:
    cancelled_at, right, advisory, locked_at, code, name = row[:6]
    called = Bilingual(*row[6:10]) if code else Bilingual()
    ballot, form, last, seal, proxy, part, capacity, organisation, names, sitting = row[10:]
    speaks = capacity in rules.VOTING or (organisation is not None and not names)
    return Facts(
        cancelled_at,
        voter=voter,
        entitled=right is not None,
        advisory=bool(advisory),
        locked_at=locked_at,
        code=code or "",
        whose=called if name is None else Bilingual(name, name),
        named=ballot is not None,
        taken_part=form is not None,
        form=form or "",
        last=last or 0,
        seal=seal or "",
        gave_proxy=proxy,
        substituted=part,
        speaks_for=organisation if speaks else None,
        heads=capacity is Capacity.HEAD,
        sitting=sitting,
    )


@cache
def _select_one() -> Select[Any]:
    """Select whose ballot it is, and the facts; written once, since each ballot asks."""
    poll, meeting, wanted, person = (bindparam(name, type_=Integer) for name in ("poll", "meeting", "voter", "person"))
    voter = func.coalesce(wanted, Nomination.organisation_id)
    query = _joined(select(voter), Meeting.__table__, poll, voter, person)
    return query.where(Meeting.id == meeting)


@cache
def _select_of_each() -> Select[Any]:
    """Select some polls, whose ballot it is that somebody casts in each of them, and the facts."""
    person = bindparam("person", type_=Integer)
    source = join(Poll, Meeting, Meeting.id == Poll.meeting_id)
    return _of_own(source, person, Poll.id).where(Poll.id.in_(_POLLS.parameters))


@cache
def _select_of_browsers() -> Select[Any]:
    """Select the same for those who are signed in in some browsers, with who they are and whether others are open."""
    other, who = aliased(Poll), access.PLAIN.subquery("who")
    others = exists().where(other.state == PollState.OPEN, other.id != Poll.id)
    *plain, token_hash = who.c
    source = join(Poll, Meeting, Meeting.id == Poll.meeting_id).join(who, true())
    query = _of_own(source, who.c.id, others, token_hash, *plain)
    return query.where(Poll.id == bindparam("poll", type_=Integer))


def _of_own(source: FromClause, person: Key, *before: Any) -> Select[Any]:
    """Select, after *before*, whose ballot *person* casts in the poll of *source*, and the facts."""
    voter = case((Poll.unit == Unit.PERSON, person), else_=Nomination.organisation_id)
    return _joined(select(*before, voter), source, Poll.id, voter, person)


def _joined(query: Select[Any], source: FromClause, poll: Key, voter: Key, person: Key) -> Select[Any]:
    """Let *query* select the facts of *voter* in *poll*, and of *person* who casts for them, from *source*."""
    own, names = aliased(Organisation), Organisation.__table__.c
    proxy = exists().where(
        Proxy.ended_at.is_(None),
        Proxy.meeting_id == Meeting.id,
        Proxy.giver_id == voter,
        or_(Proxy.poll_id.is_(None), Proxy.poll_id == poll),
    )
    part = exists().where(
        Substitution.meeting_id == Meeting.id,
        Substitution.ended_at.is_(None),
        or_(Substitution.principal_id == person, Substitution.substitute_id == person),
    )
    spoken = register.spoken(person, bindparam("on", type_=Date)).with_only_columns(Nomination.id)
    return (
        query.add_columns(Meeting.cancelled_at, Elector.voter, Elector.advisory, Elector.locked_at)
        .add_columns(names.code, Person.name)
        .add_columns(names.name_en, names.name_fr, names.name_original, names.name_behind)
        .add_columns(Ballot.voter, Participation.form, _last(BallotEntry.number, poll), _last(BallotEntry.seal, poll))
        .add_columns(proxy, part, Nomination.capacity, Nomination.organisation_id)
        .add_columns(OrganisationKind.names_contact_points, places.sitting(Meeting.id, person))
        .select_from(source)
        .outerjoin(Nomination, Nomination.id == spoken.scalar_subquery())
        .outerjoin(own, own.id == Nomination.organisation_id)
        .outerjoin(OrganisationKind, OrganisationKind.id == own.kind_id)
        .outerjoin(Elector, (Elector.poll_id == poll) & (Elector.voter == voter))
        .outerjoin(Organisation, Organisation.id == Elector.organisation_id)
        .outerjoin(Person, Person.id == Elector.person_id)
        .outerjoin(Ballot, (Ballot.poll_id == poll) & (Ballot.voter == voter))
        .outerjoin(Participation, (Participation.poll_id == poll) & (Participation.voter == voter))
    )


def _last(column: Any, poll: Key) -> ScalarSelect[Any]:
    """Select a column of the last line of the history of *poll*."""
    lines = select(column).where(BallotEntry.poll_id == poll)
    return lines.order_by(BallotEntry.number.desc()).limit(1).scalar_subquery()
