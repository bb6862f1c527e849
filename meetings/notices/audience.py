"""For each kind of announcement: whom it concerns, and what each of them is to hear."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from meetings.domain.access import queries as access
from meetings.domain.access import rules as ways_in
from meetings.domain.meeting import published
from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import queries as register
from meetings.domain.outbox.rules import ONLY
from meetings.domain.outcome import queries as outcomes
from meetings.domain.outcome import rules as outcome_rules
from meetings.domain.person import rules as people
from meetings.domain.poll import ballot_queries, electorate
from meetings.domain.poll import queries as polls
from meetings.domain.registration import queries as registrations
from meetings.domain.registration import substitutes as standing
from meetings.models.organisation import Nomination
from meetings.models.registration import Place
from meetings.notices import (
    address,
    agenda,
    attendance,
    breakouts,
    campaigns,
    changes,
    deadlines,
    delivery,
    house,
    invitations,
    joining,
    merging,
    places,
    privacy,
    proxies,
    questions,
    registering,
    security,
    substitutes,
    visas,
)
from meetings.notices import polls as between_meetings
from meetings.notices.notice import Notice, Stranger

Payload = dict[str, Any]

logger = logging.getLogger(__name__)


class UnknownKind(Exception):
    """Nobody has said whom an announcement of this kind concerns."""


def notices(kind: str, payload: Payload, *, now: datetime) -> list[Notice]:
    """Return what is to be said after an announcement of *kind*; raises ``UnknownKind``.

    What has changed again since then is not told: its own announcement follows.
    """
    if kind not in KINDS:
        raise UnknownKind(f"No notice is written for {kind}.")
    return [notice for notice in KINDS[kind](payload, now) if is_wanted(notice)]


def readers(kind: str, payload: Payload, *, now: datetime) -> Sequence[int]:
    """Return whom an announcement of *kind* to many goes to, as ids of its own sort; nothing for one to a few.

    A part of an announcement, which names those already, is one to a few.
    """
    return MANY[kind](payload, now) if kind in MANY and ONLY not in payload else []


def is_wanted(notice: Notice) -> bool:
    """Say whether the reader takes such mails: whoever has no account has refused none, a closed one gets none."""
    reader = notice.person
    return isinstance(reader, Stranger) or (reader.disabled_at is None and people.wants(reader, notice.kind))


def _sign_in(payload: Payload, now: datetime) -> list[Notice]:
    """The one who asked for a link hears of it, if they are known and it still works."""
    request = access.by_id(payload["request"])
    if request is None or request.person is None or request.used_at or request.expires_at <= now:
        return []
    secret = house.settings().secret_key
    return [
        Notice(
            kind="access.asked",
            person=request.person,
            page=("access.link", {"token": ways_in.link_token(request.nonce, secret)}),
            facts={"code": ways_in.typed_code(request.nonce, secret), "until": request.expires_at},
            secret=True,
            worthless_after=request.expires_at,
        )
    ]


def _record_published(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who had a place hears that the record is there, unless it was withdrawn since."""
    meeting = meetings.by_id(payload["meeting"])
    if meeting is None or meeting.announced_at is None or not published.record_is_published(meeting):
        return []
    placed = registrations.whole_list(meeting, place=Place.CONFIRMED, only=payload.get(ONLY))
    return [places.told("record.published", one, page="record.show") for one in placed]


def _placed(payload: Payload, now: datetime) -> Sequence[int]:
    """Return the ids of the places at the meeting whose record was published."""
    meeting = meetings.by_id(payload["meeting"])
    return registrations.ids_held_in(meetings.sessions_of(meeting)) if meeting else []


def _ballot_cast(payload: Payload, now: datetime) -> list[Notice]:
    """Those who share a ballot hear what was cast and by whom, if it still stands."""
    poll = polls.by_id(payload["poll"])
    organisation = electorate.organisation_of(poll, payload["voter"]) if poll else None
    ballot = ballot_queries.ballot(poll, payload["voter"]) if poll else None
    if poll is None or organisation is None or ballot is None:
        return []
    if (ballot.choice, ballot.cast_by_id) != (payload["choice"], payload["by"]):
        return []
    answer = ballot_queries.in_words(poll, ballot.choice)
    facts: Payload = {"organisation": organisation, "poll": poll, "answer": answer, "ballot": ballot}
    facts["on_behalf_of"] = ballot_queries.cast_for(poll, ballot)
    facts["holder"] = ballot.proxy.holder if ballot.proxy else None
    sharers = [named.person for named in register.nominated(organisation, on=now.date()) if _votes(named)]
    replaced = standing.open_at(poll.meeting)
    sharers += [replaced[one.id].substitute for one in sharers if one.id in replaced]
    return [
        Notice(
            kind="poll.ballot_cast",
            person=sharer,
            meeting=poll.meeting,
            page=("poll.show", {"poll_id": str(poll.id)}),
            facts=facts,
        )
        for sharer in sharers
        if sharer.id != ballot.cast_by_id
    ]


def _votes(named: Nomination) -> bool:
    return electorate.exercises(named)


def _reported(payload: Payload, now: datetime) -> list[Notice]:
    """The owner of an action hears what was reported for them, if it still stands."""
    action = outcomes.action_by_id(payload["action"])
    if action is None or not action.on_behalf or action.state.value != payload["state"]:
        return []
    owners = [action.person] if action.person else []
    if action.organisation:
        owners = [named.person for named in register.nominated(action.organisation, on=now.date())]
    symbol = outcome_rules.action_symbol(action.meeting, action.number)
    return [
        Notice(
            kind="action.reported",
            person=person,
            meeting=action.meeting,
            page=("outcome.index", {"meeting": action.meeting.slug, "state": "all"}),
            facts={"action": action, "symbol": symbol, "on_behalf": True},
        )
        for person in owners
    ]


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "access.asked": _sign_in,
    "access.proof_asked": security.proof_asked,
    "access.security_changed": security.changed,
    "address.asked": address.asked,
    "address.changed": address.changed,
    "address.undone": address.undone,
    "record.published": _record_published,
    "poll.ballot_cast": _ballot_cast,
    "action.reported": _reported,
    "privacy.erasure_asked": privacy.erasure_asked,
    "privacy.erasure_refused": privacy.erasure_refused,
    **agenda.KINDS,
    **attendance.KINDS,
    **between_meetings.KINDS,
    **breakouts.KINDS,
    **campaigns.KINDS,
    **changes.KINDS,
    **deadlines.KINDS,
    **delivery.KINDS,
    **invitations.KINDS,
    **joining.KINDS,
    **merging.KINDS,
    **proxies.KINDS,
    **questions.KINDS,
    **registering.KINDS,
    **substitutes.KINDS,
    **visas.KINDS,
}
#: Announcements that may concern thousands: to whom each goes. They are divided, and each part names some of those.
MANY: dict[str, Callable[[Payload, datetime], Sequence[int]]] = {
    "record.published": _placed,
    **attendance.MANY,
    **changes.MANY,
    **deadlines.MANY,
    **between_meetings.MANY,
}
