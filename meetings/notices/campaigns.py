"""Whom the announcements of “Is this still correct?” concern, and what they are to hear."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from meetings.domain.confirmation import queries, rules
from meetings.models.confirmation import AskLink
from meetings.notices import house
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _asked(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever is asked for one or more organisations gets one mail with their links."""
    return _question("confirmation.asked", payload, now)


def _reminded(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever has not answered by the time the mail is written is asked once more."""
    return _question("confirmation.reminded", payload, now)


def _question(kind: str, payload: Payload, now: datetime) -> list[Notice]:
    links = queries.silent_links(payload["campaign"], payload["person"])
    if not links or not rules.is_open(links[0].ask.campaign, now):
        return []
    campaign, person = links[0].ask.campaign, links[0].person
    addresses = _addresses(links)
    return [
        Notice(
            kind=kind,
            person=person,
            page=("confirmation.show", {"token": addresses[0][1]}),
            facts={
                "campaign": campaign,
                "links": [
                    (organisation, house.address("confirmation.show", person.language, token=token))
                    for organisation, token in addresses
                ],
            },
            secret=True,
        )
    ]


def _addresses(links: Sequence[AskLink]) -> list[tuple[Any, str]]:
    """Return each organisation with the token of its link."""
    secret = house.settings().secret_key
    return [(link.ask.organisation, rules.link_token(link.nonce, secret)) for link in links]


def _decided(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever answered hears what the secretariat did with it."""
    ask = queries.ask_by_id(payload["ask"])
    link = queries.link_of(ask, payload["person"]) if ask else None
    if ask is None or link is None:
        return []
    token = rules.link_token(link.nonce, house.settings().secret_key)
    return [
        Notice(
            kind="confirmation.decided",
            person=link.person,
            page=("confirmation.show", {"token": token}),
            facts={"ask": ask, "campaign": ask.campaign, "changes": queries.changes_of(ask)},
            secret=True,
        )
    ]


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "confirmation.asked": _asked,
    "confirmation.reminded": _reminded,
    "confirmation.decided": _decided,
}
