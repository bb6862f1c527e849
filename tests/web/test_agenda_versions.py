"""Issuing an agenda in the browser, and reading its versions and files."""

import io
import zipfile

import docx
import pypdf
import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.agenda import actions
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.parity import actions as parity
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem, Purpose, Stage
from meetings.models.meeting import Meeting, Visibility
from tests.conftest import Browser
from tests.make import Make, both
from tests.queries import counted

MEETING = "/en/meetings/ncp-plenary-8/"
AGENDA = f"{MEETING}agenda/"
ISSUE = f"{AGENDA}issue/"


@pytest.fixture
def meeting(make: Make) -> Meeting:
    return make.meeting(visibility=Visibility.PUBLIC)


@pytest.fixture
def item(make: Make, meeting: Meeting) -> AgendaItem:
    return make.item(meeting)


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def issue(make: Make, meeting: Meeting, stage: Stage) -> None:
    with transaction():
        parity.issue(meeting, stage, "Later", by=None, now=make.now)


def retitle(make: Make, item: AgendaItem, title: str) -> None:
    with transaction():
        actions.revise(item, ItemDraft(both(title), Purpose.GUIDANCE, Bilingual(), 25), by=None, now=make.now)


def test_first_version_is_issued_and_the_next_says_what_changed(
    make: Make, meeting: Meeting, item: AgendaItem, secretariat: Browser
) -> None:
    assert "This is the first version: 1 item." in secretariat.get(ISSUE).text
    assert secretariat.post(ISSUE, data={"stage": "provisional"}).location == AGENDA
    assert "Provisional agenda of 2\u00a0March 2027" in secretariat.get(MEETING).text
    retitle(make, item, "Welcome")
    page = secretariat.get(AGENDA).text
    assert "Not issued yet: 3 changes." in page
    assert "Welcome" not in page
    page = secretariat.get(f"{AGENDA}edit/").text
    for line in (
        "Reworded: 1 Welcome (was “Opening”)",
        "Purpose of item 1: For guidance (was: For decision)",
        "Time of item 1: 25 minutes (was: 10 minutes)",
    ):
        assert line in page
    secretariat.post(ISSUE, data={"stage": "revised"})
    page = secretariat.get(AGENDA).text
    assert "Revised agenda (1) of 2\u00a0March 2027" in page
    assert "Reworded: 1 Welcome" in page
    french = secretariat.get(AGENDA.replace("/en/", "/fr/")).text
    assert "Ordre du jour révisé (1) du 2\u00a0mars 2027" in french
    assert "Nouveau libellé" in french


def test_older_version_stays_readable_and_says_that_it_was_replaced(
    make: Make, meeting: Meeting, item: AgendaItem, client: Browser
) -> None:
    issue(make, meeting, Stage.PROVISIONAL)
    retitle(make, item, "Welcome")
    issue(make, meeting, Stage.REVISED)
    page = client.get(f"{AGENDA}versions/1/").text
    assert "This version has been replaced." in page
    assert "Opening" in page
    assert "Welcome" not in page
    assert f"{AGENDA}versions/1/" in client.get(AGENDA).text
    for number in (0, 3, 2**31, 2**63):
        assert client.get(f"{AGENDA}versions/{number}/").status_code == 404


@pytest.mark.parametrize("stage", ["", "revised", "corrected", "x", "\x00"])
def test_stage_that_is_not_offered_is_refused(item: AgendaItem, secretariat: Browser, stage: str) -> None:
    assert secretariat.post(ISSUE, data={"stage": stage}).status_code == 422


def test_missing_language_is_shown_and_needs_a_reason(make: Make, meeting: Meeting, secretariat: Browser) -> None:
    with transaction():
        actions.add(meeting, ItemDraft(Bilingual("Only"), Purpose.DECISION, Bilingual(), 5), by=None, now=make.now)
    assert "French is missing" in secretariat.get(ISSUE).text
    answer = secretariat.post(ISSUE, data={"stage": "provisional"})
    assert answer.status_code == 422
    assert "or say why it can wait" in answer.text
    assert secretariat.post(ISSUE, data={"stage": "provisional", "waiver": "Later"}).status_code == 303
    assert "Reason for the missing language: Later" in secretariat.get(f"{MEETING}history/").text


def test_adopted_agenda_is_locked_and_corrected_with_a_reason(
    make: Make, meeting: Meeting, item: AgendaItem, secretariat: Browser
) -> None:
    issue(make, meeting, Stage.ADOPTED)
    page = secretariat.get(f"{AGENDA}edit/").text
    assert "The agenda is adopted, so its items stay as they are." in page
    assert "Add the item" not in page
    assert "Correct the adopted agenda" in secretariat.get(ISSUE).text
    wrong = {"title-en": "Z", "purpose": "decision"}
    secretariat.post(f"{AGENDA}{item.id}/", data=wrong)
    assert "Begin a correction with a reason" in secretariat.get(f"{AGENDA}edit/").text
    correct = f"{AGENDA}correct/"
    assert secretariat.post(correct, data={}).status_code == 422
    assert secretariat.post(correct, data={"reason-en": "A slip"}).status_code == 303
    assert "nothing is corrected yet" in secretariat.get(f"{AGENDA}edit/").text
    retitle(make, item, "Welcome")
    secretariat.post(ISSUE, data={"stage": "corrected"})
    page = secretariat.get(AGENDA).text
    assert "Adopted agenda, corrected on 2\u00a0March 2027" in page
    assert "A slip" in page


def test_correction_is_given_up(make: Make, meeting: Meeting, item: AgendaItem, secretariat: Browser) -> None:
    issue(make, meeting, Stage.ADOPTED)
    secretariat.post(f"{AGENDA}correct/", data={"reason-en": "A slip"})
    assert "Leave it as it was adopted" in secretariat.get(f"{AGENDA}edit/").text
    secretariat.post(f"{AGENDA}correct/drop/")
    assert "The agenda stays as it was adopted." in secretariat.get(f"{AGENDA}edit/").text


def test_search_finds_what_readers_have(make: Make, client: Browser) -> None:
    meeting = make.meeting(days=-20, visibility=Visibility.PUBLIC)
    item = make.item(meeting, "Blockchain")
    issue(make, meeting, Stage.PROVISIONAL)
    retitle(make, item, "Cryptography")
    assert "Agenda item 1" in client.get("/en/archive/?words=blockchain").text
    assert "Agenda item 1" not in client.get("/en/archive/?words=cryptography").text


def pages(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize(
    ("languages", "name", "words"),
    [
        ("en", "NCP8-AG-1-EN", ["Opening", "For decision", "10 minutes planned in all."]),
        ("fr", "NCP8-AG-1-FR", ["Ouverture", "Pour décision", "[EN] Only"]),
        ("both", "NCP8-AG-1-EN-FR", ["Opening", "Ouverture", "Français"]),
        ("x", "NCP8-AG-1-EN-FR", ["Opening"]),
    ],
)
def test_files_are_in_the_languages_asked_for(
    make: Make, meeting: Meeting, item: AgendaItem, client: Browser, languages: str, name: str, words: list[str]
) -> None:
    with transaction():
        actions.add(meeting, ItemDraft(Bilingual("Only"), Purpose.DECISION, Bilingual(), None), by=None, now=make.now)
    issue(make, meeting, Stage.PROVISIONAL)
    answer = client.get(f"{MEETING}agenda.pdf?languages={languages}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.pdf"'
    assert answer.data == client.get(f"{MEETING}agenda.pdf?languages={languages}").data
    written = client.get(f"{MEETING}agenda.docx?languages={languages}")
    assert written.data == client.get(f"{MEETING}agenda.docx?languages={languages}").data
    document = docx.Document(io.BytesIO(written.data))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    read = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for each in words:
        assert each in pages(answer.data)
        assert each in read


def test_file_of_an_older_version_says_so(make: Make, meeting: Meeting, item: AgendaItem, client: Browser) -> None:
    issue(make, meeting, Stage.PROVISIONAL)
    retitle(make, item, "Welcome")
    issue(make, meeting, Stage.REVISED)
    assert "Opening" in pages(client.get(f"{MEETING}agenda.pdf?languages=en&version=1").data)
    now = pages(client.get(f"{MEETING}agenda.pdf?languages=en").data)
    assert "Changes since: Provisional agenda of 2\u00a0March 2027" in now
    assert "Reworded: 1 Welcome (was “Opening”)" in now
    for wrong in ("3", "x", "0", "-1", str(2**63)):
        assert client.get(f"{MEETING}agenda.pdf?version={wrong}").status_code == 404


def test_draft_agenda_of_a_meeting_without_items_is_a_file_too(meeting: Meeting, client: Browser) -> None:
    assert client.get(f"{MEETING}agenda.pdf").status_code == 200
    assert zipfile.is_zipfile(io.BytesIO(client.get(f"{MEETING}agenda.docx").data))


@pytest.mark.parametrize("issued", [False, True])
def test_agenda_reads_30_items_with_as_many_statements_as_one(
    make: Make, meeting: Meeting, item: AgendaItem, client: Browser, issued: bool
) -> None:
    def statements() -> list[int]:
        found = []
        for address in (MEETING, AGENDA, f"{MEETING}agenda.pdf"):
            with counted() as seen:
                assert client.get(address).status_code == 200
            found.append(len(seen))
        return found

    if issued:
        issue(make, meeting, Stage.PROVISIONAL)
    few = statements()
    for number in range(29):
        make.item(meeting, f"Item {number}")
    if issued:
        issue(make, meeting, Stage.REVISED)
    many = statements()
    assert many[0] == few[0]
    # Only the version before is read besides.
    assert [more - less for more, less in zip(many, few, strict=True)] == [0, issued, issued]
