"""Counts what readers see of the register, in the database, whichever process answers them."""

import math
from collections.abc import Collection

from flask import request
from werkzeug.exceptions import TooManyRequests

from meetings.core import clock
from meetings.domain.access import reading
from meetings.domain.audit.actions import Detail
from meetings.domain.organisation import queries as register
from meetings.domain.person import policy
from meetings.domain.role import queries
from meetings.extensions import db, transaction
from meetings.models.person import Person
from meetings.web.fields import asked
from meetings.web.viewer import signed_in, viewer

#: So many letters at least: a shorter search would list everybody.
SHORTEST = 3


def note_reading(number: int = 1) -> None:
    """Count that this page shows the reader *number* organisations or people with their addresses.

    Answers 429 when that is more than somebody who is not of the secretariat may read in a minute or a day.
    Call it once a page, outside ``transaction()``, before anything is shown.
    """
    person = viewer()
    if person is None or not number or not reading.is_counted(person):
        return
    now = clock.now()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        again = reading.note(connection, person.id, number, now=now)
        if again is None:
            connection.commit()
            return
    _refuse(person)
    raise TooManyRequests(retry_after=max(1, math.ceil((again - now).total_seconds())))


def _refuse(person: Person) -> None:
    with transaction():
        reading.refuse(person, now=clock.now())


def people_found() -> tuple[str, dict[Person, str]]:
    """Return what the reader looks for as ``q``, and the few people who may be meant; they count as read.

    Beside each stands their address if they let the reader see it.
    """
    words, reader, today = asked(request.values, "q"), signed_in(), clock.today()
    if len(words) < SHORTEST:
        return words, {}
    named = register.nomination_of(reader, on=today) if not reader.runs_the_house else None
    beside = register.colleagues(named, on=today)
    found = queries.few(words, reader, beside)
    note_reading(len(found))
    return words, {one: _address(one, reader, beside) for one in found}


def _address(person: Person, reader: Person, beside: Collection[int]) -> str:
    """Return the address of *person* as far as *reader* may see it, *beside* whom those with these ids are named."""
    # Who is named beside the reader has the reader beside them.
    return person.email if policy.can_see_address(reader, person, beside if person.id in beside else ()) else ""


def note_export(form: str, rows: int, **filters: Detail) -> None:
    """Write into the audit trail that the reader takes *rows* rows of the register away as a file.

    *form* is its kind, such as “csv”; *filters* hold codes and words of closed lists, never what was typed.
    """
    with transaction():
        reading.exported(signed_in(), form, rows, now=clock.now(), **filters)
