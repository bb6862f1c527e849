"""When somebody presents: their items at the meetings to come, with the times of each sitting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.agenda import issued, queries, running
from meetings.domain.agenda.points import Point
from meetings.domain.agenda.running import Slot
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class Presenting:
    """One item that somebody presents, and when each sitting comes to it, once its day is fixed."""

    meeting: Meeting
    point: Point
    slots: Sequence[tuple[Session, Slot]]


def of(person: Person, *, now: datetime) -> list[Presenting]:
    """Return what *person* presents at the meetings to come, as the readers of their agendas see it."""
    if not person.holds_grants:
        return []
    return [each for meeting, keys in queries.presented_by(person, now=now) for each in _of(meeting, keys)]


def _of(meeting: Meeting, keys: set[str]) -> list[Presenting]:
    points = issued.shown(meeting).points
    sessions = [] if meeting.undated else rules.taking_place(meetings.programme(meeting))
    sittings = running.programme(points, sessions)
    return [
        Presenting(
            meeting,
            point,
            [(sitting.session, slot) for sitting in sittings for slot in sitting.slots if slot.point is point],
        )
        for point in points
        if point.key in keys
    ]
