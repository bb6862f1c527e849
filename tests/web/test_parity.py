"""The page of both languages: what it lists, edits in place, two editors, the machine, what was waived."""

from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from meetings.core.bilingual import Bilingual
from meetings.domain.parity import actions, queries
from meetings.domain.parity.actions import Edit
from meetings.domain.parity.rules import Text
from meetings.domain.poll import actions as polls
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Visibility
from meetings.translator import LibreTranslate
from tests.conftest import Browser
from tests.crawl import SITE, Html
from tests.machine import Machine, running
from tests.make import Make, both
from tests.queries import counted

PAGE = "/en/meetings/ncp-plenary-8/parity/"


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


@pytest.fixture
def meeting(make: Make) -> Meeting:
    """A draft with one item in English only, and one whose French is behind."""
    meeting = make.meeting(announced=False)
    make.item(meeting, "Opening", "")
    item = make.item(meeting, "Closing", "Clôture")
    with transaction():
        item.title = item.title.revised("Closing and lunch", "Clôture")
    return meeting


def text(meeting: Meeting, en: str) -> Text:
    """Return the text that says *en*, as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return next(each for each in queries.texts(meeting) if each.words.en == en)


def sent(browser: Browser, path: str = PAGE) -> dict[str, str]:
    """Return what the form of the texts sends when nothing is changed."""
    return _fields(browser.get(path).text)


def _fields(page: str) -> dict[str, str]:
    form = next(form for form in Html(SITE + PAGE, page).forms if form.method == "post" and len(form.fields) > 2)
    return {name: value for name, value in form.filled() if name != "csrf_token"}


def field(of: Text, language: str) -> str:
    return f"{of.key.replace(':', '-')}-{language}"


def test_gaps_are_listed_with_figures_and_the_way_to_each(secretariat: Browser, meeting: Meeting) -> None:
    page = secretariat.get(PAGE).text
    assert "2 / 4" in " ".join(page.split())
    assert "Title of item 1" in page
    assert "French is missing" in page
    assert "French is out of date" in page
    assert "/en/meetings/ncp-plenary-8/agenda/1/#title-fr" in page
    assert "National Contact Points meet." not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Title of item 1", "Title of item 2"}),
        ("?state=missing", {"Title of item 1"}),
        ("?state=behind&kind=agenda", {"Title of item 2"}),
        ("?state=current", {"Summary"}),
        ("?state=machine", set()),
        ("?kind=meeting", set()),
        ("?state=all", {"Title of item 1", "Title of item 2", "Summary"}),
        ("?state=nonsense&kind=nonsense&page=99999999", {"Title of item 1", "Title of item 2"}),
    ],
)
def test_list_is_filtered_by_state_and_part(
    secretariat: Browser, meeting: Meeting, query: str, shown: set[str]
) -> None:
    page = Html(SITE + PAGE, secretariat.get(PAGE + query).text)
    found = {element.words for element in page.all("strong")} & {"Title of item 1", "Title of item 2", "Summary"}
    assert found == shown


def test_only_what_was_changed_is_saved(secretariat: Browser, make: Make, meeting: Meeting) -> None:
    opening, closing = text(meeting, "Opening"), text(meeting, "Closing and lunch")
    answer = secretariat.post(PAGE + "?state=missing", data=sent(secretariat) | {field(opening, "fr"): " Ouverture "})
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?state=missing#texts")
    assert "1 text is saved." in secretariat.get(PAGE).text
    assert text(meeting, "Opening").words == both("Opening", "Ouverture")
    assert text(meeting, "Closing and lunch").words == closing.words
    secretariat.post(PAGE, data=sent(secretariat))
    assert "No text was changed." in secretariat.get(PAGE).text


def test_what_has_changed_in_the_original_is_shown(secretariat: Browser, meeting: Meeting) -> None:
    page = secretariat.get(PAGE).text
    assert "What has changed in the original since" in page
    assert "<ins> and lunch</ins>" in page


def test_translation_is_marked_as_current_and_the_original_turned(secretariat: Browser, meeting: Meeting) -> None:
    closing = text(meeting, "Closing and lunch")
    secretariat.post(PAGE, data=sent(secretariat) | {"current": closing.key})
    assert text(meeting, "Closing and lunch").words.complete
    everything = PAGE + "?state=all"
    secretariat.post(everything, data=sent(secretariat, everything) | {"turn": closing.key})
    assert text(meeting, "Closing and lunch").words.original == "fr"
    opening = text(meeting, "Opening")
    answer = secretariat.post(PAGE, data=sent(secretariat) | {"turn": opening.key})
    assert answer.status_code == 422
    assert "cannot be the original" in unescape(answer.text)


def test_what_is_wrong_is_said_at_its_field_and_kept(secretariat: Browser, meeting: Meeting) -> None:
    opening = text(meeting, "Opening")
    data = sent(secretariat) | {field(opening, "en"): "", field(opening, "fr"): ""}
    answer = secretariat.post(PAGE, data=data)
    assert answer.status_code == 422
    assert "Write this in at least one of the two languages." in answer.text
    long = secretariat.post(PAGE, data=sent(secretariat) | {field(opening, "fr"): "x" * 301})
    assert (long.status_code, "At most 300 characters" in long.text, "x" * 301 in long.text) == (422, True, True)


def somebody_else(make: Make, meeting: Meeting, of: Text, en: str, fr: str) -> None:
    with transaction():
        was = (of.words.en, of.words.fr)
        actions.save(meeting, [Edit(of.key, was, (en, fr))], by=None, now=make.now)


def test_second_of_two_editors_sees_both_and_chooses(secretariat: Browser, make: Make, meeting: Meeting) -> None:
    opening = text(meeting, "Opening")
    mine = sent(secretariat) | {field(opening, "fr"): "Ouverture"}
    somebody_else(make, meeting, opening, "Opening", "Début")
    answer = secretariat.post(PAGE, data=mine)
    assert answer.status_code == 409
    for words in ("Title of item 1, French", "They wrote: Début", "You wrote: Ouverture"):
        assert words in answer.text
    assert text(meeting, "Opening").words.fr == "Début"
    again = _fields(answer.text)
    assert secretariat.post(PAGE, data=again).status_code == 409, "nothing was chosen"
    assert secretariat.post(PAGE, data=again | {f"take-{field(opening, 'fr')}": "mine"}).status_code == 303
    assert text(meeting, "Opening").words.fr == "Ouverture"


def test_text_that_somebody_else_changed_and_i_did_not_is_no_conflict(
    secretariat: Browser, make: Make, meeting: Meeting
) -> None:
    opening, closing = text(meeting, "Opening"), text(meeting, "Closing and lunch")
    mine = sent(secretariat) | {field(closing, "fr"): "Clôture et déjeuner"}
    somebody_else(make, meeting, opening, "Opening", "Début")
    assert secretariat.post(PAGE, data=mine).status_code == 303
    assert text(meeting, "Opening").words.fr == "Début"


def test_text_that_is_gone_is_said_so(secretariat: Browser, make: Make, meeting: Meeting) -> None:
    mine = sent(secretariat) | {"texts": "agenda_item:999:title meeting:1:title"}
    answer = secretariat.post(PAGE, data=mine)
    assert answer.status_code == 422
    assert "no longer part of the meeting" in answer.text


def test_texts_of_an_open_poll_are_shown_without_fields(secretariat: Browser, make: Make) -> None:
    meeting = make.meeting()
    make.ncp(make.member())
    poll = make.poll(meeting)
    with transaction():
        polls.open_(poll, by=None, now=make.now)
    page = secretariat.get(PAGE + "?state=all&kind=poll").text
    assert "its words can no longer change" in page
    assert "poll-1-question-fr" not in {each.name for form in Html(SITE, page).forms for each in form.fields}


def test_file_without_a_language_is_listed(secretariat: Browser, make: Make) -> None:
    meeting = make.meeting()
    make.version(make.document(meeting, "NCP0801"), "en")
    page = secretariat.get(PAGE).text
    assert "Files of documents" in page
    assert "NCP0801" in page
    assert "Files of documents" not in secretariat.get(PAGE + "?kind=agenda").text


def test_complete_meeting_says_so(secretariat: Browser, make: Make) -> None:
    make.meeting()
    assert "All texts are current in both languages." in secretariat.get(PAGE).text
    assert "No text answers this filter." in secretariat.get(PAGE + "?state=missing").text


def test_waiver_says_when_by_whom_why_and_what_is_left(secretariat: Browser, make: Make, meeting: Meeting) -> None:
    check = "/en/meetings/ncp-plenary-8/announce/"
    assert secretariat.post(check, data={"waiver": ""}).status_code == 422
    assert secretariat.post(check, data={"waiver": "The translator is ill."}).status_code == 303
    page = secretariat.get(PAGE).text
    for words in ("Meeting announced", "Ilse Vandermeer", "The translator is ill.", "2 texts were not current"):
        assert words in page
    assert "Still not: Title of item 1, Title of item 2." in page
    opening, closing = text(meeting, "Opening"), text(meeting, "Closing and lunch")
    somebody_else(make, meeting, opening, "Opening", "Ouverture")
    somebody_else(make, meeting, closing, "Closing", "Clôture.")
    assert "All of them are by now, or gone." in secretariat.get(PAGE).text
    history = secretariat.get("/en/meetings/ncp-plenary-8/history/").text
    assert "Done although 2 texts were not current in both languages" in history


def test_pages_hold_a_dozen_texts_and_statements_do_not_grow(
    secretariat: Browser, make: Make, meeting: Meeting
) -> None:
    few = make.meeting(number=9)
    make.item(few, "One", "")
    for number in range(30):
        make.item(meeting, f"Item {number}", "")
    secretariat.get(PAGE)
    found = []
    for slug in ("ncp-plenary-9", "ncp-plenary-8"):
        with counted() as statements:
            page = secretariat.get(f"/en/meetings/{slug}/parity/").text
        found.append(len(statements))
    # The one that is behind is looked up once more, with what its original said.
    assert found[1] - found[0] <= 1
    assert "1 to 12 of 32" in page
    assert "Item 28" in secretariat.get(PAGE + "?page=3").text
    answer = secretariat.post(PAGE + "?page=3", data=sent(secretariat, PAGE + "?page=3"))
    assert answer.location == f"{PAGE}?page=3#texts"


@pytest.fixture
def machine(app: Flask) -> Iterator[Machine]:
    """A translator that the house has set."""
    with running(Machine()) as started:
        app.extensions["translator"] = LibreTranslate(started.url)
        yield started
    app.extensions["translator"] = None


def test_machine_drafts_and_somebody_accepts(secretariat: Browser, meeting: Meeting, machine: Machine) -> None:
    assert "Have it drafted by machine" in secretariat.get(PAGE).text
    opening = text(meeting, "Opening")
    secretariat.post(PAGE, data=sent(secretariat) | {"draft": opening.key})
    assert machine.asked[0][1]["q"] == "Opening"
    assert text(meeting, "Opening").words == opening.words.drafted("fr: Opening")
    page = secretariat.get(PAGE).text
    assert "It is marked as one until somebody accepts or changes it." in page
    assert "French is a machine’s draft" in page
    check = secretariat.get("/en/meetings/ncp-plenary-8/check/").text
    assert "machine draft" in check
    secretariat.post(PAGE, data=sent(secretariat) | {"current": opening.key})
    assert text(meeting, "Opening").words == both("Opening", "fr: Opening")


def test_what_was_typed_is_saved_before_the_machine_is_asked(
    secretariat: Browser, meeting: Meeting, machine: Machine
) -> None:
    opening, closing = text(meeting, "Opening"), text(meeting, "Closing and lunch")
    typed = {field(closing, "fr"): "Clôture et déjeuner", field(opening, "en"): "Opening words"}
    secretariat.post(PAGE, data=sent(secretariat) | typed | {"draft": opening.key})
    assert text(meeting, "Closing and lunch").words.fr == "Clôture et déjeuner"
    assert text(meeting, "Opening words").words.fr == "fr: Opening words"


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "does not accept the key"), (429, "asked too often"), (503, "does not answer"), (500, "no translation")],
)
def test_machine_that_fails_changes_nothing_and_says_so(
    secretariat: Browser, meeting: Meeting, machine: Machine, status: int, words: str
) -> None:
    machine.answer = lambda _asked: (status, {})
    opening = text(meeting, "Opening")
    assert secretariat.post(PAGE, data=sent(secretariat) | {"draft": opening.key}).status_code == 303
    assert words in secretariat.get(PAGE).text
    assert text(meeting, "Opening").words == opening.words


def test_without_a_machine_nothing_is_offered_and_nothing_drafted(secretariat: Browser, meeting: Meeting) -> None:
    opening = text(meeting, "Opening")
    assert "drafted by machine" not in secretariat.get(PAGE).text
    assert secretariat.post(PAGE, data=sent(secretariat) | {"draft": opening.key}).status_code == 303
    assert text(meeting, "Opening").words == opening.words


@pytest.mark.parametrize("path", ["", "agenda.ics", "record/", "documents/", "record.docx"])
def test_draft_of_a_machine_is_labelled_wherever_readers_meet_it(make: Make, client: Browser, path: str) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    make.record(meeting, published=True)
    for name in ("title", "summary"):
        with transaction():
            setattr(meeting, name, Bilingual("Plenary").drafted("Plénière"))
    slug = "/fr/meetings/ncp-plenary-8"
    answer = client.get("/fr/calendar/meetings/ncp-plenary-8.ics" if path == "agenda.ics" else f"{slug}/{path}")
    if answer.status_code == 200 and path != "record.docx":
        assert "traduction automatique" in answer.text.replace("\r\n ", "")
