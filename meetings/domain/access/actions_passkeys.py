"""Puts challenges to passkeys, and writes about the ones that people have."""

import secrets
from datetime import datetime

from meetings.core import tokens
from meetings.domain.access import actions, ceremonies, factors, rules
from meetings.domain.access.ceremonies import Options, Party
from meetings.domain.access.consequences import changed
from meetings.domain.access.telling import Change
from meetings.domain.audit import actions as audit
from meetings.models.access import Ceremony, Factor, Passkey, PasskeyChallenge, WebSession
from meetings.models.database import add, current, lock
from meetings.models.person import Person


def challenge(
    party: Party,
    ceremony: Ceremony,
    person: Person | None,
    *,
    browser: str,
    address_hash: str,
    secret: str,
    now: datetime,
) -> Options:
    """Put a challenge to a passkey, and return what the browser needs for it; it is answered once.

    *person* is nobody while they sign in: then any passkey of this site may answer. Raises ``TooManyRequests``.
    """
    if factors.too_many_challenges(address_hash, now=now):
        raise rules.TooManyRequests
    fresh = secrets.token_bytes(32)
    row = add(
        PasskeyChallenge(
            challenge_hash=tokens.hashed(ceremonies.words_of(fresh)),
            ceremony=ceremony,
            browser_hash=tokens.hashed(browser),
            address_hash=address_hash,
            person_id=person.id if person else None,
            created_at=now,
            expires_at=now + rules.LINK_LASTS,
            used_at=None,
        )
    )
    audit.record("access.passkey_asked", row, by=person, now=now)
    known = factors.passkeys(person) if person else []
    if ceremony is Ceremony.ENROL and person is not None:
        return ceremonies.enrol_options(party, person, challenge=fresh, handle=_handle(person, secret), known=known)
    return ceremonies.ask_options(party, challenge=fresh, known=known, verified=ceremony is Ceremony.SIGN_IN)


def _handle(person: Person, secret: str) -> bytes:
    """Return what devices call the account of *person*: always the same, and it says nothing."""
    return bytes.fromhex(tokens.derived(secret, "passkey account", str(person.id)))


def _answered(answer: str, ceremony: Ceremony, person: Person | None, *, browser: str, now: datetime) -> str:
    """Use up the challenge that *answer* holds, and return it; raises ``PasskeyRefused``."""
    text = ceremonies.challenge_in(answer)
    row = factors.challenge(text, ceremony, browser)
    if row is None:
        raise rules.PasskeyRefused
    lock(row)
    if row.used_at or row.expires_at <= now or row.person_id != (person.id if person else None):
        raise rules.PasskeyRefused
    row.used_at = now
    return text


def add_passkey(
    session: WebSession, answer: str, name: str, *, party: Party, browser: str, secret: str, now: datetime
) -> Passkey:
    """Take the passkey that a device made for the person of *session* as a second factor, under *name*.

    Raises ``PasskeyRefused`` or ``PasskeyKnown``. Other browsers are signed out. The challenge is used up either
    way: commit also when it is refused.
    """
    person = lock(session.person)
    text = _answered(answer, Ceremony.ENROL, person, browser=browser, now=now)
    made = ceremonies.judge_new(party, answer, text)
    if factors.passkey_by_credential(made.credential_id):
        raise rules.PasskeyKnown
    passkey = add(
        Passkey(
            public_id=secrets.token_hex(16),
            person_id=person.id,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            user_handle=_handle(person, secret),
            sign_count=made.sign_count,
            name=name,
            created_at=now,
            used_at=None,
        )
    )
    audit.record("access.passkey_added", passkey, by=person, now=now)
    changed(session, Change.PASSKEY_ADDED, Factor.PASSKEY, now=now)
    return passkey


def rename_passkey(passkey: Passkey, name: str, *, by: Person, now: datetime) -> None:
    """Let *passkey* be called *name* from now on."""
    passkey.name = name
    audit.record("access.passkey_renamed", passkey, by=by, now=now)


def remove_passkey(passkey: Passkey, session: WebSession, *, required: bool, now: datetime) -> None:
    """Forget *passkey*; raises ``LastFactor`` where one is *required*. Other browsers are signed out."""
    person = lock(session.person)
    held = factors.holdings(person)
    if required and person.runs_the_house and held.passkeys + held.authenticator == 1:
        raise rules.LastFactor
    audit.record("access.passkey_removed", passkey, by=person, now=now)
    current().delete(passkey)
    changed(session, Change.PASSKEY_REMOVED, None, now=now)


def sign_in(answer: str, *, party: Party, browser: str, browser_name: str, now: datetime) -> tuple[Person, str]:
    """Sign in by a passkey alone, which recognised its owner: that is two factors in one.

    Returns the person and the new session's token. Raises ``PasskeyRefused`` or ``PasskeyUnknown``; the challenge
    is used up either way: commit also when it is refused.
    """
    text = _answered(answer, Ceremony.SIGN_IN, None, browser=browser, now=now)
    passkey = factors.passkey_by_credential(ceremonies.credential_in(answer))
    if passkey is None or passkey.person.disabled_at is not None:
        raise rules.PasskeyUnknown
    _judge(passkey, answer, text, party=party, verified=True, now=now)
    token = actions.begin(passkey.person, browser_name=browser_name, factor=Factor.PASSKEY, now=now)
    return passkey.person, token


def take_passkey(person: Person, answer: str, *, party: Party, browser: str, now: datetime) -> Factor:
    """Take a passkey of *person* as proof of who they are.

    Raises ``PasskeyRefused`` or ``PasskeyUnknown``; the challenge is used up either way: commit also when it is
    refused.
    """
    text = _answered(answer, Ceremony.PROVE, person, browser=browser, now=now)
    passkey = factors.passkey_by_credential(ceremonies.credential_in(answer))
    if passkey is None or passkey.person_id != person.id:
        raise rules.PasskeyUnknown
    _judge(passkey, answer, text, party=party, verified=False, now=now)
    return Factor.PASSKEY


def _judge(passkey: Passkey, answer: str, text: str, *, party: Party, verified: bool, now: datetime) -> None:
    """Note that *passkey* was used, or note and raise that its answer is refused."""
    lock(passkey)
    try:
        shown = ceremonies.judge(party, answer, text, passkey, verified=verified)
    except rules.PasskeyRefused:
        audit.record("access.passkey_refused", passkey, by=passkey.person, now=now)
        raise
    passkey.sign_count, passkey.used_at = shown.new_sign_count, now
