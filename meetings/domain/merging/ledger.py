"""Writes rows for a merge and remembers what stood there, so that each can be put back as it was."""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, and_, or_, select

from meetings.core import fingerprint
from meetings.models.base import Base
from meetings.models.database import current, in_parts
from meetings.models.merging import Merge, MergeChange

#: Rows of these tables must be wholly as the merge left them; of others only what the merge wrote counts.
WATCHED = frozenset({"nomination", "registration", "registration_day", "action", "role_grant"})
#: How many rows are read at once.
ROUND = 200

Values = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(slots=True)
class Entry:
    """One row that was written, and what its columns held before."""

    key: Key
    before: Values = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """What a merge has written so far, by table and primary key."""

    entries: dict[str, dict[Key, Entry]] = field(default_factory=dict)

    def write(self, table: Table, row: RowMapping, **values: Any) -> None:
        """Put *values* into *row* of *table*, unless they stand there already."""
        changed = {name: value for name, value in values.items() if row[name] != value}
        if not changed:
            return
        entry = self._entry(table, row)
        for name in changed:
            entry.before.setdefault(name, row[name])
        current().execute(table.update().where(of_key(table, entry.key)).values(changed))

    def _entry(self, table: Table, row: RowMapping) -> Entry:
        key = tuple(row[column.name] for column in table.primary_key)
        return self.entries.setdefault(table.name, {}).setdefault(key, Entry(key))

    def close(self, merge: Merge) -> int:
        """Write down under *merge* what was changed, with the mark of how it was left; return how many rows."""
        session, number = current(), 0
        for name, entries in self.entries.items():
            table = Base.metadata.tables[name]
            rows = dict(_rows(table, [entry.key for entry in entries.values()]))
            for entry in entries.values():
                number += 1
                session.add(
                    MergeChange(
                        merge_id=merge.id,
                        thing_table=name,
                        thing_key=_packed(dict(zip(table.primary_key.columns.keys(), entry.key, strict=True))),
                        before=_packed(entry.before),
                        mark=mark_of(table, rows[entry.key], tuple(entry.before)),
                    )
                )
        session.flush()
        return number


def of_key(table: Table, key: Key) -> ColumnElement[bool]:
    """Return the condition that finds the row of *table* with this primary *key*."""
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))


def mark_of(table: Table, row: RowMapping, written: tuple[str, ...]) -> str:
    """Return what recognises *row* as unchanged, of which the columns *written* were changed."""
    names = table.c.keys() if table.name in WATCHED else sorted(written)
    return fingerprint.of(*((name, str(_pack(row[name]))) for name in names))


def touched(changes: list[MergeChange]) -> list[MergeChange]:
    """Return those of *changes* whose rows are no longer as the merge left them."""
    found = []
    for name in dict.fromkeys(change.thing_table for change in changes):
        table = Base.metadata.tables[name]
        of_table = [change for change in changes if change.thing_table == name]
        rows = dict(_rows(table, [key_of(change) for change in of_table]))
        found += [change for change in of_table if not _stands(table, rows.get(key_of(change)), change)]
    return found


def _stands(table: Table, row: RowMapping | None, change: MergeChange) -> bool:
    return row is not None and mark_of(table, row, tuple(change.before)) == change.mark


def restore(changes: list[MergeChange]) -> None:
    """Put back what the rows of *changes* held, the last one first."""
    for change in sorted(changes, key=lambda one: one.id, reverse=True):
        table = Base.metadata.tables[change.thing_table]
        current().execute(table.update().where(of_key(table, key_of(change))).values(unpacked(change.before)))


def key_of(change: MergeChange) -> Key:
    """Return the primary key of the row that *change* is about."""
    table, held = Base.metadata.tables[change.thing_table], unpacked(change.thing_key)
    return tuple(held[column.name] for column in table.primary_key)


def _rows(table: Table, keys: list[Key]) -> Iterator[tuple[Key, RowMapping]]:
    """Yield the rows of *table* with these primary keys, as the database has them now."""
    for part in in_parts(keys, ROUND):
        wanted = or_(*(of_key(table, key) for key in part))
        for row in current().execute(select(table).where(wanted)).mappings():
            yield tuple(row[column.name] for column in table.primary_key), row


def _packed(values: Mapping[str, Any]) -> Values:
    return {name: _pack(value) for name, value in values.items()}


def _pack(value: Any) -> Any:
    """Return *value* as JSON can hold it, so that ``unpacked`` gives the same back."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, bytes):
        return {"octets": base64.b64encode(value).decode()}
    return {"json": value} if isinstance(value, dict | list) else value


def unpacked(values: Mapping[str, Any]) -> Values:
    """Return *values* as they were before they were packed."""
    return {name: _unpack(value) for name, value in values.items()}


_UNPACK: dict[str, Callable[[Any], Any]] = {
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "octets": base64.b64decode,
    "json": lambda value: value,
}


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    return _UNPACK[kind](held)
