"""Whom proposals for agendas concern, and what they are to hear."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.agenda import proposal_queries as queries
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _answered(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever proposed an item hears what the secretariat said to it, if that still stands."""
    proposal = queries.by_id(payload["proposal"])
    if proposal is None or proposal.state.value != payload["state"]:
        return []
    person = proposal.proposed_by
    if person is None or person.disabled_at is not None:
        return []
    return [
        Notice(
            kind="agenda.proposal_answered",
            person=person,
            meeting=proposal.meeting,
            page=("agenda_proposals.index", {"slug": proposal.meeting.slug}),
            facts={"proposal": proposal},
        )
    ]


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {"agenda.proposal_answered": _answered}
