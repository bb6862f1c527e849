"""Series: what they keep, the next meeting planned from them, and meetings duplicated."""

import pytest

from meetings.domain.agenda import queries as agendas
from meetings.domain.meeting import queries
from meetings.domain.role import actions as roles
from meetings.domain.role.rules import Scope
from meetings.domain.series import queries as kept
from meetings.extensions import db, transaction
from meetings.models.meeting import Series
from meetings.models.outbox import Announcement, Mail
from meetings.models.role import Granted
from tests.conftest import Browser
from tests.make import BRUSSELS, Make
from tests.queries import counted
from tests.web.test_meeting_manage import again

HOME = "/en/series/ncp-plenary/"
NEXT = f"{HOME}next/?on=2027-06-08"


@pytest.fixture
def series(make: Make) -> Series:
    return make.series()


@pytest.fixture
def secretariat(make: Make, client: Browser, series: Series) -> Browser:
    return client.sign_in(make.secretariat())


def sitting(number: int, **values: str) -> dict[str, str]:
    plain = {"language": "en", "day": "0", "starts": "13:00", "minutes": "120", "zone": BRUSSELS, "mode": "online"}
    return {f"rows-{number}-{name}": value for name, value in (plain | values).items()}


def item(number: int, **values: str) -> dict[str, str]:
    plain = {"kind": "plain", "title-en": "Opening", "title-fr": "Ouverture", "purpose": "decision", "minutes": "5"}
    return {f"rows-{number}-{name}": value for name, value in (plain | values).items()}


def dates(days: str = "10", at: str = "09:00") -> dict[str, str]:
    return {
        "rows-0-kind": "registration_opens",
        "rows-0-days": days,
        "rows-0-at": at,
        "rows-1-kind": "registration_closes",
        "rows-1-days": "",
        "rows-1-at": "",
    }


def keep(browser: Browser) -> None:
    """Let the series keep twin sessions, two items and a date."""
    browser.post(
        f"{HOME}sittings/", data={"seen": "1", **sitting(0), **sitting(1, language="fr", day="2", starts="10:00")}
    )
    second = item(1, **{"title-en": "Date of the {next}", "title-fr": "Date de la {next}", "place": "2"})
    browser.post(f"{HOME}agenda/", data={"seen": "2", **item(0, place="1"), **second})
    browser.post(f"{HOME}deadlines/", data={"seen": "3", **dates()})


def fresh(make: Make) -> Series:
    make.again(None)
    return make.series()


def test_series_keeps_what_is_written(make: Make, secretariat: Browser) -> None:
    keep(secretariat)
    words = again(secretariat.get(f"{HOME}edit/").text, **{"title-en": "Plenary {number}", "kinds": "1"})
    assert secretariat.post(f"{HOME}edit/", data=words).location == HOME
    page = secretariat.get(HOME).text
    for text in ("Plenary 1", "10 working days before the first session", "Date of the 2nd", "2 days after the first"):
        assert text in page, text
    assert "Member" in page
    french = secretariat.get(HOME.replace("/en/", "/fr/")).text.replace("\u00a0", " ")
    assert "10 jours ouvrables avant la première séance" in french


def test_forms_come_back_as_they_were_saved(make: Make, secretariat: Browser) -> None:
    keep(secretariat)
    for page, read in (("sittings", kept.sittings), ("agenda", kept.items), ("deadlines", kept.deadlines)):
        before = len(read(fresh(make)))
        assert secretariat.post(f"{HOME}{page}/", data=again(secretariat.get(f"{HOME}{page}/").text)).status_code == 303
        assert len(read(fresh(make))) == before


def test_rows_are_added_removed_and_put_in_another_order(make: Make, secretariat: Browser) -> None:
    keep(secretariat)
    shown = secretariat.get(f"{HOME}agenda/").text
    assert 'id="row-3"' in secretariat.post(f"{HOME}agenda/", data={**again(shown), "add_row": "1"}).text
    turned = again(shown, **{"rows-0-place": "2", "rows-1-place": "1"})
    secretariat.post(f"{HOME}agenda/", data=turned)
    assert [one.title.en for one in kept.items(fresh(make))] == ["Date of the {next}", "Opening"]
    removed = again(secretariat.get(f"{HOME}agenda/").text, **{"rows-0-remove": "y"})
    secretariat.post(f"{HOME}agenda/", data=removed)
    assert [one.title.en for one in kept.items(fresh(make))] == ["Opening"]


@pytest.mark.parametrize(
    ("page", "fields", "words"),
    [
        ("sittings", sitting(0, starts=""), "Write a time of day"),
        ("sittings", sitting(0, starts="25:00"), "Write a time of day"),
        ("sittings", sitting(0, minutes=""), "Write how long it lasts"),
        ("sittings", sitting(0, minutes="0"), "from 1 to 1440"),
        ("sittings", sitting(0, day="-1"), "from 0 to 60"),
        ("sittings", sitting(0, language="de"), "Choose one of these"),
        ("sittings", sitting(0, zone="Mars/Olympus"), "no time zone of this name"),
        ("agenda", item(0, purpose="x"), "Choose one of these"),
        ("agenda", item(0, kind="x"), "Choose one of these"),
        ("agenda", item(0, **{"title-en": "a" * 301}), "At most 300"),
        ("deadlines", dates(at=""), "Write a time of day"),
        ("deadlines", dates(days="999"), "from 0 to 250"),
        ("deadlines", dates() | {"rows-0-kind": "x"}, "Choose one of these"),
    ],
)
def test_bad_entries_are_told_and_kept(secretariat: Browser, page: str, fields: dict[str, str], words: str) -> None:
    answer = secretariat.post(f"{HOME}{page}/", data={"seen": "1", **fields})
    assert answer.status_code == 422
    assert words in answer.text


def test_somebody_elses_change_is_told(secretariat: Browser) -> None:
    assert secretariat.post(f"{HOME}deadlines/", data={"seen": "1", **dates()}).status_code == 303
    answer = secretariat.post(f"{HOME}sittings/", data={"seen": "1", **sitting(0)})
    assert answer.status_code == 422
    assert "Somebody else changed this series" in answer.text
    assert 'name="seen" value="2"' in answer.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "１"])
def test_revision_that_nobody_saw_is_refused(secretariat: Browser, seen: str) -> None:
    assert secretariat.post(f"{HOME}deadlines/", data={"seen": seen, **dates()}).status_code == 422


def test_next_meeting_is_proposed_and_planned_in_two_steps(make: Make, secretariat: Browser) -> None:
    keep(secretariat)
    assert "First day" in secretariat.get(f"{HOME}next/").text
    page = secretariat.get(f"{NEXT}&number=8").text
    for text in ("8th NCP Plenary", "8e réunion plénière des PCN", "2027-06-10T10:00", "2027-05-25T09:00"):
        assert text in page, text
    answer = secretariat.post(f"{NEXT}&number=8", data=again(page))
    assert answer.location == "/en/meetings/ncp-plenary-8/check/"
    meeting = queries.by_slug("ncp-plenary-8")
    assert meeting
    assert [one.title.en for one in agendas.items(meeting)] == ["Opening", "Date of the 9th"]
    assert len(make.sessions(meeting)) == 2


def test_nothing_leaves_the_house_before_it_is_announced(make: Make, secretariat: Browser, client: Browser) -> None:
    keep(secretariat)
    secretariat.post(f"{NEXT}&number=8", data=again(secretariat.get(f"{NEXT}&number=8").text))
    for table in (Announcement, Mail):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0
    client.sign_in(make.ncp(make.member()))
    for path in ("meetings/ncp-plenary-8/", "meetings/ncp-plenary-8.ics"):
        assert client.get(f"/en/{path}").status_code == 404
    for path in ("", "meetings/", "calendar.ics"):
        assert "8th NCP Plenary" not in client.get(f"/en/{path}").text
    assert client.get(HOME).status_code == 403


def test_what_is_unticked_stays_away_and_what_is_changed_stays_changed(secretariat: Browser) -> None:
    keep(secretariat)
    typed = again(secretariat.get(f"{NEXT}&number=8").text, **{"points-1-title-en": "Farewell", "title-en": "Gala"})
    del typed["points-0-kept"]
    secretariat.post(f"{NEXT}&number=8", data=typed)
    meeting = queries.by_slug("ncp-plenary-8")
    assert meeting
    assert meeting.title.en == "Gala"
    assert [one.title.en for one in agendas.items(meeting)] == ["Farewell"]


@pytest.mark.parametrize("day", ["x", "2027-02-30", "0001-01-01", "２０２７-06-08", ""])
def test_day_that_is_none_is_asked_for_again(secretariat: Browser, day: str) -> None:
    answer = secretariat.get(f"{HOME}next/", query_string={"on": day, "number": "8"})
    assert answer.status_code == 422
    assert "First day" in answer.text


def test_taken_number_and_emptied_item_are_told(make: Make, secretariat: Browser) -> None:
    keep(secretariat)
    make.meeting(number=8)
    page = secretariat.get(f"{NEXT}&number=8").text
    assert "already has a meeting with this number" in secretariat.post(f"{NEXT}&number=8", data=again(page)).text
    emptied = again(page, **{"points-0-title-en": "", "points-0-title-fr": "", "number": "9"})
    assert secretariat.post(f"{NEXT}&number=8", data=emptied).status_code == 422


def test_meeting_is_duplicated_with_what_is_ticked(make: Make, secretariat: Browser) -> None:
    make.item(make.meeting())
    page = secretariat.get("/en/meetings/ncp-plenary-8/duplicate/").text
    answer = secretariat.post("/en/meetings/ncp-plenary-8/duplicate/", data=again(page, on="2027-06-08"))
    assert answer.location == "/en/meetings/ncp-plenary-9/check/"
    meeting = queries.by_slug("ncp-plenary-9")
    assert meeting
    assert (len(make.sessions(meeting)), len(agendas.items(meeting))) == (2, 1)
    taken = again(page, on="2027-06-08", number="9")
    assert secretariat.post("/en/meetings/ncp-plenary-8/duplicate/", data=taken).status_code == 422
    assert secretariat.post("/en/meetings/ncp-plenary-8/duplicate/", data={"on": ""}).status_code == 422


def test_assistant_keeps_their_own_series_and_only_sees_others(make: Make, client: Browser, series: Series) -> None:
    person = make.person("Assistant")
    with transaction():
        roles.grant(person, Granted.ASSISTANT, Scope(series=series), since=make.now.date(), by=None, now=make.now)
    client.sign_in(person)
    assert client.get(f"{HOME}edit/").status_code == 200
    assert client.get("/en/series/").status_code == 200
    assert client.get("/en/series/nothing/").status_code == 404


def test_number_of_statements_does_not_grow_with_the_meetings(make: Make, secretariat: Browser) -> None:
    def statements() -> int:
        with counted() as sent:
            assert secretariat.get(HOME).status_code == 200
        return len(sent)

    make.meeting(number=1)
    few = statements()
    for number in range(2, 31):
        make.meeting(number=number)
    assert statements() == few


def test_what_stands_in_the_way_is_shown_before_the_draft_is_made(make: Make, secretariat: Browser) -> None:
    keep(secretariat)
    make.meeting(number=3, days=10)
    page = secretariat.get(f"{HOME}next/?on=2027-03-09&number=8").text
    for words in ("3th NCP Plenary", "Egypt", "Eid", "04:00–06:00", "night"):
        assert words in page, words
    moved = again(page, look="1", **{"sessions-0-starts": "2027-06-13T13:00", "sessions-0-ends": "2027-06-13T15:00"})
    answer = secretariat.post(f"{HOME}next/?on=2027-03-09&number=8", data=moved)
    assert answer.status_code == 200
    assert "weekend in" in answer.text
    assert queries.by_slug("ncp-plenary-8") is None


def test_dates_are_looked_at_without_saving_the_plan(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    typed = again(secretariat.get("/en/meetings/ncp-plenary-8/edit/").text, look="1")
    assert "What the times mean" in secretariat.post("/en/meetings/ncp-plenary-8/edit/", data=typed).text
    make.again(meeting)
    assert [one.revision for one in make.sessions(meeting)] == [0, 0]
