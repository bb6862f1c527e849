"""The database session of the unit of work under way; the application says at start where it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert, Select, bindparam, insert, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from meetings.models.base import Base

Row = TypeVar("Row", bound=Base)
Thing = TypeVar("Thing")

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Gone(Exception):
    """The row was deleted by somebody else since it was read."""


class _Provider:
    """Remembers the one function that finds the session."""

    find: Callable[[], Session]


def bind(find: Callable[[], Session]) -> None:
    """Let *find* answer which session is meant from now on."""
    _Provider.find = staticmethod(find)


def in_parts(things: Sequence[Thing], size: int = 500) -> Iterator[Sequence[Thing]]:
    """Return *things* so many at a time that one statement can name them."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


class Some:
    """Parameters for a fixed number of values, so that a statement with a list of them is always the same text.

    Where the length of the list is part of the text, it is written anew each time, and prepared anew by PostgreSQL.
    """

    def __init__(self, name: str, most: int, type_: Any = None) -> None:
        self.names = [f"{name}_{place}" for place in range(most)]
        self.parameters = [bindparam(each, type_=type_) for each in self.names]

    def values(self, things: Sequence[Any]) -> dict[str, Any]:
        """Return the parameters for *things*, of which there is at least one and at most so many."""
        if not 0 < len(things) <= len(self.names):
            raise ValueError(f"{len(things)} of {len(self.names)}")
        return {name: things[min(place, len(things) - 1)] for place, name in enumerate(self.names)}


#: The session by which something is read apart, if it is.
_APART: ContextVar[Session | None] = ContextVar("apart", default=None)


def current() -> Session:
    """Return the session of the unit of work under way."""
    apart = _APART.get()
    return _Provider.find() if apart is None else apart


@contextmanager
def over(connection: Connection) -> Iterator[None]:
    """Let what is read inside be read over *connection*, apart from the unit of work."""
    with Session(bind=connection) as session:
        before = _APART.set(session)
        try:
            yield
        finally:
            _APART.reset(before)


def add(row: Row) -> Row:
    """Put *row* into the unit of work, give it its id, and return it."""
    session = current()
    session.add(row)
    session.flush()
    return row


def apart(table: type[Row], values: Mapping[str, Any]) -> Row:
    """Return a row that says *values* and knows nothing else: no part of the unit of work, and never written."""
    row = table()
    say(row, values)
    return row


def say(row: Base, values: Mapping[str, Any]) -> None:
    """Let *row* say *values* as if they had just been read."""
    for name, value in values.items():
        set_committed_value(row, name, value)


def write(table: type[Base], values: Mapping[str, Any]) -> Any:
    """Write one row of plain *values*, whatever of the unit of work is still pending, and return the first of its keys.

    Nothing of it is remembered.
    """
    key = current().connection().execute(_insert(table), values).inserted_primary_key
    return key[0] if key else None


def take_stock(table: type[Base]) -> None:
    """Let PostgreSQL know at once how many rows *table* has now, after many were written: it plans by that.

    It looks by itself, but only after a minute or so. While something else takes stock of the table, it is left out.
    """
    current().flush()
    connection = current().connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f'ANALYZE (SKIP_LOCKED) "{table.__tablename__}"')


@cache
def _insert(table: type[Base]) -> Insert:
    return insert(Base.metadata.tables[table.__tablename__])


def upsert(connection: Connection, table: type[Base]) -> Any:
    """Return an INSERT into *table* that may say what to do ``on_conflict``, in the words of the database."""
    return _INSERT[connection.dialect.name](table)


def lock(row: Row, only: Sequence[str] = ()) -> Row:
    """Hold *row* until the transaction ends, as it is now in the database; raises ``Gone``.

    Who knows that nothing but some columns of it can have changed reads *only* those anew. PostgreSQL locks the row
    (FOR NO KEY UPDATE: others can still write rows that point to it, so that a line of the history never waits for a
    meeting, nor two transactions for each other); on SQLite the writing transaction already holds the whole database.
    """
    return _read_again(row, {"of": type(row), "key_share": True}, only)


def pin(row: Row) -> Row:
    """Return *row* as it is now, and let nobody hold it for a merge or take it away until the transaction ends.

    Others can pin it too (PostgreSQL: FOR KEY SHARE).
    """
    return _read_again(row, {"of": type(row), "read": True, "key_share": True})


def fresh(row: Row) -> Row:
    """Return *row* as it is now in the database, without holding it; raises ``Gone``."""
    return _read_again(row, None)


def _read_again(row: Row, hold: dict[str, Any] | None, only: Sequence[str] = ()) -> Row:
    if only:
        return _read_some(row, hold, tuple(only))
    try:
        current().refresh(row, with_for_update=hold)
    except InvalidRequestError as error:
        raise Gone from error
    return row


def _read_some(row: Row, hold: dict[str, Any] | None, only: tuple[str, ...]) -> Row:
    """Read some columns of *row* anew, as plain values."""
    session = current()
    session.flush()
    identity = inspect(row).identity
    if identity is None:
        raise Gone
    values = session.connection().execute(_some(type(row), only, hold is not None), {"id": identity[0]}).first()
    if values is None:
        raise Gone
    say(row, dict(zip(only, values, strict=True)))
    return row


@cache
def _some(table: type[Row], only: tuple[str, ...], held: bool) -> Select[Any]:
    columns = Base.metadata.tables[table.__tablename__].c
    query = select(*(columns[name] for name in only)).where(columns.id == bindparam("id"))
    return query.with_for_update(key_share=True) if held else query
