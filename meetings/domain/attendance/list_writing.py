"""Takes a list of connections over into the attendance of its sitting, and back again, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, exists, insert, select, update

from meetings.domain.attendance import list_names as names
from meetings.domain.attendance import list_rules as rules
from meetings.domain.attendance import queries
from meetings.domain.attendance.holding import hold
from meetings.domain.attendance.rules import minutes_in, shown
from meetings.domain.audit import actions as audit
from meetings.models.attendance import Attendance, Guest, Presence, Source, Testimony
from meetings.models.connection_list import Choice, ConnectionList, ConnectionRow
from meetings.models.database import current, lock
from meetings.models.meeting import Session
from meetings.models.person import Person

#: Nothing that was read of these rows is used again.
UNSEEN = {"synchronize_session": False}
#: How many ids one statement names.
ROUND = 500


class Who(NamedTuple):
    """Somebody of the register, or a guest: one of the two ids."""

    person_id: int | None
    guest_id: int | None


def write(connections: ConnectionList, *, by: Person | None, now: datetime) -> int:
    """Write everybody in *connections* who is known into the attendance of its sitting; return how many they are.

    The meeting is held meanwhile. Raises ``SessionMissing`` or ``SessionNotHeld``.
    """
    session = connections.session
    if session is None:
        raise rules.SessionMissing
    hold(session)
    spans = _people(connections) | _guests(connections, now)
    ids = _begin(session, spans, now)
    values = [
        {
            "attendance_id": ids[who],
            "source": Source.LIST,
            "presence": Presence.PRESENT,
            "minutes": minutes_in(theirs),
            "reason": "",
            "list_id": connections.id,
            "at": now,
            "by_id": by.id if by else None,
        }
        for who, theirs in spans.items()
    ]
    if values:
        current().execute(insert(Testimony), values)
    _settle(list(ids.values()), now)
    audit.record("attendance.list_applied", connections, by=by, meeting=connections.meeting, now=now, people=len(spans))
    return len(spans)


def take_back(connections: ConnectionList, *, by: Person | None, now: datetime) -> None:
    """Take back all that *connections* said; guests of whom nothing else is known go with it."""
    lock(connections.meeting)
    mine = select(Testimony.attendance_id).where(Testimony.list_id == connections.id)
    touched = list(current().scalars(mine))
    current().execute(delete(Testimony).where(Testimony.list_id == connections.id), execution_options=UNSEEN)
    _settle(touched, now)
    left = Guest.list_id == connections.id, ~exists().where(Attendance.guest_id == Guest.id)
    current().execute(delete(Guest).where(*left), execution_options=UNSEEN)
    audit.record(
        "attendance.list_undone", connections, by=by, meeting=connections.meeting, now=now, people=len(touched)
    )


def _people(connections: ConnectionList) -> dict[Who, list[list[int]]]:
    """Return the connections of each person of the register: several rows may be one person."""
    query = select(ConnectionRow.person_id, ConnectionRow.spans).join(ConnectionRow.person)
    query = query.where(ConnectionRow.list_id == connections.id, Person.disabled_at.is_(None))
    found: dict[Who, list[list[int]]] = defaultdict(list)
    for person_id, spans in current().execute(query):
        if spans:
            found[Who(person_id, None)] += spans
    return dict(found)


def _guests(connections: ConnectionList, now: datetime) -> dict[Who, list[list[int]]]:
    """Return the connections of each guest; one of the same name at the same meeting is the same guest."""
    query = select(ConnectionRow.name, ConnectionRow.email, ConnectionRow.spans).where(
        ConnectionRow.list_id == connections.id, ConnectionRow.choice == Choice.GUEST
    )
    named: dict[str, tuple[str, str, list[list[int]]]] = {}
    for name, email, spans in current().execute(query):
        if spans:
            key = names.key(name)
            named[key] = (name, email, [*named.get(key, ("", "", []))[2], *spans])
    known = _known_guests(connections)
    new = [
        {
            "meeting_id": connections.meeting_id,
            "name": name,
            "email": email,
            "created_at": now,
            "list_id": connections.id,
        }
        for key, (name, email, _spans) in named.items()
        if key not in known
    ]
    if new:
        current().execute(insert(Guest), new)
        known = _known_guests(connections)
    return {Who(None, known[key]): spans for key, (_name, _email, spans) in named.items()}


def _known_guests(connections: ConnectionList) -> dict[str, int]:
    query = select(Guest.name, Guest.id).where(Guest.meeting_id == connections.meeting_id)
    return {names.key(name): number for name, number in current().execute(query)}


def _begin(session: Session, people: Mapping[Who, object], now: datetime) -> dict[Who, int]:
    """Return the id of the attendance of all *people* at *session*, begun where there is none yet."""
    there = _ids(session)
    missing = [who for who in people if who not in there]
    speak_for = queries.organisations_of(session, [who.person_id for who in missing if who.person_id])
    values = [
        {
            "meeting_id": session.meeting_id,
            "session_id": session.id,
            "person_id": who.person_id,
            "guest_id": who.guest_id,
            "organisation_id": speak_for.get(who.person_id or 0),
            "presence": Presence.PRESENT,
            "source": Source.LIST,
            "changed_at": now,
        }
        for who in missing
    ]
    if values:
        current().execute(insert(Attendance), values)
        there = _ids(session)
    return {who: there[who] for who in people}


def _ids(session: Session) -> dict[Who, int]:
    query = select(Attendance.person_id, Attendance.guest_id, Attendance.id)
    rows = current().execute(query.where(Attendance.session_id == session.id))
    return {Who(person_id, guest_id): number for person_id, guest_id, number in rows}


def _settle(ids: Sequence[int], now: datetime) -> None:
    """Show of each row what is now said of it; one of which nothing is said goes."""
    for first in range(0, len(ids), ROUND):
        part = ids[first : first + ROUND]
        said: dict[int, list[Testimony]] = {number: [] for number in part}
        query: Select[Testimony] = select(Testimony).where(Testimony.attendance_id.in_(part))
        for one in current().scalars(query):
            said[one.attendance_id].append(one)
        gone = [number for number, words in said.items() if not words]
        current().execute(delete(Attendance).where(Attendance.id.in_(gone)), execution_options=UNSEEN)
        values = list(_values(said, now))
        if values:
            current().execute(update(Attendance), values)
    current().expire_all()


def _values(said: Mapping[int, Sequence[Testimony]], now: datetime) -> Iterable[dict[str, object]]:
    for number, words in said.items():
        if words:
            best = shown(words)
            yield {
                "id": number,
                "presence": best.presence,
                "source": best.source,
                "minutes": best.minutes,
                "reason": best.reason,
                "changed_at": now,
            }
