"""Documents on the web: who may read, how files are handed out, and what is refused at the field."""

from io import BytesIO

import pytest
from flask import current_app, render_template_string

from meetings.domain.document import queries
from meetings.extensions import db
from meetings.models.document import Document, DocumentVersion
from meetings.models.meeting import Visibility
from tests.conftest import Browser
from tests.make import Make, both

LIST = "/en/meetings/ncp-plenary-8/documents/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _form(**changes: object) -> dict[str, object]:
    return {"symbol": "NCP0801", "title-en": "Study report", "title-fr": "", "kind": "document", "item": "", **changes}


def _file(data: bytes, name: str) -> tuple[BytesIO, str]:
    return BytesIO(data), name


def _count(model: type) -> int:
    db.session.expire_all()
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_download_is_saved_never_shown(make: Make, client: Browser) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    version = make.version(make.document(meeting))
    answer = client.get(f"{LIST}{version.id}/whatever.html", buffered=True)
    assert (answer.status_code, answer.data) == (200, b"What we found.")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report en.txt"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.content_length == 14
    assert answer.get_etag() == (version.sha256, False)


def test_download_answers_304_head_and_parts(make: Make, client: Browser) -> None:
    version = make.version(make.document(make.meeting(visibility=Visibility.PUBLIC)))
    address = f"{LIST}{version.id}/x"
    assert client.get(address, headers={"If-None-Match": f'"{version.sha256}"'}).status_code == 304
    head = client.head(address)
    assert (head.status_code, head.data, head.content_length) == (200, b"", 14)
    part = client.get(address, headers={"Range": "bytes=0-3"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"What")
    assert client.get(address, headers={"Range": "bytes=99-"}).status_code == 416


def test_download_names_a_french_file_as_rfc_6266_wants(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    make.document(make.meeting())
    document = db.session.scalars(db.select(Document)).one()
    data = {f"d{document.id}-fr": _file(b"Bonjour.", "..\\Étude \u202efdp.txt")}
    assert client.post(f"{LIST}{document.id}/files/", data=data).status_code == 303
    version = db.session.scalars(db.select(DocumentVersion)).one()
    answer = client.get(f"{LIST}{version.id}/x", buffered=True)
    assert "filename*=UTF-8''%C3%89tude%20fdp.txt" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_open_meeting_keeps_its_files_for_people_who_are_signed_in(make: Make, client: Browser) -> None:
    version = make.version(make.document(make.meeting()))
    address = f"{LIST}{version.id}/x"
    assert client.get(address).status_code == 303
    assert client.get(LIST).status_code == 303
    client.sign_in(make.person())
    assert client.get(address, buffered=True).status_code == 200
    assert "Add a document" not in client.get(LIST).text


def test_version_of_another_meeting_is_not_found(make: Make, client: Browser) -> None:
    client.sign_in(make.secretariat())
    make.meeting()
    version = make.version(make.document(make.meeting(number=7)))
    assert client.get(f"{LIST}{version.id}/x").status_code == 404
    assert client.get(f"{LIST}{2**63}/x").status_code == 404
    assert client.get(f"{LIST}{version.document_id}/edit/").status_code == 404


def test_file_that_is_lost_is_not_found(make: Make, client: Browser) -> None:
    version = make.version(make.document(make.meeting(visibility=Visibility.PUBLIC)))
    current_app.extensions["storage"].delete(version.storage_key)
    assert client.get(f"{LIST}{version.id}/x").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", ["{}/edit/", "{}/files/", "{}/remove/", "versions/{}/remove/", ""])
def test_only_the_secretariat_keeps_documents(make: Make, client: Browser, page: str, method: str) -> None:
    version = make.version(make.document(make.meeting()))
    client.sign_in(make.person())
    if method == "get" and page in ("", "{}/files/"):
        return
    assert getattr(client, method)(LIST + page.format(version.id)).status_code == 403
    assert _count(DocumentVersion) == 1


def test_secretariat_adds_a_document_with_both_files(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    client.sign_in(make.secretariat())
    assert 'value="NCP0801"' in client.get(LIST).text
    data = _form(en=_file(PDF, "report.pdf"), fr=_file(b"Bonjour.", "rapport.txt"))
    answer = client.post(LIST, data=data)
    assert (answer.status_code, answer.location) == (303, f"{LIST}#d1")
    (paper,) = queries.for_meeting(meeting)
    assert {language: version.filename for language, version in paper.versions.items()} == {
        "en": "report.pdf",
        "fr": "rapport.txt",
    }
    page = client.get(LIST).text
    assert "Upload a newer version" in page
    assert 'value="NCP0802"' in page


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "empty.pdf", "The file is empty"),
        (b"x" * 60_000, "big.txt", "larger than"),
        (b"<html>", "page.pdf", "not what its name says"),
        (PDF, "report.txt", "not what its name says"),
        (b"MZ", "run.exe", "end in .exe"),
        (PDF, "report\u202efdp.exe", "end in .exe"),
        (PDF, "noending", "no ending"),
        (PDF, "../../", "cannot be used"),
        (PDF, "\u202e.pdf", "cannot be used"),
        (b"PK\x03\x04", "report.docx", "not what its name says"),
    ],
)
def test_file_is_refused_at_its_field_and_the_rest_is_kept(
    make: Make, client: Browser, settings, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, sentence: str
) -> None:
    smaller = {**client.application.extensions, "settings": _with_limit(settings, 50_000)}
    monkeypatch.setattr(client.application, "extensions", smaller)
    make.meeting()
    client.sign_in(make.secretariat())
    answer = client.post(LIST, data=_form(**{"title-en": "Kept title", "en": _file(data, name)}))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Kept title"' in answer.text
    assert 'id="en-error"' in answer.text
    assert _count(Document) == 0


def _with_limit(settings, limit):
    values = {name: getattr(settings, name) for name in settings.__slots__}
    return type(settings)(**{**values, "upload_limit": limit})


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "C:\\x\\report.txt", "report\u202etxt.txt", "é" * 126 + ".txt", "a" * 251 + ".txt"]
)
def test_name_that_harms_is_made_harmless(make: Make, client: Browser, name: str) -> None:
    make.meeting()
    client.sign_in(make.secretariat())
    assert client.post(LIST, data=_form(en=_file(b"Hello.", name))).status_code == 303
    stored = db.session.scalars(db.select(DocumentVersion)).one().filename
    assert not set(stored) & set("/\\\u202e")
    assert len(stored.encode()) <= 255


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"symbol": ""}, "Write a symbol."),
        ({"symbol": "a/b"}, "Use letters, figures"),
        ({"symbol": "x" * 41}, "At most 40 characters"),
        ({"symbol": "A\x00B"}, "cannot be stored"),
        ({"title-en": "", "title-fr": ""}, "at least one of the two languages"),
        ({"title-en": "x" * 301}, "At most 300 characters"),
        ({"title-fr": "a\u202eb"}, "cannot be stored"),
        ({"kind": "film"}, "Choose one of these."),
        ({"item": str(2**63)}, "Choose one of these."),
        ({"item": "1"}, "Choose one of these."),
        ({"expected_on": "2027-02-30"}, "Write a date"),
        ({"expected_on": "٢٠٢٧-01-01"}, "Write a date"),
        ({"expected_on": "9" * 30}, "Write a date"),
    ],
)
def test_bad_entry_is_refused_and_kept(make: Make, client: Browser, changes: dict[str, str], sentence: str) -> None:
    make.meeting()
    client.sign_in(make.secretariat())
    answer = client.post(LIST, data=_form(**{"title-fr": "Rapport", **changes}))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert _count(Document) == 0


def test_lone_surrogate_is_never_a_fault(make: Make, client: Browser) -> None:
    make.meeting()
    client.sign_in(make.secretariat())
    body = b"symbol=NCP0801&kind=document&item=&title-en=%ED%A0%80"
    assert client.post(LIST, data=body, content_type="application/x-www-form-urlencoded").status_code in (303, 422)


def test_right_file_beside_a_wrong_one_must_be_chosen_again(make: Make, client: Browser) -> None:
    make.meeting()
    client.sign_in(make.secretariat())
    answer = client.post(LIST, data=_form(en=_file(PDF, "a.pdf"), fr=_file(b"", "b.pdf")))
    assert "Choose this file again" in answer.text
    assert _count(DocumentVersion) == 0


def test_upload_without_a_file_says_so(make: Make, client: Browser) -> None:
    document = make.document(make.meeting())
    client.sign_in(make.secretariat())
    answer = client.post(f"{LIST}{document.id}/files/", data={})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text
    assert '<details class="mt-1" open>' in answer.text


def test_upload_beyond_all_limits_is_413(make: Make, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(client.application.config, "MAX_CONTENT_LENGTH", 1_000)
    make.meeting()
    client.sign_in(make.secretariat())
    answer = client.post(LIST, data=_form(en=_file(b"x" * 2_000, "a.txt")))
    assert answer.status_code == 413
    assert "too big" in answer.text


def test_document_is_edited_and_removed(make: Make, client: Browser) -> None:
    document = make.document(make.meeting())
    make.document(document.meeting, "NCP0802")
    version = make.version(document)
    key = version.storage_key
    client.sign_in(make.secretariat())
    edit = f"{LIST}{document.id}/edit/"
    assert "report en.txt" in client.get(edit).text
    assert client.post(edit, data=_form(symbol="NCP0802")).status_code == 422
    assert client.post(edit, data=_form(**{"title-en": "Changed", "expected_on": "2027-04-01"})).status_code == 303
    page = client.get(LIST).text
    assert "Changed" in page
    assert "1\N{NO-BREAK SPACE}Apr 2027" in page
    assert "cannot be taken back" in client.get(f"{LIST}versions/{version.id}/remove/").text
    assert client.post(f"{LIST}versions/{version.id}/remove/").status_code == 303
    assert not current_app.extensions["storage"].exists(key)
    assert client.get(f"{LIST}{document.id}/remove/").status_code == 200
    assert client.post(f"{LIST}{document.id}/remove/").status_code == 303
    assert _count(Document) == 1


def test_row_shows_the_readers_language_first_and_what_is_behind(make: Make, client: Browser) -> None:
    meeting = make.meeting(visibility=Visibility.PUBLIC)
    document = make.document(meeting, title=both("Études & <b>", "Étude : suite"))
    for language in ("en", "fr", "en"):
        make.version(document, language)
    page = client.get("/fr/meetings/ncp-plenary-8/documents/").text
    assert page.index('hreflang="fr">FR') < page.index('hreflang="en">EN')
    assert "French is out of date" in page or "périmé" in page or "à jour" in page
    assert "14\N{NO-BREAK SPACE}o" in page
    assert "&lt;b&gt;" in client.get(LIST).text


def test_row_without_the_right_to_read_links_nowhere(make: Make, client: Browser) -> None:
    meeting = make.meeting()
    make.version(make.document(meeting))
    template = "{% from 'document/_papers.html' import paper_row %}{{ paper_row(paper, 'x', false) }}"
    with client.application.test_request_context("/en/"):
        row = render_template_string(template, paper=queries.for_meeting(meeting)[0])
    assert "<a" not in row
    assert "missing" in row
