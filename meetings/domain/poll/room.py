"""Reads what a page of all open polls shows: whether it is still the same, and all of it in a few statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.poll import ballot_queries, electorate
from meetings.models.ballot import Ballot, BallotEntry, Elector, Participation
from meetings.models.columns import UtcDateTime
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState, Unit
from meetings.models.proxy import Proxy


def _states() -> Select[Any]:
    """Select each poll of a meeting that was opened, with what a page of its open polls shows of it to somebody.

    The poll, its state and times, and of the ballots that they share in, or cast by proxy, whether and by whom these
    were cast, and by which proxy they are to be. Voters are looked up by key: a phone asks every few seconds.
    """
    meeting, who = bindparam("meeting", type_=Integer), bindparam("person", type_=Integer)
    speaks = select(Nomination.organisation_id).where(Nomination.person_id == who)
    is_for = (Proxy.meeting_id == meeting) & Proxy.ended_at.is_(None)
    held = select(Proxy.giver_id).where(is_for, Proxy.holder_id.in_(speaks))
    own = (Poll.unit == Unit.PERSON) & (Elector.voter == who)
    shared = (Poll.unit == Unit.ORGANISATION) & Elector.voter.in_(speaks.union(held))
    # Without the first condition SQLite reads the whole electorate.
    share = Elector.voter.in_(speaks.union(held, select(who))) & (own | shared)
    given = (
        is_for & (Proxy.giver_id == Elector.organisation_id) & (Proxy.poll_id.is_(None) | (Proxy.poll_id == Poll.id))
    )
    is_over = Poll.closes_at <= bindparam("now", type_=UtcDateTime())
    table = Poll.__table__.c
    return (
        select(table.id, table.state, table.closes_at, is_over, table.held, table.released_at, table.lots)
        .add_columns(Elector.voter, Elector.locked_at, Ballot.cast_at)
        .add_columns(Participation.voter, Participation.cast_by_id, Proxy.id)
        .select_from(Poll)
        .outerjoin(Elector, (Elector.poll_id == Poll.id) & share)
        .outerjoin(Ballot, (Ballot.poll_id == Elector.poll_id) & (Ballot.voter == Elector.voter))
        .outerjoin(Participation, (Participation.poll_id == Elector.poll_id) & (Participation.voter == Elector.voter))
        .outerjoin(Proxy, given)
        .where(Poll.meeting_id == meeting, Poll.state != PollState.PREPARED)
        .order_by(Poll.id, Elector.voter, Proxy.id)
    )


#: Written once.
STATES = _states()


#: What decides who may see a meeting, and what it lets them do.
_MEETING = select(Meeting.id, Meeting.announced_at, Meeting.cancelled_at, Meeting.visibility).where(
    Meeting.slug == bindparam("slug")
)


def states(meeting: Meeting, person: Person | None, *, now: datetime) -> Sequence[Row[Any]]:
    """Return what ``STATES`` says of *meeting* for *person*, at *now*, in one statement."""
    return _read(current().connection(), meeting.id, person.id if person else 0, now)


def version(connection: Connection, slug: str, person_id: int, *, now: datetime) -> tuple[object, ...]:
    """Return what changes whenever a page of the open polls of the meeting called *slug* does for a participant."""
    meeting = connection.execute(_MEETING, {"slug": slug}).first()
    return (tuple(meeting), *map(tuple, _read(connection, meeting.id, person_id, now))) if meeting else ()


def _read(connection: Connection, meeting_id: int, person_id: int, now: datetime) -> Sequence[Row[Any]]:
    return connection.execute(STATES, {"meeting": meeting_id, "person": person_id, "now": now}).all()


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
