"""Writes about authenticator apps and recovery codes, and takes their codes."""

from datetime import datetime

from sqlalchemy import delete

from meetings.core import sealing, tokens
from meetings.domain.access import actions, factors, recovery, rules, totp
from meetings.domain.access.consequences import changed
from meetings.domain.access.telling import Change, tell
from meetings.domain.audit import actions as audit
from meetings.models.access import Authenticator, Factor, Passkey, RecoveryCode, WebSession, WrongCode
from meetings.models.database import add, current, lock
from meetings.models.person import Person

SECRETS = "authenticator secret"


def add_authenticator(session: WebSession, shared: str, code: str, *, secret: str, now: datetime) -> Authenticator:
    """Take the app that holds the secret *shared* as a second factor, in place of the one before, if any.

    *code* are the digits that it shows; raises ``AuthenticatorCodeWrong``. Other browsers are signed out.
    """
    person = lock(session.person)
    step = totp.accepted(shared, code, after=0, now=now)
    if step is None:
        raise rules.AuthenticatorCodeWrong
    current().execute(delete(Authenticator).where(Authenticator.person_id == person.id))
    app = add(
        Authenticator(
            person_id=person.id,
            sealed_secret=sealing.sealed(shared, secret=secret, purpose=SECRETS, now=now),
            last_step=step,
            created_at=now,
            used_at=None,
        )
    )
    audit.record("access.authenticator_added", app, by=person, now=now)
    changed(session, Change.AUTHENTICATOR_ADDED, Factor.AUTHENTICATOR, now=now)
    return app


def remove_authenticator(session: WebSession, *, required: bool, now: datetime) -> None:
    """Forget the app of the person of *session*; raises ``LastFactor`` where one is *required*."""
    person = lock(session.person)
    app = factors.authenticator(person)
    if app is None:
        return
    held = factors.holdings(person)
    if required and person.runs_the_house and not held.passkeys:
        raise rules.LastFactor
    audit.record("access.authenticator_removed", app, by=person, now=now)
    current().delete(app)
    changed(session, Change.AUTHENTICATOR_REMOVED, None, now=now)


def make_codes(session: WebSession, *, secret: str, now: datetime) -> list[str]:
    """Give the person of *session* ten new recovery codes, in place of all before, and return them."""
    person = lock(session.person)
    current().execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = recovery.new_codes()
    for code in codes:
        kept = recovery.kept(code, person.id, secret=secret)
        add(RecoveryCode(person_id=person.id, code_hash=kept, created_at=now, used_at=None))
    audit.record("access.codes_made", person, by=person, now=now, count=len(codes))
    tell(person, Change.CODES_MADE, now=now)
    return codes


def take_code(person: Person, typed: str, *, address_hash: str, secret: str, now: datetime) -> Factor:
    """Take the digits of the app of *person*, or one of their recovery codes, and say which it was.

    Raises ``FactorCodeWrong``, and ``TooManyWrongCodes`` where too many were typed. A wrong code must be counted:
    commit also when it is refused.
    """
    code = recovery.normal(typed)
    factor = Factor.AUTHENTICATOR if len(code) == tokens.CODE_DIGITS else Factor.RECOVERY
    person = lock(person)
    if factors.too_many_wrong(person, factor, address_hash, now=now):
        raise rules.TooManyWrongCodes
    fits = _fits_app if factor is Factor.AUTHENTICATOR else _fits_paper
    if not fits(person, code, secret=secret, now=now):
        add(WrongCode(person_id=person.id, factor=factor, address_hash=address_hash, at=now))
        audit.record("access.factor_refused", person, by=person, now=now, factor=factor.value)
        raise rules.FactorCodeWrong
    return factor


def _fits_app(person: Person, code: str, *, secret: str, now: datetime) -> bool:
    """Say whether the app of *person* shows *code* now, and take the digits up so that they work once."""
    app = factors.authenticator(person)
    if app is None:
        return False
    shared = sealing.opened(app.sealed_secret, secret=secret, purpose=SECRETS, now=now)
    if shared is None:
        return False
    step = totp.accepted(shared, code, after=app.last_step, now=now)
    if step is not None:
        app.last_step, app.used_at = step, now
    return step is not None


def _fits_paper(person: Person, code: str, *, secret: str, now: datetime) -> bool:
    """Say whether *code* is a recovery code of *person* that is left, and use it up."""
    row = factors.recovery_code(person, recovery.kept(code, person.id, secret=secret))
    if row is None:
        return False
    row.used_at = now
    audit.record("access.recovery_code_used", row, by=person, now=now)
    tell(person, Change.CODE_USED, now=now)
    return True


def reset(person: Person, *, by: Person | None, now: datetime) -> None:
    """Take every second factor away from *person*, who has lost them, and sign them out everywhere.

    They get in by mail again, and are told; whoever needs a second factor then enrols a new one.
    """
    person = lock(person)
    for table in (Passkey, Authenticator, RecoveryCode, WrongCode):
        current().execute(delete(table).where(table.person_id == person.id))
    audit.record("access.factors_reset", person, by=by, now=now)
    actions.end_all(person, by=by, now=now)
    tell(person, Change.RESET, now=now)
