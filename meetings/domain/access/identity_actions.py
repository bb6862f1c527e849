"""Signing in through a provider of single sign-on: sent there, come back once, recognised."""

from datetime import datetime

from sqlalchemy import delete

from meetings.core import tokens
from meetings.core.bilingual import Language
from meetings.domain.access import actions as access
from meetings.domain.access import identity_queries as queries
from meetings.domain.access import identity_rules as rules
from meetings.domain.access.consequences import changed
from meetings.domain.access.identity_rules import Claims
from meetings.domain.access.telling import Change, tell
from meetings.domain.audit import actions as audit
from meetings.domain.person import queries as people
from meetings.models.access import Factor, WebSession
from meetings.models.database import add, current, lock
from meetings.models.identity import Identity, ProviderVisit
from meetings.models.person import Person


def send(
    state: str, *, nonce: str, verifier: str, browser: str, language: Language, next_path: str, now: datetime
) -> ProviderVisit:
    """Note that the browser that holds the token *browser* goes to the provider with *state*."""
    visit = add(
        ProviderVisit(
            state_hash=rules.state_hash(state),
            browser_hash=tokens.hashed(browser),
            nonce=nonce,
            verifier=verifier,
            language=language,
            next_path=next_path,
            created_at=now,
            used_at=None,
        )
    )
    audit.record("access.sent_to_provider", visit, by=None, now=now)
    return visit


def come_back(state: str, *, browser: str, now: datetime) -> ProviderVisit:
    """Take the visit of *state*, which nobody can take again; raises ``VisitOver``.

    Commit before the provider is asked: whatever it then answers, the state is spent.
    """
    visit = queries.visit_by_state(state)
    if visit is None or not tokens.equal(visit.browser_hash, tokens.hashed(browser)):
        raise rules.VisitOver
    lock(visit)
    if visit.used_at or now >= visit.created_at + rules.VISIT_LASTS:
        raise rules.VisitOver
    visit.used_at = now
    audit.record("access.came_from_provider", visit, by=None, now=now)
    return visit


def sign_in(claims: Claims, *, browser_name: str, now: datetime) -> tuple[Person, str]:
    """Sign in the person whom *claims* name, and return them with the token of their session.

    Whoever is known by the verified address is linked with the account the first time, and recognised by it from
    then on. Nobody is made known here. Raises ``NobodyKnown`` or ``AddressUnverified``.
    """
    identity = queries.by_subject(claims.issuer, claims.subject)
    person = identity.person if identity else _link(claims, now=now)
    if person.disabled_at:
        raise rules.NobodyKnown
    factor = Factor.PROVIDER if rules.several_factors(claims) else None
    token = access.begin(person, browser_name=browser_name, factor=factor, now=now)
    return person, token


def _link(claims: Claims, *, now: datetime) -> Person:
    """Link the account with the person who is known by its address."""
    if not claims.email_verified or not claims.email:
        raise rules.AddressUnverified
    person = people.by_email(claims.email)
    if person is None or person.disabled_at:
        raise rules.NobodyKnown
    identity = add(Identity(person_id=person.id, issuer=claims.issuer, subject=claims.subject, linked_at=now))
    audit.record("access.provider_linked", identity, by=person, now=now)
    tell(person, Change.PROVIDER_LINKED, now=now)
    return person


def unlink(identity: Identity, session: WebSession, *, now: datetime) -> None:
    """Recognise the person of *session* by this account no more; they are signed out in their other browsers.

    An account that the provider vouches for under the same address is linked again at its next sign-in.
    """
    audit.record("access.provider_unlinked", identity, by=session.person, now=now)
    current().delete(identity)
    changed(session, Change.PROVIDER_UNLINKED, None, now=now)


def forget_old(*, now: datetime) -> None:
    """Delete visits that are over."""
    current().execute(delete(ProviderVisit).where(ProviderVisit.created_at < now - 6 * rules.VISIT_LASTS))
