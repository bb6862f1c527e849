"""Finds requests to sign in, and sessions."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager

from meetings.core import tokens
from meetings.domain.access import rules
from meetings.models.access import SignInRequest, WebSession
from meetings.models.database import current
from meetings.models.person import Person

#: Written once: each page of someone who is signed in sends it.
_SESSION_OF = (
    select(WebSession)
    .join(WebSession.person)
    .where(
        WebSession.token_hash == bindparam("token_hash"),
        WebSession.ended_at.is_(None),
        WebSession.expires_at > bindparam("now"),
        Person.disabled_at.is_(None),
    )
    .options(contains_eager(WebSession.person))
)


def by_token(token: str) -> SignInRequest | None:
    """Return the request that the link with *token* belongs to."""
    return current().scalar(select(SignInRequest).where(SignInRequest.token_hash == tokens.hashed(token)))


def by_id(number: int) -> SignInRequest | None:
    """Return one request."""
    return current().get(SignInRequest, number)


def latest_of_browser(browser: str) -> SignInRequest | None:
    """Return the newest request made from the browser that holds the token *browser*."""
    query = select(SignInRequest).where(SignInRequest.browser_hash == tokens.hashed(browser))
    return current().scalar(query.order_by(SignInRequest.id.desc()).limit(1))


def too_many(email: str, address_hash: str, *, now: datetime) -> bool:
    """Say whether links were asked for too often, for *email* or from one network address."""
    recent = select(func.count()).select_from(SignInRequest).where(SignInRequest.created_at > now - rules.WINDOW)
    for_email = current().scalar(recent.where(SignInRequest.email == email)) or 0
    from_place = current().scalar(recent.where(SignInRequest.address_hash == address_hash)) or 0
    return for_email >= rules.PER_ADDRESS or from_place >= rules.PER_PLACE


def session_of(token: str, *, now: datetime) -> WebSession | None:
    """Return the live session of the browser that holds *token*; none of someone whose account is closed."""
    return current().scalar(_SESSION_OF, {"token_hash": tokens.hashed(token), "now": now})


def live_sessions(person: Person, *, now: datetime) -> list[WebSession]:
    """Return the browsers in which *person* is signed in, the one used last first."""
    query = select(WebSession).where(
        WebSession.person_id == person.id, WebSession.ended_at.is_(None), WebSession.expires_at > now
    )
    return list(current().scalars(query.order_by(WebSession.seen_at.desc(), WebSession.id.desc())))
