"""One's own account, and what the site says about itself."""

import pytest

from meetings.extensions import db
from meetings.models.person import Person
from tests.conftest import Browser
from tests.make import Make

ACCOUNT = {"name": "Wanjiru K.", "function": "Risk Management", "language": "en", "zone": "Africa/Nairobi"}


def test_account_is_for_people_who_are_signed_in(make: Make, client: Browser) -> None:
    assert client.get("/en/people/me/").status_code == 303
    assert client.post("/en/people/me/sign-out-others/").status_code == 303


def test_account_is_changed_and_goes_on_in_the_language_chosen(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    answer = client.post("/en/people/me/", data={**ACCOUNT, "language": "fr", "zone": "UTC"})
    assert answer.location == "/fr/people/me/"
    db.session.expire_all()
    found = db.session.get_one(Person, person.id)
    assert (found.name, found.function, found.language, found.zone) == ("Wanjiru K.", "Risk Management", "fr", "UTC")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "W" * 201},
        {"name": "W\x00"},
        {"name": "W\u202e"},
        {"function": "f" * 201},
        {"language": "de"},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
    ],
)
def test_bad_account_is_refused_in_words(make: Make, client: Browser, changes: dict[str, str]) -> None:
    client.sign_in(make.person())
    answer = client.post("/en/people/me/", data={**ACCOUNT, **changes})
    assert answer.status_code == 422
    assert "Your entries are kept" in answer.text
    db.session.expire_all()
    assert db.session.scalar(db.select(Person.name)) == "Wanjiru Kamande"


def test_other_browsers_are_signed_out_at_once(make: Make, client: Browser) -> None:
    person = make.person()
    other = client.application.test_client().sign_in(person)
    client.sign_in(person)
    page = client.get("/en/people/me/").text
    assert "Sign out everywhere else" in page
    assert page.count("this browser") == 1
    assert client.post("/en/people/me/sign-out-others/").location == "/en/people/me/"
    assert other.get("/en/people/me/").status_code == 303
    assert "Sign out everywhere else" not in client.get("/en/people/me/").text


def test_account_names_the_organisation_one_speaks_for(make: Make, client: Browser) -> None:
    client.sign_in(make.ncp(make.member()))
    assert "/en/organisations/ke/" in client.get("/en/people/me/").text


@pytest.mark.parametrize("path", ["accessibility", "your-data"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_site_says_what_it_does(make: Make, client: Browser, path: str, language: str) -> None:
    page = client.get(f"/{language}/{path}/").text
    assert "secretariat@hemicycle.example" in page
