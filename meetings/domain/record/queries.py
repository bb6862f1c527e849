"""Finds and reads records."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from meetings.domain.agenda import queries as agenda
from meetings.domain.outcome import queries as outcomes
from meetings.domain.question import queries as questions
from meetings.domain.record import rules
from meetings.domain.record.rules import RecordView
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.record import Paragraph, Record
from meetings.models.registration import Place, Registration

_OF = select(Record).where(Record.meeting_id == bindparam("meeting"))


def of(meeting: Meeting) -> Record | None:
    """Return the record of *meeting*, draft or not."""
    return current().scalar(_OF, {"meeting": meeting.id})


def view(meeting: Meeting) -> RecordView:
    """Return the record of *meeting* as it is read, in five statements whatever its length.

    Without a record it still holds the agenda items and the decisions.
    """
    record = of(meeting)
    return rules.assemble(
        meeting,
        record,
        items=agenda.items(meeting),
        paragraphs=paragraphs(record) if record else (),
        decisions=outcomes.decisions(meeting),
        asked=questions.answered(meeting),
    )


def paragraphs(record: Record) -> Sequence[Paragraph]:
    """Return the paragraphs of *record* in the order they have under their items."""
    query = select(Paragraph).where(Paragraph.record_id == record.id).order_by(Paragraph.position, Paragraph.id)
    return current().scalars(query).all()


def beside(paragraph: Paragraph) -> list[Paragraph]:
    """Return the paragraphs under the same item as *paragraph*, itself among them, in their order."""
    return [each for each in paragraphs(paragraph.record) if each.item_id == paragraph.item_id]


def paragraph_of(meeting: Meeting, number: int) -> Paragraph | None:
    """Return the paragraph with the id *number*, if it is one of the record of *meeting*."""
    query = select(Paragraph).join(Paragraph.record).where(Paragraph.id == number, Record.meeting_id == meeting.id)
    return current().scalar(query.options(joinedload(Paragraph.record), joinedload(Paragraph.item)))


def count_to_tell(meeting: Meeting) -> int:
    """Return how many people have a place at *meeting* and hear of its record."""
    placed = (Registration.meeting_id == meeting.id) & (Registration.place == Place.CONFIRMED)
    query = select(func.count()).select_from(Registration).join(Registration.person)
    return current().scalar(query.where(placed, Person.disabled_at.is_(None))) or 0
