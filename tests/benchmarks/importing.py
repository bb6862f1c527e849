"""Brings a file with many new people into the register, as the scheduler does, and takes the time."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, current_app

from meetings.domain.organisation import import_actions as actions
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import queries as register
from meetings.domain.person import queries as people
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.jobs import imports
from meetings.models.person import Person
from meetings.models.register_import import ImportState, RegisterImport

HEADINGS = "organisation,email,name,function,language,time_zone,capacity,since"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many seconds each step of an import took."""

    preview: float
    apply: float
    undo: float


def measure(app: Flask, rows: int) -> Taken:
    """Preview, import and undo a file of *rows* new people."""
    with app.app_context():
        by = people.secretariat()[0].id
        data = _file([member.code for member in register.members()], rows)
        with filing(current_app.extensions["storage"]) as storage:
            read = files.opened(data)
            number = actions.bring("bench.csv", data, read, storage=storage, by=_person(by), now=_now()).id
        preview = _step(number, ImportState.READY)
        with transaction():
            actions.ask(_found(number), only_good=False, by=_person(by), now=_now())
        apply = _step(number, ImportState.APPLIED)
        with transaction():
            actions.ask_undo(_found(number), by=_person(by), now=_now())
        return Taken(preview, apply, _step(number, ImportState.UNDONE))


def _file(codes: list[str], rows: int) -> bytes:
    lines = (
        f"{codes[row % len(codes)]},import{row}@bench.example,Élise Number{row},Chief,en,UTC,alternate,2026-01-01"
        for row in range(rows)
    )
    return "\n".join([HEADINGS, *lines, ""]).encode()


def _step(number: int, expected: ImportState) -> float:
    db.session.rollback()
    began = time.monotonic()
    imports.step()
    taken = time.monotonic() - began
    if _found(number).state is not expected:
        raise SystemExit(f"The import is {_found(number).state}, not {expected}.")
    return taken


def _found(number: int) -> RegisterImport:
    return db.session.get_one(RegisterImport, number)


def _person(number: int) -> Person:
    return db.session.get_one(Person, number)


def _now() -> datetime:
    return datetime.now(UTC)
