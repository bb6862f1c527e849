"""Takes and decides the items that Members propose."""

from datetime import datetime

from meetings.core import zones
from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, rules
from meetings.domain.agenda import proposal_queries as queries
from meetings.domain.agenda import proposal_rules as proposals
from meetings.domain.agenda.proposal_rules import ProposalDraft
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.audit import actions as audit
from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox import actions as outbox
from meetings.models.agenda import AgendaCall, AgendaItem, AgendaProposal, ProposalState
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting
from meetings.models.organisation import Organisation
from meetings.models.person import Person

NOTHING = Bilingual()


def set_deadline(
    meeting: Meeting,
    closes: datetime | None,
    zone: str,
    *,
    known: bool = False,
    by: Person | None,
    now: datetime,
) -> None:
    """Let Members propose items for *meeting* until the wall time *closes* in *zone*, or do not ask them.

    Once Members of an announced meeting were asked, only who moves it with a reason says that it is *known*, in
    ``deadline/actions.py``. Raises ``ClosesTooLate``, ``MembersCountOnIt``, ``HourDoesNotExist`` or ``UnknownZone``.
    """
    lock(meeting)
    call = queries.call_of(meeting)
    if call and meeting.announced_at and not known:
        raise proposals.MembersCountOnIt
    if closes is None:
        if call:
            current().delete(call)
    else:
        starts = [session.starts_at for session in meetings.sessions_of(meeting)]
        if starts and zones.instant(closes, zone) > min(starts):
            raise proposals.ClosesTooLate
        call = call or AgendaCall(meeting_id=meeting.id, revision=-1)
        call.revision += 1
        call.closes_local, call.zone = closes, zone
        add(call)
    until = f"{closes:%Y-%m-%d %H:%M} {zone}" if closes else "–"
    audit.record("agenda.deadline_set", meeting, by=by, meeting=meeting, now=now, until=until)


def propose(
    meeting: Meeting, organisation: Organisation, draft: ProposalDraft, *, by: Person, now: datetime
) -> AgendaProposal:
    """Propose an item for *meeting* on behalf of *organisation*; a form that is sent twice makes one proposal.

    Raises ``ItemTitleMissing`` or ``ProposalsClosed``.
    """
    lock(meeting)
    _check(meeting, draft, now)
    for known in queries.of_meeting(meeting, organisation):
        if known.state is ProposalState.WAITING and proposals.says(known, draft):
            return known
    proposal = AgendaProposal(
        meeting=meeting,
        organisation=organisation,
        proposed_by=by,
        state=ProposalState.WAITING,
        answer=NOTHING,
        created_at=now,
        changed_at=now,
    )
    _set(proposal, draft)
    add(proposal)
    _note("agenda.item_proposed", proposal, by=by, now=now)
    return proposal


def revise(
    proposal: AgendaProposal, draft: ProposalDraft, *, seen: str | None = None, by: Person, now: datetime
) -> None:
    """Change a *proposal* and send it again; a question of the secretariat can be answered after the deadline.

    Raises ``ItemTitleMissing``, ``ProposalDecided``, ``ProposalsClosed``, and ``ChangedMeanwhile`` when it is no longer
    what was *seen*.
    """
    _hold(proposal, seen)
    if proposal.state is ProposalState.ASKED:
        _check_words(draft)
    else:
        _check(proposal.meeting, draft, now)
    _set(proposal, draft)
    proposal.state, proposal.proposed_by, proposal.changed_at = ProposalState.WAITING, by, now
    _note("agenda.proposal_revised", proposal, by=by, now=now)


def withdraw(proposal: AgendaProposal, *, by: Person, now: datetime) -> None:
    """Take a *proposal* back; raises ``ProposalDecided``."""
    _hold(proposal)
    proposal.state, proposal.changed_at = ProposalState.WITHDRAWN, now
    _note("agenda.proposal_withdrawn", proposal, by=by, now=now)


def accept(proposal: AgendaProposal, *, seen: str | None = None, by: Person, now: datetime) -> AgendaItem:
    """Put what was proposed at the end of the agenda, credited to the organisation; return the item.

    Raises ``ProposalDecided`` or ``AgendaAdopted``, and like its neighbours ``ChangedMeanwhile`` when it is no longer
    what was *seen*.
    """
    _hold(proposal, seen)
    draft = ItemDraft(proposal.title, proposal.purpose, NOTHING, proposal.minutes)
    item = actions.add(proposal.meeting, draft, proposer=proposal.organisation, by=by, now=now)
    proposal.item = item
    _answer(proposal, ProposalState.ACCEPTED, NOTHING, by=by, now=now)
    _note("agenda.proposal_accepted", proposal, by=by, now=now)
    return item


def ask(proposal: AgendaProposal, question: Bilingual, *, seen: str | None = None, by: Person, now: datetime) -> None:
    """Ask those who proposed something; raises ``AnswerMissing`` or ``ProposalDecided``."""
    _hold(proposal, seen)
    _need(question)
    _answer(proposal, ProposalState.ASKED, question, by=by, now=now)
    _note("agenda.proposal_asked", proposal, by=by, now=now)


def decline(proposal: AgendaProposal, reason: Bilingual, *, seen: str | None = None, by: Person, now: datetime) -> None:
    """Decline a *proposal* and say why; raises ``AnswerMissing`` or ``ProposalDecided``."""
    _hold(proposal, seen)
    _need(reason)
    _answer(proposal, ProposalState.DECLINED, reason, by=by, now=now)
    _note("agenda.proposal_declined", proposal, by=by, now=now)


def _hold(proposal: AgendaProposal, seen: str | None = None) -> None:
    lock(proposal.meeting)
    lock(proposal)
    proposals.check_open(proposal)
    proposals.check_seen(seen, proposal)


def _need(words: Bilingual) -> None:
    if not words:
        raise proposals.AnswerMissing


def _check_words(draft: ProposalDraft) -> None:
    if not draft.title:
        raise rules.ItemTitleMissing


def _check(meeting: Meeting, draft: ProposalDraft, now: datetime) -> None:
    _check_words(draft)
    if meeting.cancelled_at or not proposals.is_open(queries.call_of(meeting), now):
        raise proposals.ProposalsClosed


def _set(proposal: AgendaProposal, draft: ProposalDraft) -> None:
    proposal.title, proposal.purpose = draft.title, draft.purpose
    proposal.why, proposal.minutes = draft.why, draft.minutes


def _answer(proposal: AgendaProposal, state: ProposalState, words: Bilingual, *, by: Person, now: datetime) -> None:
    """Write what became of *proposal*, and let the one who proposed hear of it."""
    proposal.state, proposal.answer = state, words
    proposal.changed_at, proposal.decided_by = now, by
    outbox.announce("agenda.proposal_answered", {"proposal": proposal.id, "state": state.value}, now=now)


def _note(verb: str, proposal: AgendaProposal, *, by: Person, now: datetime) -> None:
    code = proposal.organisation.code
    audit.record(verb, proposal, by=by, meeting=proposal.meeting, now=now, organisation=code)
