"""What an agenda holds, which of its texts lack a language, and how long it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.agenda.outline import Line, Order
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Session


class ItemTitleMissing(Refused):
    """An item without a title in any language cannot be found again."""


class ItemGone(Refused):
    """Somebody else removed the item."""


class RecordStands(Refused):
    """The record is published: its sections are the items, so none of them can move or go."""


class OrderChanged(Refused):
    """Somebody else moved, added or removed an item since the editor saw the agenda."""


class AgendaAdopted(Refused):
    """The agenda is adopted: it can only be corrected, with a reason."""


class AlreadyPresents(Refused):
    """The person or organisation is named for the item already."""


class SessionElsewhere(Refused):
    """The session that is to deal with the item is none of the meeting, or no longer."""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """What the secretariat decides of one item."""

    title: Bilingual
    purpose: Purpose
    presenter: Bilingual
    minutes: int | None
    #: Minutes of a break after it.
    pause: int | None = None
    #: The one sitting that deals with it; every sitting while empty.
    session_id: int | None = None


class Timed(Protocol):
    """What takes its time: an item as it stands, or as readers see it."""

    @property
    def minutes(self) -> int | None:
        """How long it is planned to take."""

    @property
    def pause(self) -> int | None:
        """How long the break after it is."""


def check(draft: ItemDraft) -> None:
    """Refuse an item that has no title; raises ``ItemTitleMissing``."""
    if not draft.title:
        raise ItemTitleMissing


def order_of(items: Iterable[AgendaItem]) -> Order:
    """Return the order of *items*."""
    return [Line(item.id, item.sub) for item in items]


def stamp(items: Iterable[AgendaItem]) -> str:
    """Return the mark by which an editor recognises that the order of *items* has changed since it was read."""
    return fingerprint.of(*order_of(items))


def notes_version(item: AgendaItem) -> str:
    """Return the mark by which an editor recognises that the notes on *item* have changed since they were read."""
    return fingerprint.of(item.notes)


def says(item: AgendaItem, draft: ItemDraft) -> bool:
    """Say whether *item* is word for word what *draft* says."""
    return (item.title.en, item.title.fr, item.purpose, item.presenter, item.minutes, item.pause, item.session_id) == (
        *(draft.title.en, draft.title.fr, draft.purpose),
        *(draft.presenter, draft.minutes, draft.pause, draft.session_id),
    )


def planned_minutes(items: Iterable[Timed]) -> int:
    """Return how long *items* take together with their breaks; one without a duration counts as nothing."""
    return sum((item.minutes or 0) + (item.pause or 0) for item in items)


def minutes_at_hand(sessions: Sequence[Session]) -> int | None:
    """Return how many minutes the shortest of *sessions* lasts, or nothing when there is none."""
    lengths = [session.ends_at - session.starts_at for session in sessions]
    return int(min(lengths).total_seconds() // 60) if lengths else None
