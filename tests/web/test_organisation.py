"""The pages of the register."""

from collections.abc import Iterator

import pytest

from meetings.core.bilingual import FRENCH
from meetings.domain.organisation import entries, founding
from meetings.models.organisation import Capacity
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted

REGISTER = "/en/organisations/"


def _codes() -> Iterator[str]:
    return (row["code"] for row in founding.rows("members.csv"))


def test_register_is_for_people_who_are_signed_in(make: Make, client: Browser) -> None:
    make.member()
    for path in (REGISTER, "/en/organisations/ke/"):
        assert client.get(path).location.startswith("/en/sign-in/")
    client.sign_in(make.person())
    for path in (REGISTER, "/en/organisations/ke/"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["new/", "import/", "export.csv", "export.xlsx", "ke/nominations/new/", "import/template.csv"]
)
def test_only_the_secretariat_keeps_the_register(make: Make, client: Browser, path: str) -> None:
    make.ncp(make.member())
    assert client.sign_in(make.person()).get(REGISTER + path).status_code == 403
    assert client.sign_in(make.secretariat()).get(REGISTER + path).status_code == 200


def test_empty_register_says_so(make: Make, client: Browser) -> None:
    assert "The register is empty" in client.sign_in(make.person()).get(REGISTER).text


def test_register_shows_figures_rows_and_the_reader_s_seat(make: Make, client: Browser) -> None:
    kenya = make.member()
    make.member("TG", "Togo", region="WCA")
    person = make.ncp(kenya, capacity=Capacity.HEAD)
    page = client.sign_in(person).get(REGISTER).text
    assert "of 2 Members have an NCP" in page
    assert "your seat, Kenya" in page
    assert "never named" in page
    assert person.email not in page


def test_register_is_sorted_by_the_reader_s_names(make: Make, client: Browser) -> None:
    for code, name in (("ZM", "Zambia"), ("AE", "Émirats"), ("FR", "France"), ("DE", "Danemark")):
        make.member(code, name)
    page = client.sign_in(make.person()).get("/fr/organisations/").text
    places = [page.index(f"/fr/organisations/{code}/") for code in ("de", "ae", "fr", "zm")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("words=kenya", "ke", "tg"),
        ("words=KAMANDE+wanjiru", "ke", "tg"),
        ("region=WCA", "tg", "ke"),
        ("state=empty", "tg", "ke"),
        ("capacity=ncp", "ke", "tg"),
        ("language=en&state=named", "ke", "tg"),
        ("state=named&kind=member", "ke", "tg"),
        ("page=2", "ke", "zz"),
        ("page=9223372036854775808&all=x&state=nonsense&kind=%00", "tg", "zz"),
    ],
)
def test_filter_leaves_what_was_asked_for(make: Make, client: Browser, query: str, shown: str, hidden: str) -> None:
    make.ncp(make.member())
    make.member("TG", "Togo", region="WCA")
    answer = client.sign_in(make.person("Someone Else")).get(f"{REGISTER}?{query}")
    assert answer.status_code == 200
    assert f"/en/organisations/{shown}/" in answer.text
    assert f"/en/organisations/{hidden}/" not in answer.text


def test_filter_that_leaves_nothing_says_so(make: Make, client: Browser) -> None:
    make.member()
    client.sign_in(make.person())
    assert "No organisation answers this filter" in client.get(f"{REGISTER}?words=%ED%A0%80%00nobody").text


def test_register_takes_as_many_statements_for_thirty_as_for_one(make: Make, client: Browser) -> None:
    codes = _codes()
    make.ncp(make.member(next(codes)))
    client.sign_in(make.secretariat())

    def statements() -> int:
        with counted() as found:
            assert client.get(f"{REGISTER}?all=1").status_code == 200
        return len(found)

    few = statements()
    for _ in range(30):
        make.ncp(make.member(next(codes)))
    assert statements() == few


def test_addresses_are_for_the_secretariat_and_for_colleagues(make: Make, client: Browser) -> None:
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    mine, colleague, stranger = make.ncp(kenya), make.ncp(kenya, "Otieno"), make.ncp(togo, "Ama")
    for viewer, sees in ((colleague, True), (stranger, False), (make.secretariat(), True)):
        page = client.sign_in(viewer).get("/en/organisations/ke/").text
        assert "Wanjiru Kamande" in page
        assert (mine.email in page) is sees


def test_organisation_has_one_address_in_small_letters(make: Make, client: Browser) -> None:
    make.member()
    client.sign_in(make.person())
    for code in ("KE", "xx", "%00", "ke" * 200):
        assert client.get(f"/en/organisations/{code}/").status_code == 404


def test_organisation_is_added(make: Make, client: Browser) -> None:
    region = make.region()
    client.sign_in(make.secretariat())
    data = {"kind": "member", "code": "ke", "name-en": "Kenya", "region": region.id, "working_language": "en"}
    assert client.post(f"{REGISTER}new/", data=data).location == "/en/organisations/ke/"
    assert "another" in client.post(f"{REGISTER}new/", data=data).text.lower()


@pytest.mark.parametrize(
    "changes",
    [
        {"code": ""},
        {"code": "K"},
        {"code": "a b"},
        {"code": "\u00e9\u00e9"},
        {"code": "x" * 21},
        {"code": "QQ"},
        {"code": "K\x00"},
        {"region": ""},
        {"region": "9223372036854775808"},
        {"region": "-1"},
        {"kind": "friend"},
        {"working_language": "de"},
        {"name-en": ""},
        {"name-en": "K" * 201},
        {"name-en": "K\u202e"},
        {"code": "import", "kind": "observer"},
    ],
)
def test_bad_organisation_is_refused_in_words(make: Make, client: Browser, changes: dict[str, str]) -> None:
    region = make.region()
    client.sign_in(make.secretariat())
    data = {"kind": "member", "code": "KE", "name-en": "Kenya", "region": str(region.id), "working_language": "en"}
    answer = client.post(f"{REGISTER}new/", data={**data, **changes})
    assert answer.status_code == 422
    assert "Your entries are kept" in answer.text


NOMINATION = {
    "name": "Zoé Diallo",
    "email": "Zoe@Example.org",
    "function": "",
    "capacity": "head",
    "since": "2027-03-01",
    "language": "fr",
    "zone": "Africa/Lome",
}


def test_nomination_is_recorded_and_ended(make: Make, client: Browser) -> None:
    make.member()
    client.sign_in(make.secretariat())
    assert client.post("/en/organisations/ke/nominations/new/", data=NOMINATION).status_code == 303
    (entry,) = entries.register(on=make.now.date())
    (zoe,) = (entries.contacts()[named.person_id] for named in entry.named)
    assert (zoe.email, zoe.language) == ("zoe@example.org", FRENCH)
    early = client.post("/en/organisations/nominations/1/end/", data={"last_day": "2027-02-01"})
    assert early.status_code == 422
    assert "before the first one" in early.text
    assert client.post("/en/organisations/nominations/1/end/", data={"last_day": "2027-03-01"}).status_code == 303
    page = client.get("/en/organisations/ke/").text
    assert "Nobody is named at present" in page
    assert "Named before" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "Z" * 201},
        {"name": "Z\x00"},
        {"email": "zoe"},
        {"email": "z" * 300 + "@example.org"},
        {"function": "f" * 201},
        {"capacity": "king"},
        {"since": ""},
        {"since": "2027-02-30"},
        {"since": "9223372036854775808"},
        {"since": "0001-01-01"},
        {"language": "de"},
        {"zone": "Mars/Olympus"},
    ],
)
def test_bad_nomination_is_refused_in_words(make: Make, client: Browser, changes: dict[str, str]) -> None:
    make.member()
    client.sign_in(make.secretariat())
    answer = client.post("/en/organisations/ke/nominations/new/", data={**NOMINATION, **changes})
    assert answer.status_code == 422
    assert "Your entries are kept" in answer.text


def test_lone_surrogate_in_a_name_does_no_harm(make: Make, client: Browser) -> None:
    make.member()
    client.sign_in(make.secretariat())
    body = b"name=%ED%A0%80&email=%ED%A0%80&since=%ED%A0%80&zone=%ED%A0%80&capacity=%ED%A0%80"
    form = "application/x-www-form-urlencoded"
    assert client.post("/en/organisations/ke/nominations/new/", data=body, content_type=form).status_code == 422


def test_second_head_and_someone_of_another_are_refused(make: Make, client: Browser) -> None:
    kenya, togo = make.member(), make.member("TG", "Togo", region="WCA")
    make.ncp(kenya, capacity=Capacity.HEAD)
    stranger = make.ncp(togo, "Ama")
    client.sign_in(make.secretariat())
    path = "/en/organisations/ke/nominations/new/"
    assert "already has a head" in client.post(path, data={**NOMINATION, "since": "2027-03-03"}).text
    other = client.post(path, data={**NOMINATION, "email": stranger.email, "capacity": "ncp"})
    assert "already named by Togo" in other.text


def test_unknown_nomination_is_not_found(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    for number in ("7", "9223372036854775808", "-1"):
        assert client.get(f"/en/organisations/nominations/{number}/end/").status_code == 404
