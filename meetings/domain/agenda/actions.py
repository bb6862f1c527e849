"""Writes agendas; the items of a meeting are counted from 1 without gaps, under a lock on the meeting."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update

from meetings.domain.agenda import queries, rules
from meetings.domain.agenda.rules import Direction, ItemDraft
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import published
from meetings.models.agenda import AgendaItem
from meetings.models.database import add as insert
from meetings.models.database import current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.record import Paragraph, Record


def add(meeting: Meeting, draft: ItemDraft, *, by: Person | None, now: datetime) -> AgendaItem:
    """Put an item at the end of the agenda of *meeting*; raises ``ItemTitleMissing``."""
    rules.check(draft)
    lock(meeting)
    item = AgendaItem(meeting=meeting, position=len(queries.items(meeting)) + 1)
    _set(item, draft)
    insert(item)
    audit.record("agenda.item_added", item, by=by, meeting=meeting, now=now, number=item.position)
    return item


def revise(item: AgendaItem, draft: ItemDraft, *, by: Person | None, now: datetime) -> None:
    """Change what *item* says; raises ``ItemTitleMissing`` or ``ItemGone``."""
    rules.check(draft)
    _held(item)
    _set(item, draft)
    audit.record("agenda.item_revised", item, by=by, meeting=item.meeting, now=now, number=item.position)


def move(item: AgendaItem, direction: Direction, *, by: Person | None, now: datetime) -> int:
    """Move *item* one place in *direction*, past its neighbour, and return its number now.

    The first stays first and the last stays last. Raises ``ItemGone`` or ``RecordStands``.
    """
    items = _held(item)
    _refuse_when_published(item.meeting)
    was, place = item.position, rules.moved(items.index(item) + 1, direction, len(items))
    items.remove(item)
    items.insert(place - 1, item)
    _number(items)
    audit.record("agenda.item_moved", item, by=by, meeting=item.meeting, now=now, was=was, number=place)
    return place


def remove(item: AgendaItem, *, by: Person | None, now: datetime) -> None:
    """Take *item* off the agenda; what hangs on it stays with the meeting, without an item.

    What was written under it in the record stands after what stands before all items. Raises ``ItemGone`` or
    ``RecordStands``.
    """
    items = _held(item)
    _refuse_when_published(item.meeting)
    _release_paragraphs(item)
    items.remove(item)
    _number(items)
    audit.record("agenda.item_removed", item, by=by, meeting=item.meeting, now=now, number=item.position)
    current().delete(item)
    current().flush()


def _held(item: AgendaItem) -> list[AgendaItem]:
    """Hold the agenda to which *item* belongs, and return its items in their order as they are now."""
    lock(item.meeting)
    items = list(queries.items(item.meeting, fresh=True))
    if item not in items:
        raise rules.ItemGone
    return items


def _refuse_when_published(meeting: Meeting) -> None:
    if published.record_is_published(meeting):
        raise rules.RecordStands


def _release_paragraphs(item: AgendaItem) -> None:
    """Let the paragraphs of *item* follow those of the same record that stand under no item."""
    record = select(Record.id).where(Record.meeting_id == item.meeting_id).scalar_subquery()
    before_all = select(func.coalesce(func.max(Paragraph.position), 0)).where(
        Paragraph.record_id == record, Paragraph.item_id.is_(None)
    )
    last = current().scalar(before_all) or 0
    places = {"position": Paragraph.position + last, "item_id": None}
    current().execute(update(Paragraph).where(Paragraph.item_id == item.id).values(places))


def _number(items: Iterable[AgendaItem]) -> None:
    """Count *items* from 1."""
    for position, item in enumerate(items, start=1):
        item.position = position


def _set(item: AgendaItem, draft: ItemDraft) -> None:
    """Write what was decided of an item."""
    item.title, item.purpose = draft.title, draft.purpose
    item.presenter, item.minutes = draft.presenter, draft.minutes
