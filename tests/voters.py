"""A body whose administrations have voters, each with a browser that is signed in; quick to make, however many."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from meetings.core import ballot_box, tokens
from meetings.core.bilingual import ENGLISH, Bilingual
from meetings.domain.access import actions as access
from meetings.domain.organisation import queries as register
from meetings.extensions import db, transaction
from meetings.models.access import Factor, WebSession
from meetings.models.organisation import Capacity, Nomination, Organisation, Region
from meetings.models.person import Person, Role

REGIONS = ("AP", "EUR", "ESA", "MENA", "WCA", "AMS")
#: As many as there are in a body of customs administrations.
MEMBERS = 186


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody with a browser: what it keeps, and what its forms hold against forgery."""

    person: int
    organisation: int
    cookie: str
    csrf: str

    def form(self, option: int, name: str = "") -> str:
        """Return what the browser sends when *option* was chosen on the form called *name*."""
        return urlencode({"csrf_token": self.csrf, "form": name or ballot_box.slot(), "option": option})


def browser(app: Flask, person: Person) -> Voter:
    """Sign *person* in, with a second factor; whose ballot they cast is for the page to find."""
    number, now = person.id, datetime.now(UTC)
    with transaction():
        token = access.begin(person, browser_name="test", factor=Factor.PASSKEY, now=now)
    return _voter(app, number, 0, token)


def body(app: Flask, people: int = MEMBERS, *, members: int = MEMBERS) -> list[Voter]:
    """Let *members* name so many *people* in turn, as their contact points; return these."""
    now = datetime.now(UTC)
    with app.app_context(), transaction():
        homes = _members(min(members, people), now)
        there = [_person(number, now) for number in range(people)]
        db.session.add_all(there)
        db.session.flush()
        held = [tokens.new() for _person in there]
        for place, (person, token) in enumerate(zip(there, held, strict=True)):
            db.session.add(_named(person, homes[place % len(homes)], now))
            db.session.add(_session(person, token, now))
        pairs = [(person.id, homes[place % len(homes)].id) for place, person in enumerate(there)]
    return [_voter(app, *pair, token) for pair, token in zip(pairs, held, strict=True)]


def _members(number: int, now: datetime) -> Sequence[Organisation]:
    regions = [Region(code=code, position=place, name=Bilingual(code, code)) for place, code in enumerate(REGIONS, 1)]
    kind = register.kind_by_code("member")
    found = [
        Organisation(
            code=f"M{place}",
            kind=kind,
            region=regions[place % len(regions)],
            name=Bilingual(f"Member {place}", f"Membre {place}"),
            working_language=ENGLISH,
            created_at=now,
        )
        for place in range(number)
    ]
    db.session.add_all(found)
    db.session.flush()
    return found


def _person(number: int, now: datetime) -> Person:
    return Person(
        email=f"voter{number}@administration.example",
        name=f"Voter {number}",
        language=ENGLISH,
        zone="Africa/Nairobi",
        role=Role.PARTICIPANT,
        created_at=now,
        feed_nonce=secrets.token_hex(16),
        feed_hash=secrets.token_hex(32),
    )


def _named(person: Person, organisation: Organisation, now: datetime) -> Nomination:
    since = now.date() - timedelta(days=1)
    return Nomination(person=person, organisation=organisation, capacity=Capacity.NCP, since_on=since)


def _session(person: Person, token: str, now: datetime) -> WebSession:
    return WebSession(
        token_hash=tokens.hashed(token),
        public_id=secrets.token_hex(16),
        person=person,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=1),
        proved_at=now,
        factor_asked=False,
        browser="test",
    )


def _voter(app: Flask, person: int, organisation: int, token: str) -> Voter:
    """Return a voter whose browser keeps the session of *token*, as if it had been given a page with a form."""
    proof = secrets.token_hex(20)
    # Signed in some time ago: such a browser is given nothing more to keep.
    kept = {"_user_id": token, "_fresh": False, "csrf_token": proof}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    csrf = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(proof)
    return Voter(person, organisation, f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(kept)}", csrf)
