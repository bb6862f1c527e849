"""Writes about people."""

import secrets
from datetime import datetime

from meetings.core import tokens
from meetings.core.bilingual import Language
from meetings.domain.audit import actions as audit
from meetings.domain.person import queries, rules
from meetings.models.database import add
from meetings.models.person import Person, Role


def enrol(
    email: str,
    name: str,
    *,
    language: Language,
    zone: str,
    function: str = "",
    role: Role = Role.PARTICIPANT,
    secret: str,
    by: Person | None,
    now: datetime,
) -> Person:
    """Make someone known by *email*; *secret* is the application's, for their calendar's address.

    Raises ``AddressTaken``.
    """
    if queries.by_email(email):
        raise rules.AddressTaken
    nonce = secrets.token_hex(16)
    person = add(
        Person(
            email=rules.normal(email),
            name=name,
            function=function,
            language=language,
            zone=zone,
            role=role,
            created_at=now,
            disabled_at=None,
            feed_nonce=nonce,
            feed_hash=tokens.hashed(rules.feed_token(nonce, secret)),
        )
    )
    audit.record("person.enrolled", person, by=by, now=now, role=role.value)
    return person


def revise(
    person: Person, *, name: str, function: str, language: Language, zone: str, by: Person, now: datetime
) -> None:
    """Change what is shown of *person*, and in which language and zone they read."""
    person.name, person.function, person.language, person.zone = name, function, language, zone
    audit.record("person.revised", person, by=by, now=now)


def renew_feed(person: Person, *, secret: str, by: Person, now: datetime) -> None:
    """Give the personal calendar of *person* a new address; the old one is dead at once."""
    person.feed_nonce = secrets.token_hex(16)
    person.feed_hash = tokens.hashed(rules.feed_token(person.feed_nonce, secret))
    audit.record("person.feed_renewed", person, by=by, now=now)
