"""Kinds of organisation and regions as data."""

import pytest

from meetings.domain.organisation import queries
from meetings.extensions import transaction
from tests.conftest import Browser
from tests.make import Make

LISTS = "/en/organisations/lists/"
KIND = {"code": "donor", "name-en": "Donor", "name-fr": "Bailleur", "reads_register": "y"}


def test_kind_is_added_changed_and_removed(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    assert client.post(f"{LISTS}kinds/new/", data=KIND).location == f"{LISTS}#kinds"
    kind = make.kind("donor")
    assert (kind.name.fr, kind.reads_register, kind.attends, kind.position) == ("Bailleur", True, False, 6)
    assert client.post(f"{LISTS}kinds/{kind.id}/", data={**KIND, "name-en": "Sponsor"}).status_code == 303
    make.again(kind)
    assert kind.name.en == "Sponsor"
    assert "Sponsor" in client.get(LISTS).text
    assert client.get(f"{LISTS}kinds/{kind.id}/remove/").status_code == 200
    assert client.post(f"{LISTS}kinds/{kind.id}/remove/").status_code == 303
    assert queries.kind_by_code("donor") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"code": "é"},
        {"code": "member"},
        {"code": "k" * 21},
        {"name-en": "", "name-fr": ""},
        {"name-en": "K" * 101},
        {"name-en": "K\x00"},
        {"votes": "y"},
    ],
)
def test_bad_kind_is_refused_in_words(make: Make, client: Browser, changes: dict[str, str]) -> None:
    client.sign_in(make.secretariat())
    answer = client.post(f"{LISTS}kinds/new/", data={**KIND, **changes})
    assert answer.status_code == 422
    assert "Your entries are kept" in answer.text


def test_kind_and_region_in_use_stay(make: Make, client: Browser) -> None:
    kenya = make.member()
    client.sign_in(make.secretariat())
    for path, words in ((f"kinds/{kenya.kind_id}", "of this kind"), (f"regions/{kenya.region_id}", "renamed")):
        answer = client.post(f"{LISTS}{path}/remove/")
        assert answer.status_code == 422
        assert words in answer.text
    assert make.kind() is not None
    assert make.region().id == kenya.region_id


def test_region_of_a_meeting_stays(make: Make, client: Browser) -> None:
    meeting, region = make.meeting(), make.region("AP")
    with transaction():
        meeting.region_id = region.id
    answer = client.sign_in(make.secretariat()).post(f"{LISTS}regions/{region.id}/remove/")
    assert answer.status_code == 422
    assert make.region("AP").id == region.id


def test_kind_that_needs_regions_is_refused_while_some_have_none(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    data = {"kind": "observer", "code": "obs", "name-en": "Observers", "region": "", "working_language": "en"}
    assert client.post("/en/organisations/new/", data=data).status_code == 303
    kind = make.kind("observer")
    answer = client.post(f"{LISTS}kinds/{kind.id}/", data={"name-en": "Observer", "has_region": "y"})
    assert answer.status_code == 422
    assert "have no region" in answer.text


def test_kind_of_countries_is_refused_while_some_codes_are_none(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    data = {"kind": "observer", "code": "obs", "name-en": "Observers", "region": "", "working_language": "en"}
    assert client.post("/en/organisations/new/", data=data).status_code == 303
    kind = make.kind("observer")
    answer = client.post(f"{LISTS}kinds/{kind.id}/", data={"name-en": "Observer", "is_country": "y"})
    assert answer.status_code == 422
    assert "are no countries" in answer.text
    assert not make.kind("observer").is_country


def test_regions_are_added_renamed_and_ordered(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    for code in ("one", "two"):
        assert client.post(f"{LISTS}regions/new/", data={"code": code, "name-en": code}).status_code == 303
    assert client.post(f"{LISTS}regions/new/", data={"code": "one", "name-en": "x"}).status_code == 422
    first, second = queries.regions()
    assert client.post(f"{LISTS}regions/{second.id}/move/", data={"direction": "up"}).status_code == 303
    assert client.post(f"{LISTS}regions/{second.id}/move/", data={"direction": "up"}).status_code == 303
    assert client.post(f"{LISTS}regions/{first.id}/", data={"name-en": "One", "name-fr": "Un"}).status_code == 303
    make.again(first)
    assert [(region.code, region.position) for region in queries.regions()] == [("TWO", 1), ("ONE", 2)]
    assert first.name.fr == "Un"


def test_kinds_are_ordered(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    first = queries.kinds()[0]
    client.post(f"{LISTS}kinds/{first.id}/move/", data={"direction": "down"})
    assert [kind.code for kind in queries.kinds()][:2] == ["observer", "member"]


def test_lists_are_the_secretariat_s(make: Make, client: Browser) -> None:
    client.sign_in(make.ncp(make.member()))
    assert client.get(LISTS).status_code == 403
    assert client.post(f"{LISTS}regions/1/move/").status_code == 403


def test_numbers_that_are_nothing_are_not_found(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    for path in (f"kinds/{2**63}/", "kinds/999/", f"regions/{2**63}/", "regions/999/remove/"):
        assert client.get(LISTS + path).status_code == 404
