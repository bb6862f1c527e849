"""Finds polls and adds up their ballots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from meetings.domain.organisation import queries as register
from meetings.domain.poll import rules
from meetings.domain.poll.rules import OptionLine, RegionLine, Result, Turnout
from meetings.domain.registration import substitutes
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation, Region
from meetings.models.person import Person
from meetings.models.poll import Ballot, Elector, Poll, PollOption, PollState
from meetings.models.substitution import Substitution

_MINE = (Ballot.poll_id == Elector.poll_id) & (Ballot.organisation_id == Elector.organisation_id)


def by_id(number: int) -> Poll | None:
    """Return one poll with its meeting and its agenda item."""
    query = select(Poll).where(Poll.id == number)
    return current().scalar(query.options(joinedload(Poll.meeting, innerjoin=True), joinedload(Poll.item)))


def for_meeting(meeting: Meeting, *, prepared: bool = False) -> Sequence[Poll]:
    """Return the polls of *meeting* with their agenda items, open ones first, those under preparation if asked."""
    return current().scalars(_select_of_meeting(prepared), {"meeting": meeting.id}).all()


@cache
def _select_of_meeting(prepared: bool) -> Select[Poll]:
    """Select the polls of a meeting; written once, since each meeting page asks."""
    rank = case((Poll.state == PollState.OPEN, 0), (Poll.state == PollState.PREPARED, 1), else_=2)
    query = select(Poll).where(Poll.meeting_id == bindparam("meeting")).order_by(rank, Poll.id)
    if not prepared:
        query = query.where(Poll.state != PollState.PREPARED)
    return query.options(joinedload(Poll.item))


def open_since(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a poll, read with its meeting, takes ballots at *now*."""
    takes_place = Meeting.announced_at.is_not(None) & Meeting.cancelled_at.is_(None)
    return (Poll.state == PollState.OPEN) & or_(Poll.closes_at.is_(None), Poll.closes_at > now) & takes_place


def due(now: datetime) -> Sequence[Poll]:
    """Return the open polls whose closing time has come, or whose meeting is cancelled."""
    over = or_(Poll.closes_at <= now, Meeting.cancelled_at.is_not(None))
    query = select(Poll).join(Poll.meeting).where(Poll.state == PollState.OPEN, over).order_by(Poll.id)
    return current().scalars(query.options(contains_eager(Poll.meeting))).all()


def options(poll: Poll) -> Sequence[PollOption]:
    """Return the options of *poll* in their order."""
    query = select(PollOption).where(PollOption.poll_id == poll.id).order_by(PollOption.position)
    return current().scalars(query).all()


def option_of(poll: Poll, option_id: int) -> PollOption | None:
    """Return the option with this id, if it is one of *poll*'s."""
    return current().scalar(select(PollOption).where(PollOption.poll_id == poll.id, PollOption.id == option_id))


def entitled_on(day: date) -> list[tuple[int, int | None]]:
    """Return the Members that would be entitled if a poll opened on *day*, each with its region, as ids."""
    named = register.in_force(day).where(Nomination.capacity.in_(rules.VOTING))
    query = select(Organisation.id, Organisation.region_id).where(
        register.has_vote(),
        register.of_the_body(day),
        Organisation.id.in_(named.with_only_columns(Nomination.organisation_id)),
    )
    return [(organisation_id, region_id) for organisation_id, region_id in current().execute(query)]


def elector(poll: Poll, organisation: Organisation) -> Elector | None:
    """Return the right of *organisation* to a ballot in *poll*."""
    return current().get(Elector, (poll.id, organisation.id))


def nomination_at(meeting: Meeting, person: Person, *, now: datetime) -> Nomination | None:
    """Return the nomination by which *person* votes at *meeting*: that of whoever they stand in for, or their own.

    Who is replaced votes by none until the meeting is over. One statement more for those who are replaced or replace.
    """
    part = substitutes.of_either(meeting, person)
    if part is None or substitutes.is_over(meeting, now):
        return register.nomination_of(person, on=now.date())
    return register.nomination_of(part.principal, on=now.date()) if part.substitute_id == person.id else None


def speaks_for(person: Person, organisation: Organisation, meeting: Meeting, *, now: datetime) -> bool:
    """Say whether *person* exercises the right of *organisation*, and of no other, at *meeting* today."""
    nomination = nomination_at(meeting, person, now=now)
    return (
        nomination is not None and nomination.organisation_id == organisation.id and nomination.capacity in rules.VOTING
    )


def ballot(poll: Poll, organisation: Organisation) -> Ballot | None:
    """Return the ballot of *organisation* as it stands in the database, with who cast it."""
    query = select(Ballot).where(Ballot.poll_id == poll.id, Ballot.organisation_id == organisation.id)
    fresh = query.options(joinedload(Ballot.cast_by)).execution_options(populate_existing=True)
    return current().scalar(fresh)


def have_voted(poll: Poll) -> set[int]:
    """Return the ids of the organisations whose ballot is in."""
    return set(current().scalars(select(Ballot.organisation_id).where(Ballot.poll_id == poll.id)))


def electorate(poll: Poll) -> set[int]:
    """Return the ids of the organisations entitled in *poll*."""
    return set(current().scalars(select(Elector.organisation_id).where(Elector.poll_id == poll.id)))


def last_cast_at(poll: Poll) -> datetime | None:
    """Return when the last ballot that stands was cast."""
    query = select(Ballot.cast_at).where(Ballot.poll_id == poll.id).order_by(Ballot.cast_at.desc()).limit(1)
    return current().scalar(query)


def turnouts(polls: Iterable[Poll]) -> dict[int, Turnout]:
    """Return the turnout of several polls in one statement, by the poll's id."""
    query = (
        select(Elector.poll_id, func.count(Ballot.organisation_id), func.count())
        .outerjoin(Ballot, _MINE)
        .where(Elector.poll_id.in_([poll.id for poll in polls]))
        .group_by(Elector.poll_id)
    )
    return {poll_id: Turnout(cast, entitled) for poll_id, cast, entitled in current().execute(query)}


def tallies(polls: Iterable[Poll]) -> dict[int, list[OptionLine]]:
    """Return the options of several polls with their ballots in one statement, by the poll's id.

    Callers show it of closed polls only.
    """
    counted = select(Ballot.option_id, func.count().label("count")).group_by(Ballot.option_id).subquery()
    query = (
        select(PollOption, func.coalesce(counted.c["count"], 0))
        .outerjoin(counted, counted.c.option_id == PollOption.id)
        .where(PollOption.poll_id.in_([poll.id for poll in polls]))
        .order_by(PollOption.poll_id, PollOption.position)
    )
    found: dict[int, list[OptionLine]] = {}
    for option, count in current().execute(query):
        found.setdefault(option.poll_id, []).append(OptionLine(option, count))
    return found


def result(poll: Poll) -> Result:
    """Add up *poll* by option and region; both language sessions are one result. Three statements."""
    choices = options(poll)
    cells = _cells(poll)
    regions = tuple(
        RegionLine(
            region, tuple(cells.get((option.id, region.id if region else None), 0) for option in choices), number
        )
        for region, number in _electors_by_region(poll)
    )
    lines = tuple(
        OptionLine(option, sum(line.counts[place] for line in regions)) for place, option in enumerate(choices)
    )
    return Result(lines, regions)


def _cells(poll: Poll) -> dict[tuple[int, int | None], int]:
    """Return the number of ballots by option and region, as ids."""
    query = (
        select(Ballot.option_id, Elector.region_id, func.count())
        .join(Elector, _MINE)
        .where(Ballot.poll_id == poll.id)
        .group_by(Ballot.option_id, Elector.region_id)
    )
    return {(option_id, region_id): count for option_id, region_id, count in current().execute(query)}


def _electors_by_region(poll: Poll) -> list[tuple[Region | None, int]]:
    """Return the regions from west to east with the number of those entitled."""
    counted = (
        select(Elector.region_id, func.count().label("entitled"))
        .where(Elector.poll_id == poll.id)
        .group_by(Elector.region_id)
        .subquery()
    )
    query = (
        select(Region, counted.c.entitled)
        .select_from(counted)
        .outerjoin(Region, Region.id == counted.c.region_id)
        .order_by(Region.position)
    )
    return [(region, number) for region, number in current().execute(query)]


@dataclass(frozen=True, slots=True)
class RollLine:
    """One organisation entitled, and its ballot if it has cast one."""

    organisation: Organisation
    region: Region | None
    option_id: int | None
    cast_by: str
    cast_at: datetime | None
    #: For whom whoever cast it stood in.
    on_behalf_of: str = ""


def roll(poll: Poll) -> list[RollLine]:
    """Return every organisation entitled with its ballot, by region and code, in one statement."""
    principal = aliased(Person)
    query = (
        select(Organisation, Region, Ballot.option_id, Person.name, Ballot.cast_at, principal.name)
        .select_from(Elector)
        .join(Organisation, Organisation.id == Elector.organisation_id)
        .outerjoin(Region, Region.id == Elector.region_id)
        .outerjoin(Ballot, _MINE)
        .outerjoin(Person, Person.id == Ballot.cast_by_id)
        .outerjoin(Substitution, _stood_in(poll.meeting_id))
        .outerjoin(principal, principal.id == Substitution.principal_id)
        .where(Elector.poll_id == poll.id)
        .order_by(Region.position, Organisation.code)
    )
    return [
        RollLine(organisation, region, option_id, name or "", cast_at, behalf or "")
        for organisation, region, option_id, name, cast_at, behalf in current().execute(query)
    ]


def cast_for(poll: Poll, ballot: Ballot) -> Person | None:
    """Return for whom whoever cast *ballot* stood in, if they did."""
    mine = (Ballot.poll_id == poll.id) & (Ballot.organisation_id == ballot.organisation_id)
    query = select(Person).join(Substitution, Substitution.principal_id == Person.id)
    return current().scalar(query.join(Ballot, _stood_in(poll.meeting_id)).where(mine))


def _stood_in(meeting_id: int) -> ColumnElement[bool]:
    """Return the condition that whoever cast a ballot stood in for somebody at that moment."""
    return and_(
        Substitution.meeting_id == meeting_id,
        Substitution.substitute_id == Ballot.cast_by_id,
        Substitution.named_at <= Ballot.cast_at,
        or_(Substitution.ended_at.is_(None), Substitution.ended_at > Ballot.cast_at),
    )


def waiting_for(person: Person, *, now: datetime) -> Sequence[Poll]:
    """Return the open polls that wait for the ballot of *person*'s organisation, with their meetings.

    At a meeting where somebody stands in, that is the organisation of whoever is replaced. The one that closes first
    comes first.
    """
    named = register.in_force(now.date()).where(Nomination.capacity.in_(rules.VOTING))
    mine = named.where(Nomination.person_id == person.id).with_only_columns(Nomination.organisation_id)
    lasts = select(Substitution.meeting_id).where(substitutes.in_force(now))
    busy = lasts.where((Substitution.principal_id == person.id) | (Substitution.substitute_id == person.id))
    theirs = (
        named.join(Substitution, Substitution.principal_id == Nomination.person_id)
        .where(Substitution.substitute_id == person.id, Substitution.meeting_id == Poll.meeting_id)
        .where(substitutes.in_force(now))
        .with_only_columns(Nomination.organisation_id)
    )
    own = Elector.organisation_id.in_(mine) & Poll.meeting_id.not_in(busy)
    query = (
        select(Poll)
        .join(Poll.meeting)
        .join(Elector, Elector.poll_id == Poll.id)
        .outerjoin(Ballot, _MINE)
        .where(open_since(now), own | Elector.organisation_id.in_(theirs), Ballot.poll_id.is_(None))
        .options(contains_eager(Poll.meeting))
        .order_by(Poll.closes_at.is_(None), Poll.closes_at, Poll.id)
    )
    return current().scalars(query).unique().all()
