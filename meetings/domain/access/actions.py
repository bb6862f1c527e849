"""Signing in and out."""

import secrets
from datetime import datetime

from sqlalchemy import delete, update

from meetings.core import tokens
from meetings.core.bilingual import Language
from meetings.domain.access import queries, rules
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.domain.person import queries as people
from meetings.domain.person import reachable
from meetings.domain.person import rules as addresses
from meetings.models.access import (
    Factor,
    PasskeyChallenge,
    ProofRequest,
    SignInRequest,
    WebSession,
    WrongCode,
)
from meetings.models.database import add, current, lock
from meetings.models.person import Person


def ask(
    email: str,
    *,
    language: Language,
    browser: str,
    address_hash: str,
    next_path: str,
    secret: str,
    now: datetime,
) -> SignInRequest:
    """Ask for a link and a code by mail.

    The same is written for an unknown address, so that nobody learns here who is known. Raises ``TooManyRequests``.
    """
    email = addresses.normal(email)
    if queries.too_many(email, address_hash, now=now):
        raise rules.TooManyRequests
    request = _request(
        email,
        language=language,
        browser=browser,
        address_hash=address_hash,
        next_path=next_path,
        secret=secret,
        now=now,
    )
    outbox.announce("access.asked", {"request": request.id}, now=now)
    audit.record("access.asked", request, by=None, now=now)
    return request


def _request(
    email: str,
    *,
    language: Language,
    browser: str,
    address_hash: str,
    next_path: str,
    secret: str,
    now: datetime,
) -> SignInRequest:
    person = people.by_any_address(email)
    nonce = secrets.token_hex(16)
    return add(
        SignInRequest(
            email=email,
            person_id=person.id if person and person.disabled_at is None else None,
            language=language,
            nonce=nonce,
            token_hash=tokens.hashed(rules.link_token(nonce, secret)),
            browser_hash=tokens.hashed(browser),
            address_hash=address_hash,
            next_path=next_path,
            created_at=now,
            expires_at=now + rules.LINK_LASTS,
            used_at=None,
            tries=0,
        )
    )


def issue_link(person: Person, *, secret: str, by: Person | None, now: datetime) -> SignInRequest:
    """Make a link for *person* without a mail: for the operator at the machine."""
    request = _request(
        person.email,
        language=person.language,
        browser=tokens.new(),
        address_hash="",
        next_path="",
        secret=secret,
        now=now,
    )
    audit.record("access.link_issued", request, by=by, now=now)
    return request


def follow_link(token: str, *, browser_name: str, now: datetime) -> tuple[Person, str, str]:
    """Sign in by the link with *token*: the person, the new session's token, and where they wanted to go.

    Raises ``LinkSpent`` when it was used, is too old, never was one, or went to an address that is theirs no more.
    """
    request = queries.by_token(token)
    if request is None:
        raise rules.LinkSpent
    return _use(request, browser_name=browser_name, now=now)


def type_code(code: str, *, browser: str, secret: str, browser_name: str, now: datetime) -> tuple[Person, str, str]:
    """Sign in by the six digits, in the browser that asked for them.

    Raises ``CodeWrong``, and ``LinkSpent`` when there is nothing left to sign in with. A wrong code must be
    counted: commit also when it is refused.
    """
    request = queries.latest_of_browser(browser)
    if request is None:
        raise rules.LinkSpent
    lock(request)
    if request.tries >= rules.WRONG_CODES:
        raise rules.LinkSpent
    if not tokens.equal(code, rules.typed_code(request.nonce, secret)):
        request.tries += 1
        audit.record("access.code_refused", request, by=None, now=now)
        raise rules.CodeWrong
    return _use(request, browser_name=browser_name, now=now)


def _use(request: SignInRequest, *, browser_name: str, now: datetime) -> tuple[Person, str, str]:
    lock(request)
    person = request.person
    if request.used_at or request.expires_at <= now or person is None or person.disabled_at:
        raise rules.LinkSpent
    # The mailbox that holds the link may be somebody else's by now.
    if people.by_any_address(request.email) is not person:
        raise rules.LinkSpent
    request.used_at = now
    # A link that the operator issued came by no mail.
    if request.address_hash and person.email == request.email:
        reachable.reached(person, now=now)
    return person, begin(person, browser_name=browser_name, now=now), request.next_path


def begin(person: Person, *, browser_name: str, factor: Factor | None = None, now: datetime) -> str:
    """Begin a session of *person* in a browser, and return the token that the browser keeps.

    *factor* is the second factor that they have shown already. Who has one and has not shown it gets a session
    that is good for nothing but showing it.
    """
    token = tokens.new()
    asked = factor is None and queries.has_factor(person)
    session = add(
        WebSession(
            token_hash=tokens.hashed(token),
            public_id=secrets.token_hex(16),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + (rules.HALF_WAY_STAYS if asked else rules.stays(person)),
            ended_at=None,
            proved_at=now,
            factor=factor,
            factor_asked=asked,
            browser=browser_name[:200],
        )
    )
    verb = "access.first_factor_shown" if asked else "access.signed_in"
    audit.record(verb, session, by=person, now=now, factor=factor.value if factor else None)
    return token


def complete(session: WebSession, factor: Factor, *, now: datetime) -> str:
    """Sign the person of *session* in wholly, after *factor*, and return the token that takes the old one's place."""
    token = tokens.new()
    session.token_hash = tokens.hashed(token)
    session.factor, session.proved_at = factor, now
    session.expires_at = session.created_at + rules.stays(session.person)
    audit.record("access.signed_in", session, by=session.person, now=now, factor=factor.value)
    return token


def end(session: WebSession, *, now: datetime) -> None:
    """Sign a browser out, on the server."""
    session.ended_at = now
    audit.record("access.signed_out", session, by=session.person, now=now)


def end_others(session: WebSession, *, now: datetime) -> int:
    """Sign the person of *session* out in every other browser, and return how many there were."""
    count = len([other for other in queries.live_sessions(session.person, now=now) if other.id != session.id])
    sign_out(session.person, but=session.id, now=now)
    audit.record("access.others_signed_out", session, by=session.person, now=now, count=count)
    return count


def end_all(person: Person, *, by: Person | None, now: datetime) -> int:
    """Sign *person* out in every browser, and return how many there were."""
    count = len(queries.live_sessions(person, now=now))
    sign_out(person, now=now)
    audit.record("access.everywhere_signed_out", person, by=by, now=now, count=count)
    return count


def sign_out(person: Person, *, but: int | None = None, now: datetime) -> None:
    """End every session of *person*, or all but the one with the id *but*; the caller notes why."""
    mine = (WebSession.person_id == person.id) & WebSession.ended_at.is_(None)
    others = mine if but is None else mine & (WebSession.id != but)
    current().execute(update(WebSession).where(others).values(ended_at=now))


def forget_old(*, now: datetime) -> None:
    """Delete proofs, questions to passkeys and counted codes that have been over for a fortnight."""
    long_ago = now - rules.KEPT
    current().execute(delete(ProofRequest).where(ProofRequest.expires_at < long_ago))
    current().execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < long_ago))
    current().execute(delete(WrongCode).where(WrongCode.at < long_ago))
