"""Limits: who has them, how they are counted, and what is said when they are reached."""

import re
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from limits import parse
from werkzeug.routing import Rule

from config import Settings, SettingsError
from meetings.application import create_app
from meetings.extensions import db
from meetings.models.access import SignInRequest
from meetings.models.joining import AccessRequest
from meetings.web import limits
from meetings.web.counting import Tally
from tests.conftest import Browser
from tests.make import Make
from tests.web.test_access_matrix import expected

ROOT = Path(__file__).parents[2]
#: Addresses of files and streams end without a slash.
ADD = "add a line for each of these to LIMITED in meetings/web/limits.py"
NOT_LIMITED = {
    "health.healthz",
    "health.readyz",
    # a whole room follows it within seconds, often from one address; it reads nothing
    "short.poll",
}


def _rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def test_table_names_only_endpoints_that_are_there(application: Flask) -> None:
    assert set(limits.LIMITED) <= {rule.endpoint for rule in application.url_map.iter_rules()}


def test_every_file_export_and_feed_has_a_limit(application: Flask) -> None:
    files = {rule.endpoint for rule in _rules(application, "GET") if not rule.rule.endswith("/")}
    assert files - NOT_LIMITED <= set(limits.LIMITED), ADD


def test_everything_strangers_may_send_has_a_limit(application: Flask) -> None:
    open_to_all = {rule.endpoint for rule in _rules(application, "POST") if "stranger" in expected(rule.endpoint)}
    assert open_to_all <= set(limits.LIMITED), ADD


def test_every_search_has_a_limit() -> None:
    """A search is a form that is sent with GET; it stands on the page that it asks."""
    missing = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for form in re.findall(r"<form\b[^>]*>", path.read_text("utf-8"))
        if 'method="get"' in form
        and not any(name in limits.LIMITED for name in re.findall(r"url_for\(['\"]([a-z_.]+)['\"]", form))
    ]
    assert not missing, ADD


def test_every_upload_has_a_limit() -> None:
    missing = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for form in re.findall(r"<form\b[^>]*multipart/form-data[^>]*>", path.read_text("utf-8"))
        if not any(name in limits.LIMITED for name in re.findall(r"url_for\(['\"]([a-z_.]+)['\"]", form))
    ]
    assert not missing, ADD


def _use_up(app: Flask, endpoint: str, figure: str, times: int, *, who: str = "", at: str = "127.0.0.1") -> None:
    """Count *times* requests of *who*, or of the network address *at*, without making them."""
    (limiter,) = app.extensions["limiter"]
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": at}):
        key = who or f"place:{limits.place()}"
    limiter.limiter.hit(parse(figure), "hemicycle", key, endpoint, cost=times)


def _ask(client: Browser, path: str, times: int, **more: object) -> list[int]:
    return [client.get(path, **more).status_code for _ in range(times)]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "You can go on in 60 seconds."), ("fr", "Rien n’a été modifié.")]
)
def test_answer_says_when_to_try_again(make: Make, client: Browser, language: str, words: str) -> None:
    path = f"/{language}/archive/?words=report"
    _use_up(client.application, "archive.index", "60/minute", 59)
    assert _ask(client, path, 1) == [200]
    refused = client.get(path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "60" in refused.text
    assert f'lang="{language}"' in refused.text
    assert language == "fr" or words in refused.text


def test_looking_without_asking_is_free(make: Make, client: Browser) -> None:
    _use_up(client.application, "archive.index", "60/minute", 60)
    assert set(_ask(client, "/en/archive/", 3)) == {200}
    assert client.get("/en/archive/?words=report").status_code == 429


def test_accounts_are_counted_apart_from_their_network(make: Make, client: Browser, app: Flask) -> None:
    _use_up(app, "archive.index", "60/minute", 60)
    one, other = app.test_client(), app.test_client()
    assert isinstance(one, Browser)
    assert isinstance(other, Browser)
    first = make.person()
    one.sign_in(first)
    other.sign_in(make.person())
    _use_up(app, "archive.index", "120/minute", 119, who=f"person:{first.id}")
    assert one.get("/en/archive/?words=report").status_code == 200
    assert one.get("/en/archive/?words=report").status_code == 429
    assert other.get("/en/archive/?words=report").status_code == 200


def test_strangers_are_counted_by_address_and_neighbours_in_ipv6_together(make: Make, client: Browser) -> None:
    def status(address: str) -> int:
        return client.get("/en/archive/?words=x", environ_base={"REMOTE_ADDR": address}).status_code

    _use_up(client.application, "archive.index", "60/minute", 58, at="2001:db8:0:1::1")
    assert {status(f"2001:db8:0:1::{number:x}") for number in (2, 3)} == {200}
    assert status("2001:db8:0:1:ffff::1") == 429
    assert status("2001:db8:0:2::1") == 200
    assert status("192.0.2.1") == 200


def test_links_asked_for_count_neighbours_in_ipv6_together(make: Make, client: Browser) -> None:
    wish = {"organisation": make.member().id, "name": "A", "function": "B", "language": "en", "zone": "UTC"}
    for number in (1, 2):
        at = {"REMOTE_ADDR": f"2001:db8:0:1::{number}"}
        for path, typed in (("/en/sign-in/", {}), ("/en/join/", wish)):
            sent = client.post(path, data={"email": f"a{number}@example.org", **typed}, environ_base=at)
            assert sent.status_code == 303
    for table in (SignInRequest, AccessRequest):
        places = list(db.session.scalars(db.select(table.address_hash)))
        assert (len(places), len(set(places))) == (2, 1)


def test_false_forwarded_addresses_count_for_nothing(make: Make, client: Browser) -> None:
    _use_up(client.application, "archive.index", "60/minute", 58)
    for number in range(2):
        client.get("/en/archive/?words=x", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert client.get("/en/archive/?words=x", headers={"X-Forwarded-For": "192.0.2.99"}).status_code == 429


def test_trusted_proxy_tells_the_address(settings: Settings, app: Flask, make: Make) -> None:
    behind = create_app(replace(settings, trusted_proxies=1))
    browser = behind.test_client()

    def status(address: str) -> int:
        return browser.get("/en/archive/?words=x", headers={"X-Forwarded-For": f"203.0.113.9, {address}"}).status_code

    _use_up(behind, "archive.index", "60/minute", 59, at="192.0.2.1")
    assert status("192.0.2.1") == 200
    assert status("192.0.2.1") == 429
    assert status("192.0.2.2") == 200
    with behind.app_context():
        db.engine.dispose()


def test_calendar_programs_are_told_in_a_line_and_get_no_cookie(make: Make, client: Browser) -> None:
    _use_up(client.application, "calendar.public", "600/minute", 599)
    assert _ask(client, "/en/calendar.ics", 1) == [200]
    refused = client.get("/en/calendar.ics")
    assert (refused.status_code, refused.mimetype) == (429, "text/plain")
    assert "Set-Cookie" not in refused.headers
    assert int(refused.headers["Retry-After"]) == 60


def test_form_is_shown_when_it_can_no_longer_be_sent(make: Make, client: Browser) -> None:
    _use_up(client.application, "access.code", "60/minute", 60)
    assert client.post("/en/sign-in/code/", data={"code": "1"}).status_code == 429
    assert client.get("/en/sign-in/code/").status_code == 200


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (99, "99 seconds"), (100, "2 minutes"), (3600, "60 minutes"), (6001, "2 hours")],
)
def test_waiting_time_is_never_said_too_short(application: Flask, seconds: int, words: str) -> None:
    with application.test_request_context("/en/"):
        assert limits.in_words(seconds) == words


def test_counting_that_cannot_be_stops_the_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="HEMICYCLE_LIMITS_URL cannot be used"):
        create_app(replace(settings, limits_url="nowhere://x"))


def test_counting_goes_on_in_memory_while_its_server_is_away(settings: Settings, make: Make) -> None:
    alone = create_app(replace(settings, limits_url="redis://127.0.0.1:1/0"))
    alone.config["WTF_CSRF_ENABLED"] = False
    browser = alone.test_client()
    seen = [browser.post("/en/display/").status_code for _ in range(31)]
    assert 429 not in seen[:30]
    assert seen[30] == 429
    with alone.app_context():
        db.engine.dispose()


def test_limits_can_be_left_out_for_measuring(settings: Settings, make: Make) -> None:
    free = create_app(replace(settings, limits_url="off"))
    free.config["WTF_CSRF_ENABLED"] = False
    browser = free.test_client()
    assert 429 not in {browser.post("/en/display/").status_code for _ in range(31)}
    with free.app_context():
        db.engine.dispose()


def test_pages_without_a_limit_pay_nothing(application: Flask) -> None:
    hooks = (application.before_request_funcs, application.after_request_funcs, application.teardown_request_funcs)
    owners = {hook.__module__ for each in hooks for hook in each.get(None, ())}
    assert not {owner for owner in owners if owner.startswith("flask_limiter")}


def test_tally_counts_within_a_window_and_forgets_what_is_over(now: datetime) -> None:
    tally = Tally()
    assert [tally.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert tally.incr("b", 30, 5) == 5
    with time_machine.travel(now + timedelta(seconds=59), tick=False):
        assert (tally.incr("a", 60), tally.get("b")) == (4, 0)
    with time_machine.travel(now + timedelta(seconds=60), tick=False):
        assert (tally.get("a"), tally.incr("c", 60)) == (0, 1)
        assert tally.reset() == 1
    assert tally.check()


def test_tally_loses_nothing_when_many_count_at_once() -> None:
    tally = Tally()
    threads = [threading.Thread(target=lambda: [tally.incr("a", 60) for _ in range(500)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally.get("a") == 4_000
    tally.clear("a")
    assert tally.get("a") == 0
