"""Writes documents and their versions."""

from datetime import datetime
from typing import BinaryIO

from meetings.core import uploads
from meetings.core.bilingual import Language
from meetings.domain.audit import actions as audit
from meetings.domain.document import queries, rules
from meetings.domain.document.rules import Draft
from meetings.models.database import add as insert
from meetings.models.database import current, lock
from meetings.models.document import Document, DocumentVersion
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.storage import Files, new_key


def add(meeting: Meeting, draft: Draft, *, by: Person | None, now: datetime) -> Document:
    """Add a document without contents to *meeting*; raises ``SymbolTaken`` and what ``rules.check`` raises."""
    rules.check(draft, meeting)
    lock(meeting)
    if queries.has_symbol(meeting, draft.symbol, but=None):
        raise rules.SymbolTaken
    document = Document(meeting=meeting, created_at=now)
    _set(document, draft)
    insert(document)
    audit.record("document.added", document, by=by, meeting=meeting, now=now, symbol=document.symbol)
    return document


def revise(document: Document, draft: Draft, *, by: Person | None, now: datetime) -> None:
    """Change what is said of *document*; raises ``SymbolTaken`` and what ``rules.check`` raises."""
    meeting = document.meeting
    rules.check(draft, meeting)
    lock(meeting)
    if queries.has_symbol(meeting, draft.symbol, but=document):
        raise rules.SymbolTaken
    was = document.symbol
    _set(document, draft)
    audit.record("document.revised", document, by=by, meeting=meeting, now=now, symbol=document.symbol, was=was)


def upload(
    document: Document,
    language: Language,
    data: BinaryIO,
    filename: str,
    *,
    storage: Files,
    limit: int,
    by: Person | None,
    now: datetime,
) -> DocumentVersion:
    """Take the file *data*, which came as *filename*, as the newest version of *document* in *language*.

    Nothing is overwritten: the revision is counted under a lock on the document. Raises what ``uploads.check``
    raises; if the transaction is rolled back afterwards, the caller takes the file out of *storage* again.
    """
    accepted = uploads.check(filename, data, limit=limit)
    lock(document)
    version = DocumentVersion(
        document=document,
        language=language,
        revision=rules.next_revision(language, queries.newest_revisions(document)),
        filename=accepted.filename,
        content_type=accepted.content_type,
        size=accepted.size,
        sha256=accepted.sha256,
        storage_key=new_key(),
        uploaded_at=now,
        uploaded_by_id=by.id if by else None,
    )
    storage.put(version.storage_key, data)
    insert(version)
    _record("document.uploaded", version, by=by, now=now)
    return version


def remove(document: Document, *, confirmed: bool = False, storage: Files, by: Person | None, now: datetime) -> None:
    """Remove *document*; with versions only when *confirmed*, for their files go too. Raises ``VersionsRemain``."""
    lock(document)
    versions = queries.versions_of(document)
    if versions and not confirmed:
        raise rules.VersionsRemain
    audit.record("document.removed", document, by=by, meeting=document.meeting, now=now, symbol=document.symbol)
    for version in versions:
        current().delete(version)
        storage.delete(version.storage_key)
    current().flush()
    current().delete(document)
    current().flush()


def remove_version(version: DocumentVersion, *, storage: Files, by: Person | None, now: datetime) -> None:
    """Take back one *version* and its file, for example one that was uploaded by mistake."""
    lock(version.document)
    _record("document.version_removed", version, by=by, now=now)
    current().delete(version)
    current().flush()
    storage.delete(version.storage_key)


def _set(document: Document, draft: Draft) -> None:
    """Write what was decided of a document."""
    document.symbol, document.title, document.kind = draft.symbol, draft.title, draft.kind
    document.item_id, document.expected_on = draft.item.id if draft.item else None, draft.expected_on


def _record(verb: str, version: DocumentVersion, *, by: Person | None, now: datetime) -> None:
    document = version.document
    audit.record(
        verb,
        version,
        by=by,
        meeting=document.meeting,
        now=now,
        symbol=document.symbol,
        language=version.language,
        revision=version.revision,
        sha256=version.sha256,
    )
