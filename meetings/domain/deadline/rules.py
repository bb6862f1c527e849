"""What a deadline is, wherever it is kept, and when it may be set or moved."""

from dataclasses import dataclass
from datetime import UTC, datetime

from meetings.core import fingerprint, zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.deadline import Closing, Deadline, DeadlineMove
from meetings.models.meeting import Meeting

#: These have a row of their own; the others are kept with the meeting and with its agenda.
ROWS = (Closing.DOCUMENTS, Closing.COMMENTS, Closing.SURVEY)


class DeadlineKnown(Refused):
    """Readers know the deadline: it is moved with a reason."""


class DeadlineGone(Refused):
    """There is no such deadline, or not any more."""


class ReasonMissing(Refused):
    """Readers have to be told why a deadline that they know moves."""


class NothingMoves(Refused):
    """The new moment is the old one."""


class NotAhead(Refused):
    """The new moment has passed already."""


class DeadlineStays(Refused):
    """Readers count on the deadline: it can be moved, but not removed."""


#: One that is called by its kind.
NO_TITLE = Bilingual()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is decided of a deadline: naive wall time in *zone*."""

    closes: datetime
    zone: str
    title: Bilingual = NO_TITLE


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of a meeting, wherever it is kept."""

    kind: Closing
    title: Bilingual
    #: Naive wall time in *zone*, as it was decided.
    closes: datetime
    zone: str
    at: datetime
    uid: str
    sequence: int
    changed_at: datetime
    #: Since when it holds no longer.
    removed_at: datetime | None = None

    @property
    def mark(self) -> str:
        """By which an editor recognises that it has changed since it was read."""
        return fingerprint.of(self.kind.value, self.closes, self.zone, self.sequence, self.title, self.removed_at)


#: What stands for a deadline that is not there.
NO_MARK = "-"


def of_row(row: Deadline) -> Due:
    """Return the deadline that *row* keeps."""
    words = (row.kind, row.title, row.closes_local, row.zone, row.closes_at)
    return Due(*words, row.uid, row.revision, row.changed_at, row.removed_at)


def instant(wall: datetime, zone: str) -> datetime:
    """Return the instant of a *wall* time that was decided once, also where the clocks skip it by today's rules."""
    return wall.replace(tzinfo=zones.zone(zone)).astimezone(UTC)


def was_at(move: DeadlineMove) -> datetime:
    """Return from which instant a deadline was moved."""
    return instant(move.from_local, move.from_zone)


def is_at(move: DeadlineMove) -> datetime:
    """Return to which instant a deadline was moved."""
    return instant(move.to_local, move.to_zone)


def check_ahead(at: datetime, meeting: Meeting, now: datetime) -> None:
    """Refuse a moment that readers of an announced *meeting* could no longer keep; raises ``NotAhead``."""
    if meeting.announced_at and at <= now:
        raise NotAhead


def check_seen(seen: str | None, due: Due | None) -> None:
    """Refuse when *due* is no longer what the editor has *seen*; raises ``ChangedMeanwhile``."""
    if seen is not None and seen != mark(due):
        raise fingerprint.ChangedMeanwhile


def mark(due: Due | None) -> str:
    """Return the mark of *due*, also where there is none."""
    return due.mark if due else NO_MARK


def is_known(meeting: Meeting, due: Due | None) -> bool:
    """Say whether readers of *meeting* count on *due*, so that it only moves with a reason."""
    return due is not None and meeting.announced_at is not None


def can_move(kind: Closing, begins: datetime | None, now: datetime) -> bool:
    """Say whether a deadline of *kind* can lie ahead at *now*: registration and proposals end as it *begins*."""
    return kind in ROWS or begins is None or begins > now


def can_go(meeting: Meeting, due: Due) -> bool:
    """Say whether *due* can be removed: who may register or propose items until then must not lose that silently."""
    return due.kind in ROWS or meeting.announced_at is None
