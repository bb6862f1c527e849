"""The archive page, and a meeting in one ZIP file."""

import io
import zipfile

import docx
import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.outcome import actions as outcomes
from meetings.domain.poll import actions_closing as polls
from meetings.domain.record import actions as records
from meetings.domain.record import queries as find_records
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting, Visibility
from tests.conftest import Browser
from tests.make import Make, both
from tests.queries import counted

ZIP = "/en/meetings/ncp-plenary-7/archive.zip"
NBSP = "\N{NO-BREAK SPACE}"


def _held(make: Make, **changes: object) -> Meeting:
    """Make a meeting that is over, with a document in two languages, a decision, an action and a record."""
    meeting = make.meeting(number=7, days=-20, **{"visibility": Visibility.PUBLIC, **changes})
    item = make.item(meeting, "Data models", "Modèles de données")
    document = make.document(meeting, "NCP0701", title=both("Study report", "Rapport d’étude"), item=item)
    make.version(document)
    make.version(document)
    make.version(document, "fr", "Ce que nous avons trouvé.")
    make.action(meeting)
    with transaction():
        text = Bilingual("The plenary *adopted* the report.", "Décisions : le rapport est **adopté**.")
        outcomes.decide(meeting, text, item=item, by=None, now=make.now)
    make.record(meeting, published=True)
    return meeting


def _open(answer) -> zipfile.ZipFile:
    assert answer.status_code == 200
    assert answer.content_length == len(answer.data)
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_archive_is_empty_at_first(make: Make, client: Browser) -> None:
    make.meeting()
    page = client.get("/en/archive/")
    assert page.status_code == 200
    assert "No meeting is over yet." in page.text


def test_archive_shows_what_a_meeting_left_and_marks_the_words(make: Make, client: Browser) -> None:
    _held(make)
    page = client.get("/en/archive/?words=DECISION").text
    assert "One meeting" in page
    assert "1 decision · 1 document" in page
    assert f'<span lang="fr"><mark>Décision</mark>s{NBSP}: le rapport est adopté.</span>' in page
    assert "Decision NCP7/D1" in page
    assert "Nothing was found" in client.get("/en/archive/?words=absent").text


def test_archive_speaks_french_and_prefers_french_places(make: Make, client: Browser) -> None:
    _held(make)
    page = client.get("/fr/archive/?words=modeles").text
    assert "<mark>Modèles</mark> de données" in page


@pytest.mark.parametrize(
    "query",
    [
        "words=%25", "words=%27%20OR%201%3D1", "words=%00", "words=%ED%A0%80", "words=" + "x" * 5000, "words=<b>",
        "year=9223372036854775808", "year=abc", "year=-1", "page=99999999999999999999", "page=0", "page=-1", "page=x",
        "series=%00", "region=%ED%A0%80", "words=a%20b%20c%20d%20e%20f%20g%20h%20i", "year=2200", "year=1900",
    ],
)  # fmt: skip
def test_archive_takes_any_question(make: Make, client: Browser, query: str) -> None:
    _held(make)
    answer = client.get(f"/en/archive/?{query}")
    assert answer.status_code == 200
    assert "<b>" not in answer.text


def test_archive_keeps_the_question_and_pages(make: Make, client: Browser) -> None:
    for number in range(1, 23):
        make.meeting(number=number, days=-10 - number)
    page = client.get("/en/archive/?words=plenary&series=ncp-plenary&year=2027").text
    assert 'value="plenary"' in page
    assert '<option value="ncp-plenary" selected>' in page
    assert "<option selected>2027</option>" in page
    assert "words=plenary&amp;series=ncp-plenary&amp;year=2027&amp;page=2" in page


def test_archive_shows_no_papers_to_those_who_may_not_read_them(make: Make, client: Browser) -> None:
    _held(make, visibility=Visibility.OPEN)
    assert "Nothing was found" in client.get("/en/archive/?words=study").text
    client.sign_in(make.person())
    assert "<mark>Study</mark>" in client.get("/en/archive/?words=study").text


@pytest.mark.parametrize("count", [1, 20])
def test_archive_needs_as_many_statements_for_one_meeting_as_for_twenty(
    make: Make, client: Browser, count: int
) -> None:
    for number in range(1, count + 1):
        make.item(make.meeting(number=number, days=-10 - number), "Cloud")
    with counted() as statements:
        assert "Cloud" in client.get("/en/archive/?words=cloud").text
    assert len(statements) == 8


def test_zip_holds_everything_under_clean_names(make: Make, client: Browser) -> None:
    meeting = _held(make)
    organisation = make.member()
    person = make.ncp(organisation)
    poll = make.open_poll(meeting)
    make.ballot(poll, organisation, person)
    with transaction():
        polls.close(poll, by=None, now=make.now)
    answer = client.get(ZIP, buffered=True)
    assert answer.headers["Content-Disposition"] == "attachment; filename=ncp-plenary-7.zip"
    bundle = _open(answer)
    assert bundle.testzip() is None
    assert bundle.namelist() == [
        "README.txt",
        "agenda/NCP7-AG_EN.pdf",
        "agenda/NCP7-AG_FR.pdf",
        "agenda/NCP7-AG_EN-FR.pdf",
        "record/NCP7-REC_EN.docx",
        "record/NCP7-REC_FR.docx",
        "record/NCP7-REC_EN-FR.docx",
        "decisions-actions.xlsx",
        f"polls/NCP7-poll-{poll.id}.xlsx",
        "documents/NCP0701_E2_report en.txt",
        "documents/NCP0701_F2_report fr.txt",
        "meeting.ics",
    ]
    assert bundle.read("documents/NCP0701_F2_report fr.txt").decode() == "Ce que nous avons trouvé."
    readme = bundle.read("README.txt").decode()
    assert "7th NCP Plenary" in readme
    assert "7e réunion plénière des PCN" in readme
    assert all(name in readme for name in bundle.namelist()[1:])
    assert "Rapport d’étude" in readme
    assert "http://localhost/fr/meetings/ncp-plenary-7/" in readme


def test_zip_holds_files_that_open(make: Make, client: Browser) -> None:
    _held(make)
    bundle = _open(client.get(ZIP, buffered=True))
    record = docx.Document(io.BytesIO(bundle.read("record/NCP7-REC_FR.docx")))
    words = " ".join(cell.text for table in record.tables for row in table.rows for cell in row.cells)
    assert "le rapport est adopté" in words
    with zipfile.ZipFile(io.BytesIO(bundle.read("decisions-actions.xlsx"))) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert all(text in words for text in ("NCP7/D1", "Décisions : le rapport", "NCP7/A1", ">Write<", ">Écrire<"))
    assert bundle.read("meeting.ics").startswith(b"BEGIN:VCALENDAR\r\n")
    assert bundle.read("meeting.ics").count(b"BEGIN:VEVENT") == 2


def test_zip_of_equal_papers_has_equal_bytes(make: Make, client: Browser) -> None:
    _held(make)
    assert client.get(ZIP, buffered=True).data == client.get(ZIP, buffered=True).data
    head = client.head(ZIP, buffered=True)
    assert (head.data, head.content_length) == (b"", client.get(ZIP, buffered=True).content_length)


def test_zip_is_for_readers_of_the_papers_once_the_meeting_is_over(make: Make, client: Browser) -> None:
    _held(make, visibility=Visibility.OPEN)
    make.meeting(number=8)
    assert client.get(ZIP).status_code == 303
    client.sign_in(make.person())
    assert client.get(ZIP, buffered=True).status_code == 200
    assert client.get("/en/meetings/ncp-plenary-8/archive.zip").status_code == 404
    client.sign_in(make.secretariat())
    assert client.get("/en/meetings/ncp-plenary-8/archive.zip", buffered=True).status_code == 200


def test_zip_keeps_a_draft_record_and_its_outcomes_for_the_secretariat(make: Make, client: Browser) -> None:
    meeting = _held(make)
    with transaction():
        records.withdraw(find_records.of(meeting), by=None, now=make.now)
    names = _open(client.get(ZIP, buffered=True)).namelist()
    assert not [name for name in names if name.startswith(("record", "decisions"))]
    client.sign_in(make.secretariat())
    assert "decisions-actions.xlsx" in _open(client.get(ZIP, buffered=True)).namelist()


def test_zip_leaves_out_a_file_that_is_lost(make: Make, client: Browser) -> None:
    _held(make)
    for key in db.session.scalars(db.text("SELECT storage_key FROM document_version WHERE language = 'fr'")):
        client.application.extensions["storage"].delete(key)
    names = _open(client.get(ZIP, buffered=True)).namelist()
    assert [name for name in names if name.startswith("documents/")] == ["documents/NCP0701_E2_report en.txt"]
