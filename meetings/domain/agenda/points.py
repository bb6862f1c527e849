"""Agendas as they are shown: plain values."""

from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import Purpose, Stage


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """An item as it is shown."""

    title: Bilingual
    #: Who presents it beside the *presenters*.
    presenter: Bilingual
    proposer: Bilingual
    presenters: tuple[Bilingual, ...]
    #: Of the item as it stands; 0 when it is gone.
    id: int
    key: str
    position: int
    number: str
    sub: bool
    purpose: Purpose
    minutes: int | None
    pause: int | None
    session_id: int | None

    @property
    def speakers(self) -> tuple[Bilingual, ...]:
        """Everybody who presents it."""
        return (*self.presenters, self.presenter) if self.presenter else self.presenters


@dataclass(frozen=True, slots=True, eq=False)
class Agenda:
    """An agenda as it is shown; without a version it is what stands now, and was issued to nobody."""

    points: tuple[Point, ...]
    version: int | None = None
    stage: Stage | None = None
    issued_at: datetime | None = None

    def whole(self, point: Point) -> int:
        """Return the minutes of *point* with those of its sub-items."""
        behind = self.points[self.points.index(point) + 1 :]
        under = takewhile(lambda each: each.sub, behind if not point.sub else ())
        return (point.minutes or 0) + sum(each.minutes or 0 for each in under)
