"""Who may read and manage documents."""

from meetings.domain.meeting import policy as meetings
from meetings.domain.role import queries as roles
from meetings.models.document import Document, DocumentKind, DocumentVersion
from meetings.models.meeting import Meeting
from meetings.models.person import Person


def can_read(viewer: Person | None, meeting: Meeting) -> bool:
    """Documents follow the meeting's visibility."""
    return meetings.can_read_papers(viewer, meeting)


def can_manage(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting keeps its documents."""
    return meetings.can_manage(viewer, meeting)


def can_download(viewer: Person | None, version: DocumentVersion) -> bool:
    """A file is for the readers of its meeting's documents."""
    return can_read(viewer, version.document.meeting)


def can_change(viewer: Person | None, document: Document) -> bool:
    """Whoever keeps the documents of the meeting changes each of them."""
    return can_manage(viewer, document.meeting)


def can_upload(viewer: Person | None, document: Document) -> bool:
    """Whoever keeps the documents uploads files; who presents an agenda item uploads those of its presentations."""
    return can_change(viewer, document) or may_present(viewer, document.kind, document.item_id)


def may_present(viewer: Person | None, kind: DocumentKind, item_id: int | None) -> bool:
    """Say whether a document of this *kind*, on the agenda item with *item_id*, is one that *viewer* presents."""
    return kind is DocumentKind.PRESENTATION and item_id in roles.held(viewer).items


def can_remove_version(viewer: Person | None, version: DocumentVersion) -> bool:
    """Whoever keeps the documents of the meeting takes versions back."""
    return can_manage(viewer, version.document.meeting)
