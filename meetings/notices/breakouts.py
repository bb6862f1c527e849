"""Whom the announcements of break-outs concern."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.meeting import rules as meetings
from meetings.domain.registration import breakouts
from meetings.models.registration import Place
from meetings.notices import places
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _free(payload: Payload, now: datetime) -> list[Notice]:
    """Who waited for a place in a break-out hears that it is theirs, if it still is."""
    choice = breakouts.by_id(payload["choice"])
    if choice is None or choice.place is not Place.CONFIRMED:
        return []
    if choice.session.cancelled_at or not meetings.is_expected(
        choice.registration.session, choice.registration.meeting
    ):
        return []
    return [places.told("registration.breakout_free", choice.registration, breakout=choice.session)]


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {"registration.breakout_free": _free}
