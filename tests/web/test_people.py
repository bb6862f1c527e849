"""Pages about people: what they say of themselves, what others see, their photo."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from meetings.domain.merging import actions as merging
from meetings.domain.person import actions, pictures
from meetings.extensions import db, transaction
from meetings.models.person import Person, Seen
from tests.conftest import Browser
from tests.make import Make

PROFILE = {
    "name": "Wanjiru Kamande",
    "family_name": "Kamande",
    "function": "Risk Management",
    "phone": "+254 20 123 4567",
    "language": "en",
    "speaks": ["fr", "sw"],
    "zone": "Africa/Nairobi",
}
CHOICES = {
    "address": "organisation",
    "phone": "organisation",
    "photo": "everyone",
    "mails": ["documents"],
    "rhythm": "daily",
}


def show_to(person: Person, seen: Seen) -> None:
    with transaction():
        actions.show_to(person, address=seen, phone=seen, photo=seen, by=person, now=person.created_at)


def image(size: tuple[int, int] = (300, 200), form: str = "JPEG", **options: Any) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, form, **options)
    return BytesIO(out.getvalue())


def test_profile_is_kept(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    assert client.post("/en/people/me/", data=PROFILE).status_code == 303
    make.again(person)
    assert (person.phone, person.speaks, person.family_name) == ("+254 20 123 4567", "fr sw", "Kamande")
    assert person.sorts_as.startswith("Kamande ")
    page = client.get("/fr/people/me/").text
    assert 'value="sw" checked' in page
    assert "swahili" in page


@pytest.mark.parametrize(
    "changes", [{"phone": "call me"}, {"phone": "12"}, {"phone": "1" * 50}, {"speaks": ["xx"]}, {"family_name": "\x00"}]
)
def test_bad_profile_is_refused_in_words(make: Make, client: Browser, changes: dict[str, Any]) -> None:
    person = make.person()
    client.sign_in(person)
    answer = client.post("/en/people/me/", data={**PROFILE, **changes})
    assert answer.status_code == 422
    assert "Your entries are kept" in answer.text
    make.again(person)
    assert person.speaks == ""


def test_person_page_shows_what_the_person_lets_see(make: Make, client: Browser) -> None:
    kenya = make.member()
    person, colleague = make.ncp(kenya), make.ncp(kenya, "Grace")
    stranger = make.ncp(make.member("CM", "Cameroon"), "Odile")
    with transaction():
        person.phone = "+254 20 1"
    path, both = f"/en/people/{person.id}/", (person.email, "+254 20 1")
    for seen, who, expected in (
        (Seen.EVERYONE, stranger, True),
        (Seen.ORGANISATION, stranger, False),
        (Seen.ORGANISATION, colleague, True),
        (Seen.SECRETARIAT, colleague, False),
        (Seen.SECRETARIAT, person, True),
        (Seen.SECRETARIAT, make.secretariat(), True),
    ):
        show_to(person, seen)
        page = client.sign_in(who).get(path).text
        assert [each in page for each in both] == [expected, expected], (seen, who.name)


def test_closed_account_is_shown_to_the_secretariat_only(make: Make, client: Browser) -> None:
    person, other, secretariat = make.person(), make.person("Other"), make.secretariat()
    with transaction():
        person.disabled_at = make.now
    assert client.sign_in(other).get(f"/en/people/{person.id}/").status_code == 404
    assert "This account is closed" in client.sign_in(secretariat).get(f"/en/people/{person.id}/").text


def test_own_page_says_who_sees_what(make: Make, client: Browser) -> None:
    person = make.person()
    show_to(person, Seen.SECRETARIAT)
    page = f"/en/people/{person.id}/"
    assert "The secretariat only" in client.sign_in(person).get(page).text
    assert "The secretariat only" not in client.sign_in(make.secretariat()).get(page).text


def test_closed_record_leads_to_the_one_it_was_brought_together_with(make: Make, client: Browser) -> None:
    kept, gone = make.person("Grace Nakamura"), make.person("Grace Nakamura", email="g@example.org")
    secretariat = make.secretariat()
    with transaction():
        merging.merge(kept, gone, taken=(), alias=False, by=secretariat, now=make.now)
    page = client.sign_in(secretariat).get(f"/en/people/{gone.id}/").text
    assert f'href="/en/people/{kept.id}/"' in page


def test_choices_are_kept(make: Make, client: Browser) -> None:
    person = make.person()
    client.sign_in(person)
    assert "Formal notices are always sent" in client.get("/en/people/me/choices/").text
    assert client.post("/en/people/me/choices/", data={**CHOICES, "phone": "secretariat"}).status_code == 303
    make.again(person)
    assert (person.phone_seen_by, person.unwanted, person.daily_mail) == (
        Seen.SECRETARIAT,
        "poll.ballot_cast action.reported question.settled confirmation.reminded invitation.reminded mailing.reminder"
        " poll.reminder",
        True,
    )


@pytest.mark.parametrize(
    "changes", [{"address": "nobody"}, {"mails": ["access.asked"]}, {"rhythm": "hourly"}, {"photo": str(2**63)}]
)
def test_bad_choices_are_refused_in_words(make: Make, client: Browser, changes: dict[str, Any]) -> None:
    client.sign_in(make.person())
    answer = client.post("/en/people/me/choices/", data={**CHOICES, **changes})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_photo_is_shrunk_and_shown(make: Make, client: Browser, form: str) -> None:
    person, other = make.person(), make.person("Other")
    client.sign_in(person)
    data = {"photo": (image((900, 700), form), "me.bin")}
    assert client.post("/en/people/me/photo/", data=data).status_code == 303
    answer = client.sign_in(other).get(f"/en/people/{person.id}/photo.jpg")
    assert answer.content_type == "image/jpeg"
    assert Image.open(BytesIO(answer.data)).size == (400, 400)
    assert f'alt="{person.name}"' in client.get(f"/en/people/{person.id}/").text
    show_to(person, Seen.ORGANISATION)
    assert client.get(f"/en/people/{person.id}/photo.jpg").status_code == 404
    client.sign_in(person)
    assert client.post("/en/people/me/photo/remove/").status_code == 303
    assert client.get(f"/en/people/{person.id}/photo.jpg").status_code == 404


def test_photo_loses_what_came_with_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = pictures.portrait(image(exif=exif.tobytes(), comment=b"secret"))
    assert b"taken at home" not in kept
    assert b"secret" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\x00" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n" + b"x" * 100,
        image().getvalue()[:500],
        image((50, 50)).getvalue(),
        # Takes long to make: not in every process that reads the list of tests.
        lambda: image((9000, 5000), "PNG").getvalue(),
        b"x" * 400_001,
    ],
    ids=["empty", "gif", "svg", "broken", "cut", "tiny", "bomb", "huge"],
)
def test_other_files_are_refused_in_words(
    make: Make, client: Browser, content: bytes | Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = content() if callable(content) else content
    # The client of the tests leaves a bigger body open.
    monkeypatch.setattr(pictures, "LARGEST", 400_000)
    person = make.person()
    client.sign_in(person)
    answer = client.post("/en/people/me/photo/", data={"photo": (BytesIO(content), "me.jpg")})
    assert answer.status_code == 422
    assert "picture" in answer.text
    assert db.session.scalar(db.select(Person.photo_key)) is None
