"""Counts what readers see of the register, in the database, whichever process answers them."""

import math

from werkzeug.exceptions import TooManyRequests

from meetings.core import clock
from meetings.domain.access import reading
from meetings.domain.audit.actions import Detail
from meetings.extensions import db, transaction
from meetings.models.person import Person
from meetings.web.viewer import signed_in, viewer


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


def note_export(form: str, rows: int, **filters: Detail) -> None:
    """Write into the audit trail that the reader takes *rows* rows of the register away as a file.

    *form* is its kind, such as “csv”; *filters* hold codes and words of closed lists, never what was typed.
    """
    with transaction():
        reading.exported(signed_in(), form, rows, now=clock.now(), **filters)
