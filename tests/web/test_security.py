"""Headers, cookies, error pages, and what a request cannot do."""

import time
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy.orm.exc import ObjectDeletedError

from config import Settings
from meetings.application import create_app
from meetings.extensions import db
from meetings.models.database import Gone
from tests.conftest import Browser
from tests.make import Make


def test_every_answer_carries_the_headers(client: Browser) -> None:
    for path in ("/en/", "/fr/sign-in/", "/en/nowhere/", "/healthz", "/nowhere"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_personal_pages_are_not_kept(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    answer = client.get("/en/people/me/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_cookie_is_for_this_host_and_https_only(settings: Settings, tmp_path: Path) -> None:
    app = create_app(replace(settings, base_url="https://meetings.example.org", data_dir=tmp_path))
    answer = app.test_client().get("/en/sign-in/", base_url="https://meetings.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-hemicycle=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_form_without_its_token_is_refused(app: Flask, client: Browser) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client.post("/en/sign-in/", data={"email": "a@example.org"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert "too old" in answer.text


def test_door_leads_to_the_language_the_browser_asks_for(client: Browser) -> None:
    for asked, there in (("fr-CM,fr;q=0.9,en;q=0.5", "/fr/"), ("en-GB", "/en/"), ("de", "/en/"), ("", "/en/")):
        answer = client.get("/", headers={"Accept-Language": asked})
        assert (answer.status_code, answer.location) == (302, there)


def test_error_page_is_in_the_language_of_the_address(client: Browser) -> None:
    assert 'lang="fr"' in client.get("/fr/nulle-part/").text
    assert client.get("/fr/nulle-part/").status_code == 404
    assert client.post("/en/accessibility/").status_code == 405


def test_pages_are_compressed_for_those_who_ask(client: Browser) -> None:
    assert client.get("/en/", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/en/").headers


def test_ready_says_what_works(make: Make, client: Browser) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["database"], answer.json["scheduler_last_tick"]) == ("ok", None)


def test_colours_are_kept_in_a_cookie(client: Browser) -> None:
    client.post("/en/display/", data={"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/en/").text
    client.post("/en/display/", data={"theme": "loud"})
    assert "data-bs-theme" not in client.get("/en/").text


def test_database_locked_for_long_answers_503(app: Flask, client: Browser) -> None:
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return
    with app.app_context():
        db.engine.dispose()
        with db.engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            started = time.monotonic()
            answer = client.post("/en/sign-in/", data={"email": "a@example.org"})
            waited = time.monotonic() - started
            other.rollback()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert 4 < waited < 15


def test_nul_in_an_address_reaches_no_database(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    make.series()
    assert client.get("/en/meetings/a%00b/").status_code == 404
    for path in ("meetings/new/?series=%00", "actions/?meeting=a%00", "archive/?words=%00&series=%00&region=%00"):
        assert client.get(f"/en/{path}").status_code == 200, path


def test_row_that_goes_while_it_is_changed_is_no_page(make: Make, client: Browser) -> None:
    application = client.application
    with application.test_request_context("/en/"):
        for error in (Gone(), ObjectDeletedError(None)):
            answer = application.make_response(application.handle_user_exception(error))
            assert answer.status_code == 404
