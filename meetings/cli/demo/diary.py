"""The audit trail of what the demonstration tells: lines noted in any order, written in that of their times."""

from dataclasses import dataclass, field
from datetime import datetime

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

    def write(self) -> None:
        """Put all lines into the audit trail, the oldest first."""
        session = current()
        session.flush()
        session.add_all(_row(line) for line in sorted(self.lines, key=lambda line: line.at))
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
