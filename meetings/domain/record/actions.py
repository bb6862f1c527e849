"""Writes, publishes and withdraws records."""

from datetime import datetime

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import rules as meetings
from meetings.domain.outbox import actions as outbox
from meetings.domain.outcome import queries as outcomes
from meetings.domain.record import queries, rules
from meetings.domain.record.rules import Direction
from meetings.models.agenda import AgendaItem
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.record import Paragraph, Record

NOTHING = Bilingual()


def begin(meeting: Meeting, *, by: Person | None, now: datetime) -> Record:
    """Begin the record of *meeting* as a draft that only the secretariat sees; raises ``AlreadyBegun``."""
    lock(meeting)
    if queries.of(meeting):
        raise rules.AlreadyBegun
    record = add(Record(meeting=meeting, created_at=now, changed_at=now, published_at=None, waiver=NOTHING))
    audit.record("record.begun", record, by=by, meeting=meeting, now=now)
    return record


def add_paragraph(
    record: Record, item: AgendaItem | None, text: Bilingual, *, by: Person | None, now: datetime
) -> Paragraph:
    """Add a paragraph after the others under *item*, or before all items when there is none.

    Raises ``AlreadyPublished``.
    """
    _hold_draft(record)
    under = item.id if item else None
    last = max((each.position for each in queries.paragraphs(record) if each.item_id == under), default=0)
    paragraph = add(Paragraph(record=record, item=item, position=last + 1, text=text))
    record.changed_at = now
    audit.record("paragraph.added", paragraph, by=by, meeting=record.meeting, now=now)
    return paragraph


def revise_paragraph(
    paragraph: Paragraph, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of *paragraph*; a published record is corrected thereby.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    record = paragraph.record
    lock(record)
    lock(paragraph)
    fingerprint.check(seen, paragraph.text)
    paragraph.text, record.changed_at = text, now
    audit.record("paragraph.revised", paragraph, by=by, meeting=record.meeting, now=now)


def move_paragraph(paragraph: Paragraph, direction: Direction, *, by: Person | None, now: datetime) -> None:
    """Move *paragraph* one place up or down under its item; raises ``AlreadyPublished``."""
    record = paragraph.record
    _hold_draft(record)
    for position, each in enumerate(rules.moved(queries.beside(paragraph), paragraph, direction), 1):
        each.position = position
    record.changed_at = now
    audit.record("paragraph.moved", paragraph, by=by, meeting=record.meeting, now=now, direction=direction)


def strike_paragraph(paragraph: Paragraph, *, seen: str | None = None, by: Person | None, now: datetime) -> None:
    """Take *paragraph* out of the draft.

    Raises ``AlreadyPublished``, and ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    record = paragraph.record
    _hold_draft(record)
    lock(paragraph)
    fingerprint.check(seen, paragraph.text)
    record.changed_at = now
    audit.record("paragraph.struck", paragraph, by=by, meeting=record.meeting, now=now)
    current().delete(paragraph)


def publish(record: Record, waiver: Bilingual = NOTHING, *, gaps: int, by: Person | None, now: datetime) -> None:
    """Let everyone read *record* who may read the papers of its meeting, and tell those who have a place there.

    With *gaps*, texts that lack a language or are behind, it needs a *waiver*: the reason that its readers and the
    history keep. ``parity.actions.publish`` counts them. Raises ``AlreadyPublished``, ``MeetingIsDraft``,
    ``RecordEmpty`` or ``RecordGaps``.
    """
    meeting = record.meeting
    lock(meeting)
    _hold_draft(record)
    if meeting.announced_at is None:
        raise rules.MeetingIsDraft
    if not any(queries.view(meeting).entries):
        raise rules.RecordEmpty
    if gaps and not waiver:
        raise rules.RecordGaps(gaps)
    record.published_at = record.changed_at = now
    record.waiver = waiver if gaps else NOTHING
    outbox.announce("record.published", {"meeting": meeting.id}, now=now)
    audit.record(
        outcomes.PUBLISHED,
        record,
        by=by,
        meeting=meeting,
        now=now,
        gaps=gaps,
        waiver_en=record.waiver.en,
        waiver_fr=record.waiver.fr,
    )


def reword_waiver(
    record: Record, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the reason that readers see above *record* where a language is missing; what the history keeps stays.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    lock(record)
    fingerprint.check(seen, record.waiver)
    record.waiver = text
    audit.record("record.waiver_reworded", record, by=by, meeting=record.meeting, now=now)


def withdraw(record: Record, *, by: Person | None, now: datetime) -> None:
    """Take a published *record* back to a draft; raises ``NotPublished``, or ``RecordAdopted`` once it is adopted."""
    lock(record.meeting)
    lock(record)
    if record.published_at is None:
        raise rules.NotPublished
    if record.meeting.record_adopted_at:
        raise meetings.RecordAdopted
    record.published_at, record.changed_at, record.waiver = None, now, NOTHING
    audit.record("record.withdrawn", record, by=by, meeting=record.meeting, now=now)


def _hold_draft(record: Record) -> None:
    """Hold *record* while it is written to; raises ``AlreadyPublished`` when it no longer is a draft."""
    lock(record)
    if record.published_at is not None:
        raise rules.AlreadyPublished
