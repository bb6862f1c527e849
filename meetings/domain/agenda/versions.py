"""Which versions an agenda can have, and what one of them changes in the one before."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.errors import Refused
from meetings.domain.agenda.points import Point
from meetings.models.agenda import AgendaVersion, Stage

FINAL = (Stage.ADOPTED, Stage.CORRECTED)


class AgendaEmpty(Refused):
    """An agenda without items cannot be issued."""


class NothingToIssue(Refused):
    """Nothing has changed since the last version."""


class StageNotOffered(Refused):
    """Somebody else issued a version meanwhile, after which this one cannot come."""


class NotAdopted(Refused):
    """Only an adopted agenda is corrected; any other is revised."""


class CorrectionWritten(Refused):
    """Something has been corrected already: issue it, or take it back item by item."""


class What(StrEnum):
    """What a version changes of an item."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RETITLED = "retitled"
    PURPOSE = "purpose"
    TIME = "time"
    SESSION = "session"
    PRESENTER = "presenter"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a version changes: an item as it was, if it was there, and as it is, if it still is."""

    what: What
    before: Point | None
    after: Point | None


def issued(versions: Iterable[AgendaVersion]) -> list[AgendaVersion]:
    """Return those of *versions* that readers were given."""
    return [version for version in versions if version.issued_at]


def being_corrected(versions: Sequence[AgendaVersion]) -> bool:
    """Say whether the adopted agenda is being corrected."""
    return bool(versions) and versions[-1].issued_at is None


def is_locked(versions: Sequence[AgendaVersion]) -> bool:
    """Say whether the agenda is adopted, and not being corrected."""
    return bool(versions) and not being_corrected(versions) and versions[-1].stage in FINAL


def offered(versions: Sequence[AgendaVersion]) -> tuple[Stage, ...]:
    """Return what the version after *versions* can be."""
    if not versions:
        return (Stage.PROVISIONAL, Stage.ADOPTED)
    if being_corrected(versions):
        return (Stage.CORRECTED,)
    return () if is_locked(versions) else (Stage.REVISED, Stage.ADOPTED)


def changes(before: Sequence[Point], after: Sequence[Point]) -> list[Change]:
    """Return what is different *after*, item by item; one that only got another number is not.

    What was taken off comes first.
    """
    old, new = ({point.key: point for point in points} for points in (before, after))
    moved = _moved(before, after)
    found = [Change(What.REMOVED, point, None) for point in before if point.key not in new]
    for point in after:
        was = old.get(point.key)
        if was is None:
            found.append(Change(What.ADDED, None, point))
        else:
            found += [Change(what, was, point) for what in _differences(was, point, moved=point.key in moved)]
    return found


def _differences(was: Point, point: Point, *, moved: bool) -> Iterator[What]:
    pairs = (
        (What.RETITLED, (was.title.en, was.title.fr), (point.title.en, point.title.fr)),
        (What.PURPOSE, was.purpose, point.purpose),
        (What.TIME, (was.minutes, was.pause), (point.minutes, point.pause)),
        (What.SESSION, was.session_id, point.session_id),
        (What.PRESENTER, _names(was), _names(point)),
    )
    if moved:
        yield What.MOVED
    yield from (what for what, one, other in pairs if one != other)


def _names(point: Point) -> list[tuple[str, str]]:
    return [(speaker.en, speaker.fr) for speaker in point.speakers]


def _parents(points: Iterable[Point]) -> dict[str, str]:
    """Return under which item each of *points* stands, by their keys; nothing for an item of its own."""
    found, parent = {}, ""
    for point in points:
        found[point.key] = parent if point.sub else ""
        parent = parent if point.sub else point.key
    return found


def _moved(before: Sequence[Point], after: Sequence[Point]) -> set[str]:
    """Return the keys of the fewest items that have to move to make the order before that after.

    Sub-items that follow their item have not moved.
    """
    were, are = _parents(before), _parents(after)
    moved = {key for key, parent in are.items() if key in were and were[key] != parent}
    places = {point.key: place for place, point in enumerate(before)}
    for parent in set(are.values()):
        beside = [key for key in are if are[key] == parent and key in were and key not in moved]
        stay = _longest_rising([places[key] for key in beside])
        moved |= {key for number, key in enumerate(beside) if number not in stay}
    return moved


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the indices of a longest rising part of *numbers* (patience sorting)."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        tops[pile : pile + 1] = [number]
        ends[pile : pile + 1] = [index]
        before.append(ends[pile - 1] if pile else None)
    found, last = set(), ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
