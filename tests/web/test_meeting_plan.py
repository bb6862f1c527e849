"""Planning a meeting: its series, its sessions, and all that can be wrong with a plan."""

import pytest

from meetings.extensions import db
from meetings.models.meeting import Series, SessionLanguage
from tests.conftest import Browser
from tests.make import Make
from tests.web.test_meeting_manage import fresh, parts, row, typed


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def test_planning_without_a_series_leads_to_its_form(make: Make, secretariat: Browser) -> None:
    answer = secretariat.get("/en/meetings/new/")
    assert answer.location == "/en/meetings/series/new/"
    assert "belongs to a series" in secretariat.get(answer.location).text


def test_series_begins_and_leads_to_its_first_plan(make: Make, secretariat: Browser) -> None:
    fields = {"name-en": "Workshop", "name-fr": "Atelier", "slug": "workshop", "symbol": "WS"}
    answer = secretariat.post("/en/meetings/series/new/", data=fields)
    assert answer.location == "/en/meetings/new/?series=workshop"
    assert 'value="1"' in secretariat.get(answer.location).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("slug", "", "small letters"),
        ("slug", "Workshop Ö", "small letters"),
        ("slug", "../etc", "small letters"),
        ("slug", "a" * 61, "At most 60"),
        ("slug", "ncp-plenary", "already has this short name"),
        ("symbol", "", "capital letters"),
        ("symbol", "A" * 11, "capital letters"),
        ("symbol", "NCP", "already has this short name"),
        ("name-en", "x" * 201, "At most 200"),
        ("name-en", "a\x00b", "cannot be stored"),
        ("name-en", "a\x07b", "cannot be stored"),
    ],
)
def test_series_says_what_is_wrong(make: Make, secretariat: Browser, field: str, value: str, words: str) -> None:
    make.series()
    fields = {"name-en": "Workshop", "name-fr": "Atelier kept", "slug": "workshop", "symbol": "WS", field: value}
    answer = secretariat.post("/en/meetings/series/new/", data=fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Atelier kept" in answer.text
    assert len(db.session.scalars(db.select(Series)).all()) == 1


def test_plan_is_saved_as_a_draft_with_its_sessions(make: Make, secretariat: Browser) -> None:
    answer = secretariat.post("/en/meetings/new/", data=typed(make))
    assert answer.location == "/en/meetings/ncp-plenary-9/check/"
    meeting = fresh("ncp-plenary-9")
    assert meeting is not None
    assert meeting.announced_at is None
    assert meeting.title.fr == "9e réunion plénière des PCN"
    english, french = make.sessions(meeting)
    assert (english.language, english.platform, english.capacity) == (SessionLanguage.ENGLISH, "Zoom", None)
    assert (french.capacity, french.starts_at.hour) == (100, 8)


def test_new_session_in_which_nothing_was_typed_is_left_out(make: Make, secretariat: Browser) -> None:
    secretariat.post("/en/meetings/new/", data=typed(make, **row(1, language="fr")))
    meeting = fresh("ncp-plenary-9")
    assert meeting is not None
    assert len(make.sessions(meeting)) == 1


def test_empty_number_is_the_next_of_the_series(make: Make, secretariat: Browser) -> None:
    make.meeting(number=8)
    assert 'name="number" value="9"' in secretariat.get("/en/meetings/new/").text
    answer = secretariat.post("/en/meetings/new/", data=typed(make, number=""))
    assert answer.location == "/en/meetings/ncp-plenary-9/check/"


def test_one_more_session_keeps_what_was_typed(make: Make, secretariat: Browser) -> None:
    values = typed(make, add_session="1", **{"title-en": "Half a title", "sessions-0-starts": "nonsense"})
    answer = secretariat.post("/en/meetings/new/", data=values)
    assert answer.status_code == 200
    assert 'name="sessions-2-starts"' in answer.text
    assert "Half a title" in answer.text
    assert 'value="nonsense"' in answer.text
    assert 'role="alert"' not in answer.text
    assert fresh("ncp-plenary-9") is None


def test_sessions_end_at_twelve(make: Make, secretariat: Browser) -> None:
    rows: dict[str, str] = {}
    for number in range(14):
        rows |= row(number, platform=f"room {number}")
    answer = secretariat.post("/en/meetings/new/", data={**typed(make), **rows, "add_session": "1"})
    assert answer.status_code == 200
    assert "sessions-11-" in answer.text
    assert "sessions-12-" not in answer.text


PLAN_MISTAKES: list[tuple[str, str, str]] = [
    ("number", "0", "whole number from 1"),
    ("number", str(2**63), "whole number from 1"),
    ("number", "8", "already has a meeting with this number"),
    ("series", str(2**63), "Choose one of these"),
    ("series", "\x00", "Choose one of these"),
    ("title-en", "x" * 201, "At most 200"),
    ("title-en", "a\x00b", "cannot be stored"),
    ("title-en", "a\x1bb", "cannot be stored"),
    ("title-en", "a\u202eb", "cannot be stored"),
    ("summary-fr", "x" * 4001, "At most 4000"),
    ("visibility", "secret", "Choose one of these"),
    ("visibility", "", "Choose one of these"),
    ("region", "77", "Choose one of these"),
    ("zone", "Mars/Olympus", "no time zone of this name"),
    ("zone", "../../etc/passwd", "no time zone of this name"),
    ("registration_closes", "yesterday", "Write a date and a time"),
    ("registration_closes", "2027-09-16T10:00", "Choose an earlier time"),
    ("registration_closes", "2027-03-28T02:30", "this hour does not exist"),
    ("sessions-0-starts", "", "Write date and time"),
    ("sessions-0-starts", "2027-02-30T10:00", "Write a date and a time"),
    ("sessions-0-starts", "\x00", "Write a date and a time"),
    ("sessions-0-starts", "9999-12-31T23:59", "Write a date and a time"),
    ("sessions-0-ends", "2027-09-15T12:00", "The end is before the start"),
    ("sessions-0-ends", "2027-09-15T13:00", "The end is before the start"),
    ("sessions-0-ends", "2027-09-17T13:00", "24 hours at most"),
    ("sessions-0-zone", "Mars/Olympus", "no time zone of this name"),
    ("sessions-0-zone", "\x00", "no time zone of this name"),
    ("sessions-0-language", "de", "Choose one of these"),
    ("sessions-0-platform", "x" * 101, "At most 100"),
    ("sessions-0-platform", "a\x00b", "cannot be stored"),
    ("sessions-0-join_link", "javascript:alert(1)", "begins with https"),
    ("sessions-0-join_link", "http://[", "begins with https"),
    ("sessions-0-join_link", "https://a b", "begins with https"),
    ("sessions-0-join_link", "https://a.example/" + "x" * 2000, "At most 2000"),
    ("sessions-0-capacity", "0", "whole number from 1"),
    ("sessions-0-capacity", "-5", "whole number from 1"),
    ("sessions-0-capacity", str(2**63), "whole number from 1"),
    ("sessions-0-capacity", "²", "whole number from 1"),
    ("sessions-0-session_id", "1", "no longer part"),
    ("sessions-0-session_id", str(2**63), "whole number from 1"),
]


@pytest.mark.parametrize(("field", "value", "words"), PLAN_MISTAKES)
def test_plan_says_what_is_wrong_and_keeps_the_rest(
    make: Make, secretariat: Browser, field: str, value: str, words: str
) -> None:
    make.meeting(number=8)
    answer = secretariat.post("/en/meetings/new/", data=typed(make, **{field: value}))
    assert answer.status_code == 422
    assert words in answer.text
    assert "9e réunion plénière des PCN" in answer.text
    assert f'href="#{field}"' in answer.text or field == "sessions-0-session_id"
    assert fresh("ncp-plenary-9") is None


def test_title_in_no_language_is_refused(make: Make, secretariat: Browser) -> None:
    answer = secretariat.post("/fr/meetings/new/", data=typed(make, **{"title-en": " ", "title-fr": ""}))
    assert answer.status_code == 422
    assert 'href="#title-fr"' in answer.text


def test_title_in_the_other_language_only_is_enough_for_a_draft(make: Make, secretariat: Browser) -> None:
    answer = secretariat.post("/en/meetings/new/", data=typed(make, **{"title-en": ""}))
    assert answer.status_code == 303
    assert "missing" in secretariat.get(answer.location).text


def test_all_that_is_wrong_is_said_at_once(make: Make, secretariat: Browser) -> None:
    wrong = {"sessions-1-ends": "2027-09-17T09:00", "registration_closes": "2027-09-16T10:00", "number": "x"}
    answer = secretariat.post("/en/meetings/new/", data=typed(make, **wrong))
    assert "3 things need a look" in answer.text
    assert "Session 2, End: The end is before the start." in answer.text


def test_hour_that_the_clocks_skip_is_refused_at_its_field(make: Make, secretariat: Browser) -> None:
    skipped = {"sessions-0-starts": "2027-03-28T02:30", "sessions-0-ends": "2027-03-28T04:00"}
    answer = secretariat.post("/en/meetings/new/", data=typed(make, **skipped))
    assert answer.status_code == 422
    assert 'id="sessions-0-starts-error"' in answer.text
    assert "Session 1, Start: The clocks are put forward" in answer.text
    ends = {"sessions-0-starts": "2027-03-28T01:30", "sessions-0-ends": "2027-03-28T02:30"}
    assert 'id="sessions-0-ends-error"' in secretariat.post("/en/meetings/new/", data=typed(make, **ends)).text


@pytest.mark.parametrize("name", ["sessions-²-starts", "sessions-" + "9" * 5000 + "-starts", "sessions-", "sessionsx"])
def test_rows_with_odd_numbers_are_not_rows(make: Make, secretariat: Browser, name: str) -> None:
    assert secretariat.post("/en/meetings/new/", data=typed(make, **{name: "x"})).status_code == 303


@pytest.mark.parametrize("broken", ["title-en", "summary-fr", "sessions-0-starts", "sessions-0-platform", "number"])
@pytest.mark.parametrize("octets", [b"\xed\xa0\x80", b"\xff\xfe", b"a\x00b"])
def test_lone_surrogates_and_broken_octets_are_refused(
    make: Make, secretariat: Browser, broken: str, octets: bytes
) -> None:
    values = {name: value.encode() for name, value in typed(make).items()} | {broken: octets}
    answer = secretariat.post("/en/meetings/new/", data=parts(values), content_type="multipart/form-data; boundary=cut")
    assert answer.status_code == 422
    assert f'href="#{broken}"' in answer.text
