"""What somebody tries who means harm: forged forms, foreign hosts, stolen cookies, listening at the door."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import icalendar
import pytest
import sqlalchemy as sa
from flask import Flask

from config import Settings
from meetings.application import create_app
from meetings.domain.access import rules as ways_in
from meetings.extensions import db
from meetings.models.access import SignInRequest, WebSession
from meetings.models.base import Base
from meetings.models.outbox import Mail
from meetings.notices import post
from meetings.web.authorize import safe_path
from tests.conftest import SECRET, Browser
from tests.crawl import SITE, Html
from tests.house import House
from tests.make import Make
from tests.queries import counted
from tests.web.test_links import MARK, unsafe

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%0d%0aSet-Cookie: a=b\r\n",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "http:evil.example",
    "/" + "a" * 600,
    "evil.example",
    "",
)


#: What mail programs (RFC 8058) and mail servers send: the address itself is signed, or there is none without a key.
SIGNED = {"/en/people/mails/1/", "/incoming/hook"}


@pytest.fixture
def guarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as readers meet it: forms need their token, faults become pages."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    with db.engine.connect() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def _paths(app: Flask, method: str) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            path = rule.rule.replace("<any(en,fr):lang>", "en")
            while "<" in path:
                path = f"{path[: path.index('<')]}1{path[path.index('>') + 1 :]}"
            yield path


def test_no_form_is_taken_without_its_token(make: Make, guarded: Flask, client: Browser) -> None:
    client.sign_in(make.secretariat())
    make.meeting()
    before = counts()
    for path in _paths(guarded, "POST"):
        answer = client.post(path, data={"csrf_token": "x"}, headers={"Origin": "https://evil.example"})
        if path in SIGNED:
            assert answer.status_code == 404, path
            continue
        assert answer.status_code == 400, path
        assert "too old" in answer.text
    assert counts() == before


@pytest.mark.parametrize("path", ELSEWHERE)
def test_way_back_never_leaves_the_site(make: Make, client: Browser, path: str) -> None:
    assert safe_path(path) == ""
    assert safe_path("\x00/en/") == ""
    client.sign_in(make.person())
    assert client.get("/en/sign-in/", query_string={"next": path}).location == "/en/"
    assert client.post("/en/display/", data={"theme": "dark", "next": path}).location == "/en/display/"


def test_addresses_in_mails_are_ours_whatever_host_is_named(make: Make, client: Browser) -> None:
    person = make.person()
    client.post(
        "/en/sign-in/",
        data={"email": person.email},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    )
    post.handle(10, now=make.now)
    mail = db.session.scalars(sa.select(Mail)).one()
    assert "evil" not in mail.text + mail.html
    assert f"{SITE}/en/sign-in/" in mail.text


def test_pages_name_no_foreign_host(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    client.sign_in(make.secretariat())
    for path in ("/en/", "/en/calendar/", f"/en/meetings/{meeting.slug}/", "/en/calendar.ics", "/nowhere"):
        answer = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil" not in answer.text + str(answer.headers), path


def test_faults_and_refusals_carry_the_headers_too(
    make: Make, guarded: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(guarded.view_functions, "home.accessibility", lambda: 1 / 0)
    answers = {
        400: client.post("/en/sign-in/"),
        404: client.get("/en/nowhere/"),
        405: client.put("/en/"),
        413: client.post("/en/sign-in/", data={"email": "a" * 2_500_000}),
        500: client.get("/en/accessibility/"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert not list(unsafe(Html(SITE, answer.text)))
    assert "ZeroDivision" not in answers[500].text
    assert "quote this number" in answers[500].text


def test_long_form_is_not_read(make: Make, client: Browser) -> None:
    assert client.post("/en/sign-in/", data={"email": "a" * 100_000}).status_code == 422
    for data in (b"email=" + b"a" * 1_000_000, b"a&" * 500_001):
        answer = client.post("/en/sign-in/", data=data, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413


def test_static_files_carry_the_headers_of_a_secure_site(settings: Settings, tmp_path: Path) -> None:
    app = create_app(replace(settings, base_url="https://meetings.example.org", data_dir=tmp_path))
    with app.test_request_context():
        name = app.jinja_env.globals["asset"]("css/hemicycle.css")  # type: ignore[operator]
    answer = app.test_client().get(name)
    headers = answer.headers
    answer.close()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert "Access-Control-Allow-Origin" not in headers


def test_too_large_an_upload_says_how_large_one_may_be(
    make: Make, settings: Settings, tmp_path: Path, client: Browser
) -> None:
    meeting, person = make.meeting(), make.secretariat()
    small = create_app(replace(settings, upload_limit=100_000, data_dir=tmp_path))
    small.test_client_class = Browser
    browser = small.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in(person)
    big = b'--x\r\nContent-Disposition: form-data; name="d1-en"; filename="a.txt"\r\n\r\n' + b"x" * 1_300_000
    answer = browser.post(
        f"/en/meetings/{meeting.slug}/documents/1/files/",
        data=big + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert "100\xa0kB" in answer.text
    assert browser.get(f"/en/meetings/{meeting.slug}/documents/").status_code == 200
    with small.app_context():
        db.engine.dispose()


def test_session_of_before_is_worth_nothing_after_signing_in(make: Make, client: Browser) -> None:
    person = make.person()
    client.post("/en/sign-in/", data={"email": person.email})
    planted = client.get_cookie("hemicycle")
    request = db.session.scalars(sa.select(SignInRequest)).one()
    client.post(f"/en/sign-in/{ways_in.link_token(request.nonce, SECRET)}/")
    assert client.get("/en/people/me/").status_code == 200
    assert planted is not None
    stranger = client.application.test_client()
    stranger.set_cookie("hemicycle", planted.value)
    assert stranger.get("/en/people/me/").status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).select_from(WebSession)) == 1


def test_signing_in_again_gives_another_token(make: Make, client: Browser) -> None:
    person = make.person()
    tokens = []
    for _ in range(2):
        client.sign_in(person)
        with client.session_transaction() as session:
            tokens.append(session["_user_id"])
    assert tokens[0] != tokens[1]
    assert len(tokens[0]) >= 22


def test_asking_writes_and_reads_the_same_for_known_and_unknown(make: Make, client: Browser) -> None:
    person = make.person()
    seen: list[Any] = []
    for email in (person.email, "nobody@example.org"):
        before = counts()
        with counted() as statements:
            answer = client.post("/en/sign-in/", data={"email": email})
        after = counts()
        changed = {name: number - before[name] for name, number in after.items()}
        seen.append((answer.status_code, answer.location, len(statements), changed))
    assert seen[0] == seen[1]


def test_guessing_codes_comes_to_an_end(make: Make, client: Browser) -> None:
    person, tried = make.person(), 0
    for _ in range(ways_in.PER_ADDRESS + 3):
        client.post("/en/sign-in/", data={"email": person.email})
        for guess in range(ways_in.WRONG_CODES + 2):
            client.post("/en/sign-in/code/", data={"code": f"{guess:06d}"})
    for request in db.session.scalars(sa.select(SignInRequest)):
        assert request.tries <= ways_in.WRONG_CODES
        tried += request.tries
    assert tried <= ways_in.PER_ADDRESS * ways_in.WRONG_CODES


def test_link_opens_in_no_page_of_the_secretariat(make: Make, client: Browser) -> None:
    person, secretariat = make.person(), make.secretariat()
    client.post("/en/sign-in/", data={"email": person.email})
    post.handle(10, now=make.now)
    request = db.session.scalars(sa.select(SignInRequest)).one()
    number = db.session.scalars(sa.select(Mail.id)).one()
    secrets = (ways_in.link_token(request.nonce, SECRET), ways_in.typed_code(request.nonce, SECRET), request.nonce)
    browser = client.application.test_client()
    assert isinstance(browser, Browser)
    browser.sign_in(secretariat)
    for path in ("", f"{number}/", f"{number}/html/", f"{number}/invite.ics"):
        text = browser.get(f"/en/outbox/{path}").text
        assert not any(secret in text for secret in secrets), path


def test_outbox_is_not_named_where_it_is_not_read(make: Make, client: Browser) -> None:
    assert "/outbox/" not in client.get("/en/sign-in/code/").text
    assert "/outbox/" not in client.sign_in(make.person()).get("/en/").text


def test_papers_and_pages_of_a_person_are_kept_by_no_cache(make: Make, client: Browser) -> None:
    house = House(make)
    client.sign_in(house.secretariat)
    slug = house.coming.slug
    for path in (
        "",
        "documents/",
        "registrations/",
        "registrations.csv",
        "registrations.xlsx",
        "history/",
        "archive.zip",
        "edit/",
    ):
        answer = client.get(f"/en/meetings/{slug}/{path}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store", path
        answer.close()
    files = (f"/en/meetings/{house.held.slug}/record.docx", "/en/organisations/export.csv", "/en/actions/actions.xlsx")
    for path in (*files, "/en/outbox/", "/en/calendar/"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store", path
        answer.close()


def test_marked_texts_stay_texts_in_every_mail(make: Make) -> None:
    House(make, MARK)
    mails = list(db.session.scalars(sa.select(Mail)))
    assert len(mails) >= 3
    for mail in mails:
        page = Html(SITE, mail.html)
        found = [each for each in unsafe(page) if "style" not in each]
        assert not found, (mail.kind, found)
        assert "alert(1)" in mail.text
        assert "\n" not in mail.subject
        if mail.calendar:
            entry = icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")[0]
            assert "<script>" in str(entry["SUMMARY"])


def test_marked_texts_stay_texts_in_every_file(make: Make, client: Browser) -> None:
    house = House(make, MARK)
    client.sign_in(house.secretariat)
    held = f"/en/meetings/{house.held.slug}"
    record = docx.Document(BytesIO(client.get(f"{held}/record.docx?languages=both").data))
    assert any("<script>" in paragraph.text for paragraph in record.paragraphs) or record.tables
    feed = icalendar.Calendar.from_ical(client.get("/en/calendar.ics").data)
    assert all("<script>" in str(event["SUMMARY"]) for event in feed.walk("VEVENT"))
    bundle = client.get(f"{held}/archive.zip")
    with ZipFile(BytesIO(bundle.data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert not name.startswith("/")
            assert ".." not in name
            assert not set(name) & set('<>:"|?*\\')
    bundle.close()


def test_names_of_files_add_no_header(make: Make, client: Browser) -> None:
    house = House(make, MARK)
    client.sign_in(house.secretariat)
    page = Html(SITE, client.get(f"/en/meetings/{house.coming.slug}/documents/").text)
    files = [link for link in page.links() if link.endswith(".txt")]
    assert files
    for link in files:
        answer = client.get(link)
        assert answer.headers["Content-Disposition"].startswith("attachment; ")
        parsed = message_from_bytes(str(answer.headers).encode(), policy=policy.HTTP)
        assert parsed.get_content_disposition() == "attachment"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        answer.close()
