"""Does one step of one list of connections: recognising its people, taking it over, undoing that."""

from flask import current_app

from meetings.core import clock
from meetings.domain.attendance import list_people as people
from meetings.domain.attendance import list_queries as queries
from meetings.domain.attendance import list_reading as reading
from meetings.domain.attendance import list_rules as rules
from meetings.domain.attendance import list_work as work
from meetings.domain.attendance import list_writing as writing
from meetings.domain.attendance.list_matching import Found
from meetings.domain.attendance.list_people import Participant
from meetings.domain.organisation import import_rules
from meetings.extensions import db, transaction
from meetings.jobs.stepping import Stepping
from meetings.models.connection_list import ConnectionList
from meetings.models.database import lock
from meetings.models.register_import import ImportState
from meetings.storage import Storage

#: After so many participants it is told how far it is.
TOLD_EVERY = 500


def _found(number: int) -> ConnectionList:
    return db.session.get_one(ConnectionList, number)


def _read(connections: ConnectionList) -> tuple[Participant, ...]:
    """Read the participants of the file; raises ``FileForgotten`` and ``SessionMissing``."""
    storage: Storage = current_app.extensions["storage"]
    if connections.session_id is None:
        raise rules.SessionMissing
    try:
        with storage.open(connections.file_key) as file:
            data = file.read(rules.BIGGEST + 1)
    except (FileNotFoundError, ValueError):
        raise import_rules.FileForgotten from None
    found = people.gather(
        reading.read(data),
        queries.windows(connections.meeting),
        likely=(connections.zone,),
        session_id=connections.session_id,
        zone=connections.zone,
    )
    return found.participants


def _recognise(number: int) -> None:
    """Find out who is meant by each name, and keep it for the page."""
    participants = _read(_found(number))
    directory = queries.directory(_found(number).meeting)
    found: list[Found] = []
    for participant in participants:
        found.append(directory.find(participant))
        if len(found) % TOLD_EVERY == 0:
            with transaction():
                work.tell(_found(number), len(found), now=clock.now())
    with transaction():
        connections = lock(_found(number))
        if connections.state is ImportState.JUDGING:
            work.keep(connections, participants, found)


def _apply(number: int) -> None:
    """Take a list over, all at once."""
    with transaction():
        connections = lock(_found(number))
        if connections.state is ImportState.APPLYING:
            taken = writing.write(connections, by=connections.applied_by, now=clock.now())
            connections.counts = {"taken": taken}
            connections.applied_at = clock.now()
            work.rest(connections, ImportState.APPLIED)


def _take_back(number: int) -> None:
    """Undo a whole list."""
    with transaction():
        connections = lock(_found(number))
        if connections.state is ImportState.TAKING_BACK:
            writing.take_back(connections, by=connections.undone_by, now=clock.now())
            connections.undone_at = clock.now()
            work.rest(connections, ImportState.UNDONE)


_STEPPING = Stepping(
    ConnectionList,
    queries.has_work,
    work.claim,
    work.fail,
    {
        ImportState.JUDGING: _recognise,
        ImportState.APPLYING: _apply,
        ImportState.TAKING_BACK: _take_back,
    },
)
#: Does the next step of the list that has waited longest.
step = _STEPPING.step
