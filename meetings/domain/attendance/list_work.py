"""What the clock does for a list of connections: takes one, tells how far it is, notes what became of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from meetings.core.errors import Refused
from meetings.domain.attendance import list_queries as queries
from meetings.domain.attendance.list_matching import Found
from meetings.domain.attendance.list_people import Participant
from meetings.domain.organisation import import_rules
from meetings.domain.organisation.import_work import MOST_TRIES
from meetings.models.connection_list import ConnectionList, ConnectionRow
from meetings.models.database import current
from meetings.models.register_import import ImportState


def claim(*, now: datetime) -> ConnectionList | None:
    """Take the oldest list that waits, for one lease; after too many tries it has failed."""
    query = select(ConnectionList).where(queries.is_due(now)).order_by(ConnectionList.id).limit(1)
    connections = current().scalar(query.with_for_update(skip_locked=True))
    if connections is None:
        return None
    if connections.tries >= MOST_TRIES:
        fail(connections, None)
        return None
    connections.state = import_rules.WORK.get(connections.state, connections.state)
    connections.lease_until, connections.done = now + import_rules.LEASE, 0
    connections.tries += 1
    return connections


def tell(connections: ConnectionList, done: int, *, now: datetime) -> None:
    """Note that *done* participants are done, and that the process is alive."""
    connections.done, connections.lease_until = done, now + import_rules.LEASE


def keep(connections: ConnectionList, participants: Sequence[Participant], found: Sequence[Found]) -> None:
    """Keep what was found for each of *participants*, for the page and for whoever decides."""
    rows = delete(ConnectionRow).where(ConnectionRow.list_id == connections.id)
    current().execute(rows, execution_options={"synchronize_session": False})
    values = [_row(connections, who, one) for who, one in zip(participants, found, strict=True)]
    if values:
        current().execute(insert(ConnectionRow), values)
    connections.done = connections.total = len(values)
    rest(connections, ImportState.READY)


def fail(connections: ConnectionList, error: Refused | None) -> None:
    """Note why a step could not be done; without *error*, it broke off again and again."""
    undoing = connections.state is ImportState.TAKING_BACK
    rest(connections, ImportState.APPLIED if undoing else ImportState.FAILED)
    connections.failure = type(error).__name__ if error else "Broken"


def rest(connections: ConnectionList, state: ImportState) -> None:
    """Note that the step under way has led to *state*."""
    connections.state, connections.lease_until, connections.tries = state, None, 0
    connections.failure = ""


def _row(connections: ConnectionList, who: Participant, found: Found) -> dict[str, object]:
    return {
        "list_id": connections.id,
        "number": who.number,
        "name": who.name,
        "email": who.email,
        "spans": who.spans,
        "minutes": who.minutes,
        "joins": who.joins,
        "verdict": found.verdict,
        "how": found.how,
        "person_id": found.person_id,
        "candidates": [list(candidate) for candidate in found.candidates],
        "choice": found.choice,
    }
