"""What the page of the deadlines of a meeting shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import zones
from meetings.domain.deadline import policy, queries, rules
from meetings.domain.deadline.rules import Due
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import taking_place
from meetings.models.deadline import Closing, DeadlineMove
from meetings.models.meeting import Meeting
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """The deadlines of a meeting as one reader sees them."""

    meeting: Meeting
    dues: Sequence[Due]
    #: How each kind was moved, the last time first.
    moves: Mapping[Closing, Sequence[DeadlineMove]]
    now: datetime
    #: When the first session that takes place begins, once the dates hold.
    begins: datetime | None
    may_set: bool

    @property
    def missing(self) -> list[Closing]:
        """The kinds for which the meeting has no deadline."""
        known = {due.kind for due in self.dues}
        return [kind for kind in Closing if kind not in known and rules.can_move(kind, self.begins, self.now)]

    def was_at(self, move: DeadlineMove) -> datetime:
        """Return from which instant *move* has taken a deadline."""
        return rules.was_at(move)

    def passed(self, due: Due) -> bool:
        """Say whether *due* is over."""
        return due.at <= self.now

    def can_move(self, due: Due) -> bool:
        """Say whether *due* can lie ahead."""
        return rules.can_move(due.kind, self.begins, self.now)

    def can_go(self, due: Due) -> bool:
        """Say whether *due* can be removed."""
        return rules.can_go(self.meeting, due)

    def left(self, due: Due, zone: str) -> str:
        """Return in how many days *due* passes for a reader in *zone*, or how long ago it has."""
        days = (zones.local(due.at, zone).date() - zones.local(self.now, zone).date()).days
        if self.passed(due):
            return str(
                ngettext("passed %(num)d day ago", "passed %(num)d days ago", -days) if days else _("passed today")
            )
        return str(ngettext("%(num)d day left", "%(num)d days left", days) if days else _("today"))


def of(meeting: Meeting, viewer: Person | None, *, now: datetime) -> DeadlinesPage:
    """Gather what *viewer* may see of the deadlines of *meeting*."""
    moves: dict[Closing, list[DeadlineMove]] = {}
    for move in reversed(queries.moves(meeting)):
        moves.setdefault(move.kind, []).append(move)
    held = [] if meeting.undated else taking_place(meetings.sessions_of(meeting))
    begins = min((session.starts_at for session in held), default=None)
    may_set = policy.can_set(viewer, meeting) and meeting.cancelled_at is None
    return DeadlinesPage(meeting, queries.of(meeting), moves, now, begins, may_set)
