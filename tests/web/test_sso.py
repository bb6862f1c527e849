"""Signing in through a provider of OpenID Connect: a real one on this machine, honest and lying."""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine
from flask import Flask
from joserfc.jwk import OctKey, RSAKey

from config import Settings
from meetings.application import create_app
from meetings.extensions import db, transaction
from meetings.models.access import Factor, WebSession
from meetings.models.identity import Identity, ProviderVisit
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.web.access import sso
from tests import provider as providers
from tests.conftest import Browser
from tests.make import Make
from tests.provider import Provider

START, PAGE = "/en/sign-in/provider/", "/en/people/me/security/"
SECURITY = "access.security_changed"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with providers.serving() as provider:
        yield provider


@pytest.fixture
def provider(served: Provider) -> Provider:
    served.claims = {"sub": "subject-1", "email": "known@example.org", "email_verified": True}
    served.twist, served.asked = {}, []
    return served


@pytest.fixture(scope="module")
def assembled(settings: Settings, served: Provider) -> Iterator[Flask]:
    """The application with single sign-on, on the database of the tests."""
    chosen = {
        "oidc_url": served.url,
        "oidc_client_id": providers.CLIENT_ID,
        "oidc_client_secret": providers.CLIENT_SECRET,
        "oidc_name_en": "Sign in with Customs ID",
        "oidc_name_fr": "Se connecter avec Douane ID",
    }
    found = create_app(replace(settings, **chosen))
    found.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    found.test_client_class = Browser
    yield found
    with found.app_context():
        db.engine.dispose()


@pytest.fixture
def site(app: Flask, assembled: Flask, provider: Provider) -> Flask:
    """The application with single sign-on, which knows nothing of its provider yet, on an empty database."""
    sso.register(assembled)
    return assembled


@pytest.fixture
def reader(site: Flask) -> Browser:
    found = site.test_client()
    assert isinstance(found, Browser)
    return found


def _there(reader: Browser, start: str = START) -> str:
    """Go to the provider, and return the address with which it sends the browser back."""
    away = reader.get(start)
    assert away.status_code == 303
    back = requests.get(away.location, allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return back.headers["Location"].removeprefix("http://localhost")


def _who(reader: Browser) -> int:
    """Return the status of a page for people who are signed in."""
    return reader.get("/en/people/me/").status_code


def _refused(reader: Browser, back: str, words: str) -> None:
    """Come back, and read on the sign-in page why nobody was signed in."""
    answer = reader.get(back)
    assert (answer.status_code, answer.location) == (303, "/en/sign-in/")
    assert words in reader.get("/en/sign-in/").text
    assert _who(reader) == 303
    assert db.session.scalar(db.select(WebSession)) is None
    assert db.session.scalar(db.select(Identity)) is None


def test_known_person_signs_in_and_is_linked(make: Make, reader: Browser) -> None:
    person = make.person(email="known@example.org")
    answer = reader.get(_there(reader, f"{START}?next=/en/meetings/?x=1"))
    assert (answer.status_code, answer.location) == (303, "/en/meetings/?x=1")
    assert _who(reader) == 200
    identity = db.session.scalars(db.select(Identity)).one()
    assert (identity.person_id, identity.subject) == (person.id, "subject-1")


def test_linked_person_is_recognised_by_the_subject_alone(
    make: Make, site: Flask, reader: Browser, provider: Provider
) -> None:
    make.person(email="known@example.org")
    reader.get(_there(reader))
    somebody = make.person(email="other@example.org")
    provider.claims = {"sub": "subject-1", "email": somebody.email, "email_verified": True}
    again = site.test_client()
    assert isinstance(again, Browser)
    again.get(_there(again))
    assert "known@example.org" in again.get("/en/people/me/").text
    assert len(list(db.session.scalars(db.select(Identity)))) == 1


def test_linking_is_told_and_can_be_taken_back(make: Make, site: Flask, reader: Browser) -> None:
    person = make.person(email="known@example.org")
    reader.get(_there(reader))
    told = db.session.scalars(db.select(Announcement.payload).where(Announcement.kind == SECURITY)).one()
    assert (told["person"], told["change"]) == (person.id, "provider_linked")
    assert "Single sign-on" in reader.get(PAGE).text
    (address,) = re.findall(r'action="(/en/people/me/security/provider/[0-9]+/unlink/)"', reader.get(PAGE).text)
    stranger = site.test_client()
    assert isinstance(stranger, Browser)
    stranger.sign_in(make.person(email="other@example.org"))
    assert stranger.post(address).status_code == 404
    assert db.session.scalars(db.select(Identity)).one().person_id == person.id
    reader.sign_in(person)
    assert reader.post(address).location == PAGE
    assert db.session.scalar(db.select(Identity)) is None
    assert "Single sign-on" not in reader.get(PAGE).text
    changes = [row["change"] for row in db.session.scalars(db.select(Announcement.payload).order_by(Announcement.id))]
    assert changes[-1] == "provider_unlinked"


def test_button_stands_on_the_sign_in_page_only_where_a_provider_is_set(
    make: Make, client: Browser, reader: Browser
) -> None:
    assert "Sign in with Customs ID" in reader.get("/en/sign-in/").text
    assert "Se connecter avec Douane ID" in reader.get("/fr/sign-in/").text
    assert START not in client.get("/en/sign-in/").text
    assert client.get(START).status_code == 404
    assert client.get("/sign-in/provider/?state=x&code=y").status_code == 404


def test_nobody_is_made_known_by_signing_in(make: Make, reader: Browser) -> None:
    before = db.session.scalar(db.select(db.func.count()).select_from(Person))
    _refused(reader, _there(reader), "nobody is known here by your address")
    assert db.session.scalar(db.select(db.func.count()).select_from(Person)) == before


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_address_that_is_not_vouched_for_links_nobody(
    make: Make, reader: Browser, provider: Provider, verified: object
) -> None:
    make.person(email="known@example.org")
    provider.claims["email_verified"] = verified
    _refused(reader, _there(reader), "does not vouch for your address")


def test_closed_account_stays_closed(make: Make, reader: Browser) -> None:
    person = make.person(email="known@example.org")
    with transaction():
        person.disabled_at = make.now
    _refused(reader, _there(reader), "nobody is known here")


NOT_YET, LONG_AGO = timedelta(days=365), timedelta(days=-1)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": ["another-client", "third"]},
        {"azp": "another-client"},
        {"exp": 1},
        {"nbf": 4_000_000_000},
        {"sub": ""},
        {"sub": 17},
        {"sub": "x" * 256},
    ],
)
def test_wrong_claims_let_nobody_in(make: Make, reader: Browser, provider: Provider, claims: dict[str, Any]) -> None:
    make.person(email="known@example.org")
    provider.twist = {"claims": claims}
    _refused(reader, _there(reader), "cannot be trusted")


def test_unsigned_token_lets_nobody_in(make: Make, reader: Browser, provider: Provider) -> None:
    make.person(email="known@example.org")
    provider.twist = {"alg": "none", "document": {"id_token_signing_alg_values_supported": ["RS256", "none"]}}
    _refused(reader, _there(reader), "cannot be trusted")


def test_token_signed_with_the_shared_secret_or_a_strange_key_lets_nobody_in(
    make: Make, reader: Browser, provider: Provider
) -> None:
    make.person(email="known@example.org")
    shared = OctKey.import_key(providers.CLIENT_SECRET.ljust(32))
    algorithms = {"id_token_signing_alg_values_supported": ["RS256", "HS256"]}
    provider.twist = {"alg": "HS256", "key": shared, "document": algorithms}
    _refused(reader, _there(reader), "cannot be trusted")
    provider.twist = {"key": RSAKey.generate_key(2048)}
    _refused(reader, _there(reader), "cannot be trusted")


def test_provider_that_is_not_the_issuer_is_not_used(make: Make, reader: Browser, provider: Provider) -> None:
    provider.twist = {"document": {"issuer": "https://evil.example"}}
    assert reader.get(START).location == "/en/sign-in/"
    assert "cannot be trusted" in reader.get("/en/sign-in/").text
    provider.twist = {}
    assert reader.get(START).location.startswith(provider.url)


def test_answer_of_another_provider_is_refused(make: Make, reader: Browser, provider: Provider) -> None:
    make.person(email="known@example.org")
    back = _there(reader).split("&iss=")[0]
    _refused(reader, f"{back}&iss=https://evil.example", "cannot be trusted")


def test_state_is_taken_once(make: Make, site: Flask, reader: Browser) -> None:
    make.person(email="known@example.org")
    back = _there(reader)
    with reader.session_transaction() as session:
        kept = dict(session)
    reader.get(back)
    reader.post("/en/sign-out/")
    with reader.session_transaction() as session:
        session.update({"browser": kept["browser"]})
    assert reader.get(back).location == "/en/sign-in/"
    assert "was used" in reader.get("/en/sign-in/").text
    assert _who(reader) == 303


def test_state_is_spent_even_when_the_provider_refuses(make: Make, reader: Browser) -> None:
    make.person(email="known@example.org")
    back = _there(reader)
    state = back.split("state=")[1].split("&")[0]
    _refused(reader, f"/sign-in/provider/?error=access_denied&state={state}", "did not let you in")
    _refused(reader, back, "was used")


def test_state_works_only_in_the_browser_that_left(make: Make, site: Flask, reader: Browser) -> None:
    make.person(email="known@example.org")
    back = _there(reader)
    other = site.test_client()
    assert isinstance(other, Browser)
    _refused(other, back, "another browser")
    assert reader.get(back).status_code == 303
    assert _who(reader) == 200


def test_state_ends_after_ten_minutes(make: Make, reader: Browser) -> None:
    make.person(email="known@example.org")
    back = _there(reader)
    with time_machine.travel(make.now + timedelta(minutes=10), tick=False):
        assert reader.get(back).location == "/en/sign-in/"
    assert _who(reader) == 303


@pytest.mark.parametrize("query", ["", "?state=", "?state=nothing&code=x", "?code=x", "?state=%00", "?state=%ED%A0%80"])
def test_coming_back_without_having_left_leads_to_the_sign_in_page(make: Make, reader: Browser, query: str) -> None:
    assert reader.get(f"/sign-in/provider/{query}").location == "/en/sign-in/"


def test_reader_is_told_in_their_language(make: Make, reader: Browser) -> None:
    assert reader.get(_there(reader, "/fr/sign-in/provider/")).location == "/fr/sign-in/"


def test_next_never_leaves_the_site(make: Make, reader: Browser) -> None:
    make.person(email="known@example.org")
    for path in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        reader.get(START, query_string={"next": path})
    assert {visit.next_path for visit in db.session.scalars(db.select(ProviderVisit))} == {""}


@pytest.mark.parametrize(
    ("claims", "factor"),
    [
        ({"amr": ["pwd"]}, None),
        ({"amr": "mfa"}, None),
        ({"amr": ["pwd", "mfa"]}, Factor.PROVIDER),
        ({"acr": "https://refeds.org/profile/mfa"}, Factor.PROVIDER),
        ({"acr": "1"}, None),
    ],
)
def test_second_factor_is_the_providers_only_if_it_says_so(
    make: Make, reader: Browser, provider: Provider, claims: dict[str, Any], factor: Factor | None
) -> None:
    make.person(email="known@example.org")
    provider.claims |= claims
    reader.get(_there(reader))
    session = db.session.scalar(db.select(WebSession))
    if claims.get("amr") == "mfa":  # the standard wants a list
        assert session is None
    else:
        assert session is not None
        assert session.factor is factor


def test_secretariat_without_a_second_factor_is_asked_for_one(make: Make, reader: Browser, provider: Provider) -> None:
    provider.claims["email"] = make.secretariat().email
    reader.get(_there(reader))
    assert reader.get("/en/outbox/").status_code == 303
    provider.claims["amr"] = ["mfa"]
    reader.post("/en/sign-out/")
    reader.get(_there(reader))
    assert reader.get("/en/outbox/").status_code == 200


def test_address_is_asked_for_where_the_token_has_none(make: Make, reader: Browser, provider: Provider) -> None:
    make.person(email="known@example.org")
    more = dict(provider.claims)
    provider.claims, provider.twist = {"sub": "subject-1"}, {"userinfo": more}
    reader.get(_there(reader))
    assert _who(reader) == 200
    assert "userinfo" in provider.asked


def test_address_of_another_subject_is_not_taken(make: Make, reader: Browser, provider: Provider) -> None:
    make.person(email="known@example.org")
    provider.twist = {"userinfo": provider.claims | {"sub": "subject-2"}}
    provider.claims = {"sub": "subject-1"}
    _refused(reader, _there(reader), "cannot be trusted")


def test_new_key_of_the_provider_is_fetched(make: Make, site: Flask, reader: Browser, provider: Provider) -> None:
    make.person(email="known@example.org")
    reader.get(_there(reader))
    before, provider.key = provider.key, RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
    again = site.test_client()
    assert isinstance(again, Browser)
    again.get(_there(again))
    assert _who(again) == 200
    assert before.kid != provider.key.kid


def test_provider_that_is_away_is_said_to_be(make: Make, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    away = {"oidc_url": "http://127.0.0.1:1", "oidc_client_id": "x", "oidc_client_secret": "y"}
    site = create_app(replace(settings, **away))
    reader = site.test_client()
    with caplog.at_level(logging.WARNING):
        assert reader.get(START).location == "/en/sign-in/"
    assert "does not answer" in reader.get("/en/sign-in/").text
    assert "ProviderAway" in caplog.text
    with site.app_context():
        db.engine.dispose()


def test_token_made_too_long_ago_lets_nobody_in(make: Make, reader: Browser, provider: Provider) -> None:
    make.person(email="known@example.org")
    provider.twist = {"claims": {"iat": int(time.time()) - 900, "exp": int(time.time()) - 600}}
    _refused(reader, _there(reader), "cannot be trusted")
