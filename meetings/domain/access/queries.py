"""Finds requests to sign in, and sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
    true,
    update,
)
from sqlalchemy.orm import contains_eager, with_expression

from meetings.core import tokens
from meetings.domain.access import rules
from meetings.models.access import Authenticator, Passkey, ProofRequest, SignInRequest, WebSession
from meetings.models.columns import UtcDateTime
from meetings.models.database import Some, current
from meetings.models.person import Person, Role
from meetings.models.privacy import PrivacyNotice


def _instant(name: str) -> BindParameter[datetime]:
    """Return a parameter that is compared with instants; without its type SQLite would compare other texts."""
    return bindparam(name, type_=UtcDateTime())


def _is_live() -> ColumnElement[bool]:
    """Return the condition that a session has not ended, been idle too long, or lasted too long; see ``_times``.

    Sessions are looked up by who holds them: without “is true” PostgreSQL reads all those that are not over instead.
    """
    runs_the_house = Person.role != Role.PARTICIPANT
    return and_(
        WebSession.ended_at.is_(None),
        (WebSession.expires_at > _instant("now")).is_(true()),
        WebSession.seen_at > case((runs_the_house, _instant("seen_house")), else_=_instant("seen_others")),
        WebSession.created_at > case((runs_the_house, _instant("begun_house")), else_=_instant("begun_others")),
        Person.disabled_at.is_(None),
    )


def _times(now: datetime) -> dict[str, datetime]:
    """Return the earliest instants at which a session that is live may have begun, and been used."""
    return {
        "now": now,
        "seen_house": now - rules.SECRETARIAT_IDLE,
        "seen_others": now - rules.OTHERS_IDLE,
        "begun_house": now - rules.SECRETARIAT_STAYS,
        "begun_others": now - rules.OTHERS_STAY,
    }


_LIVE = select(WebSession).join(WebSession.person).where(_is_live()).options(contains_eager(WebSession.person))
#: The highest version of the privacy notice that is published.
NOTICE_IN_FORCE = (
    select(func.max(PrivacyNotice.version)).where(PrivacyNotice.published_at.is_not(None)).scalar_subquery()
)
#: Written once: each page of someone who is signed in sends it.
_SESSION_OF = _LIVE.where(WebSession.token_hash == bindparam("token_hash")).options(
    with_expression(WebSession.notice_version, NOTICE_IN_FORCE)
)


class Plain(NamedTuple):
    """A participant and their browser as plain values."""

    id: int
    name: str
    zone: str
    #: Which privacy notice they accepted, and which is in force, if any.
    accepted: int
    in_force: int | None
    #: Their session, when it was last used, its second factor and whether one is asked for.
    session: int
    seen_at: datetime
    factor: str | None
    factor_asked: bool


#: Of so many browsers at most it is asked at once who is signed in there.
BROWSERS = 8
_HASHES = Some("hash", BROWSERS)
#: The participants whose browsers hold some tokens, with the hash of each; nobody where more than that decides what
#: they may see.
PLAIN = (
    select(Person.id, Person.name, Person.zone, Person.accepted_version, NOTICE_IN_FORCE.label("in_force"))
    .add_columns(WebSession.id.label("session"), WebSession.seen_at, WebSession.factor, WebSession.factor_asked)
    .add_columns(WebSession.token_hash)
    .select_from(WebSession)
    .join(WebSession.person)
    .where(_is_live(), WebSession.token_hash.in_(_HASHES.parameters))
    .where(Person.role == Role.PARTICIPANT, Person.holds_grants.is_(False))
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
    return current().scalar(_SESSION_OF, {"token_hash": tokens.hashed(token), **_times(now)})


def of_hashes(hashes: Sequence[str], *, now: datetime) -> dict[str, object]:
    """Return the parameters of ``PLAIN`` for browsers that hold tokens with these *hashes*, up to ``BROWSERS``."""
    return {**_HASHES.values(hashes), **_times(now)}


def live_sessions(person: Person, *, now: datetime) -> list[WebSession]:
    """Return the browsers in which *person* is signed in, the one used last first."""
    query = _LIVE.where(WebSession.person_id == person.id)
    return list(current().scalars(query.order_by(WebSession.seen_at.desc(), WebSession.id.desc()), _times(now)))


def session_by_public_id(person: Person, public_id: str, *, now: datetime) -> WebSession | None:
    """Return the live session of *person* that addresses call *public_id*; never somebody else's."""
    query = _LIVE.where(WebSession.person_id == person.id, WebSession.public_id == public_id)
    return current().scalar(query, _times(now))


def seen(session_id: int, *, now: datetime) -> Update:
    """Return the statement that notes that a page was asked for in a session, unless it was noted a moment ago."""
    stale = WebSession.seen_at <= now - rules.SEEN_EVERY
    return update(WebSession).where(WebSession.id == session_id, stale).values(seen_at=now)


def has_factor(person: Person) -> bool:
    """Say whether *person* has a second factor that a device holds."""
    keys = exists().where(Passkey.person_id == person.id)
    apps = exists().where(Authenticator.person_id == person.id)
    return bool(current().scalar(select(keys | apps)))


def open_proof(session: WebSession, *, now: datetime) -> ProofRequest | None:
    """Return the newest code by mail that *session* may still prove itself with."""
    query = select(ProofRequest).where(
        ProofRequest.session_id == session.id,
        ProofRequest.used_at.is_(None),
        ProofRequest.expires_at > now,
        ProofRequest.tries < rules.WRONG_CODES,
    )
    return current().scalar(query.order_by(ProofRequest.id.desc()).limit(1))


def proof_by_id(number: int) -> ProofRequest | None:
    """Return one request for a code by mail."""
    return current().get(ProofRequest, number)


def too_many_proofs(person: Person, *, now: datetime) -> bool:
    """Say whether codes by mail were asked for too often for *person*."""
    query = (
        select(func.count())
        .select_from(ProofRequest)
        .join(ProofRequest.session)
        .where(WebSession.person_id == person.id, ProofRequest.created_at > now - rules.WINDOW)
    )
    return (current().scalar(query) or 0) >= rules.PER_ADDRESS
