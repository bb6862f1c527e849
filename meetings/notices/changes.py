"""What the registered hear when a meeting or one of its sessions moves, is postponed or is cancelled."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules
from meetings.domain.outbox import queries as outbox
from meetings.domain.outbox.rules import ONLY
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import days
from meetings.domain.registration import queries as places_held
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, RegistrationDay
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
    return [
        notice
        for row in registrations.follow_sessions([session], only=payload.get(ONLY), now=now)
        for notice in _again("meeting.session_moved", [row], now, **facts)
    ]


def session_cancelled(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who has or waits for a place in a session hears that it is off, and which others there are."""
    session = meetings.session_by_id(payload["session"])
    if session is None or session.cancelled_at is None or session.meeting.cancelled_at:
        return []
    left = rules.taking_place(meetings.sessions_of(session.meeting))
    others, known = [one for one in left if one.ends_at > now], outbox.invited_to(session.meeting_id)
    notices = []
    for row in registrations.follow_sessions([session], only=payload.get(ONLY), now=now):
        mine = days.coming(row.registration, now)
        # Who has other days keeps them; only who lost the one day has to look for another.
        facts = {"others": [] if mine else others, "listed": mine}
        notices += places.released(
            "meeting.session_cancelled", row.registration, now=now, known=known, rows=[row], **facts
        )
    return notices


def postponed(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who has or waits for a place hears why, and the new dates or that there are none yet."""
    meeting = meetings.by_id(payload["meeting"])
    if meeting is None or meeting.cancelled_at or meeting.postponed_at is None:
        return []
    sessions = rules.taking_place(meetings.sessions_of(meeting))
    if meeting.undated:
        return _released("meeting.postponed", meeting, sessions, payload, now)
    return [notice for rows in _followers(sessions, payload, now) for notice in _again("meeting.postponed", rows, now)]


def cancelled(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who has or waits for a place hears that there will be no meeting."""
    meeting = meetings.by_id(payload["meeting"])
    if meeting is None or meeting.cancelled_at is None:
        return []
    return _released("meeting.cancelled", meeting, meetings.sessions_of(meeting), payload, now)


def _of_session(payload: Payload, now: datetime) -> Sequence[int]:
    """Return the ids of the places in the session that an announcement is about."""
    session = meetings.session_by_id(payload["session"])
    return places_held.ids_held_in([session]) if session else []


def _of_meeting(payload: Payload, now: datetime) -> Sequence[int]:
    """Return the ids of the places at the meeting that an announcement is about."""
    meeting = meetings.by_id(payload["meeting"])
    return places_held.ids_held_in(meetings.sessions_of(meeting)) if meeting else []


#: To whom it goes, by the ids of their places: there may be thousands.
MANY: dict[str, Callable[[Payload, datetime], Sequence[int]]] = {
    "meeting.session_moved": _of_session,
    "meeting.session_cancelled": _of_session,
    "meeting.postponed": _of_meeting,
    "meeting.cancelled": _of_meeting,
}
KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "meeting.session_moved": session_moved,
    "meeting.session_cancelled": session_cancelled,
    "meeting.postponed": postponed,
    "meeting.cancelled": cancelled,
}


def _followers(sessions: Sequence[Session], payload: Payload, now: datetime) -> list[list[RegistrationDay]]:
    """Return the days in *sessions* that people come on, or wait for, by person; their calendar entries are raised."""
    found: dict[int, list[RegistrationDay]] = {}
    for row in registrations.follow_sessions(sessions, only=payload.get(ONLY), now=now):
        found.setdefault(row.registration_id, []).append(row)
    return [sorted(rows, key=lambda row: row.session.starts_at) for rows in found.values()]


def _again(kind: str, rows: list[RegistrationDay], now: datetime, **facts: Any) -> list[Notice]:
    """Tell someone of *rows* of theirs, and send whoever has a place these days anew."""
    registration = rows[0].registration
    if registration.place is Place.CONFIRMED:
        return places.invited(kind, registration, now=now, rows=rows, **facts)
    several = [row.session for row in rows] if len(rows) > 1 else []
    return [places.told(kind, registration, session=rows[0].session, listed=several, **facts)]


def _released(
    kind: str, meeting: Meeting, sessions: Sequence[Session], payload: Payload, now: datetime
) -> list[Notice]:
    """Tell all who have or wait for a place in *sessions*, and take these out of their calendars."""
    known = outbox.invited_to(meeting.id)
    return [
        notice
        for rows in _followers(sessions, payload, now)
        for notice in places.released(kind, rows[0].registration, now=now, known=known, rows=_on(rows))
    ]


def _on(rows: list[RegistrationDay]) -> list[RegistrationDay]:
    """Return those of *rows* that were not called off before, or all when there are no others."""
    return [row for row in rows if row.session.cancelled_at is None] or rows[:1]
