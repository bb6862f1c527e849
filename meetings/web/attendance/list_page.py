"""Fills the page of a list of connections: what it says, who is meant, what is still open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.core import zones
from meetings.core.paging import Page
from meetings.domain.attendance import list_actions as actions
from meetings.domain.attendance import list_queries as queries
from meetings.domain.attendance import queries as attendance
from meetings.domain.attendance.rules import length
from meetings.domain.organisation import import_rules
from meetings.models.connection_list import ConnectionList, ConnectionRow
from meetings.models.meeting import Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.register_import import ImportState
from meetings.web.attendance.session_names import session_choices

#: The parts of a list, in the order in which they need a look.
PARTS = ("open", "sure", "settled", "outside")
#: People come early and leave late; further away it is another day.
NEAR = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be meant, how alike the names are in per cent, and for whom they speak."""

    person: Person
    score: int
    organisation: Organisation | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list, and one page of a part of its rows."""

    connections: ConnectionList
    sessions: Sequence[Session]
    zones: Sequence[str]
    counts: Mapping[str, int]
    part: str
    rows: Page[ConnectionRow]
    candidates: Mapping[int, Sequence[Candidate]]
    #: The sitting of another meeting that was held at the time of the connections.
    other: Session | None
    can_be_undone: bool

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The sittings and break-outs that the list may be of."""
        return session_choices(self.sessions)

    @property
    def is_under_way(self) -> bool:
        """Whether the clock has something to do."""
        return self.connections.state in import_rules.BUSY

    @property
    def is_ready(self) -> bool:
        """Whether somebody may decide."""
        return self.connections.state is ImportState.READY

    @property
    def can_choose(self) -> bool:
        """Whether the sitting and the zone can be chosen."""
        return self.connections.state in actions.IDLE and bool(self.connections.file_key)

    @property
    def fits(self) -> bool:
        """Whether people were connected about the time of the sitting, as far as the list has times."""
        session, first, last = self.connections.session, self.connections.first_at, self.connections.last_at
        if session is None or first is None or last is None:
            return session is not None
        return first < session.ends_at + NEAR and last > session.starts_at - NEAR

    @property
    def minutes(self) -> int:
        """How long the sitting lasts."""
        return length(self.connections.session) if self.connections.session else 0


def list_page(connections: ConnectionList, *, part: str, number: int, house_zone: str, now: datetime) -> ListPage:
    """Gather the page of *connections* with one page of a *part* of its rows."""
    counts = queries.counts(connections)
    shown = part if part in PARTS else next((one for one in PARTS if counts[one]), "sure")
    rows = queries.rows(connections, shown, page=number)
    sessions = attendance.held(connections.meeting)
    windows = queries.windows(connections.meeting)
    likely = [*(window.zone for window in windows), house_zone, "UTC", connections.zone]
    return ListPage(
        connections=connections,
        sessions=sessions,
        zones=[*dict.fromkeys(zone for zone in likely if zone), *zones.names()],
        counts=counts,
        part=shown,
        rows=rows,
        candidates=candidates(rows.things, connections),
        other=queries.elsewhere(connections),
        can_be_undone=actions.can_be_undone(connections, now=now),
    )


def candidates(rows: Sequence[ConnectionRow], connections: ConnectionList) -> dict[int, list[Candidate]]:
    """Return who may be meant by each of *rows*, by its id; two statements."""
    ids = {person_id for row in rows for person_id, _score in row.candidates}
    people = queries.names_of(ids)
    on = connections.created_at.date()
    bodies = queries.speaks_for(ids, on=on) if ids else {}
    return {
        row.id: [
            Candidate(people[person_id], score, bodies.get(person_id))
            for person_id, score in row.candidates
            if person_id in people
        ]
        for row in rows
    }
