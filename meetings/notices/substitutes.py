"""Whom the announcements of substitutes concern: who is replaced, who comes instead, and the head."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.meeting import rules as meeting_rules
from meetings.domain.organisation import queries as register
from meetings.domain.outbox import queries as outbox
from meetings.domain.registration import links, rules, substitutes
from meetings.models.organisation import Capacity
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.substitution import Substitution
from meetings.notices import house, own_way, places
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _named(payload: Payload, now: datetime) -> list[Notice]:
    """Both hear of it, with their calendars; the head too, unless they named the substitute or are one of the two."""
    one = substitutes.by_id(payload["substitution"])
    if one is None or one.ended_at or one.meeting.cancelled_at:
        return []
    concerned = {one.principal_id, one.substitute_id, one.named_by_id}
    heads = [head for head in _heads(one, now) if head.id not in concerned]
    return [
        *_to("registration.replaced", one, one.principal, now),
        *_to("registration.substitute_named", one, one.substitute, now),
        *(_plain("registration.substitute_told", one, head) for head in heads),
    ]


def _ended(payload: Payload, now: datetime) -> list[Notice]:
    """Both hear that everything is back, unless they have a part in another substitution by now."""
    one = substitutes.by_id(payload["substitution"])
    if one is None or one.meeting.cancelled_at:
        return []
    told = (("registration.returned", one.principal), ("registration.substitute_ended", one.substitute))
    free = ((kind, who) for kind, who in told if substitutes.of_either(one.meeting, who) is None)
    return [notice for kind, who in free for notice in _to(kind, one, who, now)]


def _heads(one: Substitution, now: datetime) -> list[Person]:
    """Return the head of the organisation that both come for."""
    named = register.nominated(one.organisation, on=now.date()) if one.organisation else ()
    return [each.person for each in named if each.capacity is Capacity.HEAD]


def _to(kind: str, one: Substitution, person: Person, now: datetime) -> list[Notice]:
    """Tell *person*, and let their calendar follow the place that they have now or had."""
    place = substitutes.place_of(one.meeting, person)
    if place is None:
        return [_plain(kind, one, person)]
    facts = {**_facts(one), "held": place.place in rules.HELD}
    if _is_seated(place):
        return places.invited(kind, place, now=now, **facts)
    return places.released(kind, place, now=now, known=outbox.invited_to(one.meeting_id), **facts)


def _is_seated(place: Registration) -> bool:
    return place.place is Place.CONFIRMED and meeting_rules.is_expected(place.session, place.meeting)


def _plain(kind: str, one: Substitution, person: Person) -> Notice:
    """Tell *person* who has no place at the meeting."""
    link = links.link_of(one.meeting, person)
    address = house.address("place.show", person.language, token=own_way.token(link)) if link else ""
    return Notice(
        kind=kind,
        person=person,
        meeting=one.meeting,
        page=("meeting.show", {"slug": one.meeting.slug}),
        facts={**_facts(one), "session": None, "join_link": "", "own_way": address, "held": False},
    )


def _facts(one: Substitution) -> dict[str, Any]:
    return {"principal": one.principal, "substitute": one.substitute, "organisation": one.organisation}


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "registration.substitute_named": _named,
    "registration.substitute_ended": _ended,
}
