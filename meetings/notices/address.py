"""Who hears of a change of address: the old one, the new one, and whoever else is concerned."""

from datetime import datetime
from typing import Any

from meetings.domain.access import address_change_policy as policy
from meetings.domain.access import address_change_queries as changes
from meetings.domain.access import address_change_rules as rules
from meetings.domain.access.address_change_rules import Side
from meetings.domain.person import queries as people
from meetings.models.address_change import AddressChange
from meetings.notices import house
from meetings.notices.notice import Notice, Stranger

Payload = dict[str, Any]


def asked(payload: Payload, now: datetime) -> list[Notice]:
    """The old address may stop it or agree, the new one agrees; a taken one hears only that somebody tried."""
    change = changes.by_id(payload["change"])
    if change is None or change.person.disabled_at or not rules.is_open(change, now=now):
        return []
    return [_to_old(change), *_to_new(change), *_to_house(change)]


def _to_old(change: AddressChange) -> Notice:
    return Notice(
        kind="address.asked_old",
        person=change.person,
        page=("address.old", {"token": _token(change, Side.OLD)}),
        facts={"new_email": change.new_email, "until": change.expires_at},
        secret=True,
    )


def _to_new(change: AddressChange) -> list[Notice]:
    holder = people.by_email(change.new_email)
    if holder is None:
        link = ("address.new", {"token": _token(change, Side.NEW)})
        facts = {"name": change.person.name, "until": change.expires_at}
        reader = _at(change, change.new_email)
        return [Notice(kind="address.asked_new", person=reader, page=link, facts=facts, secret=True)]
    return [Notice(kind="address.in_use", person=holder, page=("access.new", {}))]


def _to_house(change: AddressChange) -> list[Notice]:
    """The secretariat is asked when nobody reads the old address any more."""
    if not change.old_unread:
        return []
    page = ("address_manage.approve", {"address_id": str(change.id)})
    readers = [person for person in people.secretariat() if policy.can_approve(person, change)]
    facts = {"name": change.person.name}
    return [Notice(kind="address.approval", person=person, page=page, facts=facts) for person in readers]


def changed(payload: Payload, now: datetime) -> list[Notice]:
    """Both addresses hear that it is done; the old one can take it back for a week."""
    change = changes.by_id(payload["change"])
    if change is None or change.done_at is None or not rules.can_be_undone(change, now=now):
        return []
    until = change.done_at + rules.UNDO_LASTS
    facts = {"old_email": change.old_email, "new_email": change.new_email, "until": until}
    undo = ("address.undo", {"token": _token(change, Side.UNDO)})
    old = _at(change, change.old_email)
    return [
        Notice(kind="address.changed_old", person=old, page=undo, facts=facts, secret=True),
        Notice(kind="address.changed_new", person=change.person, page=("person.me", {}), facts=facts),
    ]


def undone(payload: Payload, now: datetime) -> list[Notice]:
    """Both addresses hear that the old one holds again."""
    change = changes.by_id(payload["change"])
    if change is None or change.undone_at is None:
        return []
    facts = {"old_email": change.old_email, "new_email": change.new_email}
    return [
        Notice(kind="address.undone", person=_at(change, address), page=("access.new", {}), facts=facts)
        for address in (change.old_email, change.new_email)
    ]


def _at(change: AddressChange, email: str) -> Stranger:
    """Return the person of *change* as they are reached at *email*, which need not be theirs."""
    person = change.person
    return Stranger(name=person.name, email=email, language=person.language, zone=person.zone)


def _token(change: AddressChange, side: Side) -> str:
    nonces = {Side.OLD: change.old_nonce, Side.NEW: change.new_nonce, Side.UNDO: change.undo_nonce}
    return rules.token(nonces[side], side, house.settings().secret_key)
