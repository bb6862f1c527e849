"""Holds an agenda while it is written, and refuses where it may not change."""

from collections.abc import Sequence

from meetings.domain.agenda import queries, rules, versions
from meetings.domain.meeting import published
from meetings.models.agenda import AgendaItem
from meetings.models.database import lock
from meetings.models.meeting import Meeting


def hold(meeting: Meeting) -> Sequence[AgendaItem]:
    """Hold the agenda of *meeting*, and return its items in their order as they are now; raises ``AgendaAdopted``."""
    lock(meeting)
    if versions.is_locked(queries.versions(meeting)):
        raise rules.AgendaAdopted
    return queries.items(meeting, fresh=True)


def held(item: AgendaItem) -> Sequence[AgendaItem]:
    """Hold the agenda to which *item* belongs, and return its items; raises ``ItemGone`` or ``AgendaAdopted``."""
    items = hold(item.meeting)
    if item not in items:
        raise rules.ItemGone
    return items


def held_to_move(item: AgendaItem, seen: str | None = None) -> Sequence[AgendaItem]:
    """Hold the agenda of an *item* that is to move or to go, and return its items.

    Raises what ``held`` raises, ``RecordStands``, and ``OrderChanged`` when the order is not the one that was *seen*.
    """
    items = held(item)
    if published.record_is_published(item.meeting):
        raise rules.RecordStands
    if seen is not None and seen != rules.stamp(items):
        raise rules.OrderChanged
    return items
