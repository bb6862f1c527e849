"""When a sitting or a break-out comes to each item: from its start, item by item, with the breaks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.domain.agenda.points import Point
from meetings.models.meeting import Session


@dataclass(frozen=True, slots=True)
class Slot:
    """One item of a sitting with its times; one without a duration ends when it starts."""

    point: Point
    starts_at: datetime
    ends_at: datetime
    #: The end of the break after it, if there is one.
    resumes_at: datetime | None
    #: Ends after the sitting.
    late: bool


@dataclass(frozen=True, slots=True)
class Running:
    """A sitting or a break-out from its first item to its last."""

    session: Session
    slots: tuple[Slot, ...]
    ends_at: datetime

    @property
    def planned(self) -> int:
        """Minutes that the items and the breaks take."""
        return _minutes(self.ends_at - self.session.starts_at)

    @property
    def left(self) -> int:
        """Minutes of the sitting that are left; less than nothing when the agenda is too long."""
        return _minutes(self.session.ends_at - self.ends_at)


def running(points: Sequence[Point], session: Session) -> Running:
    """Return when *session* comes to each of the *points* that it deals with."""
    slots, at = [], session.starts_at
    for point in dealt_with(points, session):
        ends = at + timedelta(minutes=point.minutes or 0)
        resumes = ends + timedelta(minutes=point.pause) if point.pause else None
        late = ends > session.ends_at
        slots.append(Slot(point, at, ends, resumes, late))
        at = resumes or ends
    return Running(session, tuple(slots), at)


def programme(points: Sequence[Point], sessions: Iterable[Session]) -> tuple[Running, ...]:
    """Return when each of *sessions* comes to its *points*; break-outs that deal with none are left out."""
    found = (running(points, session) for session in sessions)
    return tuple(each for each in found if each.slots or each.session.parent_id is None)


def dealt_with(points: Iterable[Point], session: Session) -> list[Point]:
    """Return the *points* that *session* deals with; sub-items without a session of their own go with their item.

    What belongs to no session is dealt with by every sitting, and by no break-out.
    """
    found, above = [], None
    for point in points:
        above = above if point.sub else point.session_id
        where = point.session_id or above
        if where == session.id or (where is None and session.parent_id is None):
            found.append(point)
    return found


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
