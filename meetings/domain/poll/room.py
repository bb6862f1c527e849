"""Reads what a page of all open polls shows: whether it is still the same, and all of it in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Label,
    Row,
    Select,
    Text,
    bindparam,
    exists,
    false,
    func,
    literal,
    select,
    true,
    union,
)
from sqlalchemy import cast as cast_as
from sqlalchemy.orm import joinedload, selectinload

from meetings.core.tokens import hashed
from meetings.domain.access import queries as access
from meetings.domain.access.queries import Plain
from meetings.domain.poll import ballot_queries, electorate
from meetings.models.ballot import Ballot, BallotEntry, Elector, Participation
from meetings.models.columns import UtcDateTime
from meetings.models.database import current, in_parts
from meetings.models.meeting import Meeting, Visibility
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState, Unit
from meetings.models.proxy import Proxy


def _states(
    meeting: ColumnElement[int], who: ColumnElement[int], source: FromClause, *known: ColumnElement[Any]
) -> Select[Any]:
    """Select what is *known* from *source*, and each open poll of a meeting, with what a page shows of it to somebody.

    The poll, its state and times, and of the ballots that they share in, or cast by proxy, whether and by whom these
    were cast, and by which proxy they are to be. Voters are looked up by key: a phone asks every few seconds. What is
    *known* is said even if no poll is open.
    """
    is_for = (Proxy.meeting_id == meeting) & Proxy.ended_at.is_(None)
    own, shared = (literal(unit, Poll.unit.type).label("unit") for unit in (Unit.PERSON, Unit.ORGANISATION))
    # Whose ballots these are comes first: with “or” both databases read the whole electorate.
    mine = union(
        select(own, who.label("person"), who.label("voter")),
        select(shared, who, Nomination.organisation_id).where(Nomination.person_id == who),
        select(shared, who, Proxy.giver_id)
        .where(is_for, Proxy.holder_id == Nomination.organisation_id)
        .where(Nomination.person_id == who),
    ).subquery("mine")
    share = (Elector.poll_id == Poll.id) & (Elector.voter == mine.c.voter)
    given = (
        is_for & (Proxy.giver_id == Elector.organisation_id) & (Proxy.poll_id.is_(None) | (Proxy.poll_id == Poll.id))
    )
    is_over = Poll.closes_at <= bindparam("now", type_=UtcDateTime())
    table = Poll.__table__.c
    return (
        select(*known, table.id, table.unit, table.closes_at, is_over.label("is_over"))
        .add_columns(Elector.voter, Elector.locked_at, Ballot.cast_at)
        .add_columns(Participation.voter.label("part"), Participation.cast_by_id, Proxy.id.label("proxy"))
        .select_from(source)
        .outerjoin(Poll, (Poll.meeting_id == meeting) & (Poll.state == PollState.OPEN))
        .outerjoin(mine, (mine.c.unit == Poll.unit) & (mine.c.person == who))
        .outerjoin(Elector, share)
        .outerjoin(Ballot, (Ballot.poll_id == Elector.poll_id) & (Ballot.voter == Elector.voter))
        .outerjoin(Participation, (Participation.poll_id == Elector.poll_id) & (Participation.voter == Elector.voter))
        .outerjoin(Proxy, given)
        .order_by(Poll.id, Elector.voter, Proxy.id)
    )


def _over(meeting: ColumnElement[int]) -> Label[str | None]:
    """Select in one text what decides what is shown of the polls of a meeting that were open and no longer are.

    A plenary has dozens of them by its end, and they hardly ever change.
    """
    table = Poll.__table__.c
    line: ColumnElement[str] = cast_as(table.id, Text)
    for part in (table.state, table.held, table.released_at, table.lots):
        line = line.concat(" ").concat(func.coalesce(cast_as(part, Text), ""))
    lines = select(line.label("line")).where(table.meeting_id == meeting).order_by(table.id).correlate(Meeting)
    # Not “in” a list: such a statement would be written anew each time.
    lines = lines.where(table.state != PollState.PREPARED, table.state != PollState.OPEN)
    return select(func.aggregate_strings(lines.subquery("one").c.line, ";")).scalar_subquery().label("over")


@cache
def _shown() -> Select[Any]:
    """Select this of one meeting and one person."""
    meeting, person = (bindparam(name, type_=Integer) for name in ("meeting", "person"))
    at = select(_over(meeting)).cte("at")
    return _states(meeting, person, at, at.c.over)


@cache
def _asked() -> Select[Any]:
    """Select it with who asks and for which meeting, in one statement: a whole room asks every few seconds."""
    who, table = access.PLAIN.cte("who"), Meeting.__table__.c
    door = [table[name] for name in Door._fields]
    at = select(*door, _over(table.id)).where(table.slug == bindparam("slug")).cte("at")
    *plain, token_hash = who.c
    before = [column.label(f"{column.table.name}_{column.name}") for column in (token_hash, *plain, *at.c)]
    return _states(at.c.id, who.c.id, who.join(at, true()), *before)


class Door(NamedTuple):
    """What decides who may see a meeting, and what it lets them do."""

    id: int
    announced_at: datetime | None
    cancelled_at: datetime | None
    visibility: Visibility


#: So many columns of ``_states`` are the poll's own, and so many come before them in ``_asked``.
_OF_POLL, _BEFORE = 4, 1 + len(Plain._fields) + len(Door._fields) + 1


class Version(NamedTuple):
    """Who asks for a meeting, and what changes whenever the page of its open polls does for them."""

    who: Plain
    meeting: Door
    #: How the polls stand that are over.
    over: str | None
    #: The open ones, and those whose time is over though nobody has closed them yet.
    rows: Sequence[Row[Any]]

    @property
    def shown(self) -> tuple[bool, str | None, list[tuple[Any, ...]]]:
        """What decides what is shown, as ``states`` says it."""
        return self.meeting.cancelled_at is None, self.over, [tuple(row)[_BEFORE:] for row in self.rows]

    @property
    def common(self) -> tuple[object, ...]:
        """What of it is the same for all."""
        polls = {row.id: tuple(row)[_BEFORE : _BEFORE + _OF_POLL] for row in self.rows}
        return tuple(self.meeting), self.over, *polls.values()

    @property
    def open(self) -> list[Row[Any]]:
        """The polls that take ballots, by id."""
        taking = {row.id: row for row in self.rows if not row.is_over}
        return list(taking.values()) if self.meeting.cancelled_at is None else []

    @property
    def has_proxies(self) -> bool:
        """Whether the person shares in several ballots of one poll, or in one for which a proxy was given."""
        voters = [(row.id, row.voter) for row in self.rows if row.voter is not None]
        return len({poll for poll, _voter in voters}) < len(voters) or any(row.proxy for row in self.rows)


def states(meeting: Meeting, person: Person | None, *, now: datetime) -> tuple[bool, str | None, list[tuple[Any, ...]]]:
    """Return whether *meeting* takes place, and what its polls are to *person*, at *now*, in one statement.

    First those that are over, in one text, then those that are open.
    """
    values = {"meeting": meeting.id, "person": person.id if person else 0, "now": now}
    rows = current().connection().execute(_shown(), values).all()
    return meeting.cancelled_at is None, rows[0].over, [tuple(row)[1:] for row in rows if row.id is not None]


def versions(connection: Connection, tokens: Collection[str], slug: str, *, now: datetime) -> dict[str, Version]:
    """Return what the meeting called *slug* shows each of those whose browsers hold *tokens*, eight in one statement.

    Nobody is among them if there is no such meeting; nor is anybody of whom more than ``access.PLAIN`` says decides
    what they may see.
    """
    hashes, found = {hashed(token): token for token in tokens}, defaultdict[str, list[Row[Any]]](list)
    for some in in_parts(list(hashes), access.BROWSERS):
        for row in connection.execute(_asked(), {**access.of_hashes(some, now=now), "slug": slug}):
            found[hashes[row[0]]].append(row)
    return {token: _version(rows) for token, rows in found.items()}


def _version(rows: Sequence[Row[Any]]) -> Version:
    _token_hash, *first, over = tuple(rows[0])[:_BEFORE]
    people, polls = len(Plain._fields), rows if rows[0].id is not None else []
    return Version(Plain(*first[:people]), Door(*first[people:]), over, polls)


class Cast(NamedTuple):
    """What is known of a ballot that is in: the choice and the number of a named one, when and by whom it was cast."""

    choice: str | None
    cast_at: datetime | None
    number: int | None
    by: str | None
    #: Whether whoever cast it held a proxy, or stood in for somebody.
    by_proxy: bool
    on_behalf: bool


def cast(meeting_id: int, poll_id: int, voter: int) -> Cast | None:
    """Return what is known of the ballot of *voter*, if it is in."""
    values = {"meeting": meeting_id, "poll": poll_id, "voter": voter}
    row = current().connection().execute(_cast(), values).first()
    return Cast(*row) if row else None


@cache
def _cast() -> Select[Any]:
    poll, voter = bindparam("poll", type_=Integer), bindparam("voter", type_=Integer)
    lines = (BallotEntry.poll_id == poll) & (BallotEntry.voter == voter)
    number = select(func.max(BallotEntry.number)).where(lines).scalar_subquery()
    caster = func.coalesce(Ballot.cast_by_id, Participation.cast_by_id)
    on_behalf = exists().where(ballot_queries.stood_in(bindparam("meeting", type_=Integer))).correlate(Ballot)
    by_proxy = Ballot.proxy_id.is_not(None) | func.coalesce(Participation.by_proxy, false())
    return (
        select(Ballot.choice, Ballot.cast_at, number, Person.name, by_proxy, on_behalf)
        .select_from(Elector)
        .outerjoin(Ballot, (Ballot.poll_id == Elector.poll_id) & (Ballot.voter == Elector.voter))
        .outerjoin(Participation, (Participation.poll_id == Elector.poll_id) & (Participation.voter == Elector.voter))
        .outerjoin(Person, Person.id == caster)
        .where(Elector.poll_id == poll, Elector.voter == voter)
        .where(Ballot.voter.is_not(None) | Participation.voter.is_not(None))
    )


class Known:
    """What ``queries``, ``ballot_queries`` and ``electorate`` say of each of some *polls* of one meeting, to *person*.

    It is read at once: as many statements for thirty polls as for one.
    """

    def __init__(self, polls: Sequence[Poll], person: Person | None, *, now: datetime) -> None:
        self.turnouts = ballot_queries.turnouts(polls)
        self.nomination = electorate.nomination_at(polls[0].meeting, person, now=now) if polls and person else None
        self._options: dict[int, list[PollOption]] = defaultdict(list)
        ids = [poll.id for poll in polls]
        along = (joinedload(PollOption.date), selectinload(PollOption.document))
        offered = _of(PollOption, ids).options(*along).order_by(PollOption.position)
        for option in current().scalars(offered):
            self._options[option.poll_id].append(option)
        named = self.nomination
        whose = [named.organisation_id, named.person_id] if named else []
        along = joinedload(Elector.organisation), joinedload(Elector.locked_by)
        self._electors = _by_voter(Elector, ids, whose, *along)
        held = joinedload(Ballot.proxy).joinedload(Proxy.holder)
        self._ballots = _by_voter(Ballot, ids, whose, joinedload(Ballot.cast_by), held)
        self._parts = _by_voter(Participation, ids, whose, joinedload(Participation.cast_by))
        self._numbers = _numbers(ids, whose) if self._ballots else {}
        self._behalf = ballot_queries.cast_on_behalf(polls[0].meeting_id, ids, whose) if self._ballots else {}

    def options(self, poll: Poll) -> Sequence[PollOption]:
        """Return the options of *poll* in their order."""
        return self._options[poll.id]

    def elector(self, poll: Poll, voter: int) -> Elector | None:
        """Return the right of *voter* to a ballot in *poll*."""
        return self._electors.get((poll.id, voter))

    def ballot(self, poll: Poll, voter: int) -> Ballot | None:
        """Return the named ballot of *voter*, with who cast it."""
        return self._ballots.get((poll.id, voter))

    def participation(self, poll: Poll, voter: int) -> Participation | None:
        """Return that *voter* has cast a sealed ballot, with who cast it."""
        return self._parts.get((poll.id, voter))

    def number_of(self, poll: Poll, voter: int) -> int | None:
        """Return the number of the last line of *voter* in the history of *poll*."""
        return self._numbers.get((poll.id, voter))

    def cast_for(self, poll: Poll, ballot: Ballot) -> Person | None:
        """Return for whom whoever cast *ballot* stood in, if they did."""
        return self._behalf.get((poll.id, ballot.voter))


def _of(table: Any, ids: Sequence[int]) -> Select[Any]:
    return select(table).where(table.poll_id.in_(ids))


def _by_voter(table: Any, ids: Sequence[int], whose: Sequence[int], *along: Any) -> dict[tuple[int, int], Any]:
    """Return the rows of some voters in polls, by poll and voter, with what is read *along*."""
    query = _of(table, ids).where(table.voter.in_(whose)).options(*along)
    rows = current().scalars(query, execution_options={"populate_existing": True}) if whose else ()
    return {(row.poll_id, row.voter): row for row in rows}


def _numbers(ids: Sequence[int], whose: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the number of the last line of some voters in the histories of polls."""
    query = select(BallotEntry.poll_id, BallotEntry.voter, func.max(BallotEntry.number))
    query = query.where(BallotEntry.poll_id.in_(ids), BallotEntry.voter.in_(whose))
    rows = current().execute(query.group_by(BallotEntry.poll_id, BallotEntry.voter))
    return {(poll_id, voter): number for poll_id, voter, number in rows}
