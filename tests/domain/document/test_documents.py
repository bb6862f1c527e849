"""Documents: symbols, revisions in two languages, files that share the fate of their rows."""

from datetime import date
from io import BytesIO

import pytest
from flask import current_app

from meetings.core import uploads
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual
from meetings.domain.document import actions, queries, rules
from meetings.domain.document.rules import Draft
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.models.audit import AuditLine
from meetings.models.document import Document, DocumentKind, DocumentVersion
from tests.make import Make, both
from tests.queries import counted


def _draft(symbol: str = "NCP0801", **changes: object) -> Draft:
    values = {"title": both("Report"), "kind": DocumentKind.DOCUMENT, "item": None, "expected_on": None}
    return Draft(symbol=symbol, **{**values, **changes})


def _stored() -> list[str]:
    folder = current_app.extensions["storage"].folder
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(
    ("language", "newest", "revision"),
    [
        (ENGLISH, {}, 1),
        (FRENCH, {"en": 1}, 1),
        (FRENCH, {"en": 3}, 3),
        (ENGLISH, {"en": 1}, 2),
        (ENGLISH, {"en": 1, "fr": 1}, 2),
        (FRENCH, {"en": 2, "fr": 1}, 2),
        (ENGLISH, {"en": 2, "fr": 1}, 3),
    ],
)
def test_next_revision_catches_up_or_goes_on(language, newest, revision) -> None:
    assert rules.next_revision(language, newest) == revision


def test_suggested_symbol_is_the_next_free_one() -> None:
    assert rules.suggested_symbol("NCP", 8, []) == "NCP0801"
    assert rules.suggested_symbol("NCP", 8, ["NCP0801", "ncp0803", "other"]) == "NCP0802"
    assert rules.suggested_symbol("NCP", 12, [f"NCP12{count:02d}" for count in range(1, 100)]) == "NCP12100"


def test_papers_show_the_newest_of_each_language_and_which_is_behind(make: Make) -> None:
    meeting = make.meeting()
    report, agenda = make.document(meeting), make.document(meeting, "NCP0802")
    for language in (ENGLISH, FRENCH, ENGLISH):
        make.version(report, language)
    first, second = queries.for_meeting(meeting)
    assert (first.id, first.title, second.versions) == (report.id, report.title, {})
    english, french = first.versions[ENGLISH], first.versions[FRENCH]
    assert (english.revision, english.state, english.size) == (2, "current", 14)
    assert (french.revision, french.state, french.filename) == (1, "behind", "report fr.txt")
    make.version(report, FRENCH)
    assert {version.state for version in queries.for_meeting(meeting)[0].versions.values()} == {"current"}
    assert second.id == agenda.id


@pytest.mark.parametrize("count", [1, 30])
def test_papers_take_two_statements(make: Make, count: int) -> None:
    meeting = make.meeting()
    for number in range(count):
        document = make.document(meeting, f"NCP08{number:02d}")
        make.version(document)
        make.version(document, FRENCH)
    assert meeting.id
    with counted() as statements:
        papers = queries.for_meeting(meeting)
    assert len(papers) == count
    assert len(statements) <= 2


def test_papers_of_other_meetings_stay_out(make: Make) -> None:
    make.version(make.document(make.meeting(number=7)))
    assert queries.for_meeting(make.meeting(number=8)) == ()


def test_add_refuses_a_symbol_that_is_taken_in_whatever_case(make: Make) -> None:
    meeting = make.meeting()
    make.document(meeting, "NCP0801")
    with pytest.raises(rules.SymbolTaken), transaction():
        actions.add(meeting, _draft("ncp0801"), by=None, now=make.now)
    make.document(make.meeting(number=7), "NCP0801")


@pytest.mark.parametrize("symbol", ["", " ", "a b", "../x", "NCP/1", "x" * 41, "é", "NCP\n", "-x"])
def test_add_refuses_an_unusable_symbol(make: Make, symbol: str) -> None:
    meeting = make.meeting()
    with pytest.raises(rules.SymbolUnusable), transaction():
        actions.add(meeting, _draft(symbol), by=None, now=make.now)


def test_add_refuses_a_document_without_title(make: Make) -> None:
    meeting = make.meeting()
    with pytest.raises(rules.DocumentTitleMissing), transaction():
        actions.add(meeting, _draft(title=Bilingual()), by=None, now=make.now)


def test_revise_keeps_its_own_symbol(make: Make) -> None:
    document = make.document(make.meeting())
    with transaction():
        actions.revise(document, _draft(title=both("New"), expected_on=date(2027, 4, 1)), by=None, now=make.now)
    assert (document.title.en, document.expected_on) == ("New", date(2027, 4, 1))


def test_upload_keeps_the_bytes_and_says_so_in_the_history(make: Make) -> None:
    person = make.secretariat()
    document = make.document(make.meeting())
    storage = current_app.extensions["storage"]
    with filing(storage) as files:
        version = actions.upload(
            document,
            FRENCH,
            BytesIO(b"Bonjour."),
            "../../d\u202eétude.txt",
            storage=files,
            limit=100,
            by=person,
            now=make.now,
        )
    assert (version.filename, version.size, version.uploaded_by_id) == ("détude.txt", 8, person.id)
    with storage.open(version.storage_key) as file:
        assert file.read() == b"Bonjour."
    line = db.session.scalars(db.select(AuditLine).where(AuditLine.verb == "document.uploaded")).one()
    assert (line.details["symbol"], line.details["language"], line.details["revision"]) == ("NCP0801", "fr", 1)


def test_file_goes_when_the_transaction_is_rolled_back(make: Make) -> None:
    document = make.document(make.meeting())
    before = _stored()
    storage = current_app.extensions["storage"]
    limits = {"limit": 9, "by": None, "now": make.now}
    with pytest.raises(uploads.FileEmpty), filing(storage) as files:  # noqa: PT012
        actions.upload(document, ENGLISH, BytesIO(b"one"), "a.txt", storage=files, **limits)
        actions.upload(document, FRENCH, BytesIO(b""), "a.txt", storage=files, **limits)
    assert _stored() == before
    assert queries.versions_of(document) == []


def test_remove_needs_a_word_when_there_are_versions_and_takes_the_files_after_the_commit(make: Make) -> None:
    document = make.document(make.meeting())
    version = make.version(document)
    key, storage = version.storage_key, current_app.extensions["storage"]
    with pytest.raises(rules.VersionsRemain), filing(storage) as files:
        actions.remove(document, storage=files, by=None, now=make.now)
    with pytest.raises(ZeroDivisionError), filing(storage) as files:  # noqa: PT012
        actions.remove(document, confirmed=True, storage=files, by=None, now=make.now)
        raise ZeroDivisionError
    assert storage.exists(key)
    with filing(storage) as files:
        actions.remove(document, confirmed=True, storage=files, by=None, now=make.now)
    assert not storage.exists(key)
    assert db.session.scalars(db.select(Document)).all() == db.session.scalars(db.select(DocumentVersion)).all() == []


def test_removed_version_gives_way_to_the_one_before(make: Make) -> None:
    meeting = make.meeting()
    document = make.document(meeting)
    make.version(document)
    second = make.version(document)
    with filing(current_app.extensions["storage"]) as files:
        actions.remove_version(second, storage=files, by=None, now=make.now)
    assert queries.for_meeting(meeting)[0].versions[ENGLISH].revision == 1
    assert make.version(document).revision == 2


def test_version_is_found_only_in_its_own_meeting(make: Make) -> None:
    meeting, other = make.meeting(), make.meeting(number=7)
    version = make.version(make.document(meeting))
    assert queries.version_by_id(meeting, version.id) is version
    assert queries.version_by_id(other, version.id) is None
