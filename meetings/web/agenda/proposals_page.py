"""What the page of proposed items shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.agenda import policy
from meetings.domain.agenda import proposal_queries as queries
from meetings.domain.agenda import proposal_rules as rules
from meetings.models.agenda import AgendaCall, AgendaProposal, ProposalState
from meetings.models.meeting import Meeting
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """What was proposed for a meeting, as one reader may see it."""

    meeting: Meeting
    proposals: Sequence[AgendaProposal]
    call: AgendaCall | None
    now: datetime
    may_edit: bool
    may_propose: bool

    @property
    def closes_at(self) -> datetime | None:
        """When the deadline passes, if there is one."""
        return rules.closes_at(self.call) if self.call else None

    @property
    def is_open(self) -> bool:
        """Whether items can be proposed now."""
        return rules.is_open(self.call, self.now)

    @property
    def waiting(self) -> int:
        """How many proposals wait for the secretariat."""
        return sum(proposal.state is ProposalState.WAITING for proposal in self.proposals)

    @property
    def may_ask(self) -> bool:
        """Whether the deadline is set on this page: once Members count on it, it is moved with a reason."""
        return self.may_edit and not self.is_known

    @property
    def is_known(self) -> bool:
        """Whether Members count on the deadline."""
        return self.call is not None and self.meeting.announced_at is not None

    def is_undecided(self, proposal: AgendaProposal) -> bool:
        """Say whether *proposal* can still be changed and decided."""
        return proposal.state in rules.OPEN


def of(meeting: Meeting, viewer: Person | None, *, now: datetime) -> ProposalsPage:
    """Gather what *viewer* may see of what was proposed for *meeting*."""
    may_edit = policy.can_edit(viewer, meeting)
    mine = None if may_edit else queries.member_of(viewer, on=now.date())
    return ProposalsPage(
        meeting=meeting,
        proposals=queries.of_meeting(meeting, mine),
        call=queries.call_of(meeting),
        now=now,
        may_edit=may_edit,
        may_propose=policy.can_propose(viewer, meeting),
    )
