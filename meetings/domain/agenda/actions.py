"""Writes agendas: items are counted from 1 without gaps, under a lock on the meeting."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.agenda import holding, issued_words, outline, rules
from meetings.domain.agenda.outline import Direction, Order
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.models.agenda import AgendaItem
from meetings.models.database import add as insert
from meetings.models.database import current, lock
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.record import Paragraph, Record


def add(
    meeting: Meeting,
    draft: ItemDraft,
    *,
    under: AgendaItem | None = None,
    proposer: Organisation | None = None,
    seen: str | None = None,
    by: Person | None,
    now: datetime,
) -> AgendaItem:
    """Put an item at the end of the agenda of *meeting*, or of the sub-items of *under*; return it.

    *proposer* is credited with it. *seen* is the order that the editor saw: a form that is sent twice adds one item.
    Raises ``ItemTitleMissing``, ``AgendaAdopted``, ``SessionElsewhere`` or ``ItemGone``.
    """
    rules.check(draft)
    items = holding.hold(meeting)
    if seen is not None and seen != rules.stamp(items) and items and rules.says(items[-1], draft):
        return items[-1]
    item = AgendaItem(meeting=meeting, position=len(items) + 1, proposer_id=proposer.id if proposer else None)
    _set(item, draft)
    insert(item)
    if under:
        order = rules.order_of([*items, item])
        _arrange([*items, item], outline.put(order, item.id, before=_after(items, under), sub=True))
    else:
        _arrange([*items, item], rules.order_of([*items, item]))
    audit.record("agenda.item_added", item, by=by, meeting=meeting, now=now, number=item.number)
    return item


def revise(item: AgendaItem, draft: ItemDraft, *, seen: int | None = None, by: Person | None, now: datetime) -> None:
    """Change what *item* says.

    Raises ``ItemTitleMissing``, ``ItemGone``, ``AgendaAdopted``, ``SessionElsewhere``, and ``ChangedMeanwhile`` when
    it is no longer the revision that the editor has *seen*.
    """
    rules.check(draft)
    holding.held(item)
    if seen is not None and seen != item.revision:
        raise ChangedMeanwhile
    _set(item, draft)
    issued_words.follow(item)
    item.revision += 1
    audit.record("agenda.item_revised", item, by=by, meeting=item.meeting, now=now, number=item.number)


def note(item: AgendaItem, notes: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Write what only the chair is told of *item*, also when the agenda is adopted.

    Raises ``ChangedMeanwhile`` when the notes are no longer what the editor has *seen*.
    """
    lock(item.meeting)
    lock(item)
    fingerprint.check(seen, item.notes)
    item.notes = notes
    audit.record("agenda.item_noted", item, by=by, meeting=item.meeting, now=now, number=item.number)


def move(item: AgendaItem, direction: Direction, *, seen: str | None = None, by: Person | None, now: datetime) -> str:
    """Move *item* with its sub-items one step in *direction*, and return its number now.

    Raises ``ItemGone``, ``RecordStands``, ``AgendaAdopted``, and ``OrderChanged`` when the order is no longer the one
    that the editor has *seen*.
    """
    items = holding.held_to_move(item, seen)
    return _moved(item, items, outline.moved(rules.order_of(items), item.id, direction), by=by, now=now)


def put(
    item: AgendaItem, before: int | None, *, sub: bool, seen: str | None = None, by: Person | None, now: datetime
) -> str:
    """Put *item* with its sub-items before the item with the id *before*, or at the end; return its number now.

    Raises what ``move`` raises.
    """
    items = holding.held_to_move(item, seen)
    return _moved(item, items, outline.put(rules.order_of(items), item.id, before=before, sub=sub), by=by, now=now)


def remove(item: AgendaItem, *, by: Person | None, now: datetime) -> None:
    """Take *item* off the agenda; what hangs on it stays with the meeting, without an item.

    Its sub-items stand on their own. What was written under it in the record stands after what stands before all
    items. Raises ``ItemGone``, ``RecordStands`` or ``AgendaAdopted``.
    """
    items = holding.held_to_move(item)
    _release_paragraphs(item)
    number = item.number
    rest = [each for each in items if each is not item]
    _arrange(rest, outline.without(rules.order_of(items), item.id))
    audit.record("agenda.item_removed", item, by=by, meeting=item.meeting, now=now, number=number)
    current().delete(item)
    current().flush()


def _moved(item: AgendaItem, items: Sequence[AgendaItem], order: Order, *, by: Person | None, now: datetime) -> str:
    was = item.number
    _arrange(items, order)
    audit.record("agenda.item_moved", item, by=by, meeting=item.meeting, now=now, was=was, number=item.number)
    return item.number


def _after(items: Sequence[AgendaItem], under: AgendaItem) -> int | None:
    """Return the item before which a new sub-item of *under* goes, nothing at the end; raises ``ItemGone``."""
    if under not in items:
        raise rules.ItemGone
    behind = items[items.index(under) + 1 :]
    return next((each.id for each in behind if not each.sub), None)


def _release_paragraphs(item: AgendaItem) -> None:
    """Let the paragraphs of *item* follow those of the same record that stand under no item."""
    record = select(Record.id).where(Record.meeting_id == item.meeting_id).scalar_subquery()
    before_all = select(func.coalesce(func.max(Paragraph.position), 0)).where(
        Paragraph.record_id == record, Paragraph.item_id.is_(None)
    )
    last = current().scalar(before_all) or 0
    places = {"position": Paragraph.position + last, "item_id": None}
    current().execute(update(Paragraph).where(Paragraph.item_id == item.id).values(places))


def _arrange(items: Sequence[AgendaItem], order: Order) -> None:
    """Give *items* the places and numbers that they have in *order*."""
    by_id = {item.id: item for item in items}
    numbers = outline.numbers(line.sub for line in order)
    for position, (line, number) in enumerate(zip(order, numbers, strict=True), start=1):
        item = by_id[line.item]
        item.position, item.sub, item.number = position, line.sub, number


def _set(item: AgendaItem, draft: ItemDraft) -> None:
    """Write what was decided of an item; raises ``SessionElsewhere``."""
    if draft.session_id and draft.session_id not in {each.id for each in meetings.programme(item.meeting)}:
        raise rules.SessionElsewhere
    item.title, item.purpose = draft.title, draft.purpose
    item.presenter, item.minutes = draft.presenter, draft.minutes
    item.pause, item.session_id = draft.pause, draft.session_id
