"""The pages on which people who are known twice become one."""

import pytest
import sqlalchemy as sa

from meetings.domain.merging import queries
from meetings.extensions import db, transaction
from meetings.models.merging import Merge, NotTheSame
from meetings.models.organisation import Capacity
from meetings.models.person import Person, Role
from tests.conftest import Browser
from tests.domain.merging.conftest import Twice, much, twice
from tests.make import Make
from tests.queries import counted

__all__ = ["much", "twice"]
INDEX = "/en/people/duplicates/"


def address(one: Person, other: Person, language: str = "en") -> str:
    return f"/{language}/people/duplicates/{one.id}/{other.id}/"


def seen(client: Browser, path: str) -> str:
    return client.get(path).text.split('name="seen" value="')[1].split('"')[0]


@pytest.fixture
def signed_in(client: Browser, twice: Twice) -> Browser:
    return client.sign_in(twice.by)


def test_pairs_are_listed_with_their_reasons(signed_in: Browser, twice: Twice) -> None:
    page = signed_in.get(INDEX).text
    assert "nearly certain" in page
    assert "the same name but for accents or the order of its parts" in page
    assert address(twice.kept, twice.gone) in page


def test_number_of_statements_does_not_grow(signed_in: Browser, make: Make, twice: Twice) -> None:
    def statements() -> int:
        with counted() as sent:
            assert signed_in.get(INDEX).status_code == 200
        return len(sent)

    signed_in.get(INDEX)
    with_one = statements()
    kenya = make.member("UG", "Uganda")
    for number in range(30):
        make.ncp(kenya, f"Given{number} Family{number}")
        make.ncp(kenya, f"Family{number} Given{number}")
    with transaction():
        assert queries.doubles(on=make.now.date()).total == 31
    assert statements() <= with_one


def test_two_people_are_not_proposed_again(signed_in: Browser, twice: Twice) -> None:
    answer = signed_in.post(f"{address(twice.kept, twice.gone)}apart/")
    assert (answer.status_code, answer.location) == (303, INDEX)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NotTheSame)) == 1
    assert "Nobody seems to be known twice." in signed_in.get(INDEX).text


def test_comparison_says_beforehand_what_becomes_of_everything(client: Browser, much: Twice) -> None:
    page = client.sign_in(much.by).get(address(much.kept, much.gone)).text.replace("\xa0", " ")
    assert "the earlier nomination ends on 1 March 2027, the one since 2 March 2027 goes on, as head NCP" in page
    assert "Both asked for a place at “8th NCP Plenary”: the one in the English session on 12 March 2027" in page
    for words in ("wkamande@customs.example", "Places at meetings", "Ballots cast for an administration"):
        assert words in page
    assert 'name="zone"' not in page


def test_merge_and_undo(client: Browser, much: Twice) -> None:
    path = address(much.kept, much.gone)
    client.sign_in(much.by)
    typed = {"name": "kept", "email": "gone", "language": "kept", "alias": "y", "seen": seen(client, path)}
    answer = client.post(path, data=typed)
    row = db.session.scalars(sa.select(Merge)).one()
    assert (answer.status_code, answer.location) == (303, f"{INDEX}merges/{row.id}/")
    page = client.get(answer.location).text
    assert "wkamande@customs.example" in page
    assert "Undo the merge" in page
    assert client.post(answer.location).location == INDEX
    much.make.again(None)
    assert much.gone.disabled_at is None
    assert "This was undone" in client.get(f"{INDEX}merges/{row.id}/").text
    assert client.post(f"{INDEX}merges/{row.id}/").status_code == 422


def test_undo_that_is_blocked_says_what_has_changed(client: Browser, much: Twice) -> None:
    row = much.merge()
    with transaction():
        much.kept.email = "new@customs.example"
        db.session.execute(sa.text("UPDATE nomination SET capacity = 'ncp'"))
        db.session.execute(sa.text("UPDATE action SET state = 'done'"))
    page = client.sign_in(much.by).get(f"{INDEX}merges/{row.id}/").text
    assert "This cannot be undone as it is" in page
    assert "a nomination: Kenya (×2)" in page
    assert "an action: 8th NCP Plenary" in page
    assert "Undo the merge" not in page
    assert client.post(f"{INDEX}merges/{row.id}/").status_code == 422


def test_what_changed_since_the_page_was_shown_is_asked_again(signed_in: Browser, twice: Twice) -> None:
    path = address(twice.kept, twice.gone)
    mark = seen(signed_in, path)
    with transaction():
        twice.gone.function = "Director of Procedures"
    answer = signed_in.post(path, data={"seen": mark, "email": "gone"})
    assert answer.status_code == 422
    assert "Director of Procedures" in answer.text
    assert 'id="email-gone" name="email" value="gone" checked' in answer.text
    assert seen(signed_in, path) != mark


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "both"},
        {"email": "2" * 300},
        {"language": "gone\x00"},
        {"email": "%ED%A0%80"},
        {"seen": "x"},
        {"seen": "9" * 5000},
        {},
    ],
    ids=["choice", "long", "nul", "surrogate", "mark", "long mark", "nothing"],
)
def test_bad_input_merges_nobody(signed_in: Browser, twice: Twice, typed: dict[str, str]) -> None:
    path = address(twice.kept, twice.gone)
    given = {"seen": seen(signed_in, path), **typed} if typed else typed
    body = "&".join(f"{name}={value}" for name, value in given.items())
    answer = signed_in.post(path, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Merge)) == 0


@pytest.mark.parametrize("typed", ["x", "", "a" * 300, "\x00", "%ED%A0%80", str(2**63)])
def test_any_two_are_found_by_their_addresses(signed_in: Browser, twice: Twice, typed: str) -> None:
    good = f"?one={twice.kept.email}&other=%20{twice.gone.email.upper()}"
    assert signed_in.get(INDEX + good).location == address(twice.kept, twice.gone)
    assert signed_in.get(f"{INDEX}?one={twice.kept.email}&other={typed}").status_code == 422
    assert signed_in.get(f"{INDEX}?one={twice.kept.email}&other={twice.kept.email}").status_code == 422


def test_refusals_are_said_before_anything_is_pressed(signed_in: Browser, twice: Twice, make: Make) -> None:
    uganda = make.member("UG", "Uganda")
    head = make.ncp(uganda, "Head", capacity=Capacity.HEAD)
    for one, other, words in (
        (head, twice.gone, "Both are head NCP"),
        (twice.by, twice.gone, "is your own"),
    ):
        page = signed_in.get(address(one, other)).text
        assert words in page
        assert "Merge the two records" not in page
        assert signed_in.post(address(one, other), data={"seen": "x"}).status_code == 422


def test_secretariat_without_an_administrator_cannot_merge_people_with_roles(client: Browser, twice: Twice) -> None:
    with transaction():
        twice.by.role, twice.gone.role = Role.SECRETARIAT, Role.ADMINISTRATOR
    assert "Only an administrator" in client.sign_in(twice.by).get(address(twice.kept, twice.gone)).text


def test_merging_asks_for_a_fresh_proof(signed_in: Browser, twice: Twice) -> None:
    path = address(twice.kept, twice.gone)
    mark = seen(signed_in, path)
    with transaction():
        db.session.execute(sa.text("UPDATE web_session SET proved_at = '2027-03-02 08:00:00+00:00'"))
    for answer in (signed_in.get(path), signed_in.post(path, data={"seen": mark})):
        assert (answer.status_code, "/confirm/" in answer.location) == (303, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Merge)) == 0


@pytest.mark.parametrize("path", ["{0}/{0}/", "{0}/999999/", "merges/999999/", f"{2**63}/1/"])
def test_what_is_not_there_is_not_found(signed_in: Browser, twice: Twice, path: str) -> None:
    assert signed_in.get(INDEX + path.format(twice.kept.id)).status_code == 404


def test_people_themselves_do_not_get_there(client: Browser, twice: Twice) -> None:
    assert client.sign_in(twice.kept).get(address(twice.kept, twice.gone)).status_code == 403
    assert client.get(INDEX).status_code == 403


def test_pages_are_there_in_french(signed_in: Browser, twice: Twice) -> None:
    assert signed_in.get("/fr/people/duplicates/").status_code == 200
    assert signed_in.get(address(twice.kept, twice.gone, "fr")).status_code == 200


def test_audit_trail_keeps_the_old_record_and_says_into_which_it_went(client: Browser, much: Twice) -> None:
    with transaction():
        much.gone.name = "Wanjiru K."
    much.make.registration(much.make.meeting(number=11), much.gone)
    much.merge()
    page = client.sign_in(much.by).get("/en/admin/audit/").text
    assert "Wanjiru K." in page
    assert "merged into the record of Wanjiru Kamande" in page
    assert "merged into the record" in client.get("/en/meetings/ncp-plenary-11/history/").text
