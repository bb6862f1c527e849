"""How one signs in: browsers, passkeys, authenticator app, recovery codes."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from meetings.domain.access import factors, queries, rules, totp
from meetings.extensions import db, transaction
from meetings.models.access import Passkey, RecoveryCode, WebSession
from meetings.models.person import Person
from meetings.web import seen
from tests.conftest import NOW, Browser
from tests.device import Device
from tests.make import Make
from tests.queries import counted
from tests.ways_in import enter, give_app

PAGE = "/en/people/me/security/"
APP = f"{PAGE}authenticator/"
NEW = f"{PAGE}passkeys/new/"


def _public_ids(person: Person) -> list[str]:
    return [session.public_id for session in queries.live_sessions(person, now=NOW)]


def _hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found
    return found[1]


def _shared(html: str) -> str:
    """Return the secret on the page, as somebody types it into their app."""
    found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", html)
    assert found
    return found[0].replace(" ", "")


def _add_passkey(client: Browser, device: Device, name: str = "Key") -> None:
    options = client.post(f"{PAGE}passkeys/options/").json
    assert client.post(NEW, data={"name": name, "answer": device.make(options)}).status_code == 303


def test_single_browser_is_signed_out(make: Make, client: Browser) -> None:
    person = make.person()
    other = client.application.test_client().sign_in(person)
    client.sign_in(person)
    (theirs,) = [one for one in _public_ids(person) if f"/{one}/end/" in client.get("/en/people/me/").text]
    assert client.post(f"{PAGE}browsers/{theirs}/end/").location == PAGE
    assert other.get("/en/people/me/").status_code == 303
    assert client.get("/en/people/me/").status_code == 200
    assert client.post(f"{PAGE}browsers/{theirs}/end/").status_code == 404


def test_own_browser_is_signed_out_too(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    assert client.post(f"{PAGE}browsers/{_public_ids(person)[0]}/end/").location == "/en/"
    assert client.get("/en/people/me/").status_code == 303


def test_browser_of_somebody_else_is_not_found(make: Make, client: Browser) -> None:
    person = make.person("Other")
    client.application.test_client().sign_in(person)
    client.sign_in(make.secretariat())
    assert client.post(f"{PAGE}browsers/{_public_ids(person)[0]}/end/").status_code == 404
    assert client.post(f"{PAGE}browsers/1/end/").status_code == 404
    assert len(_public_ids(person)) == 1


@pytest.mark.parametrize(
    ("house", "idle", "still"),
    [
        (True, rules.SECRETARIAT_IDLE - timedelta(seconds=1), True),
        (True, rules.SECRETARIAT_IDLE, False),
        (False, rules.OTHERS_IDLE - timedelta(seconds=1), True),
        (False, rules.OTHERS_IDLE, False),
    ],
)
def test_idle_browser_is_out(make: Make, client: Browser, house: bool, idle: timedelta, still: bool) -> None:
    client.sign_in(make.secretariat() if house else make.person())
    with time_machine.travel(NOW + idle, tick=False):
        assert (client.get("/en/people/me/").status_code == 200) is still


@pytest.mark.parametrize(("house", "lasts"), [(True, rules.SECRETARIAT_STAYS), (False, rules.OTHERS_STAY)])
def test_busy_browser_is_out_in_the_end(make: Make, client: Browser, house: bool, lasts: timedelta) -> None:
    client.sign_in(make.secretariat() if house else make.person())
    for later, status in ((lasts - timedelta(seconds=1), 200), (lasts, 303)):
        with transaction():
            db.session.execute(db.update(WebSession).values(seen_at=NOW + later - timedelta(minutes=1)))
        with time_machine.travel(NOW + later, tick=False):
            answer = client.get("/en/people/me/")
            answer.close()
            assert answer.status_code == status


def test_long_session_is_cut_short_when_its_person_comes_to_run_the_house(make: Make, client: Browser) -> None:
    person, chief = make.person(), make.secretariat()
    client.sign_in(person)
    with transaction():
        person.role = chief.role
        db.session.execute(db.update(WebSession).values(seen_at=NOW + rules.SECRETARIAT_STAYS))
    with time_machine.travel(NOW + rules.SECRETARIAT_STAYS, tick=False):
        assert client.get("/en/people/me/").status_code == 303


def test_use_is_noted_once_a_minute_and_after_the_answer(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    for seconds, noted in ((59, 0), (60, 60), (90, 60), (121, 121)):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            with counted() as statements:
                answer = client.get("/en/people/me/")
                inside = len(statements)
                answer.close()
            assert (len(statements) > inside) is (seconds == noted)
        db.session.expire_all()
        assert db.session.scalar(db.select(WebSession.seen_at)) == NOW + timedelta(seconds=noted)


def test_note_that_cannot_be_written_fails_no_page(make: Make, client: Browser, app: Flask) -> None:
    person = make.person()
    client.sign_in(person)
    number = queries.live_sessions(person, now=NOW)[0].id
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            seen.note(app, number, now=NOW + timedelta(hours=1))
            other.rollback()
        with db.engine.connect() as same:
            assert same.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
    else:
        with db.engine.connect() as other:
            other.execute(db.select(WebSession.id).with_for_update())
            seen.note(app, number, now=NOW + timedelta(hours=1))
    assert db.session.scalar(db.select(WebSession.seen_at)) == NOW
    seen.note(app, number, now=NOW + timedelta(hours=1))
    db.session.rollback()
    assert db.session.scalar(db.select(WebSession.seen_at)) == NOW + timedelta(hours=1)


def test_app_is_set_up_with_the_secret_on_the_page(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    page = client.get(f"{APP}?next=/en/actions/").text
    shared = _shared(page)
    assert totp.in_groups(shared) in page
    assert "<svg" in page
    shown = _hidden(page, "shown")
    assert shared not in shown
    wrong = client.post(APP, data={"code": "000000", "shown": shown, "next": "/en/actions/"})
    assert wrong.status_code == 422
    assert totp.in_groups(shared) in wrong.text
    code = totp.digits(shared, totp.step_at(NOW))
    answer = client.post(APP, data={"code": code, "shown": shown, "next": "/en/actions/"})
    assert answer.location == f"{PAGE}?next=/en/actions/"
    page = client.get(answer.location).text
    assert 'href="/en/actions/"' in page
    assert "You have no recovery codes" in page
    assert factors.holdings(person).authenticator


@pytest.mark.parametrize("shown", ["", "x", "\x00", "gAAAAA"])
def test_secret_that_was_not_shown_here_is_not_taken(make: Make, client: Browser, shown: str) -> None:
    person = make.person()
    client.sign_in(person)
    page = client.post(APP, data={"code": "123456", "shown": shown})
    assert page.status_code == 422
    assert "The picture was too old" in page.text


def test_secret_of_another_browser_or_of_long_ago_is_not_taken(make: Make, client: Browser) -> None:
    person = make.person()
    other = client.application.test_client().sign_in(make.person("Other"))
    client.sign_in(person)
    page = other.get(APP).text
    shared, shown = _shared(page), _hidden(page, "shown")
    code = totp.digits(shared, totp.step_at(NOW))
    assert client.post(APP, data={"code": code, "shown": shown}).status_code == 422
    assert other.post(APP, data={"code": code, "shown": shown}).status_code == 303


def test_app_is_removed_unless_it_is_the_last_step_of_who_runs_the_house(make: Make, client: Browser) -> None:
    person, chief = make.person(), make.secretariat()
    give_app(person, now=NOW)
    give_app(chief, now=NOW)
    client.sign_in(person)
    client.post(f"{APP}remove/")
    assert not queries.has_factor(person)
    client.sign_in(chief)
    assert "your only second step" in client.get(client.post(f"{APP}remove/").location).text
    assert queries.has_factor(chief)


def test_recovery_codes_are_shown_once_and_saved_as_text(make: Make, client: Browser) -> None:
    person = make.person()
    give_app(person, now=NOW)
    client.sign_in(person)
    assert "10 codes are left" in client.get(f"{PAGE}recovery/").text
    page = client.post(f"{PAGE}recovery/")
    codes = re.findall(r"<li>([2-9A-Z-]{19})</li>", page.text)
    assert len(codes) == 10
    assert page.headers["Cache-Control"] == "private, no-store"
    sealed = _hidden(page.text, "file")
    saved = client.post(f"{PAGE}recovery/file/", data={"file": sealed})
    assert saved.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert all(code in saved.text for code in codes)
    assert not any(code in client.get(f"{PAGE}recovery/").text for code in codes)
    other = client.application.test_client().sign_in(make.person("Other"))
    assert other.post(f"{PAGE}recovery/file/", data={"file": sealed}).status_code == 410
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert client.post(f"{PAGE}recovery/file/", data={"file": sealed}).status_code == 410


def test_recovery_codes_go_with_a_factor_only(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    assert client.get(f"{PAGE}recovery/").location == PAGE
    assert client.post(f"{PAGE}recovery/").location == PAGE
    assert client.post(f"{PAGE}recovery/file/").status_code == 410


def test_few_codes_are_warned_of(make: Make, client: Browser) -> None:
    person = make.person()
    give_app(person, now=NOW)
    client.sign_in(person)
    assert "recovery codes are left" not in client.get(PAGE).text
    with transaction():
        used = db.select(RecoveryCode.id).order_by(RecoveryCode.id).limit(7)
        db.session.execute(db.update(RecoveryCode).where(RecoveryCode.id.in_(used)).values(used_at=NOW))
    assert "3 recovery codes are left" in client.get(PAGE).text


def test_passkeys_are_listed_renamed_and_removed(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    _add_passkey(client, Device(), "Old & <b>bold</b>")
    public_id = factors.passkeys(person)[0].public_id
    assert "Old &amp; &lt;b&gt;bold" in client.get(PAGE).text
    address = f"{PAGE}passkeys/{public_id}/"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"name": "New"}).location.startswith(PAGE)
    assert "New" in client.get(PAGE).text
    assert client.post(f"{address}remove/").location == PAGE
    assert client.get(address).status_code == 404


def test_passkey_of_somebody_else_is_not_found(make: Make, client: Browser) -> None:
    owner = make.person()
    _add_passkey(client.sign_in(owner), Device())
    public_id = factors.passkeys(owner)[0].public_id
    client.sign_in(make.secretariat())
    for path in ("", "remove/"):
        assert client.post(f"{PAGE}passkeys/{public_id}/{path}", data={"name": "x"}).status_code == 404
    assert db.session.scalar(db.select(Passkey.name)) == "Key"


@pytest.mark.parametrize("name", ["", "n" * 101, "n\x00", "n\u202e", "\ufffd"])
def test_bad_name_of_a_passkey_is_refused_in_words(make: Make, client: Browser, name: str) -> None:
    person = make.person()
    client.sign_in(person)
    _add_passkey(client, Device())
    for address in (NEW, f"{PAGE}passkeys/{factors.passkeys(person)[0].public_id}/"):
        page = client.post(address, data={"name": name})
        assert page.status_code == 422
        assert "Your entries are kept" in page.text


def test_forged_passkey_is_refused_in_words(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    options = client.post(f"{PAGE}passkeys/options/").json
    for answer in (Device("http://evil.example").make(options), "", "x", "{}"):
        page = client.post(NEW, data={"name": "Key", "answer": answer})
        assert page.status_code == 422
        assert "was not accepted" in page.text


def test_getting_a_factor_signs_all_other_browsers_out(make: Make, client: Browser) -> None:
    person = make.person()
    other = enter(client.application.test_client(), person)
    enter(client, person)
    _add_passkey(client, Device())
    assert other.get("/en/people/me/").status_code == 303
    assert client.get("/en/people/me/").status_code == 200


def test_page_takes_as_many_statements_with_many_passkeys_and_browsers(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    _add_passkey(client, Device())
    client.get(PAGE)
    with counted() as few:
        client.get(PAGE)
    for number in range(30):
        _add_passkey(client, Device(), f"Key {number}")
    for _ in range(30):
        enter(client.application.test_client(), person)
    with counted() as many:
        client.get(PAGE)
    assert len(few) == len(many)
