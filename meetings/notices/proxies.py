"""Whom the announcements of proxies concern: those who vote for the giver, and those who vote for the holder."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.organisation import queries as register
from meetings.domain.poll import electorate, proxies
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.models.proxy import Proxy
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _given(payload: Payload, now: datetime) -> list[Notice]:
    """Both sides hear of it, if it is still in force."""
    proxy = proxies.by_id(payload["proxy"])
    return [] if proxy is None or proxy.ended_at else _both("proxy.given", proxy, now)


def _ended(payload: Payload, now: datetime) -> list[Notice]:
    """Both sides hear that the ballots are with the giver again."""
    proxy = proxies.by_id(payload["proxy"])
    return _both("proxy.ended", proxy, now) if proxy else []


def _both(kind: str, proxy: Proxy, now: datetime) -> list[Notice]:
    givers = _voting(proxy.giver, now)
    holders = [proxy.person] if proxy.person else _voting(proxy.holder, now)
    return [_notice(kind, proxy, one, holds=False) for one in givers] + [
        _notice(kind, proxy, one, holds=True) for one in holders
    ]


def _voting(organisation: Organisation, now: datetime) -> list[Person]:
    named = register.nominated(organisation, on=now.date())
    return [each.person for each in named if electorate.exercises(each)]


def _notice(kind: str, proxy: Proxy, person: Person, *, holds: bool) -> Notice:
    return Notice(
        kind=kind,
        person=person,
        meeting=proxy.meeting,
        page=("proxy.mine", {"slug": proxy.meeting.slug}),
        facts={
            "giver": proxy.giver.name,
            "holder": proxy.holder.name,
            "person": proxy.person,
            "question": proxy.poll.question if proxy.poll else None,
            "declined": proxy.declined,
            "own_vote": proxies.terms(proxy.meeting).own_vote,
            "holds": holds,
        },
    )


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "proxy.given": _given,
    "proxy.taken_back": _ended,
    "proxy.declined": _ended,
}
