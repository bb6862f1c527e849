"""Takes lists of connections in, and notes what somebody decides about them; the clock does the rest."""

import hashlib
import io
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO, Protocol

from sqlalchemy import delete, insert, select, update

from meetings.core import filenames, zones
from meetings.domain.attendance import list_names as names
from meetings.domain.attendance import list_people as people
from meetings.domain.attendance import list_queries as queries
from meetings.domain.attendance import list_reading as reading
from meetings.domain.attendance import list_rules as rules
from meetings.domain.attendance.holding import hold
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import import_rules
from meetings.models.connection_list import Choice, ConnectionList, ConnectionRow, KnownAs, Verdict
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.register_import import ImportState

LONGEST_NAME = 80
#: How many marks one statement names.
ROUND = 500
#: Nothing that was read of these rows is used again.
UNSEEN = {"synchronize_session": False}
#: States in which somebody may still decide.
IDLE = frozenset({ImportState.CHOOSING, ImportState.READY, ImportState.FAILED})


class Files(Protocol):
    """Where the files of lists lie."""

    def put(self, key: str, data: BinaryIO) -> int:
        """Keep the rest of *data* under *key*."""

    def delete(self, key: str) -> None:
        """Forget what *key* holds."""


def bring(
    meeting: Meeting, name: str, data: bytes, *, house_zone: str, storage: Files, by: Person, now: datetime
) -> ConnectionList:
    """Take in the file *data* that was called *name*: its platform, sitting and time zone are recognised.

    Raises ``BroughtBefore``, ``TimesUnreadable`` and what ``list_reading.read`` raises.
    """
    lock(meeting)
    sha256 = hashlib.sha256(data).hexdigest()
    before = queries.same(meeting, sha256)
    if before:
        raise rules.BroughtBefore(before.file_name, before.id)
    export = reading.read(data)
    windows = queries.windows(meeting)
    found = people.gather(export, windows, likely=likely_zones(windows, house_zone, by))
    key = f"{rules.FOLDER}/{secrets.token_hex(16)}"
    storage.put(key, io.BytesIO(data))
    connections = add(
        ConnectionList(
            meeting=meeting,
            session_id=found.session_id,
            state=ImportState.WAITING if found.session_id else ImportState.CHOOSING,
            platform=export.platform,
            file_name=filenames.cleaned(name, longest=LONGEST_NAME) or "list",
            file_key=key,
            sha256=sha256,
            topic=export.topic,
            encoding=export.encoding,
            zone=found.zone,
            first_at=found.first_at,
            last_at=found.last_at,
            total=len(found.participants),
            created_at=now,
            by=by,
        )
    )
    audit.record("attendance.list_brought", connections, by=by, meeting=meeting, now=now)
    return connections


def likely_zones(windows: Sequence[people.Window], house_zone: str, by: Person) -> tuple[str, ...]:
    """Return the zones in which the times of a file may be written: those of the sittings first, then UTC."""
    return tuple(dict.fromkeys((*(window.zone for window in windows), house_zone, "UTC", by.zone)))


def choose(connections: ConnectionList, session: Session, zone: str, *, by: Person, now: datetime) -> None:
    """Say of which *session* a list is, and in which *zone* its times are written; it is read anew.

    Raises ``ListOutdated``, ``SessionNotHeld`` or ``UnknownZone``.
    """
    _hold(connections, IDLE)
    hold(session)
    zones.zone(zone)
    connections.session_id, connections.session, connections.zone = session.id, session, zone
    _wait(connections, ImportState.WAITING)
    audit.record(
        "attendance.list_sitting_chosen",
        connections,
        by=by,
        meeting=connections.meeting,
        now=now,
        session=session.id,
    )


def decide(
    connections: ConnectionList,
    choices: Mapping[int, tuple[Choice, int | None]],
    *,
    by: Person,
    now: datetime,
) -> int:
    """Note who is meant by rows of *connections*, given as their ids, and remember it for the next list.

    Returns how many rows were decided. Raises ``ListOutdated`` and ``ChoiceUnknown``.
    """
    _hold(connections, {ImportState.READY})
    rows = queries.chosen_rows(connections, choices)
    there = queries.names_of(number for _choice, number in choices.values() if number)
    for number, row in rows.items():
        choice, person_id = choices[number]
        if choice is Choice.PERSON and person_id not in there:
            raise rules.ChoiceUnknown
        row.choice, row.person_id = choice, person_id if choice is Choice.PERSON else None
    _remember({names.mark(row.name, row.email): (row.choice, row.person_id) for row in rows.values()}, now)
    audit.record("attendance.rows_decided", connections, by=by, meeting=connections.meeting, now=now, rows=len(rows))
    return len(rows)


def decide_unknown(connections: ConnectionList, choice: Choice, *, by: Person, now: datetime) -> int:
    """Let everybody whom nobody of the register looks like be a guest, or leave them out; return how many they are.

    Raises ``ListOutdated``.
    """
    _hold(connections, {ImportState.READY})
    theirs = (
        ConnectionRow.list_id == connections.id,
        ConnectionRow.verdict == Verdict.UNKNOWN,
        ConnectionRow.choice.is_(None),
    )
    found = current().execute(select(ConnectionRow.name, ConnectionRow.email).where(*theirs)).all()
    _remember({names.mark(name, email): (choice, None) for name, email in found}, now)
    current().execute(update(ConnectionRow).where(*theirs).values(choice=choice), execution_options=UNSEEN)
    current().expire_all()
    audit.record("attendance.rows_decided", connections, by=by, meeting=connections.meeting, now=now, rows=len(found))
    return len(found)


def reopen(connections: ConnectionList, row: ConnectionRow, *, by: Person, now: datetime) -> None:
    """Forget what was decided about *row*, also for the next list; raises ``ListOutdated``."""
    _hold(connections, {ImportState.READY})
    current().execute(delete(KnownAs).where(KnownAs.mark == names.mark(row.name, row.email)))
    row.choice, row.person_id, row.how = None, None, None
    if row.verdict is Verdict.SURE:
        row.verdict = Verdict.DOUBTFUL
    audit.record("attendance.row_reopened", connections, by=by, meeting=connections.meeting, now=now)


def ask(connections: ConnectionList, *, leave_open: bool, by: Person, now: datetime) -> None:
    """Have *connections* taken over; rows that nobody has settled are left out only when that is said.

    Raises ``ListOutdated``, ``RowsOpen`` or ``NothingInside``.
    """
    _hold(connections, {ImportState.READY})
    found = queries.counts(connections)
    if found["open"] and not leave_open:
        raise rules.RowsOpen
    if not found["people"] and not found["guests"]:
        raise rules.NothingInside
    connections.applied_by = by
    _wait(connections, ImportState.ASKED)
    audit.record("attendance.list_asked", connections, by=by, meeting=connections.meeting, now=now)


def ask_undo(connections: ConnectionList, *, by: Person, now: datetime) -> None:
    """Have all that *connections* said taken back; raises ``UndoOver`` and ``ListOutdated``."""
    _hold(connections, {ImportState.APPLIED})
    if not can_be_undone(connections, now=now):
        raise rules.UndoOver
    connections.undone_by = by
    _wait(connections, ImportState.TAKING_BACK)
    audit.record("attendance.list_undo_asked", connections, by=by, meeting=connections.meeting, now=now)


def drop(connections: ConnectionList, *, storage: Files, by: Person, now: datetime) -> None:
    """Forget a file that was not taken over, and all about it; raises ``ListOutdated``."""
    _hold(connections, IDLE | {ImportState.WAITING, ImportState.UNDONE})
    if connections.file_key:
        storage.delete(connections.file_key)
    audit.record("attendance.list_dropped", connections, by=by, meeting=connections.meeting, now=now)
    current().delete(connections)


def forget_old(*, storage: Files, now: datetime) -> None:
    """Forget what has had its time: lists that nobody took over, files and rows of those that were."""
    for connections in queries.over(now):
        storage.delete(connections.file_key)
        if connections.applied_at is None:
            current().delete(connections)
        else:
            rows = delete(ConnectionRow).where(ConnectionRow.list_id == connections.id)
            current().execute(rows, execution_options=UNSEEN)
            connections.file_key = ""


def can_be_undone(connections: ConnectionList, *, now: datetime) -> bool:
    """Say whether *connections* can still be taken back as a whole."""
    at = connections.applied_at
    return connections.state is ImportState.APPLIED and at is not None and now <= at + rules.STAYS


def _hold(connections: ConnectionList, states: frozenset[ImportState] | set[ImportState]) -> None:
    """Hold *connections* until the transaction ends; raises ``ListOutdated`` when it is in none of *states*."""
    lock(connections)
    if connections.state not in states:
        raise rules.ListOutdated
    if not connections.file_key and connections.state is not ImportState.APPLIED:
        raise import_rules.FileForgotten


def _wait(connections: ConnectionList, state: ImportState) -> None:
    connections.state, connections.lease_until, connections.tries, connections.done = state, None, 0, 0
    connections.failure = ""


def _remember(decided: Mapping[str, tuple[Choice | None, int | None]], now: datetime) -> None:
    """Note what was *decided*, by the marks of names and addresses; an earlier decision gives way."""
    marks = list(decided)
    for first in range(0, len(marks), ROUND):
        part = KnownAs.mark.in_(marks[first : first + ROUND])
        current().execute(delete(KnownAs).where(part), execution_options=UNSEEN)
    values = [
        {"mark": mark, "choice": choice, "person_id": person_id, "decided_at": now}
        for mark, (choice, person_id) in decided.items()
    ]
    if values:
        current().execute(insert(KnownAs), values)
