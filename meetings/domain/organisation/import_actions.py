"""Takes files of the register in, and notes what somebody decides about them; the clock does the rest."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from meetings.core import filenames
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import import_queries as queries
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import sheets
from meetings.domain.organisation.import_files import Read, Source, Table
from meetings.domain.organisation.sheets import Column
from meetings.models.database import add, current, lock
from meetings.models.person import Person
from meetings.models.register_import import (
    ImportChange,
    ImportMatching,
    ImportRows,
    ImportState,
    RegisterImport,
)
from meetings.storage import Files, new_key

LONGEST_NAME = 80
#: Nothing that was read of these rows is used again.
UNSEEN = {"synchronize_session": False}


def bring(name: str, data: bytes, read: Read, *, storage: Files, by: Person, now: datetime) -> RegisterImport:
    """Take in the file *data* that was called *name* and has been *read*; one whose headings are known waits.

    For another one, sheet, encoding or columns have to be chosen.
    """
    key = new_key(rules.FOLDER)
    storage.put(key, io.BytesIO(data))
    imported = RegisterImport(
        state=ImportState.CHOOSING,
        file_name=filenames.cleaned(name, longest=LONGEST_NAME) or "register",
        file_key=key,
        created_at=now,
        by=by,
    )
    source, table = read.source, read.table
    first = {"sheet": next(iter(source.sheets), ""), "encoding": next(iter(source.encodings), "")}
    is_remembered = _look(imported, source, table, **first)
    add(imported)
    if source.is_certain and not is_remembered and _is_clear(table, imported.columns):
        imported.state = ImportState.WAITING
    audit.record("register.file_brought", imported, by=by, now=now)
    return imported


def reread(
    imported: RegisterImport, table: Table, *, sheet: str, encoding: str, by: Person, now: datetime
) -> RegisterImport:
    """Take *table* for *imported*, read in another *sheet* or *encoding* of its file; its columns are matched anew.

    Raises ``ImportOutdated``.
    """
    _hold(imported, rules.IDLE)
    _look(imported, source_of(imported), table, sheet=sheet, encoding=encoding)
    imported.state = ImportState.CHOOSING
    audit.record("register.sheet_chosen", imported, by=by, now=now)
    return imported


def choose_columns(
    imported: RegisterImport, columns: Sequence[Column | None], *, remember: bool, by: Person, now: datetime
) -> None:
    """Say which field each column of *imported* is, and *remember* it for files with the same headings.

    Raises ``ColumnsWrong`` and ``ImportOutdated``.
    """
    _hold(imported, rules.IDLE)
    sheets.check(columns)
    imported.columns = [column or "" for column in columns]
    if remember:
        _remember(imported, now)
    _wait(imported, ImportState.WAITING)
    imported.choices = {}
    audit.record("register.columns_chosen", imported, by=by, now=now, remembered=remember)


def forget_matching(imported: RegisterImport, *, by: Person, now: datetime) -> None:
    """Forget how the columns of files with these headings were matched, and match them anew."""
    _hold(imported, rules.IDLE)
    known = matching_of(imported)
    if known:
        current().delete(known)
    imported.columns = [column or "" for column in sheets.match(imported.source["headings"])]
    audit.record("register.matching_forgotten", imported, by=by, now=now)


def decide(imported: RegisterImport, choices: Mapping[int, str], *, by: Person, now: datetime) -> None:
    """Note what was decided about rows of *imported*, which is judged again; raises ``ImportOutdated``."""
    _hold(imported, {ImportState.READY})
    imported.choices = {**imported.choices, **{str(number): choice for number, choice in choices.items()}}
    _wait(imported, ImportState.WAITING)
    audit.record("register.rows_decided", imported, by=by, now=now, rows=len(choices))


def ask(imported: RegisterImport, *, only_good: bool, by: Person, now: datetime) -> None:
    """Have *imported* taken over: all of it, or *only_good* rows.

    Raises ``ImportOutdated``, and ``ImportHasProblems`` when a row has one and is not to be left out.
    """
    _hold(imported, {ImportState.READY})
    if imported.counts.get("problem") and not only_good:
        raise rules.ImportHasProblems
    imported.only_good, imported.applied_by = only_good, by
    _wait(imported, ImportState.ASKED)
    audit.record("register.import_asked", imported, by=by, now=now, only_good=only_good)


def ask_undo(imported: RegisterImport, *, by: Person, now: datetime) -> None:
    """Have the whole of *imported* undone; raises ``UndoTooLate`` and ``ImportOutdated``."""
    _hold(imported, {ImportState.APPLIED})
    if not can_be_undone(imported, now=now):
        raise rules.UndoTooLate
    imported.undone_by = by
    _wait(imported, ImportState.TAKING_BACK)
    audit.record("register.undo_asked", imported, by=by, now=now)


def drop(imported: RegisterImport, *, storage: Files, by: Person, now: datetime) -> None:
    """Forget a file that was not taken over, and all about it; raises ``ImportOutdated``."""
    _hold(imported, rules.IDLE | {ImportState.WAITING})
    if imported.file_key:
        storage.delete(imported.file_key)
    audit.record("register.import_dropped", imported, by=by, now=now)
    current().delete(imported)


def forget_old(*, storage: Files, now: datetime) -> None:
    """Forget what has had its time: files that nobody took over, what an import changed, files and rows of old ones."""
    over = select(RegisterImport.id).where(
        RegisterImport.applied_at < now - rules.UNDO_LASTS, RegisterImport.state.not_in(rules.BUSY)
    )
    current().execute(delete(ImportChange).where(ImportChange.import_id.in_(over)), execution_options=UNSEEN)
    for imported in queries.over(now):
        storage.delete(imported.file_key)
        if imported.applied_at is None:
            current().delete(imported)
        else:
            empty(imported)


def empty(imported: RegisterImport) -> None:
    """Leave of *imported* only who brought it, when, and how much it did."""
    for part in (ImportRows, ImportChange):
        current().execute(delete(part).where(part.import_id == imported.id), execution_options=UNSEEN)
    imported.file_key, imported.choices, imported.failure, imported.source = "", {}, {}, {}


def source_of(imported: RegisterImport) -> Source:
    """Return how the file of *imported* can be read."""
    return Source(tuple(imported.source["sheets"]), tuple(imported.source["encodings"]))


def matching_of(imported: RegisterImport) -> ImportMatching | None:
    """Return how the columns of files with the headings of *imported* were matched before."""
    return queries.matching(sheets.fingerprint(imported.source["headings"]))


def can_be_undone(imported: RegisterImport, *, now: datetime) -> bool:
    """Say whether *imported* can still be undone as a whole."""
    at = imported.applied_at
    return imported.state is ImportState.APPLIED and at is not None and now <= at + rules.UNDO_LASTS


def _hold(imported: RegisterImport, states: frozenset[ImportState] | set[ImportState]) -> None:
    """Hold *imported* until the transaction ends; raises ``ImportOutdated`` when it is in none of *states*."""
    lock(imported)
    if imported.state not in states:
        raise rules.ImportOutdated
    if not imported.file_key and imported.state is not ImportState.APPLIED:
        raise rules.FileForgotten


def _wait(imported: RegisterImport, state: ImportState) -> None:
    imported.state, imported.lease_until, imported.tries, imported.done = state, None, 0, 0
    imported.failure = {}


def _look(imported: RegisterImport, source: Source, table: Table, *, sheet: str, encoding: str) -> bool:
    """Note what was found in the file, and match its columns by their headings, or as they were before.

    Says whether they had been matched before.
    """
    imported.sheet, imported.encoding = sheet, encoding
    places = range(len(table.headings))
    found: dict[str, Any] = {"sheets": source.sheets, "encodings": source.encodings, "headings": table.headings}
    imported.source = {**found, "samples": [table.samples(place) for place in places], "rows": len(table.rows)}
    known = queries.matching(sheets.fingerprint(table.headings))
    imported.columns = known.columns if known else [column or "" for column in sheets.match(table.headings)]
    imported.choices, imported.counts, imported.total = {}, {}, len(table.rows)
    return known is not None


def _is_clear(table: Table, columns: Sequence[str]) -> bool:
    """Say whether every column that holds anything is matched, and all that are needed are there."""
    for place, column in enumerate(columns):
        open_ = not column and not sheets.is_ignored(table.headings[place])
        if open_ and any(place < len(row) and row[place].strip() for _, row in table.rows):
            return False
    try:
        sheets.check([Column(column) for column in columns if column])
    except rules.ColumnsWrong:
        return False
    return True


def _remember(imported: RegisterImport, now: datetime) -> None:
    """Remember the columns of *imported*, unless its headings say them already."""
    plain = [column or "" for column in sheets.match(imported.source["headings"])]
    known = matching_of(imported)
    if known:
        known.columns, known.saved_at = imported.columns, now
    elif imported.columns != plain:
        mark = sheets.fingerprint(imported.source["headings"])
        add(ImportMatching(fingerprint=mark, columns=imported.columns, saved_at=now))
