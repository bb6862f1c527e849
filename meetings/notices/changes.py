"""What the registered hear when a meeting or one of its sessions moves, is postponed or is cancelled."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules
from meetings.domain.outbox import queries as outbox
from meetings.domain.registration import actions as registrations
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, Registration
from meetings.notices import places
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def session_moved(payload: Payload, now: datetime) -> list[Notice]:
    """All who have a place in a session that changed get it anew, all who wait for one are told."""
    session = meetings.session_by_id(payload["session"])
    if session is None or session.ends_at <= now or not rules.is_expected(session, session.meeting):
        return []
    was = datetime.fromisoformat(payload["was"])
    facts: dict[str, Any] = {"was": was, "moved": was != session.starts_at}
    return [_again("meeting.session_moved", one, **facts) for one in _followers([session], now)]


def session_cancelled(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who has or waits for a place in a session hears that it is off, and which others there are."""
    session = meetings.session_by_id(payload["session"])
    if session is None or session.cancelled_at is None or session.meeting.cancelled_at:
        return []
    left = rules.taking_place(meetings.sessions_of(session.meeting))
    others = [one for one in left if one.ends_at > now]
    return _released("meeting.session_cancelled", session.meeting, [session], now, others=others)


def postponed(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who has or waits for a place hears why, and the new dates or that there are none yet."""
    meeting = meetings.by_id(payload["meeting"])
    if meeting is None or meeting.cancelled_at or meeting.postponed_at is None:
        return []
    sessions = rules.taking_place(meetings.sessions_of(meeting))
    if meeting.undated:
        return _released("meeting.postponed", meeting, sessions, now)
    return [_again("meeting.postponed", one) for one in _followers(sessions, now)]


def cancelled(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who has or waits for a place hears that there will be no meeting."""
    meeting = meetings.by_id(payload["meeting"])
    if meeting is None or meeting.cancelled_at is None:
        return []
    return _released("meeting.cancelled", meeting, meetings.sessions_of(meeting), now)


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "meeting.session_moved": session_moved,
    "meeting.session_cancelled": session_cancelled,
    "meeting.postponed": postponed,
    "meeting.cancelled": cancelled,
}


def _followers(sessions: Sequence[Session], now: datetime) -> list[Registration]:
    """Return who has or waits for a place in *sessions*; their calendar entries are raised."""
    return [one for session in sessions for one in registrations.follow_session(session, now=now)]


def _again(kind: str, registration: Registration, **facts: Any) -> Notice:
    """Tell someone, and send whoever has a place the session anew."""
    tell = places.invited if registration.place is Place.CONFIRMED else places.told
    return tell(kind, registration, **facts)


def _released(kind: str, meeting: Meeting, sessions: Sequence[Session], now: datetime, **facts: Any) -> list[Notice]:
    """Tell all who have or wait for a place in *sessions*, and take these out of their calendars."""
    known = outbox.invited_to(meeting.id)
    return [places.released(kind, one, known=known, **facts) for one in _followers(sessions, now)]
