"""Reads what Members propose for agendas."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from meetings.domain.agenda import proposal_rules as rules
from meetings.domain.organisation import queries as register
from meetings.models.agenda import AgendaCall, AgendaProposal, ProposalState
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person


def call_of(meeting: Meeting) -> AgendaCall | None:
    """Return until when items can be proposed for *meeting*, if Members were asked."""
    return current().get(AgendaCall, meeting.id)


def member_of(viewer: Person | None, *, on: date) -> Organisation | None:
    """Return the Member for which *viewer* speaks on the day *on*."""
    nomination = register.nomination_of(viewer, on=on) if viewer else None
    return nomination.organisation if nomination and nomination.organisation.kind.votes else None


def by_id(number: int) -> AgendaProposal | None:
    """Return one proposal."""
    return current().scalar(_whole().where(AgendaProposal.id == number))


def of_meeting(meeting: Meeting, organisation: Organisation | None = None) -> Sequence[AgendaProposal]:
    """Return what was proposed for *meeting*, those of one *organisation* if it is given; the open ones first."""
    query = _whole().where(AgendaProposal.meeting_id == meeting.id)
    if organisation:
        query = query.where(AgendaProposal.organisation_id == organisation.id)
    found = current().scalars(query.order_by(AgendaProposal.id)).all()
    return sorted(found, key=lambda proposal: proposal.state not in rules.OPEN)


def waiting(meeting: Meeting) -> int:
    """Return how many proposals for *meeting* wait for the secretariat."""
    wanted = (AgendaProposal.meeting_id == meeting.id) & (AgendaProposal.state == ProposalState.WAITING)
    return current().scalar(select(func.count()).select_from(AgendaProposal).where(wanted)) or 0


def _whole() -> Select[AgendaProposal]:
    return select(AgendaProposal).options(
        joinedload(AgendaProposal.organisation).joinedload(Organisation.kind),
        joinedload(AgendaProposal.proposed_by),
        joinedload(AgendaProposal.item),
    )
