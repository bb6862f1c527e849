"""Proving once more who one is, while one is signed in."""

import secrets
from datetime import datetime

from meetings.core import tokens
from meetings.domain.access import queries, rules
from meetings.domain.audit import actions as audit
from meetings.domain.outbox import actions as outbox
from meetings.models.access import Factor, ProofRequest, WebSession
from meetings.models.database import add, lock


def ask_proof(session: WebSession, *, now: datetime) -> ProofRequest:
    """Ask for a code by mail, to prove in *session* who one is; raises ``TooManyRequests``."""
    if queries.too_many_proofs(session.person, now=now):
        raise rules.TooManyRequests
    request = add(
        ProofRequest(
            session_id=session.id,
            nonce=secrets.token_hex(16),
            created_at=now,
            expires_at=now + rules.LINK_LASTS,
            used_at=None,
            tries=0,
        )
    )
    outbox.announce("access.proof_asked", {"request": request.id}, now=now)
    audit.record("access.proof_asked", request, by=session.person, now=now)
    return request


def prove_by_mail(session: WebSession, code: str, *, secret: str, now: datetime) -> None:
    """Prove by the six digits of the mail who one is.

    Raises ``CodeWrong``, and ``LinkSpent`` when there is no mail to take them from. A wrong code must be counted:
    commit also when it is refused.
    """
    request = queries.open_proof(session, now=now)
    if request is None:
        raise rules.LinkSpent
    lock(request)
    if request.used_at or request.tries >= rules.WRONG_CODES:
        raise rules.LinkSpent
    if not tokens.equal(code, rules.proof_code(request.nonce, secret)):
        request.tries += 1
        audit.record("access.code_refused", request, by=session.person, now=now)
        raise rules.CodeWrong
    request.used_at = now
    prove(session, None, now=now)


def prove(session: WebSession, factor: Factor | None, *, now: datetime) -> None:
    """Note that the person of *session* proved once more who they are, by *factor* or else by mail."""
    session.proved_at = now
    session.factor = session.factor or factor
    audit.record("access.proved", session, by=session.person, now=now, factor=factor.value if factor else None)
