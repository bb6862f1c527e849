"""Makes many people known at once, in a few statements."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from meetings.core import tokens
from meetings.core.bilingual import Language
from meetings.domain.audit import actions as audit
from meetings.domain.person import rules
from meetings.models.base import Base
from meetings.models.database import current
from meetings.models.person import Person, Role


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone who is not known yet."""

    email: str
    name: str
    function: str
    language: Language
    zone: str


def enrol_all(newcomers: Sequence[Newcomer], *, secret: str, by: Person | None, now: datetime) -> dict[str, int]:
    """Make *newcomers* known, and return their ids by address; nobody may be known by one of these addresses.

    *secret* is the application's, for the addresses of their calendars.
    """
    if not newcomers:
        return {}
    table = Base.metadata.tables[Person.__tablename__]
    rows = [_values(newcomer, secret, now) for newcomer in newcomers]
    made = current().execute(insert(table).returning(table.c.email, table.c.id), rows)
    ids: dict[str, int] = dict(made.all())
    role = {"role": Role.PARTICIPANT.value}
    audit.record_all("person.enrolled", Person.__tablename__, dict.fromkeys(ids.values(), role), by=by, now=now)
    return ids


def _values(newcomer: Newcomer, secret: str, now: datetime) -> dict[str, object]:
    nonce = secrets.token_hex(16)
    return {
        "email": rules.normal(newcomer.email),
        "name": newcomer.name,
        "function": newcomer.function,
        "language": newcomer.language,
        "zone": newcomer.zone,
        "role": Role.PARTICIPANT,
        "created_at": now,
        "disabled_at": None,
        "feed_nonce": nonce,
        "feed_hash": tokens.hashed(rules.feed_token(nonce, secret)),
    }
