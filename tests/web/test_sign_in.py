"""Signing in by link and by code."""

from meetings.domain.access import actions, rules
from meetings.extensions import db, transaction
from meetings.models.access import SignInRequest, WebSession
from meetings.models.outbox import Announcement
from tests.conftest import SECRET, Browser
from tests.make import Make


def _newest() -> SignInRequest:
    db.session.expire_all()
    return db.session.scalars(db.select(SignInRequest).order_by(SignInRequest.id.desc())).first()


def test_sign_in_answers_the_same_for_known_and_unknown_addresses(make: Make, client: Browser) -> None:
    make.person(email="known@example.org")
    known = client.post("/en/sign-in/", data={"email": "Known@Example.org "})
    unknown = client.post("/en/sign-in/", data={"email": "nobody@example.org"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/en/sign-in/code/")
    assert db.session.scalar(db.select(db.func.count()).select_from(Announcement)) == 2


def test_link_signs_in_once_and_only_by_its_button(make: Make, client: Browser) -> None:
    person = make.person()
    client.post("/en/sign-in/", data={"email": person.email, "next": "/en/meetings/?x=1"})
    address = f"/en/sign-in/{rules.link_token(_newest().nonce, SECRET)}/"
    assert client.get(address).status_code == 200
    assert client.get("/en/people/me/").status_code == 303
    assert client.post(address).location == "/en/meetings/?x=1"
    assert client.get("/en/people/me/").status_code == 200
    assert client.application.test_client().post(address).location == "/en/sign-in/"


def test_code_signs_in_only_in_the_browser_that_asked(make: Make, client: Browser) -> None:
    person = make.person()
    client.post("/en/sign-in/", data={"email": person.email})
    code = rules.typed_code(_newest().nonce, SECRET)
    elsewhere = client.application.test_client().post("/en/sign-in/code/", data={"code": code})
    assert elsewhere.status_code == 422
    assert client.post("/en/sign-in/code/", data={"code": f" {code[:3]} {code[3:]}"}).status_code == 303


def test_five_wrong_codes_end_the_request(make: Make, client: Browser) -> None:
    person = make.person()
    client.post("/en/sign-in/", data={"email": person.email})
    code = rules.typed_code(_newest().nonce, SECRET)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(rules.WRONG_CODES):
        assert client.post("/en/sign-in/code/", data={"code": wrong}).status_code == 422
    assert client.post("/en/sign-in/code/", data={"code": code}).status_code == 422


def test_sixth_mail_in_a_quarter_of_an_hour_is_refused(make: Make, client: Browser) -> None:
    for _ in range(rules.PER_ADDRESS):
        assert client.post("/en/sign-in/", data={"email": "a@example.org"}).status_code == 303
    refused = client.post("/en/sign-in/", data={"email": "a@example.org"})
    assert refused.status_code == 422
    assert "quarter of an hour" in refused.text


def test_signing_out_ends_the_session_on_the_server(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    with client.session_transaction() as session:
        kept = dict(session)
    client.post("/en/sign-out/")
    with client.session_transaction() as session:
        session.update(kept)
    assert client.get("/en/people/me/").status_code == 303


def test_closed_account_is_out_at_once(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    with transaction():
        person.disabled_at = make.now
    assert client.get("/en/people/me/").status_code == 303


def test_next_never_leaves_the_site(make: Make, client: Browser) -> None:
    for path in ("//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/a\nb"):
        with transaction():
            request = actions.ask(
                f"{len(path)}@example.org",
                language="en",
                browser="b",
                address_hash=path,
                next_path="",
                secret=SECRET,
                now=make.now,
            )
        assert request.next_path == ""
        page = client.post("/en/sign-in/", data={"email": f"x{len(path)}@example.org", "next": path})
        assert page.status_code == 303
        assert _newest().next_path == ""


def test_session_ends_after_its_time(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    with transaction():
        db.session.execute(db.update(WebSession).values(expires_at=make.now))
    assert client.get("/en/people/me/").status_code == 303
