"""Many rows as one text that the database builds: equal texts are read only once.

SQLite's driver gives up the interpreter's lock at each row; where eight threads wait for it, handing a row over costs
more than reading it.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Boolean, Date, DateTime, Select, Text, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from meetings.models.columns import UtcDateTime, Word, as_utc
from meetings.models.database import current

Built = TypeVar("Built")
Row = tuple[Any, ...]
Rows = tuple[Row, ...]


class _JsonRows(FunctionElement[str]):
    """A JSON array of all rows, each of them an array of its values (RFC 8259)."""

    inherit_cache = True
    type = Text()


@compiles(_JsonRows, "sqlite")
def _on_sqlite(element: _JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(_JsonRows, "postgresql")
def _on_postgresql(element: _JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(json_agg(json_build_array({compiler.process(element.clauses, **options)}))::text, '[]')"


class Bundle(Generic[Built]):
    """A statement whose rows arrive as one text, and the pure function *build* that makes a value of them.

    The same rows give the same object again, from a memory of *keeps* texts. The order of rows is not promised:
    *build* sorts where order matters.
    """

    def __init__(self, query: Select[Any], build: Callable[[Rows], Built], *, keeps: int = 64) -> None:
        rows = query.subquery()
        self.statement = select(_JsonRows(*rows.c))
        #: The same as a column of another statement, for ``made``.
        self.column = self.statement.scalar_subquery()
        self._readers = tuple(_reader(column.type) for column in rows.c)
        self._build = build
        self._built = lru_cache(maxsize=keeps)(self._read)

    def read(self, values: Mapping[str, object]) -> Built:
        """Ask the database with *values* for the statement's parameters, and return what the rows make."""
        return self.made(current().execute(self.statement, values).scalar_one())

    def made(self, text: str) -> Built:
        """Return what the rows of *text* make, which was read in ``column``."""
        return self._built(text)

    def _read(self, text: str) -> Built:
        rows = json.loads(text)
        return self._build(tuple(tuple(map(_value, self._readers, row)) for row in rows))


def _value(read: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if read is None or value is None else read(value)


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Return what turns a JSON value into one of *kind*; nothing when it is one already."""
    if isinstance(kind, Word):
        return kind.choices
    if isinstance(kind, UtcDateTime):
        return lambda text: as_utc(datetime.fromisoformat(text))
    for sort, read in ((Boolean, bool), (DateTime, datetime.fromisoformat), (Date, date.fromisoformat)):
        if isinstance(kind, sort):
            return read
    return None
