"""Whom the announcements of invitations to meetings concern, and what they are to hear."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.invitation import queries
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.registration import queries as registrations
from meetings.notices import own_way
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _sent(payload: Payload, now: datetime) -> list[Notice]:
    """Who is invited gets the dates and a link of their own."""
    return _invitation("invitation.sent", payload, now)


def _reminded(payload: Payload, now: datetime) -> list[Notice]:
    """Who has said nothing by the time the mail is written is asked once more."""
    return _invitation("invitation.reminded", payload, now)


def _invitation(kind: str, payload: Payload, now: datetime) -> list[Notice]:
    """Invite somebody, unless they have answered meanwhile or people can no longer register."""
    link, sent = queries.link_by_id(payload["link"]), queries.round_by_id(payload["round"])
    if link is None or sent is None or link.declined_at or link.person.disabled_at:
        return []
    meeting = link.meeting
    sessions = meetings.sessions_of(meeting)
    is_open = meeting_rules.takes_registrations(meeting, sessions, now)
    if not is_open or registrations.of(meeting, link.person):
        return []
    return [
        Notice(
            kind=kind,
            person=link.person,
            meeting=meeting,
            page=("place.show", {"token": own_way.token(link)}),
            facts={"words": sent.text, "sessions": [session for session in sessions if session.ends_at > now]},
            worthless_after=meeting.registration_closes_at or max(session.ends_at for session in sessions),
        )
    ]


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "invitation.sent": _sent,
    "invitation.reminded": _reminded,
}
