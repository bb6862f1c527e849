"""Reads agendas as they stand, for those who write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from meetings.core.bilingual import Bilingual
from meetings.models.agenda import AgendaItem, AgendaPresenter, AgendaVersion
from meetings.models.database import current
from meetings.models.document import Document
from meetings.models.meeting import Meeting, Session
from meetings.models.outcome import Action, Decision
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.models.record import Paragraph


def items(meeting: Meeting, *, fresh: bool = False) -> Sequence[AgendaItem]:
    """Return the items of *meeting* in their order; *fresh* reads over what this unit of work knew of them."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    query = query.order_by(AgendaItem.position, AgendaItem.id).execution_options(populate_existing=fresh)
    return current().scalars(query).all()


def by_id(meeting: Meeting, number: int) -> AgendaItem | None:
    """Return the item of *meeting* with the id *number*."""
    return current().scalar(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.id == number))


def versions(meeting: Meeting) -> Sequence[AgendaVersion]:
    """Return the versions of the agenda of *meeting*, the first one first, also one that is being written."""
    query = select(AgendaVersion).where(AgendaVersion.meeting_id == meeting.id)
    return current().scalars(query.order_by(AgendaVersion.number)).all()


def presenters(item: AgendaItem) -> Sequence[AgendaPresenter]:
    """Return the people and organisations that present *item*, in their order."""
    query = select(AgendaPresenter).where(AgendaPresenter.item_id == item.id).order_by(AgendaPresenter.id)
    query = query.options(joinedload(AgendaPresenter.person), joinedload(AgendaPresenter.organisation))
    return current().scalars(query).all()


def presented_by(person: Person, *, now: datetime) -> list[tuple[Meeting, set[str]]]:
    """Return the meetings to come for which *person* is named, each with the keys of the items they present."""
    ahead = exists().where(Session.meeting_id == Meeting.id, Session.ends_at > now)
    query = (
        select(Meeting, AgendaItem.key)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(AgendaPresenter, AgendaPresenter.item_id == AgendaItem.id)
        .where(AgendaPresenter.person_id == person.id, ahead)
        .where(Meeting.announced_at.is_not(None), Meeting.cancelled_at.is_(None))
    )
    found: dict[int, tuple[Meeting, set[str]]] = {}
    for meeting, key in current().execute(query.order_by(Meeting.id)):
        found.setdefault(meeting.id, (meeting, set()))[1].add(key)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Hanging:
    """What belongs to an item and stays with the meeting when the item goes."""

    documents: Sequence[str]
    polls: Sequence[Bilingual]
    #: Their numbers.
    decisions: Sequence[int]
    actions: Sequence[int]
    paragraphs: int

    @property
    def anything(self) -> bool:
        """Whether anything belongs to it."""
        return bool(self.documents or self.polls or self.decisions or self.actions or self.paragraphs)


def hanging(item: AgendaItem) -> Hanging:
    """Return what belongs to *item*."""
    paragraphs = select(func.count()).select_from(Paragraph).where(Paragraph.item_id == item.id)
    return Hanging(
        documents=_of(item, Document, Document.symbol),
        polls=_of(item, Poll, Poll.question),
        decisions=_of(item, Decision, Decision.number),
        actions=_of(item, Action, Action.number),
        paragraphs=current().scalar(paragraphs) or 0,
    )


def _of(item: AgendaItem, kind: Any, what: Any) -> Sequence[Any]:
    return current().scalars(select(what).where(kind.item_id == item.id).order_by(kind.id)).all()
