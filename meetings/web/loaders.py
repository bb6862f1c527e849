"""Finds what an address names, or answers 404: also for what the reader may not know of."""

from typing import TypeVar

from flask import abort

from meetings.domain.agenda import queries as agenda
from meetings.domain.document import queries as documents
from meetings.domain.meeting import policy
from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import queries as register
from meetings.domain.outcome import queries as outcomes
from meetings.domain.poll import policy as poll_policy
from meetings.domain.poll import queries as polls
from meetings.domain.record import queries as records
from meetings.models.agenda import AgendaItem
from meetings.models.document import Document, DocumentVersion
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination, Organisation
from meetings.models.outcome import Action, Decision
from meetings.models.poll import Poll
from meetings.models.record import Paragraph
from meetings.web.viewer import viewer

Found = TypeVar("Found")
#: SQLite and PostgreSQL keep ids in 63 bits at most.
HIGHEST_ID = 2**31 - 1


def found(thing: Found | None) -> Found:
    """Return *thing*, or answer 404 when there is none."""
    if thing is None:
        abort(404)
    return thing


def numbered(number: int) -> int:
    """Return *number* when it can be an id, or answer 404."""
    if number > HIGHEST_ID:
        abort(404)
    return number


def meeting(slug: str) -> Meeting:
    """Return the meeting called *slug*, if the reader may know of it."""
    thing = found(meetings.by_slug(slug))
    if not policy.can_see(viewer(), thing):
        abort(404)
    return thing


def agenda_item(slug: str, item_id: int) -> AgendaItem:
    """Return the item with this id on the agenda of the meeting called *slug*, if the reader may know of it."""
    return found(agenda.by_id(meeting(slug), numbered(item_id)))


def document(slug: str, document_id: int) -> Document:
    """Return the document with this id of the meeting called *slug*, if the reader may know of the meeting."""
    return found(documents.by_id(meeting(slug), numbered(document_id)))


def version(slug: str, version_id: int) -> DocumentVersion:
    """Return the version with this id, if its document is one of the meeting called *slug*."""
    return found(documents.version_by_id(meeting(slug), numbered(version_id)))


def poll(poll_id: int) -> Poll:
    """Return the poll with this id; one under preparation only for the secretariat."""
    thing = found(polls.by_id(numbered(poll_id)))
    if not poll_policy.can_know(viewer(), thing):
        abort(404)
    return thing


def paragraph(slug: str, paragraph_id: int) -> Paragraph:
    """Return a paragraph of the record of the meeting called *slug*."""
    return found(records.paragraph_of(meeting(slug), numbered(paragraph_id)))


def decision(decision_id: int) -> Decision:
    """Return one decision of a meeting that the reader may know of."""
    thing = found(outcomes.decision_by_id(numbered(decision_id)))
    found(thing if policy.can_see(viewer(), thing.meeting) else None)
    return thing


def action(action_id: int) -> Action:
    """Return one action of a meeting that the reader may know of."""
    thing = found(outcomes.action_by_id(numbered(action_id)))
    found(thing if policy.can_see(viewer(), thing.meeting) else None)
    return thing


def organisation(code: str) -> Organisation:
    """Return the organisation with *code*, which addresses write in small letters."""
    return found(register.by_code(code) if code == code.lower() else None)


def nomination(nomination_id: int) -> Nomination:
    """Return one nomination."""
    return found(register.nomination_by_id(numbered(nomination_id)))
