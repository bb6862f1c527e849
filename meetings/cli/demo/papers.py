"""Puts the documents of a meeting on file: small real PDFs, stored as if somebody had uploaded them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from meetings.cli.demo import pdf
from meetings.cli.demo.diary import Diary
from meetings.cli.demo.events import Document as Told
from meetings.core import uploads
from meetings.core.bilingual import LANGUAGES, Language
from meetings.models.agenda import AgendaItem
from meetings.models.database import current
from meetings.models.document import Document, DocumentKind, DocumentVersion
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.storage import Files, new_key

LIMIT = 100_000
INVENTED: dict[Language, str] = {
    "en": "A document of the demonstration. Its contents are invented.",
    "fr": "Document de démonstration. Son contenu est inventé.",
}
ITEM: dict[Language, str] = {"en": "Agenda item {}: {}", "fr": "Point {} de l’ordre du jour : {}"}
REVISION: dict[Language, str] = {"en": "Revision {}", "fr": "Révision {}"}


@dataclass(frozen=True, slots=True)
class Filing:
    """Where papers go, who files them, and who writes it down."""

    files: Files
    diary: Diary
    by: Person


def file(
    told: Iterable[Told], meeting: Meeting, items: dict[int, AgendaItem], filing: Filing, *, added: datetime
) -> None:
    """Add the documents *told* to *meeting* under their *items*, and upload every version at *added*."""
    for document in told:
        row = Document(
            meeting=meeting,
            item=items[document.item],
            symbol=document.symbol,
            title=document.title,
            kind=DocumentKind(document.kind),
            expected_on=document.expected_on,
            created_at=added,
        )
        current().add(row)
        filing.diary.note(added, "document.added", row, by=filing.by, meeting=meeting, symbol=row.symbol)
        for version in _versions(row, document, filing, added):
            current().add(version)
            filing.diary.note(
                added,
                "document.uploaded",
                version,
                by=filing.by,
                meeting=meeting,
                symbol=row.symbol,
                language=version.language,
                revision=version.revision,
                sha256=version.sha256,
            )


def _versions(document: Document, told: Told, filing: Filing, added: datetime) -> Iterator[DocumentVersion]:
    """Yield the versions of *document*, their files already in the storage."""
    for language in LANGUAGES:
        for revision in range(1, told.revisions.get(language, 0) + 1):
            data = BytesIO(_paper(document, language, revision))
            accepted = uploads.check(_name(document, language, revision), data, limit=LIMIT)
            key = new_key()
            filing.files.put(key, data)
            yield DocumentVersion(
                document=document,
                language=language,
                revision=revision,
                filename=accepted.filename,
                content_type=accepted.content_type,
                size=accepted.size,
                sha256=accepted.sha256,
                storage_key=key,
                uploaded_at=added,
                uploaded_by=filing.by,
            )


def _name(document: Document, language: Language, revision: int) -> str:
    """Return the name of a file: NCP0804_EN_rev2.pdf."""
    mark = f"_rev{revision}" if revision > 1 else ""
    return f"{document.symbol}_{language.upper()}{mark}.pdf"


def _paper(document: Document, language: Language, revision: int) -> bytes:
    lines = [f"{document.symbol} · {REVISION[language].format(revision)}", document.meeting.title.shown(language)[0]]
    if document.item:
        lines.append(ITEM[language].format(document.item.number, document.item.title.shown(language)[0]))
    return pdf.page(document.title.shown(language)[0], [*lines, "", INVENTED[language]], language=language)
