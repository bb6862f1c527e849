"""Whom a deadline that moves still concerns, and what they are to hear."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from meetings.core import zones
from meetings.domain.deadline import concerned, queries, rules
from meetings.domain.deadline.concerned import Concerned
from meetings.domain.outbox.rules import ONLY
from meetings.models.deadline import Closing, DeadlineMove
from meetings.notices import house, own_way
from meetings.notices.notice import Notice

Payload = dict[str, Any]

#: Where one goes to do what the deadline is about.
PAGES = {Closing.PROPOSALS: "agenda_proposals.index", Closing.REGISTRATION: "meeting.show"}


def _moved(payload: Payload, now: datetime) -> list[Notice]:
    """Who has not done yet what the deadline asks hears of old and new, if it still stands there and lies ahead."""
    move = queries.move_by_id(payload["move"])
    if move is None or move.meeting.cancelled_at or move.meeting.announced_at is None:
        return []
    if rules.is_at(move) <= now or not queries.is_last(move):
        return []
    due = queries.due(move.meeting, move.kind)
    title = due.title if due else rules.NO_TITLE
    people, only = concerned.of(move.meeting, move.kind, on=now.date()), payload.get(ONLY)
    return [_told(move, one, title=title, placed=one.placed) for one in people if only is None or one.person.id in only]


def _concerned(payload: Payload, now: datetime) -> Sequence[int]:
    """Return the ids of the people whom the deadline that moved still concerns."""
    move = queries.move_by_id(payload["move"])
    return [one.person.id for one in concerned.of(move.meeting, move.kind, on=now.date())] if move else []


def _told(move: DeadlineMove, one: Concerned, **facts: Any) -> Notice:
    was, now_at = rules.was_at(move), rules.is_at(move)
    page = (PAGES.get(move.kind, "deadline.index"), {"slug": move.meeting.slug})
    if one.link:
        page = ("place.show", {"token": own_way.token(one.link)})
    two = zones.offset_differs(now_at, one.person.zone, house.settings().time_zone)
    return Notice(
        kind="deadline.moved",
        person=one.person,
        meeting=move.meeting,
        page=page,
        facts={"move": move, "closing": move.kind.value, "was": was, "until": now_at, "two_zones": two, **facts},
    )


MANY: dict[str, Callable[[Payload, datetime], Sequence[int]]] = {"deadline.moved": _concerned}
KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {"deadline.moved": _moved}
