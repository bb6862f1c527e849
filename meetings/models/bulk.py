"""Writes many rows of plain values at once: the ballots of those who vote together, the lines of what was done to many.

SQLite is given row after row, which costs it nothing. PostgreSQL is given all rows of a table as one JSON array, which
it takes apart by itself (``json_populate_recordset``): one statement with one parameter a table, however many rows
there are, so it is prepared once, and neither side does anything a row but the writing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Insert, Table, insert
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from meetings.models.base import Base
from meetings.models.database import current


def write_all(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write *rows*, which name the same columns, whatever of the unit of work is still pending.

    Their keys are not asked for, and nothing of them is remembered. Raises ``ValueError`` for a column that *table*
    does not have; what cannot be written otherwise raises ``StatementError`` or, before PostgreSQL is asked,
    ``ValueError`` (an instant without its zone) or ``TypeError`` (JSON has no form for it).
    """
    if not rows:
        return
    connection, columns = current().connection(), tuple(rows[0])
    if not set(columns) <= set(_of(table).c.keys()):
        raise ValueError(f"{table.__tablename__} does not have all of {columns}")
    if connection.dialect.name != "postgresql":
        connection.execute(_insert(table), [dict(row) for row in rows])
        return
    text, same = _from_json(table, columns)
    part = _Part(text, json.dumps([{**same, **row} for row in rows], default=_as_text))
    waiting = _WAITING.get()
    if waiting is None:
        _send([part])
    else:
        waiting.append(part)


class _Part(NamedTuple):
    """A statement that writes rows, and these as a JSON array."""

    text: str
    array: str


#: What is to be written in one go, if anything is.
_WAITING: ContextVar[list[_Part] | None] = ContextVar("waiting", default=None)


@contextmanager
def in_one_go() -> Iterator[None]:
    """Write all that ``write_all`` is given inside at the end of the block: for PostgreSQL in one statement.

    Rows can point to others of the same block. Nothing is written if the block raises.
    """
    waiting = list[_Part]()
    before = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(before)
    if waiting:
        _send(waiting)


def _send(parts: Sequence[_Part]) -> None:
    current().connection().exec_driver_sql(_as_one(*(part.text for part in parts)), tuple(part.array for part in parts))


@cache
def _as_one(*texts: str) -> str:
    """Return one statement that does what all of *texts* do."""
    *others, last = texts
    before = ", ".join(f"part_{place} AS ({text})" for place, text in enumerate(others))
    return f"WITH {before} {last}" if before else last


@cache
def _insert(table: type[Base]) -> Insert:
    # Inline: the keys of new rows are not asked for, not even where there is only one.
    return insert(_of(table)).inline()


@cache
def _from_json(table: type[Base], names: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """Return the statement for rows that name those columns, and what each row says of the others by default."""
    there = _of(table)
    defaults = {each.name: each.default.arg for each in there.c if isinstance(each.default, ScalarElementColumnDefault)}
    same = {name: value for name, value in defaults.items() if name not in names}
    columns = ", ".join(f'"{name}"' for name in (*names, *same))
    rows = f'json_populate_recordset(NULL::"{there.name}", %s)'
    return f'INSERT INTO "{there.name}" ({columns}) SELECT {columns} FROM {rows}', same


def _of(table: type[Base]) -> Table:
    return Base.metadata.tables[table.__tablename__]


def _as_text(value: object) -> str:
    """Return what JSON has no form for as PostgreSQL reads it."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} cannot be written so")
