"""Ways in, as tests take them: by mail alone, with an app, with a passkey."""

from datetime import UTC, datetime
from typing import Any

from meetings.domain.access import actions, actions_factors, queries, rules, totp
from meetings.extensions import db, transaction
from meetings.models.access import ProofRequest, SignInRequest
from meetings.models.person import Person
from tests.conftest import SECRET, Browser

SHARED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enter(client: Browser, person: Person) -> Browser:
    """Let *person* come in by mail, and no further."""
    person_id = person.id
    with client.application.app_context(), transaction():
        found = db.session.get_one(Person, person_id)
        token = actions.begin(found, browser_name="test", now=datetime.now(UTC))
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def give_app(person: Person, *, now: datetime) -> list[str]:
    """Give *person* an authenticator app that holds ``SHARED``, and return their recovery codes."""
    with transaction():
        actions.begin(person, browser_name="b", now=now)
        session = queries.live_sessions(person, now=now)[0]
        code = totp.digits(SHARED, totp.step_at(now) - 1)
        actions_factors.add_authenticator(session, SHARED, code, secret=SECRET, now=now)
        codes = actions_factors.make_codes(session, secret=SECRET, now=now)
        actions.end(session, now=now)
    return codes


def digits(now: datetime) -> str:
    """Return what the app shows."""
    return totp.digits(SHARED, totp.step_at(now))


def mailed_digits() -> str:
    """Return the digits of the newest mail that asks to confirm who one is."""
    db.session.expire_all()
    request: Any = db.session.scalars(db.select(ProofRequest).order_by(ProofRequest.id.desc())).first()
    return rules.proof_code(request.nonce, SECRET)


def mailed_link() -> str:
    """Return the address in the newest sign-in mail."""
    db.session.expire_all()
    request: Any = db.session.scalars(db.select(SignInRequest).order_by(SignInRequest.id.desc())).first()
    return f"/en/sign-in/{rules.link_token(request.nonce, SECRET)}/"
