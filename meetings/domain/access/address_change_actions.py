"""Changing the address by which someone is known: asked, confirmed from both sides, done, undone."""

import secrets
from datetime import datetime

from sqlalchemy import delete

from meetings.core import tokens
from meetings.domain.access import actions as access
from meetings.domain.access import address_change_policy as policy
from meetings.domain.access import address_change_queries as queries
from meetings.domain.access import address_change_rules as rules
from meetings.domain.access.address_change_rules import Side
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.person import queries as people
from meetings.domain.person import rules as addresses
from meetings.models.access import Authenticator, Passkey, RecoveryCode, WebSession
from meetings.models.address_change import AddressChange
from meetings.models.database import add, current, lock
from meetings.models.identity import Identity
from meetings.models.person import Person


def ask(
    person: Person, email: str, *, unread: bool, session: WebSession | None, secret: str, now: datetime
) -> AddressChange:
    """Ask that *person* be known by *email*; both addresses are written to.

    The same is written when somebody else is known by it, so that nobody learns here who is known. *unread* says
    that nobody reads the old address, *session* is the browser that stays signed in. An earlier wish that still
    waits is stopped. Raises ``SameAddress`` or ``TooManyChanges``.
    """
    lock(person)
    email = addresses.normal(email)
    if email == person.email:
        raise rules.SameAddress
    if queries.asked_lately(person, now=now) >= rules.PER_WINDOW:
        raise rules.TooManyChanges
    earlier = queries.open_of(person, now=now)
    if earlier:
        earlier.stopped_at = now
    change = add(_change(person, email, unread=unread, session=session, secret=secret, now=now))
    outbox.announce("address.asked", {"change": change.id}, now=now)
    audit.record("address.asked", change, by=person, now=now, old_unread=unread)
    return change


def _change(
    person: Person, email: str, *, unread: bool, session: WebSession | None, secret: str, now: datetime
) -> AddressChange:
    nonces = {side: secrets.token_hex(16) for side in Side}
    hashes = {side: tokens.hashed(rules.token(nonce, side, secret)) for side, nonce in nonces.items()}
    return AddressChange(
        person_id=person.id,
        session_id=session.id if session else None,
        old_email=person.email,
        new_email=email,
        old_nonce=nonces[Side.OLD],
        old_hash=hashes[Side.OLD],
        new_nonce=nonces[Side.NEW],
        new_hash=hashes[Side.NEW],
        undo_nonce=nonces[Side.UNDO],
        undo_hash=hashes[Side.UNDO],
        asked_at=now,
        expires_at=now + rules.LINKS_LAST,
        old_confirmed_at=None,
        new_confirmed_at=None,
        approved_at=None,
        approved_by_id=None,
        reason="",
        old_unread=unread,
        stopped_at=None,
        done_at=None,
        undone_at=None,
    )


def confirm(side: Side, token: str, *, now: datetime) -> AddressChange:
    """Let the old or the new address agree, by the link sent there; with both, the change takes place.

    Raises ``ChangeOver``, and ``AddressTaken`` when somebody else has become known by the new address.
    """
    change = _waiting(side, token, now=now)
    if side is Side.OLD:
        change.old_confirmed_at = now
    else:
        change.new_confirmed_at = now
    verb = "address.old_agreed" if side is Side.OLD else "address.new_agreed"
    audit.record(verb, change, by=None, now=now)
    _finish(change, now=now)
    return change


def refuse(token: str, *, now: datetime) -> AddressChange:
    """Stop a change by the link sent to the old address; raises ``ChangeOver``."""
    change = _waiting(Side.OLD, token, now=now)
    change.stopped_at = now
    audit.record("address.refused", change, by=None, now=now)
    return change


def stop(person: Person, *, now: datetime) -> None:
    """Take the wish of *person* back; raises ``ChangeOver`` when there is none."""
    lock(person)
    change = queries.open_of(person, now=now)
    if change is None:
        raise rules.ChangeOver
    change.stopped_at = now
    audit.record("address.stopped", change, by=person, now=now)


def approve(change: AddressChange, reason: str, *, by: Person, now: datetime) -> None:
    """Answer for *change* in place of an old address that nobody reads any more.

    Raises ``OwnChange``, ``ChangeOver`` or ``AddressTaken``.
    """
    _hold(change)
    if not policy.can_approve(by, change):
        raise rules.OwnChange
    if not rules.waits_for_house(change, now=now):
        raise rules.ChangeOver
    change.approved_at, change.approved_by_id, change.reason = now, by.id, reason
    audit.record("address.approved", change, by=by, now=now)
    _finish(change, now=now)


def move(person: Person, email: str, *, secret: str, by: Person | None, now: datetime) -> AddressChange:
    """Let *person* be known by *email* at once, because *by* says that it is theirs.

    They are signed out everywhere, and both addresses are written to: the old one with a link that undoes it.
    Raises ``AddressTaken``.
    """
    lock(person)
    change = _change(person, addresses.normal(email), unread=False, session=None, secret=secret, now=now)
    change.approved_at = change.new_confirmed_at = change.done_at = now
    change.approved_by_id = by.id if by else None
    _give(person, change.new_email)
    add(change)
    access.sign_out(person, now=now)
    outbox.announce("address.changed", {"change": change.id}, now=now)
    audit.record("address.changed", change, by=by, on_behalf_of=person, now=now)
    return change


def undo(token: str, *, now: datetime) -> AddressChange:
    """Give someone their old address back and sign every browser out, by the link sent to the old address.

    What was changed afterwards falls with it, and so do the second factors and the accounts at the provider that
    were added since: whoever changed the address may have added them. Raises ``ChangeOver`` or ``AddressTaken``.
    """
    change = _waiting(Side.UNDO, token, now=now)
    _give(change.person, change.old_email)
    give_back(change.person, since=change.done_at or now, now=now)
    outbox.announce("address.undone", {"change": change.id}, now=now)
    audit.record("address.undone", change, by=None, now=now)
    return change


def give_back(person: Person, *, since: datetime, now: datetime) -> None:
    """Undo what may have come from whoever was taken for *person* under an address they had from *since* on.

    Every browser is signed out; changes of the address, done or waiting, fall, and so do the second factors and the
    accounts at the provider that were added. The caller writes the address back, and notes it.
    """
    for change in queries.since(person, since):
        if change.done_at is None:
            change.stopped_at = change.stopped_at or now
        else:
            change.undone_at = change.undone_at or now
    _forget_ways_in(person, since=since)
    access.sign_out(person, now=now)


def _waiting(side: Side, token: str, *, now: datetime) -> AddressChange:
    """Return the change of this link, held until the transaction ends; raises ``ChangeOver``."""
    change = queries.by_token(side, token)
    if change is None:
        raise rules.ChangeOver
    _hold(change)
    if change.person.disabled_at or not rules.waits_for(change, side, now=now):
        raise rules.ChangeOver
    return change


def _hold(change: AddressChange) -> None:
    """Hold *change*, the person first as everywhere, so that no two transactions wait for each other."""
    lock(change.person)
    lock(change)


def _finish(change: AddressChange, *, now: datetime) -> None:
    """Change the address if all have spoken; *change* is held."""
    if not rules.is_ready(change):
        return
    person = change.person
    if person.email != change.old_email or person.disabled_at:
        raise rules.ChangeOver
    _give(person, change.new_email)
    change.done_at = now
    access.sign_out(person, but=change.session_id, now=now)
    outbox.announce("address.changed", {"change": change.id}, now=now)
    audit.record("address.changed", change, by=None, now=now)


def _give(person: Person, email: str) -> None:
    """Let *person* be known by *email*; raises ``AddressTaken``."""
    holder = people.by_email(email)
    if holder and holder.id != person.id:
        raise addresses.AddressTaken
    person.email, person.address_failed_at = email, None


def _forget_ways_in(person: Person, *, since: datetime) -> None:
    """Take away the ways in that were added to the account of *person* from *since* on."""
    for way in (Passkey, Authenticator, RecoveryCode):
        current().execute(delete(way).where(way.person_id == person.id, way.created_at >= since))
    current().execute(delete(Identity).where(Identity.person_id == person.id, Identity.linked_at >= since))


def forget_old(*, now: datetime) -> None:
    """Delete changes, with their addresses, that have been over for long."""
    current().execute(delete(AddressChange).where(AddressChange.expires_at < now - rules.KEPT))
