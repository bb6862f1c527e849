"""What people hear of their place at a meeting: given, waited for, on other days, given back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.outbox import queries as outbox
from meetings.domain.registration import days
from meetings.domain.registration import queries as registrations
from meetings.models.registration import Place, Registration, RegistrationDay
from meetings.notices import places
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _confirmed(payload: Payload, now: datetime) -> list[Notice]:
    return _invited("registration.confirmed", payload, now)


def _promoted(payload: Payload, now: datetime) -> list[Notice]:
    return _invited("registration.promoted", payload, now)


def _invited(kind: str, payload: Payload, now: datetime, **facts: Any) -> list[Notice]:
    one = _registered(payload, Place.CONFIRMED)
    return places.invited(kind, one, now=now, **facts) if one else []


def _waiting(payload: Payload, now: datetime) -> list[Notice]:
    """Who waits has no entry in their calendar: one from a place that they had before goes."""
    one = _registered(payload, Place.WAITING)
    known = outbox.invited_to(one.meeting_id) if one else frozenset()
    return places.released("registration.waiting", one, now=now, known=known) if one else []


def _requested(payload: Payload, now: datetime) -> list[Notice]:
    """Who has to be approved hears that the request is there."""
    one = _registered(payload, Place.REQUESTED)
    return [places.told_with_days("registration.requested", one, now=now)] if one else []


def _refused(payload: Payload, now: datetime) -> list[Notice]:
    """Who gets no place hears why."""
    one = _registered(payload, Place.REFUSED)
    return [places.told("registration.refused", one, refusal=one.refusal)] if one else []


def _withdrawn(payload: Payload, now: datetime) -> list[Notice]:
    one = _registered(payload, Place.WITHDRAWN)
    known = outbox.invited_to(one.meeting_id) if one else frozenset()
    return places.released("registration.withdrawn", one, now=now, known=known) if one else []


def _moved(payload: Payload, now: datetime) -> list[Notice]:
    """Someone changed session; their calendar entry moves with them."""
    return _invited("registration.moved", payload, now, was=meetings.session_by_id(payload["was"]))


def _days_changed(payload: Payload, now: datetime) -> list[Notice]:
    """Someone comes on other days: each day that changed follows in their calendar, in one message with words first."""
    one = _registered(payload, Place.CONFIRMED) or _registered(payload, Place.WAITING)
    if one is None:
        return []
    by_id = {row.id: row for row in one.days}
    new, gone = (_rows(payload[name], by_id) for name in ("covered", "dropped"))
    new = [row for row in new if row.dropped_at is None and row.session.cancelled_at is None]
    gone = [row for row in gone if row.dropped_at]
    known = outbox.invited_to(one.meeting_id)
    kind = "registration.days_changed"
    facts: dict[str, Any] = {"listed": days.coming(one, now), "left": [row.session for row in gone]}
    if one.place is Place.WAITING:
        return [places.told(kind, one, **facts)]
    if new:
        off = gone if one.person_id in known else []
        return [*places.invited(kind, one, now=now, rows=new, **facts), *places.without(one, off)]
    return places.released(kind, one, now=now, known=known, rows=gone, **facts)


def _rows(ids: str, by_id: dict[int, RegistrationDay]) -> list[RegistrationDay]:
    """Return the days with these *ids*, in the order in which they begin."""
    found = [by_id[number] for number in map(int, filter(None, ids.split(","))) if number in by_id]
    return sorted(found, key=lambda row: row.session.starts_at)


def _registered(payload: Payload, place: Place) -> Registration | None:
    """Return the registration that *payload* names, if it still gives *place*.

    Places in a session or meeting that is off meanwhile are told of by its own announcement.
    """
    one = registrations.by_id(payload["registration"])
    if one is None or one.place is not place:
        return None
    return one if meeting_rules.is_expected(one.session, one.meeting) or place is Place.WITHDRAWN else None


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "registration.confirmed": _confirmed,
    "registration.waiting": _waiting,
    "registration.promoted": _promoted,
    "registration.requested": _requested,
    "registration.refused": _refused,
    "registration.moved": _moved,
    "registration.days_changed": _days_changed,
    "registration.withdrawn": _withdrawn,
}
