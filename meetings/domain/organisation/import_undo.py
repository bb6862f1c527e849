"""Undoes an import as a whole, unless something that it wrote was changed or used since."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, select, update

from meetings.domain.access import address_change_actions as addresses
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation.import_journal import Values, plain
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.database import current, in_parts, lock
from meetings.models.organisation import Capacity
from meetings.models.person import Person
from meetings.models.register_import import ImportChange, RegisterImport

#: First what points to others goes, then what it points to.
ORDER = ("nomination", "person", "organisation")
#: What belongs to the import itself, or keeps only that something happened.
OWN = frozenset({"register_import", "register_import_rows", "register_import_change"})


def take_back(imported: RegisterImport, *, by: Person | None, now: datetime) -> None:
    """Bring everything back to how it was before *imported*; raises ``ChangedSince`` with what stands against it."""
    changes = _changes(imported)
    against = sorted({*_changed(changes), *_used(changes), *_taken(changes)})
    if against:
        raise rules.ChangedSince(against)
    for name in ORDER:
        table = Base.metadata.tables[name]
        mine = changes[name]
        _delete(table, [change.thing_id for change in mine if change.before is None])
        former = [change for change in mine if change.before is not None]
        # Who was no head before makes room before who was.
        for was_head in (False, True):
            _restore(table, [change for change in former if _was_head(change) is was_head])
    _give_back(changes["person"], since=imported.applied_at or now, now=now)
    audit.record("register.import_undone", imported, by=by, now=now, rows=sum(map(len, changes.values())))
    current().execute(delete(ImportChange).where(ImportChange.import_id == imported.id))


@dataclass(frozen=True, slots=True)
class Change:
    """One row that an import wrote: what of it was there before (nothing where it was added), and what came."""

    thing_id: int
    before: Values | None
    after: Values


def _changes(imported: RegisterImport) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = defaultdict(list)
    table = ImportChange
    columns = select(table.thing_table, table.thing_id, table.before, table.after)
    for name, *values in current().execute(columns.where(table.import_id == imported.id)):
        found[name].append(Change(*values))
    return found


def _changed(changes: dict[str, list[Change]]) -> Iterator[str]:
    """Name what is no longer as the import left it, or gone."""
    for name, mine in changes.items():
        table = Base.metadata.tables[name]
        now = _now(table, mine)
        for change in mine:
            there = now.get(change.thing_id)
            if there is None or any(there[column] != value for column, value in change.after.items()):
                yield f"{name}:{change.thing_id}"


def _now(table: Table, changes: Sequence[Change]) -> dict[int, Values]:
    """Return the rows as they are, with values as the changes hold them."""
    columns = [table.c.id, *(table.c[name] for name in sorted({name for change in changes for name in change.after}))]
    found: dict[int, Values] = {}
    for part in in_parts([change.thing_id for change in changes]):
        rows = current().execute(select(*columns).where(table.c.id.in_(part)))
        found |= {row.id: plain(dict(row._mapping)) for row in rows}
    return found


def _used(changes: dict[str, list[Change]]) -> Iterator[str]:
    """Name what points to a row that the import added, other than its own rows."""
    added = {name: {c.thing_id for c in mine if c.before is None} for name, mine in changes.items()}
    touched = {name: {c.thing_id for c in mine} for name, mine in changes.items()}
    for column, target in _references():
        for part in in_parts(sorted(added.get(target, ()))):
            table = column.table
            primary = next(iter(table.primary_key.columns))
            for number, thing in current().execute(select(primary, column).where(column.in_(part))):
                if not (primary.name == "id" and number in touched.get(table.name, ())):
                    yield f"{target}:{thing}:{table.name}"


def _references() -> Iterator[tuple[Column[Any], str]]:
    """Return every column that points to one of the tables an import writes."""
    for table in Base.metadata.sorted_tables:
        if table.name not in OWN:
            for key in table.foreign_keys:
                if key.column.table.name in ORDER:
                    yield key.parent, key.column.table.name


def _taken(changes: dict[str, list[Change]]) -> Iterator[str]:
    """Name people whose earlier address is somebody else's now."""
    before = {c.before["email"]: c.thing_id for c in changes["person"] if c.before and "email" in c.before}
    for part in in_parts(sorted(before)):
        for email in current().scalars(select(Person.email).where(Person.email.in_(part))):
            yield f"person:{before[email]}"


def _delete(table: Table, ids: Sequence[int]) -> None:
    for part in in_parts(ids):
        current().execute(delete(table).where(table.c.id.in_(part)))


def _was_head(change: Change) -> bool:
    return bool(change.before and change.before.get("capacity") == Capacity.HEAD)


def _restore(table: Table, changes: Sequence[Change]) -> None:
    """Write back what was there before; rows of which the same columns changed share a statement."""
    groups: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for change in changes:
        before = change.before or {}
        values = {name: _typed(table.c[name], value) for name, value in before.items()}
        groups[tuple(sorted(before))].append({"changed_id": change.thing_id, **values})
    for rows in groups.values():
        current().execute(update(table).where(table.c.id == bindparam("changed_id")), rows)


def _give_back(changes: Sequence[Change], *, since: datetime, now: datetime) -> None:
    """End what came with the addresses that people lose again: whoever reads them may be a stranger."""
    for number in sorted(change.thing_id for change in changes if change.before and "email" in change.before):
        addresses.give_back(lock(current().get_one(Person, number)), since=since, now=now)


def _typed(column: Column[Any], value: Any) -> Any:
    """Return a value out of JSON as *column* holds it."""
    if value is None or not isinstance(value, str):
        return value
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if column.type.python_type is date else value
