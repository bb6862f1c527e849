"""Rewords single texts of an agenda: of its items, of what Members propose, and why it is corrected."""

from datetime import datetime
from typing import Literal

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, holding, issued_words, proposal_rules
from meetings.domain.audit import actions as audit
from meetings.models.agenda import AgendaItem, AgendaProposal, AgendaVersion
from meetings.models.database import lock
from meetings.models.person import Person

Part = Literal["title", "presenter", "notes"]


def reword(
    item: AgendaItem, part: Part, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change the words of one text of *item*; all else stays.

    Once the agenda is adopted only a gap is still filled, since readers were promised the words they have. Raises
    ``ChangedMeanwhile`` when it is no longer what the editor has *seen*, ``ItemGone`` or ``AgendaAdopted``.
    """
    if part == "notes":
        actions.note(item, text, seen=seen, by=by, now=now)
        return
    lock(item.meeting)
    lock(item)
    was: Bilingual = getattr(item, part)
    fingerprint.check(seen, was)
    if not issued_words.fills_gap(was, text):
        holding.held(item)
    setattr(item, part, text)
    item.revision += 1
    issued_words.follow(item)
    audit.record("agenda.item_revised", item, by=by, meeting=item.meeting, now=now, number=item.number)


def reword_proposal(
    proposal: AgendaProposal,
    part: Literal["title", "why", "answer"],
    text: Bilingual,
    *,
    seen: str | None = None,
    by: Person | None,
    now: datetime,
) -> None:
    """Change the words of one text of a *proposal* while it is open.

    Raises ``ProposalDecided``, and ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    lock(proposal.meeting)
    lock(proposal)
    proposal_rules.check_open(proposal)
    fingerprint.check(seen, getattr(proposal, part))
    setattr(proposal, part, text)
    proposal.changed_at = now
    code = proposal.organisation.code
    audit.record(
        "agenda.proposal_reworded", proposal, by=by, meeting=proposal.meeting, now=now, text=part, organisation=code
    )


def reword_reason(
    version: AgendaVersion, text: Bilingual, *, seen: str | None = None, by: Person | None, now: datetime
) -> None:
    """Change what readers are told of why an adopted agenda was corrected.

    Raises ``ChangedMeanwhile`` when it is no longer what the editor has *seen*.
    """
    lock(version.meeting)
    lock(version)
    fingerprint.check(seen, version.reason)
    version.reason = text
    audit.record("agenda.reason_reworded", version, by=by, meeting=version.meeting, now=now, number=version.number)
