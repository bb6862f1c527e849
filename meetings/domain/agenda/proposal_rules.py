"""When Members may propose items, and what becomes of a proposal."""

from dataclasses import dataclass
from datetime import UTC, datetime

from meetings.core import fingerprint, zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.models.agenda import AgendaCall, AgendaProposal, ProposalState, Purpose

#: A proposal in one of these states can still be changed and decided.
OPEN = (ProposalState.WAITING, ProposalState.ASKED)


class ProposalsClosed(Refused):
    """The deadline for proposing items is over, or Members were not asked."""


class ProposalDecided(Refused):
    """The proposal has been decided or withdrawn."""


class AnswerMissing(Refused):
    """A question or a reason has to be written, so that the one who proposed knows what to do."""


class ClosesTooLate(Refused):
    """The first sitting would have begun when the deadline passes."""


class MembersCountOnIt(Refused):
    """Members know until when they can propose items: that is moved with a reason."""


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """What an organisation proposes."""

    title: Bilingual
    purpose: Purpose
    why: Bilingual
    minutes: int | None


def closes_at(call: AgendaCall) -> datetime:
    """Return the instant at which *call* ends, by the rules that its time zone has now."""
    return call.closes_local.replace(tzinfo=zones.zone(call.zone)).astimezone(UTC)


def is_open(call: AgendaCall | None, now: datetime) -> bool:
    """Say whether items can be proposed at *now*."""
    return call is not None and now < closes_at(call)


def check_open(proposal: AgendaProposal) -> None:
    """Refuse a *proposal* that was decided or withdrawn; raises ``ProposalDecided``."""
    if proposal.state not in OPEN:
        raise ProposalDecided


def version(proposal: AgendaProposal) -> str:
    """Return the mark by which whoever answers or changes *proposal* recognises that it is not what they have seen."""
    return fingerprint.of(*_marked(proposal))


def check_seen(seen: str | None, proposal: AgendaProposal) -> None:
    """Refuse a *proposal* that is no longer what was *seen*; raises ``ChangedMeanwhile``."""
    fingerprint.check(seen, *_marked(proposal))


def _marked(proposal: AgendaProposal) -> tuple[object, ...]:
    words = (proposal.title, proposal.purpose, proposal.why, proposal.minutes)
    return (*words, proposal.state, proposal.answer)


def says(proposal: AgendaProposal, draft: ProposalDraft) -> bool:
    """Say whether *proposal* is word for word *draft*."""
    return (proposal.title, proposal.purpose, proposal.why, proposal.minutes) == (
        *(draft.title, draft.purpose),
        *(draft.why, draft.minutes),
    )
