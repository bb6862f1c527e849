"""Does one step of one import of the register: judging its rows, taking them over, undoing that."""

from collections.abc import Sequence

from flask import current_app

from meetings.core import clock
from meetings.domain.organisation import import_actions as actions
from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_queries as queries
from meetings.domain.organisation import import_undo as undo
from meetings.domain.organisation import import_work as work
from meetings.domain.organisation import import_writing as writing
from meetings.domain.organisation import imports, listing
from meetings.domain.organisation.import_values import Register, Row
from meetings.domain.organisation.sheets import Record
from meetings.extensions import db, transaction
from meetings.jobs.stepping import Stepping
from meetings.models.database import lock
from meetings.models.register_import import ImportState, RegisterImport


def _found(number: int) -> RegisterImport:
    return db.session.get_one(RegisterImport, number)


def _records(imported: RegisterImport) -> tuple[Record, ...]:
    """Read the rows of the file; raises ``FileForgotten``."""
    data = work.data_of(imported, current_app.extensions["storage"])
    table = files.read(data, actions.source_of(imported), sheet=imported.sheet, encoding=imported.encoding)
    return work.records(imported, table)


def _judge(number: int, records: Sequence[Record], register: Register, *, held: bool = False) -> Sequence[Row]:
    """Judge *records* against *register*, telling now and then how far it is unless the database is *held*."""

    def tell(done: int) -> None:
        with transaction():
            work.tell(_found(number), done, now=clock.now())

    return imports.judge(
        records,
        register,
        on=clock.today(),
        house_zone=current_app.extensions["settings"].time_zone,
        choices=work.choices(_found(number)),
        told=None if held else tell,
    )


def _preview(number: int) -> None:
    """Judge a file and keep what was found for its page."""
    records = _records(_found(number))
    register = listing.known(on=clock.today())
    rows = _judge(number, records, register)
    good = imports.good(rows, lambda left: _judge(number, left, register))
    with transaction():
        imported = lock(_found(number))
        if imported.state is ImportState.JUDGING:
            work.keep(imported, rows, good)


def _apply(number: int) -> None:
    """Take a file over: all its rows, or those that are good, in one transaction.

    The rows are judged beforehand, so that the database is held for a short time only; inside the transaction,
    while nobody else can write the register, they are judged once more if it is no longer the same.
    """
    records = _records(_found(number))
    register = listing.known(on=clock.today())
    rows = _chosen(number, records, register)
    with transaction():
        imported = lock(_found(number))
        if imported.state is not ImportState.APPLYING:
            return
        writing.hold_register()
        there_now = listing.known(on=clock.today())
        if there_now != register:
            rows = _chosen(number, records, there_now, held=True)
        # What is undone goes back to this instant, which the changes of addresses bear too.
        imported.applied_at = now = clock.now()
        writing.write(imported, rows, secret=current_app.config["SECRET_KEY"], by=imported.applied_by, now=now)
        work.done(imported, ImportState.APPLIED)


def _chosen(number: int, records: Sequence[Record], register: Register, *, held: bool = False) -> Sequence[Row]:
    """Judge *records* and return the rows to take over; raises ``ImportOutdated`` when they are not those shown."""
    rows = _judge(number, records, register, held=held)
    imported = _found(number)
    work.check_seen(imported, rows)
    return imports.good(rows, lambda left: _judge(number, left, register, held=held)) if imported.only_good else rows


def _take_back(number: int) -> None:
    """Undo a whole import."""
    with transaction():
        imported = lock(_found(number))
        if imported.state is ImportState.TAKING_BACK:
            writing.hold_register()
            undo.take_back(imported, by=imported.undone_by, now=clock.now())
            imported.undone_at = clock.now()
            work.done(imported, ImportState.UNDONE)


_STEPPING = Stepping(
    RegisterImport,
    queries.has_work,
    work.claim,
    work.fail,
    {
        ImportState.JUDGING: _preview,
        ImportState.APPLYING: _apply,
        ImportState.TAKING_BACK: _take_back,
    },
)
#: Does the next step of the import that has waited longest; does what is due in one state.
step, go_on = _STEPPING.step, _STEPPING.go_on
