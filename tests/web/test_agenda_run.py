"""The run of show for the chair."""

import io
from dataclasses import replace
from datetime import timedelta

import docx
import pypdf
import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions, actions_versions
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.meeting import actions_programme as programme
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem, Purpose, Stage
from meetings.models.meeting import Meeting, Visibility
from tests.conftest import Browser
from tests.make import Make, both

AGENDA = "/en/meetings/ncp-plenary-8/agenda/"
RUN = f"{AGENDA}run/"


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting(visibility=Visibility.PUBLIC)


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def add(make: Make, meeting: Meeting, title: str, minutes: int | None, pause: int | None = None) -> AgendaItem:
    draft = ItemDraft(both(title), Purpose.DECISION, Bilingual("Chair", "Présidence"), minutes, pause)
    with transaction():
        return actions.add(meeting, draft, by=None, now=make.now)


def test_each_sitting_has_its_clock_times(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    add(make, meeting, "Opening", 20, pause=10)
    add(make, meeting, "Report", 100)
    page = secretariat.get(RUN).text
    assert page.count("Opening") == 2
    for words in ("13:00", "Break, 13:20–13:30", "13:30", "15:10", "10 minutes too long", "ends too late"):
        assert words in page
    french = secretariat.get(RUN.replace("/en/", "/fr/")).text
    assert "13\u00a0h\u00a030" in french
    assert "10\u00a0minutes de trop" in french or "10 minutes de trop" in french


def test_break_out_has_clock_times_of_its_own(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    first = make.sessions(meeting)[0]
    starts = first.starts_local + timedelta(minutes=30)
    with transaction():
        planned = replace(make.sittings()[0], title=both("Risk engines"), starts=starts, ends=first.ends_local)
        group = programme.add_breakout(first, planned, by=None, now=make.now)
    add(make, meeting, "Opening", 20)
    secretariat.get(f"{AGENDA}edit/")
    form = {
        "title-en": "Models",
        "title-fr": "Modèles",
        "purpose": "guidance",
        "minutes": "15",
        "session": str(group.id),
    }
    assert secretariat.post(f"{AGENDA}edit/", data=form).status_code == 303
    page = secretariat.get(RUN).text
    assert (page.count("Opening"), page.count("Models")) == (2, 1)
    assert page.index("Risk engines") < page.index("13:30") < page.index("Models")
    assert "Risk engines" in secretariat.get("/en/meetings/ncp-plenary-8/").text
    assert "Risk engines" in secretariat.get(AGENDA).text


def test_notes_are_the_chairs_alone(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    item = add(make, meeting, "Opening", 20)
    path = f"{AGENDA}{item.id}/notes/"
    secretariat.get(path)
    assert secretariat.post(path, data={"text-en": "Welcome the new\nNCPs", "text-fr": ""}).location == RUN
    assert "Welcome the new\nNCPs" in secretariat.get(RUN).text
    for stranger in (make.person(), None):
        browser = secretariat.sign_in(stranger) if stranger else secretariat
        if not stranger:
            browser.post("/en/sign-out/")
        assert "Welcome the new" not in browser.get(AGENDA).text
        assert browser.get(RUN).status_code in {303, 403}
        assert browser.get(f"{AGENDA}run.pdf").status_code in {303, 403}


def test_notes_can_be_written_after_the_agenda_is_adopted(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    item = add(make, meeting, "Opening", 20)
    with transaction():
        actions_versions.issue(meeting, Stage.ADOPTED, gaps=0, by=None, now=make.now)
    assert secretariat.post(f"{AGENDA}{item.id}/notes/", data={"text-en": "Thank"}).status_code == 303


def test_notes_of_somebody_else_are_shown_first(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    item = add(make, meeting, "Opening", 20)
    path = f"{AGENDA}{item.id}/notes/"
    with transaction():
        actions.note(item, both("Theirs"), by=None, now=make.now)
    answer = secretariat.post(path, data={"text-en": "Mine", "version": "old"})
    assert answer.status_code == 422
    assert "Theirs" in answer.text
    assert "Mine" in answer.text


@pytest.mark.parametrize("words", ["x" * 2_001, "\x00"])
def test_notes_that_cannot_be_kept_are_refused(make: Make, meeting: Meeting, secretariat: Browser, words: str) -> None:
    item = add(make, meeting, "Opening", 20)
    assert secretariat.post(f"{AGENDA}{item.id}/notes/", data={"text-en": words}).status_code == 422


@pytest.mark.parametrize(
    ("languages", "words"),
    [
        ("en", ["13:00", "Opening", "Say *this*", "For the chair", "Break, 13:20–13:30"]),
        ("fr", ["13 h", "Pour la présidence", "[EN] Say *this*"]),
        ("both", ["Opening", "Opening (fr)", "13:00"]),
    ],
)
def test_files_have_times_and_notes(
    make: Make, meeting: Meeting, secretariat: Browser, languages: str, words: list[str]
) -> None:
    item = add(make, meeting, "Opening", 20, pause=10)
    with transaction():
        actions.note(item, Bilingual("Say *this*"), by=None, now=make.now)
    answer = secretariat.get(f"{AGENDA}run.pdf?languages={languages}")
    assert "NCP8-RUN" in answer.headers["Content-Disposition"]
    assert answer.data == secretariat.get(f"{AGENDA}run.pdf?languages={languages}").data
    printed = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    document = docx.Document(io.BytesIO(secretariat.get(f"{AGENDA}run.docx?languages={languages}").data))
    written = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for each in words:
        assert each in printed.replace("\u00a0", " ")
        assert each in written.replace("\u00a0", " ")


def test_meeting_without_items_says_so(meeting: Meeting, secretariat: Browser) -> None:
    assert "No item is dealt with in this sitting yet." in secretariat.get(RUN).text
    assert secretariat.get(f"{AGENDA}run.pdf").status_code == 200
