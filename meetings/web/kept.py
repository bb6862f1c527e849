"""Knows whose browser it is before Flask is troubled: what it keeps, and which participant is signed in there."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask
from itsdangerous import BadSignature
from werkzeug.http import parse_cookie

from meetings.domain.access import rules
from meetings.domain.access.queries import Plain
from meetings.domain.access.rules import Standing
from meetings.models.access import WebSession
from meetings.models.database import apart
from meetings.models.person import Person, Role
from meetings.web.privacy import guard


class Reader(NamedTuple):
    """A participant without a role of their own, who has nothing to do before all else.

    *person* is no part of the unit of work; their browser was last used at *seen_at*.
    """

    person: Person
    zone: str
    seen_at: datetime


def by_browser(app: Flask, cookie: str) -> dict[str, Any]:
    """Return what the signed cookie of *app* among those of the header *cookie* holds; nothing if there is none."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    lasts = app.permanent_session_lifetime
    signed = parse_cookie(cookie).get(app.config["SESSION_COOKIE_NAME"], "")
    try:
        return dict(signer.loads(signed, max_age=int(lasts.total_seconds())))
    except BadSignature:
        return {}


def of(who: Plain) -> Reader | None:
    """Return *who* it is, unless the view has to look closer."""
    if guard.is_owed(who.accepted, who.in_force):
        return None
    # Of a participant no second factor is required that they have not set up.
    session = apart(WebSession, {"factor": who.factor, "factor_asked": who.factor_asked})
    if rules.standing(session, required=False) is not Standing.WHOLE:
        return None
    values = {"id": who.id, "name": who.name, "role": Role.PARTICIPANT, "holds_grants": False}
    return Reader(apart(Person, values), who.zone, who.seen_at)
