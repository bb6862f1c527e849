"""What a list of connections may be refused for, and how long its traces stay."""

from datetime import timedelta

from meetings.core.errors import Refused


class NoConnections(Refused):
    """The file has no column of names with times or durations: it is no list of connections."""


class RowsMerged(Refused):
    """Cells of the workbook are merged, so rows cannot be told apart."""


class TimesUnreadable(Refused):
    """Hardly any time in the file can be read."""


class BroughtBefore(Refused):
    """The same file was brought to this meeting before; *file_name* is how it was called, *number* its id."""

    def __init__(self, file_name: str, number: int) -> None:
        super().__init__(file_name, number)
        self.file_name, self.number = file_name, number


class ListOutdated(Refused):
    """Somebody did something else with the list meanwhile."""


class SessionMissing(Refused):
    """It is not known which sitting the list is of."""


class NothingInside(Refused):
    """Nobody in the list was connected during the sitting."""


class RowsOpen(Refused):
    """Somebody in the list is still to be recognised."""


class ChoiceUnknown(Refused):
    """The person who was chosen for a row is not there any more."""


class UndoOver(Refused):
    """The time in which a list can be taken back is over."""


#: Where the files lie.
FOLDER = "connection-lists"
BIGGEST = 20_000_000
MOST_ROWS = 100_000
#: How long a list stays that was not taken over.
WAITS = timedelta(days=30)
#: How long one that was taken over can be taken back; then its file and its rows go.
STAYS = timedelta(days=30)
