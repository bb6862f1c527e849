"""A cursor for statements that are sent again and again: its columns are described only to whoever asks."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, overload

import psycopg


class _Later(Sequence[psycopg.Column]):
    """Columns that are described when they are looked at."""

    def __init__(self, describe: Callable[[], Sequence[psycopg.Column]]) -> None:
        self._describe = describe

    @cached_property
    def _columns(self) -> Sequence[psycopg.Column]:
        return self._describe()

    def __len__(self) -> int:
        return len(self._columns)

    @overload
    def __getitem__(self, place: int) -> psycopg.Column: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[psycopg.Column]: ...
    def __getitem__(self, place: int | slice) -> psycopg.Column | Sequence[psycopg.Column]:
        return self._columns[place]


class Cursor(psycopg.Cursor[Any]):
    """psycopg's cursor, which describes each column of each result anew (PEP 249, ``description``).

    SQLAlchemy wants to know each time whether there are columns, and which ones only the first time that it meets a
    statement. To describe the thirty columns of a statement about a room takes a quarter of the time of sending it.
    """

    @property
    def description(self) -> Any:
        """The columns of the result, if it has any."""
        has_columns = self.pgresult is not None and self.pgresult.nfields
        return _Later(lambda: super(Cursor, self).description or ()) if has_columns else super().description
