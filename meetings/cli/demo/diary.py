"""The audit trail of what the demonstration tells: lines noted in any order, written in that of their times."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from meetings.domain.audit.actions import Detail
from meetings.models.audit import AuditLine
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class _Line:
    at: datetime
    verb: str
    thing: Base
    by: Person | None
    meeting: Meeting | None
    details: dict[str, Detail]


@dataclass(slots=True)
class Diary:
    """Who is said to have done what, and when."""

    lines: list[_Line] = field(default_factory=list)
    #: Lines that actions have written, held back until all are known.
    rows: list[AuditLine] = field(default_factory=list)

    def note(
        self,
        at: datetime,
        verb: str,
        thing: Base,
        *,
        by: Person | None = None,
        meeting: Meeting | None = None,
        **details: Detail,
    ) -> None:
        """Note that *by* did *verb* to *thing* on that day."""
        self.lines.append(_Line(at, verb, thing, by, meeting, details))

    @contextmanager
    def following(self) -> Iterator[None]:
        """Hold back the lines that actions write meanwhile, so that they too come in the order of their times."""
        session = current()
        session.flush()
        event.listen(session, "before_flush", self._hold_back)
        try:
            yield
            session.flush()
        finally:
            event.remove(session, "before_flush", self._hold_back)

    def _hold_back(self, session: Session, _context: object, _instances: object) -> None:
        for row in [row for row in session.new if isinstance(row, AuditLine)]:
            session.expunge(row)
            self.rows.append(row)

    def write(self) -> None:
        """Put all lines into the audit trail, the oldest first."""
        session = current()
        session.flush()
        rows: list[AuditLine] = [*(_row(line) for line in self.lines), *self.rows]
        rows.sort(key=lambda row: row.at)
        session.add_all(rows)
        session.flush()


def _row(line: _Line) -> AuditLine:
    return AuditLine(
        at=line.at,
        actor_id=line.by.id if line.by else None,
        actor_name=line.by.name if line.by else "",
        verb=line.verb,
        meeting_id=line.meeting.id if line.meeting else None,
        thing=f"{line.thing.__tablename__}:{getattr(line.thing, 'id', '')}",
        details=line.details,
    )
