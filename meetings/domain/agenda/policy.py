"""Who may change agendas."""

from meetings.core import clock
from meetings.domain.agenda import proposal_queries as proposals
from meetings.domain.meeting import policy as meetings
from meetings.models.agenda import AgendaItem, AgendaProposal, AgendaVersion
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_edit(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting writes its agenda."""
    return meetings.can_manage(viewer, meeting)


def can_change(viewer: Person | None, item: AgendaItem) -> bool:
    """Whoever writes the agenda changes its items."""
    return can_edit(viewer, item.meeting)


def can_read_version(viewer: Person | None, version: AgendaVersion) -> bool:
    """Whoever sees the meeting reads every version of its agenda that was issued."""
    return meetings.can_see(viewer, version.meeting)


def can_issue(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever writes the agenda issues its versions."""
    return can_edit(viewer, meeting)


def can_run(viewer: Person | None, meeting: Meeting) -> bool:
    """Only those who run the meeting see its run of show, with the notes for the chair."""
    return can_edit(viewer, meeting)


def can_propose(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever speaks for a Member proposes items for a meeting that is announced."""
    announced = meeting.announced_at is not None and meetings.can_see(viewer, meeting)
    return announced and proposals.member_of(viewer, on=clock.today()) is not None


def can_list_proposals(viewer: Person | None, meeting: Meeting) -> bool:
    """Those who run the meeting see every proposed item, a Member its own."""
    return can_edit(viewer, meeting) or can_propose(viewer, meeting)


def can_revise_proposal(viewer: Person | None, proposal: AgendaProposal) -> bool:
    """Whoever speaks for the Member that proposed an item changes the proposal."""
    member = proposals.member_of(viewer, on=clock.today())
    return member is not None and member.id == proposal.organisation_id


def can_decide_proposal(viewer: Person | None, proposal: AgendaProposal) -> bool:
    """Whoever writes the agenda decides about proposed items."""
    return can_edit(viewer, proposal.meeting)


def can_name_presenters(viewer: Person | None, item: AgendaItem) -> bool:
    """Whoever writes the agenda says who presents an item."""
    return can_edit(viewer, item.meeting)
