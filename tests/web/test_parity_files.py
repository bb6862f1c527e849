"""Lists for a translator in the browser: handed out, brought back, looked at, taken over, undone."""

import io
import re
from collections.abc import Callable

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from meetings.core.bilingual import Bilingual
from meetings.domain.parity import file_queries, file_reading, queries
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.translation import TranslationFile
from tests.conftest import Browser
from tests.domain.parity.test_files import ENTITIES, GOOD, marks, rows_of, xliff, xlsx, zip_bomb
from tests.make import Make

PAGE = "/en/meetings/ncp-plenary-8/parity/files/"


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


@pytest.fixture
def meeting(make: Make) -> Meeting:
    """A draft with an item in English only, and one whose original is French."""
    meeting = make.meeting(announced=False)
    make.item(meeting, "Opening & <welcome>", "")
    item = make.item(meeting)
    with transaction():
        item.title = Bilingual("", "Clôture", "fr")
    return meeting


def bring(browser: Browser, data: bytes, name: str = "list.xlsx") -> TestResponse:
    return browser.post(PAGE, data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def seen(page: str) -> str:
    return re.findall(r'name="seen" value="([^"]*)"', page)[0]


def test_workbook_holds_the_gaps_of_one_language_and_comes_back(secretariat: Browser, meeting: Meeting) -> None:
    answer = secretariat.get(PAGE + "list.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ncp-plenary-8-en-fr.xlsx"'
    (row,) = file_reading.read(answer.get_data())
    assert (row.mark, row.source, row.target) == (marks(meeting)[0], "Opening & <welcome>", "")
    (other,) = file_reading.read(secretariat.get(PAGE + "list.xlsx?into=en").get_data())
    assert (other.mark, other.source) == (marks(meeting)[1], "Clôture")
    assert len(file_reading.read(secretariat.get(PAGE + "list.xlsx?which=all").get_data())) == 3


def test_xliff_holds_the_same_and_comes_back(secretariat: Browser, meeting: Meeting) -> None:
    answer = secretariat.get(PAGE + "list.xlf?which=all")
    assert answer.content_type == "application/x-xliff+xml"
    assert etree.fromstring(answer.get_data()).tag.endswith("}xliff")
    workbook = file_reading.read(secretariat.get(PAGE + "list.xlsx?which=all").get_data())
    assert [row[1:] for row in file_reading.read(answer.get_data())] == [row[1:] for row in workbook]


def test_page_says_how_much_there_is_to_translate(secretariat: Browser, meeting: Meeting) -> None:
    page = " ".join(secretariat.get(PAGE).text.split())
    assert "From English into French" in page
    assert "1 text to be written or looked at" in page
    assert "all 3 texts" in page
    assert "From French into English" in page


def test_file_is_shown_row_by_row_taken_over_and_undone(secretariat: Browser, meeting: Meeting) -> None:
    mark = marks(meeting)[0]
    rows = [(mark, "", "", 300, "Opening & <welcome>", "Ouverture"), ("x", "", "", 1, "a", "b")]
    answer = bring(secretariat, xlsx(*rows))
    assert answer.status_code == 303
    page = secretariat.get(answer.location).text
    for words in ("new translation", "Ouverture", "Opening &amp; &lt;welcome&gt;", "1 row with a problem stays out."):
        assert words in page
    assert "no mark that is known here" in secretariat.get(f"{answer.location}?show=problem").text
    secretariat.post(answer.location + "apply/", data={"seen": seen(page)})
    assert "1 translation is taken over." in secretariat.get(answer.location).text
    assert [text.words.fr for text in queries.texts(meeting)][2] == "Ouverture"
    assert "1 text" in secretariat.get(PAGE).text
    secretariat.post(answer.location + "undo/")
    db.session.rollback()
    assert [text.words.fr for text in queries.texts(meeting)][2] == ""
    assert "This list was undone as a whole." in secretariat.get(answer.location).text


def test_nothing_is_taken_over_that_was_not_shown(secretariat: Browser, meeting: Meeting) -> None:
    answer = bring(secretariat, xlsx((marks(meeting)[0], "", "", 300, "Opening & <welcome>", "Ouverture")))
    for data in ({}, {"seen": "0" * 20}):
        assert secretariat.post(answer.location + "apply/", data=data).status_code == 303
        assert "Look again, then decide." in secretariat.get(answer.location).text
    assert [text.words.fr for text in queries.texts(meeting)][2] == ""


def test_list_that_is_left_is_deleted(secretariat: Browser, meeting: Meeting) -> None:
    answer = bring(secretariat, xlsx((marks(meeting)[0], "", "", 300, "Opening & <welcome>", "Ouverture")))
    assert secretariat.post(answer.location + "drop/").location == PAGE
    assert secretariat.get(answer.location).status_code == 404
    assert file_queries.of_meeting(meeting) == []


def twenty_thousand_rows() -> bytes:
    return xlsx(*[("x", "", "", 1, "a", "b")] * 20_000)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no texts"),
        # What takes long to make is made when it is needed, not by every process that reads the list of tests.
        (zip_bomb, "could do harm"),
        (xliff(GOOD, head=ENTITIES), "could do harm"),
        (xliff(GOOD).decode().encode("utf-16"), "not in UTF-8"),
        (b"%PDF-1.7", "cannot be read"),
        (xliff(("999:meeting:999:title:fr", "a", "b")), "another meeting"),
        (twenty_thousand_rows, "more than 5,000 rows"),
        (xlsx(("x", "", "", 1, "a", "b")), "no row has its mark"),
    ],
)
def test_hostile_and_strange_files_get_a_sentence(
    secretariat: Browser, meeting: Meeting, data: bytes | Callable[[], bytes], words: str
) -> None:
    answer = bring(secretariat, data() if callable(data) else data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Error:" in answer.text
    assert db.session.scalars(db.select(TranslationFile)).all() == []


def test_without_a_file_the_page_says_so(secretariat: Browser, meeting: Meeting) -> None:
    assert secretariat.post(PAGE, data={"file": ""}).status_code == 422


def test_file_of_another_meeting_is_not_found_here(secretariat: Browser, make: Make, meeting: Meeting) -> None:
    make.meeting(number=9)
    answer = bring(secretariat, xlsx(*rows_of(meeting, "Ouverture")))
    assert secretariat.get(answer.location.replace("plenary-8", "plenary-9")).status_code == 404


def test_thousands_of_rows_are_shown_in_pages(secretariat: Browser, meeting: Meeting) -> None:
    rows = [(f"{meeting.id}:agenda_item:{number}:title:fr", "", "", 1, "a", "b") for number in range(4_999)]
    answer = bring(secretariat, xlsx(*rows))
    assert answer.status_code == 303
    page = secretariat.get(f"{answer.location}?page=99999").text
    assert "4951 to 4999 of 4999" in page
