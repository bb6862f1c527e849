"""Whom the announcements of letters of invitation concern."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.registration import queries as registrations
from meetings.domain.visa import queries, rules
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _issued(payload: Payload, now: datetime) -> list[Notice]:
    """Who asked for a letter hears that it is signed."""
    registration = registrations.by_id(payload["registration"])
    found = queries.of(registration) if registration else None
    if registration is None or found is None or found.letter.issued_at is None or registration.person.disabled_at:
        return []
    return [
        Notice(
            kind="visa.issued",
            person=registration.person,
            meeting=registration.meeting,
            page=("visa.show", {"slug": registration.meeting.slug}),
            facts={"reference": rules.reference(found.letter)},
        )
    ]


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {"visa.issued": _issued}
