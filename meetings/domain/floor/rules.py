"""In which order administrations speak, how long they spoke, and what is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meetings.core.errors import Refused
from meetings.models.floor import FloorKind, FloorRequest, FloorState
from meetings.models.organisation import Organisation, Region

Direction = Literal["up", "down"]
LOW, HIGH = 1, 120
#: What an administration has at most one of for each item of a session.
OPEN = (FloorState.WAITING, FloorState.SPEAKING)


class ListClosed(Refused):
    """The list of speakers of this session is closed."""


class NotRunning(Refused):
    """The meeting is a draft or does not take place, or the session is cancelled."""


class AlreadyAsked(Refused):
    """The administration waits for the floor already, or has it, on this item."""


class RequestMoved(Refused):
    """The request no longer stands where this could be done with it."""


class SomebodySpeaks(Refused):
    """Another administration has the floor by now."""


@dataclass(frozen=True, slots=True)
class Total:
    """How often an administration, or a region, spoke and for how many seconds."""

    name: Organisation | Region | None
    times: int
    seconds: int


def waiting(requests: Iterable[FloorRequest]) -> list[FloorRequest]:
    """Return those that wait in the order in which they speak: points of order first."""
    found = [each for each in requests if each.state is FloorState.WAITING]
    return sorted(found, key=lambda each: (each.kind is not FloorKind.ORDER, each.position))


def seconds(request: FloorRequest, now: datetime) -> int:
    """Return how long *request* has had the floor."""
    if request.given_at is None:
        return 0
    return max(0, int(((request.ended_at or now) - request.given_at).total_seconds()))


def neighbour(requests: Iterable[FloorRequest], request: FloorRequest, direction: Direction) -> FloorRequest | None:
    """Return the one with which *request* changes places; nobody is moved past a point of order."""
    beside = [each for each in waiting(requests) if (each.kind is FloorKind.ORDER) == (request.kind is FloorKind.ORDER)]
    place = next((number for number, each in enumerate(beside) if each.id == request.id), -1)
    to = place + (-1 if direction == "up" else 1)
    return beside[to] if place >= 0 and 0 <= to < len(beside) else None


def by_organisation(requests: Iterable[FloorRequest], now: datetime) -> list[Total]:
    """Return for each administration how long it spoke, the longest first."""
    return _totals([(each.organisation, each) for each in requests], now)


def by_region(requests: Iterable[FloorRequest], now: datetime) -> list[Total]:
    """Return for each region how long its administrations spoke, the longest first."""
    return _totals([(each.organisation.region, each) for each in requests], now)


def _totals(pairs: Sequence[tuple[Organisation | Region | None, FloorRequest]], now: datetime) -> list[Total]:
    spoke = [(name, each) for name, each in pairs if each.given_at is not None]
    names = {name.id if name else 0: name for name, _each in spoke}
    totals = []
    for key, name in names.items():
        mine = [seconds(each, now) for other, each in spoke if (other.id if other else 0) == key]
        totals.append(Total(name, len(mine), sum(mine)))
    return sorted(totals, key=lambda total: -total.seconds)
