"""What the clock does for an import: takes one, tells how far it is, keeps its judged rows, notes why it failed."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from meetings.core import fingerprint
from meetings.core.errors import Refused
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_queries as queries
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import import_store as store
from meetings.domain.organisation import sheets
from meetings.domain.organisation.import_files import Table
from meetings.domain.organisation.import_values import Row, Verdict
from meetings.domain.organisation.sheets import Column, Record
from meetings.models.database import current
from meetings.models.register_import import ImportRows, ImportState, RegisterImport
from meetings.storage import Storage

#: A step that broke off so often, for example because the process was killed, is not begun again.
MOST_TRIES = 5


def claim(*, now: datetime) -> RegisterImport | None:
    """Take the oldest import that waits, for one lease; after too many tries it has failed."""
    query = select(RegisterImport).where(queries.is_due(now)).order_by(RegisterImport.id).limit(1)
    imported = current().scalar(query.with_for_update(skip_locked=True))
    if imported is None:
        return None
    if imported.tries >= MOST_TRIES:
        fail(imported, None)
        return None
    imported.state = rules.WORK.get(imported.state, imported.state)
    imported.lease_until, imported.tries, imported.done = now + rules.LEASE, imported.tries + 1, 0
    return imported


def data_of(imported: RegisterImport, storage: Storage) -> bytes:
    """Return the file of *imported*; raises ``FileForgotten``."""
    if not imported.file_key:
        raise rules.FileForgotten
    try:
        with storage.open(imported.file_key) as file:
            return file.read(files.BIGGEST + 1)
    except FileNotFoundError:
        raise rules.FileForgotten from None


def tell(imported: RegisterImport, done: int, *, now: datetime) -> None:
    """Note that *done* rows are done, and that the process is alive."""
    imported.done, imported.lease_until = done, now + rules.LEASE


def records(imported: RegisterImport, table: Table) -> tuple[Record, ...]:
    """Return the rows of the file, whose columns stand for what was chosen."""
    return sheets.records(table, [Column(column) if column else None for column in imported.columns])


def choices(imported: RegisterImport) -> dict[int, str]:
    """Return what was decided about rows, by their numbers."""
    return {int(number): choice for number, choice in imported.choices.items()}


def keep(imported: RegisterImport, rows: Sequence[Row], good: Sequence[Row]) -> None:
    """Keep the judged *rows* for the page, and count them; *good* are those that remain without problems."""
    current().execute(delete(ImportRows).where(ImportRows.import_id == imported.id))
    packed = [
        {"import_id": imported.id, "place": place, "verdict": block.verdict, "number": block.number, "data": block.data}
        for place, block in enumerate(store.blocks(rows))
    ]
    if packed:
        current().execute(insert(ImportRows), packed)
    imported.counts = counts(rows) | {"good": _to_do(good)}
    imported.source = {**imported.source, "seen": _seen(rows)}
    imported.done = imported.total = len(rows)
    _rest(imported, ImportState.READY)


def check_seen(imported: RegisterImport, rows: Sequence[Row]) -> None:
    """Refuse to take over *rows* that would do something else than the preview said; raises ``ImportOutdated``."""
    if imported.source.get("seen") != _seen(rows):
        raise rules.ImportOutdated


def _seen(rows: Sequence[Row]) -> str:
    """Return a mark of what *rows* would do, whatever the day from which they would do it."""
    return fingerprint.of(*((row.number, row.verdict, row.changes) for row in rows))


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """Return how many of *rows* there are of each verdict."""
    found = Counter(row.verdict for row in rows)
    return {verdict.value: found[verdict] for verdict in Verdict}


def fail(imported: RegisterImport, error: Refused | None) -> None:
    """Note why a step could not be done; without *error*, it broke off again and again.

    An import that cannot be undone stays as it is; one whose register has changed is judged again.
    """
    outdated = isinstance(error, rules.ImportHasProblems | rules.ImportOutdated)
    undoing = imported.state is ImportState.TAKING_BACK
    state = ImportState.APPLIED if undoing else ImportState.WAITING if outdated else ImportState.FAILED
    _rest(imported, state)
    failure: dict[str, Any] = {"refusal": type(error).__name__ if error else ""}
    if isinstance(error, rules.ChangedSince):
        failure["things"] = list(error.things)
    imported.failure = failure


def done(imported: RegisterImport, state: ImportState) -> None:
    """Note that the step under way has led to *state*."""
    imported.failure = {}
    _rest(imported, state)


def _rest(imported: RegisterImport, state: ImportState) -> None:
    imported.state, imported.lease_until, imported.tries = state, None, 0


def _to_do(rows: Sequence[Row]) -> int:
    return sum(row.verdict in (Verdict.NEW, Verdict.CHANGED) for row in rows)
