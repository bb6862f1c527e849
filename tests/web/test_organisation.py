"""The pages of the register."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from meetings.core.bilingual import FRENCH
from meetings.domain.organisation import actions, founding, listing
from meetings.extensions import transaction
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
        ("state=vacant", "tg", "ke"),
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
    (entry,) = listing.register(on=make.now.date())
    assert [(named.email, named.language) for named in entry.named] == [("zoe@example.org", FRENCH)]
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


def _send(client: Browser, data: bytes, name: str = "register.csv"):  # type: ignore[no-untyped-def]
    """Send a file as a browser does; the client's own way of writing big ones leaves a temporary file open."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = head.encode() + data + b"\r\n--x--\r\n"
    return client.post(f"{REGISTER}import/", data=body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no rows"),
        (b"organisation,email\n", "holds no rows"),
        (b"colour\nred\n", "not known: “colour”"),
        (b"organisation,name\nKE,A\n", "missing: email"),
        ("organisation,email,name\nKE,a@b.org,É\n".encode("cp1252"), "Windows-1252"),
        ("organisation,email,name\nKE,a@b.org,É\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04", "workbook"),
        (b'organisation\n"KE', "quotation marks"),
        (b"x" * 2_000_001, "bigger than 2 MB"),
        (b"organisation\n" + b"KE\n" * 10_001, "10,000 rows"),
        (b"\xff\xfe\xfd", "UTF-16"),
        (b"\x00" * 100, "UTF-16"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(make: Make, client: Browser, data: bytes, words: str) -> None:
    client.sign_in(make.secretariat())
    answer = _send(client, data)
    assert answer.status_code == 422
    assert words in answer.text


def test_import_without_a_file_is_refused(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    for data in ({}, {"file": "text"}):
        assert client.post(f"{REGISTER}import/", data=data).status_code == 422


GOOD = "organisation,email,name,capacity\nKE,zoe@example.org,Zoé,head\nKE,yao@example.org,Yao,ncp\n".encode()


def test_preview_changes_nothing_and_import_takes_over_all(make: Make, client: Browser) -> None:
    make.member()
    client.sign_in(make.secretariat())
    preview = _send(client, GOOD, "../../é\u202e.csv").location
    page = client.get(preview).text
    assert "Import 2 rows" in page
    assert "Nothing has been changed yet" in page
    assert not listing.register(on=make.now.date())[0].named
    assert client.post(preview).location == REGISTER
    assert len(listing.register(on=make.now.date())[0].named) == 2
    assert client.get(preview).location == f"{REGISTER}import/"


def test_one_bad_row_keeps_the_whole_file_out(make: Make, client: Browser) -> None:
    make.member()
    client.sign_in(make.secretariat())
    preview = _send(client, GOOD + b"KE,nonsense,X,ncp\nXX,a@b.org,=1,ncp\n").location
    page = client.get(preview).text
    assert "2 rows need a look" in page
    assert "“nonsense” is not an e-mail address." in page
    assert "begins like a formula" in page
    assert "Import 2 rows" not in page
    client.post(preview)
    assert not listing.register(on=make.now.date())[0].named


def test_import_is_judged_again_when_it_is_done(make: Make, client: Browser) -> None:
    kenya = make.member()
    client.sign_in(make.secretariat())
    preview = _send(client, GOOD).location
    make.ncp(kenya, capacity=Capacity.HEAD)
    assert client.post(preview).location == f"{REGISTER}import/"
    assert len(listing.register(on=make.now.date())[0].named) == 1


def test_preview_is_for_the_person_who_sent_this_very_file(make: Make, client: Browser) -> None:
    make.member()
    sender = make.secretariat()
    first = _send(client.sign_in(sender), GOOD).location
    assert client.sign_in(make.secretariat()).get(first).status_code == 303
    client.sign_in(sender)
    assert client.get(first).status_code == 200
    _send(client, GOOD + b"\n")
    assert client.get(first).status_code == 303
    assert client.get(f"{REGISTER}import/nonsense/").status_code == 303
    last = _send(client, GOOD).location
    client.post(f"{REGISTER}import/forget/")
    assert client.get(last).status_code == 303


def test_preview_is_over_after_an_hour(make: Make, client: Browser) -> None:
    make.member()
    client.sign_in(make.secretariat())
    preview = _send(client, GOOD).location
    with time_machine.travel(make.now + timedelta(minutes=61), tick=False):
        assert client.get(preview).location == f"{REGISTER}import/"


def test_exported_register_says_the_same_when_it_is_imported(make: Make, client: Browser) -> None:
    kenya, _togo = make.member(), make.member("TG", 'Togo; “the” "land"', region="WCA")
    person = make.ncp(kenya, capacity=Capacity.HEAD)
    later = make.person("Later", email="-later@example.org")
    with transaction():
        person.function = "=1+1"
        actions.nominate(
            later, kenya, capacity=Capacity.NCP, since=make.now.date().replace(month=9), by=None, now=make.now
        )
    client.sign_in(make.secretariat())
    for language in ("en", "fr"):
        data = client.get(f"/{language}/organisations/export.csv").data
        assert data.startswith(b"\xef\xbb\xbf")
        page = client.get(_send(client, data).location).text
        assert "3 rows read in" in page
        assert "There is nothing to import" in page
    assert client.get("/en/organisations/export.xlsx").data.startswith(b"PK")


def test_template_has_headings_only(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    assert client.get(f"{REGISTER}import/template.csv").data.decode("utf-8-sig").splitlines() == [
        "organisation,region,kind,name_en,name_fr,working_language,email,name,function,language,time_zone,capacity,since"
    ]
