"""Writing an agenda in the browser."""

from urllib.parse import quote

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, queries
from meetings.domain.agenda.rules import ItemDraft
from meetings.extensions import db, transaction
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.meeting import Meeting
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted

ADDRESS = "/en/meetings/ncp-plenary-8/agenda/"
WELL = {
    "title-en": "Study report",
    "title-fr": "Rapport d’étude",
    "purpose": "decision",
    "presenter-en": "The Chair",
    "presenter-fr": "",
    "minutes": "25",
}


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def add(make: Make, meeting: Meeting, *titles: str) -> list[AgendaItem]:
    with transaction():
        return [
            actions.add(
                meeting,
                ItemDraft(Bilingual(title, title), Purpose.INFORMATION, Bilingual("Chair", "Présidence"), 10),
                by=None,
                now=make.now,
            )
            for title in titles
        ]


def order(meeting: Meeting) -> str:
    db.session.rollback()
    return "".join(item.title.en for item in queries.items(meeting, fresh=True))


def test_item_is_added_and_the_form_is_offered_again(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    assert "No items yet" in secretariat.get(ADDRESS).text
    answer = secretariat.post(ADDRESS, data=WELL)
    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}#add")
    (item,) = queries.items(meeting)
    assert (item.position, item.purpose, item.minutes) == (1, Purpose.DECISION, 25)
    page = secretariat.get(ADDRESS).text
    assert "Item 1 is on the agenda" in page
    assert "25 minutes planned of 120 in a session" in page
    assert "French is missing" in page


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}%d/"])
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title-en", "x" * 301, "At most 300"),
        ("title-en", "a\x00b", "cannot be stored"),
        ("title-en", "a\x07b", "cannot be stored"),
        ("title-en", "a\u202eb", "cannot be stored"),
        ("presenter-fr", "x" * 201, "At most 200"),
        ("presenter-fr", "\x00", "cannot be stored"),
        ("purpose", "", "Say what the meeting"),
        ("purpose", "applause", "Say what the meeting"),
        ("purpose", "\x00", "Say what the meeting"),
        ("minutes", "0", "whole number from 1"),
        ("minutes", "-3", "whole number from 1"),
        ("minutes", "1.5", "whole number from 1"),
        ("minutes", "²", "whole number from 1"),
        ("minutes", str(2**63), "whole number from 1"),
    ],
)
def test_item_says_what_is_wrong_and_keeps_the_rest(
    make: Make, secretariat: Browser, address: str, field: str, value: str, words: str
) -> None:
    meeting = make.meeting()
    (item,) = add(make, meeting, "A")
    where = address % item.id if "%d" in address else address
    answer = secretariat.post(where, data={**WELL, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Rapport d’étude" in answer.text
    assert order(meeting) == "A"


def test_item_without_a_title_is_refused(make: Make, secretariat: Browser) -> None:
    make.meeting()
    answer = secretariat.post(ADDRESS, data={**WELL, "title-en": " ", "title-fr": ""})
    assert answer.status_code == 422
    assert "at least one of the two languages" in answer.text
    assert secretariat.post(ADDRESS, data={}).status_code == 422


def test_title_in_french_only_is_enough(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    assert secretariat.post(ADDRESS, data={**WELL, "title-en": ""}).status_code == 303
    assert queries.items(meeting)[0].title.original == "fr"


@pytest.mark.parametrize("octets", ["%ED%A0%80", "%FF", "%00"])
def test_broken_octets_break_nothing(make: Make, secretariat: Browser, octets: str) -> None:
    make.meeting()
    pairs = "&".join(f"{name}={quote(value)}" for name, value in WELL.items() if name != "title-fr")
    form = {"content_type": "application/x-www-form-urlencoded"}
    answer = secretariat.post(ADDRESS, data=f"{pairs}&title-fr={octets}".encode(), **form)
    assert answer.status_code == (422 if octets == "%00" else 303)
    assert secretariat.get(ADDRESS).status_code == 200


def test_item_is_changed_where_it_stands(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    first, _second = add(make, meeting, "A", "B")
    page = secretariat.get(f"{ADDRESS}{first.id}/").text
    assert 'value="A"' in page
    answer = secretariat.post(f"{ADDRESS}{first.id}/", data={**WELL, "title-en": "Z", "title-fr": "Z"})
    assert answer.location == f"{ADDRESS}#item-{first.id}"
    assert order(meeting) == "ZB"


def test_original_that_moved_on_leaves_the_other_language_behind(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    (item,) = add(make, meeting, "A")
    secretariat.post(f"{ADDRESS}{item.id}/", data={**WELL, "title-en": "Z", "title-fr": "A"})
    make.again(meeting)
    assert queries.items(meeting)[0].title.behind
    still = {**WELL, "title-en": "Z", "title-fr": "A", "title-current": "y"}
    assert "French is out of date" in secretariat.get(f"{ADDRESS}{item.id}/").text
    secretariat.post(f"{ADDRESS}{item.id}/", data=still)
    make.again(meeting)
    assert not queries.items(meeting)[0].title.behind


def test_move_says_the_new_place_and_leads_back_to_the_item(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    items = add(make, meeting, "A", "B", "C")
    answer = secretariat.post(f"{ADDRESS}{items[2].id}/move/", data={"direction": "up"})
    assert answer.location == f"{ADDRESS}#item-{items[2].id}"
    assert "number 2 now" in secretariat.get(ADDRESS).text
    assert order(meeting) == "ACB"


@pytest.mark.parametrize("direction", ["", "sideways", "\x00"])
def test_move_takes_only_up_and_down(make: Make, secretariat: Browser, direction: str) -> None:
    (item,) = add(make, make.meeting(), "A")
    assert secretariat.post(f"{ADDRESS}{item.id}/move/", data={"direction": direction}).status_code == 400


def test_remove_asks_first(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    address = f"{ADDRESS}{add(make, meeting, 'A', 'B')[0].id}/remove/"
    assert "Keep the item" in secretariat.get(address).text
    assert order(meeting) == "AB"
    secretariat.post(address)
    assert order(meeting) == "B"
    assert secretariat.post(address).status_code == 404


def test_item_of_another_meeting_is_not_found(make: Make, secretariat: Browser) -> None:
    make.meeting()
    (item,) = add(make, make.meeting(number=9), "A")
    for path in (f"{item.id}/", f"{item.id}/remove/", f"{2**63}/", f"{2**31}/", "0/"):
        assert secretariat.get(ADDRESS + path).status_code == 404


def test_agenda_is_written_by_the_secretariat(make: Make, client: Browser) -> None:
    (item,) = add(make, make.meeting(), "A")
    client.sign_in(make.person())
    for path in ("", f"{item.id}/", f"{item.id}/remove/"):
        assert client.get(ADDRESS + path).status_code == 403
    assert client.post(f"{ADDRESS}{item.id}/move/", data={"direction": "up"}).status_code == 403


def statements(browser: Browser, address: str) -> int:
    with counted() as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_agenda_reads_30_items_with_as_many_statements_as_one(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    add(make, meeting, "A")
    few = statements(secretariat, ADDRESS), statements(secretariat, "/en/meetings/ncp-plenary-8/check/")
    add(make, meeting, *("B" * 29))
    assert (statements(secretariat, ADDRESS), statements(secretariat, "/en/meetings/ncp-plenary-8/check/")) == few
