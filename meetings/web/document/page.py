"""The documents of a meeting by agenda item, and for the secretariat the forms to keep them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from meetings.domain.agenda import issued
from meetings.domain.agenda import queries as agenda
from meetings.domain.agenda.points import Point
from meetings.domain.document import policy, queries, rules
from meetings.domain.document.queries import Paper
from meetings.i18n import words
from meetings.models.agenda import AgendaItem
from meetings.models.document import Document, DocumentKind
from meetings.models.meeting import Meeting
from meetings.web.document.forms import DocumentForm, FilesForm, NewDocumentForm, kinds_of_files
from meetings.web.forms import Form
from meetings.web.viewer import viewer

AnyForm = TypeVar("AnyForm", bound=DocumentForm)


@dataclass(frozen=True, slots=True)
class Group:
    """The documents on one agenda item, or on none."""

    item: Point | None
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """The page of all documents of a meeting; without *form* the reader only reads."""

    meeting: Meeting
    groups: tuple[Group, ...]
    may_manage: bool
    may_upload: Callable[[Paper], bool]
    form: NewDocumentForm | None = None
    #: What was sent to one document and refused, by its id.
    files: dict[int, FilesForm] | None = None

    @property
    def refused(self) -> Form | None:
        """The form that was sent and is not right."""
        forms = [self.form, *(self.files or {}).values()]
        return next((form for form in forms if form and form.problems()), None)

    @property
    def hint(self) -> str:
        """Which files are taken."""
        return kinds_of_files()

    def files_of(self, paper: Paper) -> FilesForm:
        """Return the form for the files of *paper*."""
        sent = (self.files or {}).get(paper.id)
        return sent or files_form(paper.id, sent=False)


def files_form(document_id: int, *, sent: bool = True) -> FilesForm:
    """Return the form for the files of one document; its fields are named after it."""
    prefix = f"d{document_id}-"
    return FilesForm(prefix=prefix) if sent else FilesForm(prefix=prefix, formdata=None)


def new_form(meeting: Meeting, *, sent: bool = True) -> NewDocumentForm:
    """Return the form for a further document of *meeting*, its symbol suggested."""
    symbol = rules.suggested_symbol(meeting.series.symbol, meeting.number, queries.symbols(meeting))
    data = {"symbol": symbol, "kind": DocumentKind.DOCUMENT}
    form = NewDocumentForm(data=data) if sent else NewDocumentForm(formdata=None, data=data)
    return _with_items(form, agenda.items(meeting))


def edit_form(document: Document) -> DocumentForm:
    """Return the form to change what is said of *document*."""
    data = {
        "symbol": document.symbol,
        "title": document.title,
        "kind": document.kind,
        "item": document.item_id,
        "expected_on": document.expected_on,
    }
    return _with_items(DocumentForm(data=data), agenda.items(document.meeting))


def _with_items(form: AnyForm, items: Sequence[AgendaItem]) -> AnyForm:
    """Offer the agenda *items* in *form*."""
    form.item.offer([(item.id, f"{item.number}. {words(item.title)}") for item in items])
    return form


def documents_page(
    meeting: Meeting, *, form: NewDocumentForm | None = None, files: dict[int, FilesForm] | None = None
) -> DocumentsPage:
    """Assemble the page of *meeting*, with what was refused in *form* or *files*."""
    may_manage = policy.can_manage(viewer(), meeting)
    if may_manage and form is None:
        form = new_form(meeting, sent=False)
    groups = grouped(queries.for_meeting(meeting), issued.shown(meeting).points)
    return DocumentsPage(meeting, groups, may_manage, _may_upload(may_manage=may_manage), form, files)


def _may_upload(*, may_manage: bool) -> Callable[[Paper], bool]:
    """Return whether the reader may upload files, as a question to ask of each document."""
    who = viewer()
    return lambda paper: may_manage or policy.may_present(who, paper.kind, paper.item_id)


def grouped(papers: Sequence[Paper], points: Sequence[Point]) -> tuple[Group, ...]:
    """Return *papers* in the order of the *points* of the agenda; those on none of them come last."""
    groups = (Group(point, tuple(paper for paper in papers if paper.item_id == point.id)) for point in points)
    shown = {point.id for point in points}
    rest = Group(None, tuple(paper for paper in papers if paper.item_id not in shown))
    return tuple(group for group in (*groups, rest) if group.papers)
