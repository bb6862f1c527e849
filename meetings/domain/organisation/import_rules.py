"""What an import of the register does not allow, and how long its traces stay."""

from collections.abc import Sequence
from datetime import timedelta

from meetings.core.errors import Refused
from meetings.models.register_import import ImportState


class FileEmpty(Refused):
    """The file holds no rows."""


class FileTooBig(Refused):
    """The file is bigger than a register can be."""


class TooManyRows(Refused):
    """The file has more rows than a register can have."""


class TooManyColumns(Refused):
    """The file has more columns than anybody could match."""


class NotATable(Refused):
    """The file is an old or protected workbook or a document: neither XLSX nor a text with commas."""


class WorkbookBroken(Refused):
    """The workbook cannot be read."""


class WorkbookSuspicious(Refused):
    """The workbook is built as attacks are: far larger inside than outside, or with entities in its XML."""


class WrongEncoding(Refused):
    """The file cannot be read in the encoding that was chosen, or in any."""


class QuotesBroken(Refused):
    """The quotation marks of the file do not close; *line* is where reading stopped."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class ColumnsWrong(Refused):
    """A field was chosen for two columns, or one that is needed for none."""

    def __init__(self, *, double: Sequence[str] = (), missing: Sequence[str] = ()) -> None:
        super().__init__(double, missing)
        self.double, self.missing = tuple(double), tuple(missing)


class ImportHasProblems(Refused):
    """A row of the file cannot be taken over, so none is."""


class ImportOutdated(Refused):
    """The register has changed, or somebody did something else with the file meanwhile."""


class FileForgotten(Refused):
    """The file is no longer kept."""


class UndoTooLate(Refused):
    """The day in which an import can be undone is over."""


class ChangedSince(Refused):
    """What the import wrote was changed since; *things* are the rows, as “table:id”."""

    def __init__(self, things: Sequence[str]) -> None:
        super().__init__(things)
        self.things = tuple(things)


#: Where files of the register lie.
FOLDER = "register-imports"
#: How long a file stays that was not taken over.
WAITS = timedelta(days=1)
#: How long an import can be undone.
UNDO_LASTS = timedelta(days=1)
#: How long the file and the rows of an import stay that was taken over.
STAYS = timedelta(days=30)
#: How long a process has a file for itself without a sign of life.
LEASE = timedelta(seconds=60)
#: What the clock has to do for a file in each state, and the state while it does.
WORK = {
    ImportState.WAITING: ImportState.JUDGING,
    ImportState.ASKED: ImportState.APPLYING,
    ImportState.TAKING_BACK: ImportState.TAKING_BACK,
}
#: States in which nothing has been taken over and nothing is under way.
IDLE = frozenset({ImportState.CHOOSING, ImportState.READY, ImportState.FAILED})
#: States in which the clock has something to do.
BUSY = frozenset({*WORK, *WORK.values()})
