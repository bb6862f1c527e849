"""Takes a long list of connections over, as the scheduler does, and takes the time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, current_app

from meetings.core import zones
from meetings.domain.attendance import list_actions as actions
from meetings.domain.meeting import queries as meetings
from meetings.domain.person import queries as people
from meetings.domain.registration import queries as registrations
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.jobs import connections
from meetings.models.connection_list import Choice, ConnectionList
from meetings.models.meeting import Session
from meetings.models.person import Person
from meetings.models.register_import import ImportState

HEADINGS = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"
SLUG = "bench-plenary"
#: Of ten rows two are of the registered, by address or by a name with a mistake in it; the others of strangers.
KNOWN = 5


@dataclass(frozen=True, slots=True)
class Attended:
    """How many seconds each step of a list took."""

    brought: float
    recognised: float
    applied: float
    undone: float

    @property
    def whole(self) -> float:
        """From the file to the attendance."""
        return self.brought + self.recognised + self.applied


def measure(app: Flask, rows: int) -> Attended:
    """Bring in, recognise, take over and take back a list of *rows* connections."""
    with app.app_context():
        by, meeting = people.secretariat()[0].id, meetings.by_slug(SLUG)
        if meeting is None:
            raise SystemExit(f"There is no {SLUG}.")
        data = _file(meetings.sessions_of(meeting)[0], [one.person for one in registrations.whole_list(meeting)], rows)
        connections.step()  # the demonstration has a list that waits
        db.session.rollback()
        began = time.monotonic()
        with filing(current_app.extensions["storage"]) as storage:
            number = actions.bring(
                meeting, "bench.csv", data, house_zone="Europe/Brussels", storage=storage, by=_person(by), now=_now()
            ).id
        brought = time.monotonic() - began
        recognised = _step(number, ImportState.READY)
        with transaction():
            actions.decide_unknown(_found(number), Choice.GUEST, by=_person(by), now=_now())
            actions.ask(_found(number), leave_open=True, by=_person(by), now=_now())
        applied = _step(number, ImportState.APPLIED)
        with transaction():
            actions.ask_undo(_found(number), by=_person(by), now=_now())
        return Attended(brought, recognised, applied, _step(number, ImportState.UNDONE))


def _file(session: Session, placed: list[Person], rows: int) -> bytes:
    day = f"{zones.local(session.starts_at, session.zone):%m/%d/%Y}"
    lines = (f"{_who(placed, row)},{day} 01:05:00 PM,{day} 02:45:00 PM,100,Yes" for row in range(rows))
    return "\n".join([HEADINGS, *lines, ""]).encode()


def _who(placed: list[Person], row: int) -> str:
    person = placed[row % len(placed)]
    if row % (2 * KNOWN) == 0:
        return f'"{person.name}",{person.email}'
    return f'"{person.name}e",' if row % KNOWN == 0 else f'"Stranger{row * 7919 % 99_991} Number{row}",'


def _step(number: int, expected: ImportState) -> float:
    db.session.rollback()
    began = time.monotonic()
    connections.step()
    taken = time.monotonic() - began
    if _found(number).state is not expected:
        raise SystemExit(f"The list is {_found(number).state}, not {expected}.")
    return taken


def _found(number: int) -> ConnectionList:
    return db.session.get_one(ConnectionList, number)


def _person(number: int) -> Person:
    return db.session.get_one(Person, number)


def _now() -> datetime:
    return datetime.now(UTC)
