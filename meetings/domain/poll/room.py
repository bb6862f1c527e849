"""Reads what a page of all open polls shows: whether it is still the same, and all of it in a few statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.domain.poll import ballot_queries, electorate
from meetings.models.ballot import Ballot, BallotEntry, Elector, Participation
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState, Unit
from meetings.models.proxy import Proxy


def states(meeting: Meeting, person: Person | None) -> Sequence[Row[Any]]:
    """Return each poll of *meeting* that was opened, with what a page of its open polls shows of it to *person*.

    In one statement: the poll, its state and times, and of the ballots that *person* shares in, or casts by proxy,
    whether and by whom they were cast, and by which proxy they are to be.
    """
    who = person.id if person else 0
    speaks = select(Nomination.organisation_id).where(Nomination.person_id == who)
    is_for = (Proxy.meeting_id == meeting.id) & Proxy.ended_at.is_(None)
    held = select(Proxy.giver_id).where(is_for, Proxy.holder_id.in_(speaks))
    share = Elector.organisation_id.in_(speaks) & ((Poll.unit == Unit.ORGANISATION) | (Elector.person_id == who))
    share |= Elector.organisation_id.in_(held) & (Poll.unit == Unit.ORGANISATION)
    given = (
        is_for & (Proxy.giver_id == Elector.organisation_id) & (Proxy.poll_id.is_(None) | (Proxy.poll_id == Poll.id))
    )
    query = (
        select(Poll, Poll.state, Poll.closes_at, Poll.held, Poll.released_at, Elector.voter, Elector.locked_at)
        .select_from(Poll)
        .add_columns(Ballot.cast_at, Participation.voter, Participation.cast_by_id, Proxy.id)
        .outerjoin(Elector, (Elector.poll_id == Poll.id) & share)
        .outerjoin(Ballot, (Ballot.poll_id == Elector.poll_id) & (Ballot.voter == Elector.voter))
        .outerjoin(Participation, (Participation.poll_id == Elector.poll_id) & (Participation.voter == Elector.voter))
        .outerjoin(Proxy, given)
        .where(Poll.meeting_id == meeting.id, Poll.state != PollState.PREPARED)
        .order_by(Poll.id, Elector.voter)
    )
    return current().execute(query).all()


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
