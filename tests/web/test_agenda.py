"""Writing an agenda in the browser."""

import html
import re
from urllib.parse import quote

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, queries, rules
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.document import actions as documents
from meetings.domain.document.rules import Draft
from meetings.domain.poll import actions as polls
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, PollDraft
from meetings.extensions import db, transaction
from meetings.models.agenda import AgendaItem, Purpose
from meetings.models.document import DocumentKind
from meetings.models.meeting import Meeting
from tests.conftest import Browser
from tests.make import Make, both
from tests.queries import counted

ADDRESS = "/en/meetings/ncp-plenary-8/agenda/"
EDIT = f"{ADDRESS}edit/"
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
    assert "No items yet" in secretariat.get(EDIT).text
    answer = secretariat.post(EDIT, data=WELL)
    assert (answer.status_code, answer.location) == (303, f"{EDIT}#add")
    (item,) = queries.items(meeting)
    assert (item.position, item.purpose, item.minutes) == (1, Purpose.DECISION, 25)
    page = secretariat.get(EDIT).text
    assert "Item 1 is on the agenda" in page
    assert "25 minutes planned in all." in page
    assert "95 minutes left" in page
    assert "French is missing" in page


@pytest.mark.parametrize("address", [EDIT, f"{ADDRESS}%d/"])
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
    answer = secretariat.post(EDIT, data={**WELL, "title-en": " ", "title-fr": ""})
    assert answer.status_code == 422
    assert "at least one of the two languages" in answer.text
    assert secretariat.post(EDIT, data={}).status_code == 422


def test_title_in_french_only_is_enough(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    assert secretariat.post(EDIT, data={**WELL, "title-en": ""}).status_code == 303
    assert queries.items(meeting)[0].title.original == "fr"


@pytest.mark.parametrize("octets", ["%ED%A0%80", "%FF", "%00"])
def test_broken_octets_break_nothing(make: Make, secretariat: Browser, octets: str) -> None:
    make.meeting()
    pairs = "&".join(f"{name}={quote(value)}" for name, value in WELL.items() if name != "title-fr")
    form = {"content_type": "application/x-www-form-urlencoded"}
    answer = secretariat.post(EDIT, data=f"{pairs}&title-fr={octets}".encode(), **form)
    assert answer.status_code == (422 if octets == "%00" else 303)
    assert secretariat.get(EDIT).status_code == 200


def test_item_is_changed_where_it_stands(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    first, _second = add(make, meeting, "A", "B")
    page = secretariat.get(f"{ADDRESS}{first.id}/").text
    assert 'value="A"' in page
    answer = secretariat.post(f"{ADDRESS}{first.id}/", data={**WELL, "title-en": "Z", "title-fr": "Z"})
    assert answer.location == f"{EDIT}#item-{first.id}"
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
    assert answer.location == f"{EDIT}#item-{items[2].id}"
    assert "number 2 now" in secretariat.get(EDIT).text
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
    for path in ("edit/", f"{item.id}/", f"{item.id}/remove/"):
        assert client.get(ADDRESS + path).status_code == 403
    assert client.post(f"{ADDRESS}{item.id}/move/", data={"direction": "up"}).status_code == 403


def statements(browser: Browser, address: str) -> int:
    with counted() as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_agenda_reads_30_items_with_as_many_statements_as_one(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    add(make, meeting, "A")
    few = statements(secretariat, EDIT), statements(secretariat, "/en/meetings/ncp-plenary-8/check/")
    add(make, meeting, *("B" * 29))
    assert (statements(secretariat, EDIT), statements(secretariat, "/en/meetings/ncp-plenary-8/check/")) == few


def test_sub_item_goes_under_its_item(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    first, _second = add(make, meeting, "A", "B")
    assert "Under 1. A" in secretariat.get(EDIT).text
    secretariat.post(EDIT, data={**WELL, "under": str(first.id)})
    make.again(meeting)
    assert [(item.number, item.title.en) for item in queries.items(meeting)] == [
        ("1", "A"),
        ("1.1", "Study report"),
        ("2", "B"),
    ]
    assert "Item 1.1 is on the agenda" in secretariat.get(EDIT).text


@pytest.mark.parametrize("under", ["999999", "x", "\x00"])
def test_item_is_not_put_under_what_is_not_there(make: Make, secretariat: Browser, under: str) -> None:
    add(make, make.meeting(), "A")
    assert secretariat.post(EDIT, data={**WELL, "under": under}).status_code == 422


def test_form_sent_twice_adds_one_item(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    sent = {**WELL, "order": rules.stamp([])}
    for _ in range(2):
        assert secretariat.post(EDIT, data=sent).status_code == 303
    assert len(queries.items(meeting)) == 1


def test_item_goes_under_another_and_out_again(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    items = add(make, meeting, "A", "B")
    assert "Put under 1" in secretariat.get(EDIT).text
    secretariat.post(f"{ADDRESS}{items[1].id}/move/", data={"direction": "in"})
    page = secretariat.get(EDIT).text
    assert "number 1.1 now" in page
    assert "Take out of 1" in page
    secretariat.post(f"{ADDRESS}{items[1].id}/move/", data={"direction": "out"})
    assert "number 2 now" in secretariat.get(EDIT).text


def test_item_is_dragged_before_another(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    items = add(make, meeting, "A", "B", "C")
    place = {"before": str(items[0].id), "order": rules.stamp(items)}
    secretariat.post(f"{ADDRESS}{items[2].id}/move/", data=place)
    assert order(meeting) == "CAB"
    secretariat.post(f"{ADDRESS}{items[2].id}/move/", data={"before": "0", "sub": "y"})
    assert "number 2.1 now" in secretariat.get(EDIT).text


def test_order_that_somebody_else_changed_is_noticed(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    items = add(make, meeting, "A", "B", "C")
    seen = rules.stamp(items)
    secretariat.post(f"{ADDRESS}{items[0].id}/move/", data={"direction": "down", "order": seen})
    assert order(meeting) == "BAC"
    secretariat.post(f"{ADDRESS}{items[0].id}/move/", data={"direction": "down", "order": seen})
    assert "Somebody else changed the order" in secretariat.get(EDIT).text
    assert order(meeting) == "BAC"


def test_words_of_somebody_else_are_shown_and_not_overwritten(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    (item,) = add(make, meeting, "A")
    address = f"{ADDRESS}{item.id}/"
    base = html.unescape(re.search(r'name="base" value="([^"]*)"', secretariat.get(address).text)[1])
    secretariat.post(address, data={**WELL, "title-en": "Theirs"})
    mine = {**WELL, "title-en": "Mine", "title-fr": "A", "seen": "1", "base": base}
    answer = secretariat.post(address, data=mine)
    assert answer.status_code == 409
    assert "They wrote: Theirs" in answer.text
    assert order(meeting) == "Theirs"
    chosen = {**mine, "seen": "2", "take-title-en": "mine", "take-title-fr": "theirs", "asked": "title-en title-fr"}
    assert secretariat.post(address, data=chosen).status_code == 303
    assert order(meeting) == "Mine"


def test_remove_names_what_hangs_on_the_item(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    (item,) = add(make, meeting, "A")
    with transaction():
        draft = Draft(symbol="NCP0801", title=both("P"), kind=DocumentKind.DOCUMENT, item=item, expected_on=None)
        documents.add(meeting, draft, by=None, now=make.now)
        asked = PollDraft(question=both("Agreed?"), item=item, options=YES_NO_ABSTENTION)
        polls.prepare(meeting, asked, by=None, now=make.now)
    page = secretariat.get(f"{ADDRESS}{item.id}/remove/").text
    assert "Document NCP0801" in page
    assert "Poll: Agreed?" in page
    secretariat.post(f"{ADDRESS}{item.id}/remove/")
    assert "NCP0801" in secretariat.get("/en/meetings/ncp-plenary-8/documents/").text


def test_agenda_has_a_page_of_its_own(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    add(make, meeting, "A", "B")
    page = client.get(ADDRESS).text
    assert "Draft agenda, not issued yet" in page
    assert "20 minutes planned in all." in page
    assert "100 minutes left" in page
    assert "Edit the agenda" not in page


def test_item_of_one_session_counts_in_that_one(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    english = make.sessions(meeting)[0]
    add(make, meeting, "A")
    secretariat.post(EDIT, data={**WELL, "session": str(english.id)})
    page = secretariat.get(ADDRESS).text
    assert "35 minutes planned in all." in page
    assert "35 minutes planned ·" in page
    assert "10 minutes planned ·" in page
    assert secretariat.post(EDIT, data={**WELL, "session": "999"}).status_code == 422


def test_break_is_shown_and_counted(make: Make, secretariat: Browser) -> None:
    make.meeting()
    secretariat.post(EDIT, data={**WELL, "pause": "15"})
    page = secretariat.get(ADDRESS).text
    assert "Then a break of 15 minutes" in page
    assert "40 minutes planned in all." in page


def test_presenters_are_named_and_taken_off(make: Make, secretariat: Browser) -> None:
    meeting, kenya = make.meeting(), make.member()
    (item,) = add(make, meeting, "A")
    person = make.ncp(kenya)
    path = f"{ADDRESS}{item.id}/presenters/"
    sent = {"q": "kamande", "person": person.id, "shown": "y"}
    assert secretariat.post(path, data=sent).status_code == 303
    assert secretariat.post(path, data=sent).status_code == 422
    assert secretariat.post(f"{path}organisations/", data={"organisation": kenya.id}).status_code == 303
    assert "Already named" in secretariat.post(f"{path}organisations/", data={"organisation": kenya.id}).text
    for wrong in ("", "999999", "x", "\x00"):
        assert secretariat.post(f"{path}organisations/", data={"organisation": wrong}).status_code == 422
    page = secretariat.get(ADDRESS).text
    assert "Wanjiru Kamande, Kenya" in page
    for named in queries.presenters(item):
        assert secretariat.post(f"{path}{named.id}/leave/").status_code == 303
    assert "Nobody is named yet." in secretariat.get(path).text
    assert secretariat.post(f"{path}1/leave/").status_code == 404
