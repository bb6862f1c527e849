"""Whose word about an attendance is shown, how long somebody was there, and what is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from meetings.core.errors import Refused
from meetings.models.attendance import Presence, Source, Unit
from meetings.models.meeting import Session


class SessionNotHeld(Refused):
    """The sitting is cancelled, or postponed to dates that are not fixed, so nobody can have been there."""


class SessionNotBegun(Refused):
    """The sitting has not begun, so nobody can have been there."""


class DoorClosed(Refused):
    """The doors of the sitting are not open yet."""


class OwnWordOver(Refused):
    """The record or the final list of participants is published: one's own word comes too late."""


class OwnWordNotNeeded(Refused):
    """Somebody who knows better has said already what became of the person."""


class ReasonMissing(Refused):
    """Who is excused or replaced has a reason."""


class NobodyNamed(Refused):
    """Nobody was chosen."""


#: The most trusted first. The secretariat has looked at everything else before it says something. At the door
#: somebody saw the person. A list was made by a machine from names that people typed. One's own word is one's own.
TRUST = (Source.SECRETARIAT, Source.DOOR, Source.LIST, Source.OWN)
MOST_MINUTES = 24 * 60
#: How early before a sitting people can be let in.
DOORS_OPEN = timedelta(hours=2)


class Said(Protocol):
    """What one source says."""

    @property
    def source(self) -> Source:
        """Who says it."""

    @property
    def presence(self) -> Presence:
        """What became of the person."""

    @property
    def minutes(self) -> int | None:
        """For how long, if they know."""

    @property
    def reason(self) -> str:
        """Why somebody did not come."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of all that was said."""

    presence: Presence
    source: Source
    minutes: int | None
    reason: str


def shown(said: Sequence[Said]) -> Shown:
    """Return the word of the most trusted source; its minutes are those of the first who knows any.

    Several lists of one sitting do not contradict each other: the longest time counts.
    """
    ranked = sorted(said, key=lambda one: (TRUST.index(one.source), -(one.minutes or 0)))
    best = ranked[0]
    if best.presence is not Presence.PRESENT:
        return Shown(best.presence, best.source, None, best.reason)
    known = (one.minutes for one in ranked if one.presence is Presence.PRESENT and one.minutes is not None)
    return Shown(best.presence, best.source, next(known, None), best.reason)


def length(session: Session) -> int:
    """Return how many minutes *session* lasts."""
    return round((session.ends_at - session.starts_at) / timedelta(minutes=1))


def from_then_on(session: Session, at: datetime) -> int:
    """Return how many minutes of *session* somebody was there for who came in *at*, and stayed."""
    left = session.ends_at - min(max(at, session.starts_at), session.ends_at)
    return round(left / timedelta(minutes=1))


def minutes_in(spans: Iterable[Sequence[int]]) -> int:
    """Return how many minutes *spans* of seconds cover together: what overlaps counts once."""
    seconds, reached = 0, 0
    for begins, ends in sorted(map(tuple, spans)):
        seconds += max(0, ends - max(begins, reached))
        reached = max(reached, ends)
    return round(seconds / 60)


def qualifies(source: Source, minutes: int | None, session_minutes: int, *, unit: Unit, threshold: int) -> bool:
    """Say whether being there for *minutes* of a sitting is enough for a certificate.

    Time that nobody measured counts as the whole sitting when the secretariat or the door answers for it; one's own
    word alone is never enough.
    """
    if source is Source.OWN:
        return False
    held = session_minutes if minutes is None else min(minutes, session_minutes)
    needed = threshold if unit is Unit.MINUTES else session_minutes * threshold / 100
    return held >= min(needed, session_minutes)


def check_begun(session: Session, now: datetime) -> None:
    """Refuse to speak of a *session* that nobody can have been at; raises ``SessionNotBegun``."""
    if now < session.starts_at:
        raise SessionNotBegun


def check_door(session: Session, now: datetime) -> None:
    """Refuse to let anybody into *session* long before it begins; raises ``DoorClosed``."""
    if now < session.starts_at - DOORS_OPEN:
        raise DoorClosed


def check_reason(presence: Presence, reason: str) -> None:
    """Refuse an excuse without its reason; raises ``ReasonMissing``."""
    if presence is Presence.EXCUSED and not reason:
        raise ReasonMissing
