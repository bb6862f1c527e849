"""Fills the register with as many people as the benchmark wants, beside those of the demonstration."""

import secrets
from datetime import UTC, date, datetime
from itertools import cycle

from flask import Flask
from sqlalchemy import func, insert, select

from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person, Role
from meetings.models.registration import Place, Registration, RegistrationDay

FIRST = ("Amina", "Zoé", "Łukasz", "Émile", "Ngozi", "Søren", "محمد", "Иван", "Chloé", "Rajesh")
LAST = ("Diallo", "N’Guessan", "Ó Briain", "Müller", "Петрова", "الأمين", "Fernández", "Okafor", "Lefèvre", "Sato")
SINCE, AT = date(2026, 1, 1), datetime(2026, 2, 1, tzinfo=UTC)


def fill(app: Flask, people: int) -> None:
    """Let the organisations name people until *people* are known."""
    with app.app_context(), transaction():
        known = len(db.session.scalars(select(Person.id)).all())
        homes = db.session.scalars(select(Organisation.id)).all()
        rows = [_person(number) for number in range(people - known)]
        ids = db.session.scalars(insert(Person).returning(Person.id), rows).all()
        pairs = zip(ids, cycle(homes), strict=False)
        db.session.execute(insert(Nomination), [_nomination(person_id, home) for person_id, home in pairs])


def place(app: Flask, slug: str, people: int) -> None:
    """Give *people* of those known a place at the meeting called *slug*, in its sittings in turn."""
    with app.app_context(), transaction():
        meeting = db.session.scalars(select(Meeting).where(Meeting.slug == slug)).one()
        sessions = db.session.scalars(select(Session.id).where(Session.meeting_id == meeting.id)).all()
        there = select(Registration.person_id).where(Registration.meeting_id == meeting.id)
        nominations = db.session.execute(
            select(Nomination.person_id, Nomination.organisation_id)
            .where(Nomination.person_id.not_in(there))
            .order_by(Nomination.id)
            .limit(people)
        ).all()
        rows = [
            _registration(meeting.id, session, person, organisation)
            for (person, organisation), session in zip(nominations, cycle(sessions), strict=False)
        ]
        _register(rows)


def everywhere(app: Flask, email: str) -> None:
    """Give the person with *email* a place in the first sitting of each meeting where they have none."""
    with app.app_context(), transaction():
        person = db.session.scalars(select(Person.id).where(Person.email == email)).one()
        there = select(Registration.meeting_id).where(Registration.person_id == person)
        firsts = db.session.execute(
            select(Session.meeting_id, func.min(Session.id))
            .where(Session.meeting_id.not_in(there))
            .group_by(Session.meeting_id)
        ).all()
        home = db.session.scalars(select(Organisation.id).limit(1)).one()
        _register([_registration(meeting, session, person, home) for meeting, session in firsts])


def _register(rows: list[dict[str, object]]) -> None:
    """Write registrations, each with the one day that it covers."""
    if not rows:
        return
    returning = insert(Registration).returning(Registration.id, Registration.session_id, Registration.uid)
    placed = db.session.execute(returning, rows).all()
    days = [
        {"registration_id": number, "session_id": session, "uid": uid, "revision": 0, "changed_at": AT}
        for number, session, uid in placed
    ]
    db.session.execute(insert(RegistrationDay), days)


def _registration(meeting: int, session: int, person: int, organisation: int) -> dict[str, object]:
    return {
        "meeting_id": meeting,
        "session_id": session,
        "person_id": person,
        "organisation_id": organisation,
        "place": Place.CONFIRMED,
        "created_at": AT,
        "placed_at": AT,
        "changed_at": AT,
        "uid": f"crowd-{meeting}-{person}@hemicycle.example",
    }


def _person(number: int) -> dict[str, object]:
    return {
        "email": f"crowd{number}@administration.example",
        "name": f"{FIRST[number % 10]} {LAST[number // 10 % 10]} {number}",
        "function": "Valuation and origin",
        "language": "en",
        "zone": "UTC",
        "role": Role.PARTICIPANT,
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        "feed_nonce": secrets.token_hex(16),
        "feed_hash": secrets.token_hex(32),
    }


def _nomination(person_id: int, organisation_id: int) -> dict[str, object]:
    return {
        "person_id": person_id,
        "organisation_id": organisation_id,
        "capacity": Capacity.ALTERNATE,
        "since_on": SINCE,
    }
