"""What an agenda holds, which of its texts lack a language, and how long it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Session


class ItemTitleMissing(Refused):
    """An item without a title in any language cannot be found again."""


class ItemGone(Refused):
    """Somebody else removed the item."""


class RecordStands(Refused):
    """The record is published: its sections are the items, so none of them can move or go."""


class Direction(StrEnum):
    """Where an item moves to."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What the secretariat decides of one item."""

    title: Bilingual
    purpose: Purpose
    presenter: Bilingual
    minutes: int | None


def check(draft: ItemDraft) -> None:
    """Refuse an item that has no title; raises ``ItemTitleMissing``."""
    if not draft.title:
        raise ItemTitleMissing


def planned_minutes(items: Iterable[AgendaItem]) -> int:
    """Return how long *items* take together; an item without a duration counts as nothing."""
    return sum(item.minutes or 0 for item in items)


def minutes_at_hand(sessions: Sequence[Session]) -> int | None:
    """Return how many minutes the shortest of *sessions* lasts, or nothing when there is none."""
    lengths = [session.ends_at - session.starts_at for session in sessions]
    return int(min(lengths).total_seconds() // 60) if lengths else None


def moved(position: int, direction: Direction, last: int) -> int:
    """Return the place from 1 to *last* that *position* becomes one step in *direction*."""
    return max(1, position - 1) if direction is Direction.UP else min(last, position + 1)
