"""Reads documents and their versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, Subquery, and_, bindparam, func, select
from sqlalchemy.orm import contains_eager

from meetings.core.bilingual import Bilingual, Language
from meetings.domain.document import rules
from meetings.domain.document.rules import VersionState
from meetings.models.bundle import Bundle, Rows
from meetings.models.database import current
from meetings.models.document import Document, DocumentKind, DocumentVersion
from meetings.models.meeting import Meeting


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """The newest file in one language."""

    state: VersionState
    id: int
    revision: int
    size: int
    filename: str


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """A document as lists show it, with the newest version of each language there is.

    A plain value, the same object until something of the meeting's documents changes.
    """

    title: Bilingual
    versions: Mapping[Language, Version]
    id: int
    symbol: str
    kind: DocumentKind
    item_id: int | None
    expected_on: date | None


def for_meeting(meeting: Meeting) -> tuple[Paper, ...]:
    """Return the documents of *meeting* by symbol, to be read only.

    Plain values in one statement: a meeting page shows dozens of them at each call.
    """
    return _PAPERS.read({"meeting": meeting.id})


def _papers(rows: Rows) -> tuple[Paper, ...]:
    """Put documents and their newest versions together; each row holds both, or a document without a file."""
    documents = {row[0]: row[:9] for row in rows}
    revisions: dict[int, dict[Language, int]] = {}
    for document, *_, language, _id, revision, _size, _filename in rows:
        if language:
            revisions.setdefault(document, {})[language] = revision
    files: dict[int, dict[Language, Version]] = {}
    for document, *_, language, number, revision, size, filename in rows:
        if language:
            state = rules.state(language, revisions[document])
            files.setdefault(document, {})[language] = Version(state, number, revision, size, filename)
    papers = (
        Paper(Bilingual(*row[5:]), MappingProxyType(files.get(number, {})), *row[:5])
        for number, row in documents.items()
    )
    return tuple(sorted(papers, key=lambda paper: (paper.symbol, paper.id)))


def _newest(meeting: int | BindParameter[int]) -> Subquery:
    """Select the highest revision of each document and language of the meeting with the id *meeting*."""
    version, document = DocumentVersion.__table__, Document.__table__
    return (
        select(version.c.document_id, version.c.language, func.max(version.c.revision).label("revision"))
        .join(document, document.c.id == version.c.document_id)
        .where(document.c.meeting_id == meeting)
        .group_by(version.c.document_id, version.c.language)
        .subquery()
    )


def _is_newest(newest: Subquery) -> ColumnElement[bool]:
    """Return the condition that a version is among the *newest*."""
    version = DocumentVersion.__table__.c
    return and_(
        version.document_id == newest.c.document_id,
        version.language == newest.c.language,
        version.revision == newest.c.revision,
    )


def _select_papers() -> Select[Any]:
    document, version = Document.__table__, DocumentVersion.__table__
    newest = _newest(bindparam("meeting", type_=Integer))
    title = (document.c.title_en, document.c.title_fr, document.c.title_original, document.c.title_behind)
    about = (document.c.id, document.c.symbol, document.c.kind, document.c.item_id, document.c.expected_on, *title)
    file = (version.c.language, version.c.id, version.c.revision, version.c.size, version.c.filename)
    return (
        select(*about, *file)
        .select_from(document)
        .outerjoin(newest, newest.c.document_id == document.c.id)
        .outerjoin(version, _is_newest(newest))
        .where(document.c.meeting_id == bindparam("meeting"))
    )


_PAPERS = Bundle(_select_papers(), _papers)


def of_meeting(meeting: Meeting) -> Sequence[Document]:
    """Return the documents of *meeting* by symbol, with files or without."""
    query = select(Document).where(Document.meeting_id == meeting.id).order_by(Document.symbol, Document.id)
    return current().scalars(query).all()


def newest_files(meeting: Meeting) -> Sequence[DocumentVersion]:
    """Return the newest version of each language of the documents of *meeting*, by symbol and language."""
    newest = _newest(meeting.id)
    query = (
        select(DocumentVersion)
        .join(newest, _is_newest(newest))
        .join(DocumentVersion.document)
        .options(contains_eager(DocumentVersion.document))
        .order_by(Document.symbol, Document.id, DocumentVersion.language)
    )
    return current().scalars(query).all()


def by_id(meeting: Meeting, number: int) -> Document | None:
    """Return the document of *meeting* with the id *number*."""
    return current().scalar(select(Document).where(Document.meeting_id == meeting.id, Document.id == number))


def version_by_id(meeting: Meeting, number: int) -> DocumentVersion | None:
    """Return the version with the id *number*, if its document is one of *meeting*."""
    query = (
        select(DocumentVersion)
        .join(DocumentVersion.document)
        .where(Document.meeting_id == meeting.id, DocumentVersion.id == number)
        .options(contains_eager(DocumentVersion.document).joinedload(Document.meeting))
    )
    return current().scalar(query)


def versions_of(document: Document) -> Sequence[DocumentVersion]:
    """Return every version of *document*, newest first."""
    query = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    return current().scalars(query.order_by(DocumentVersion.revision.desc(), DocumentVersion.language)).all()


def newest_revisions(document: Document) -> dict[Language, int]:
    """Return the highest revision of *document* in each language there is."""
    query = select(DocumentVersion.language, func.max(DocumentVersion.revision).label("revision"))
    query = query.where(DocumentVersion.document_id == document.id).group_by(DocumentVersion.language)
    return {row.language: row.revision for row in current().execute(query)}


def symbols(meeting: Meeting) -> list[str]:
    """Return the symbols that the documents of *meeting* have."""
    return list(current().scalars(select(Document.symbol).where(Document.meeting_id == meeting.id)))


def has_symbol(meeting: Meeting, symbol: str, *, but: Document | None) -> bool:
    """Say whether a document of *meeting* other than *but* has *symbol*, in whatever case."""
    query = select(Document.id).where(Document.meeting_id == meeting.id, func.lower(Document.symbol) == symbol.lower())
    return any(number != (but.id if but else None) for number in current().scalars(query))
