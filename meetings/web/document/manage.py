"""The documents of a meeting: read by those who may, kept by the secretariat."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.agenda import queries as agenda
from meetings.domain.document import actions, policy, queries, rules
from meetings.domain.document.rules import Draft
from meetings.extensions import transaction
from meetings.filing import Filing, filing
from meetings.i18n import language
from meetings.models.document import Document, DocumentKind, DocumentVersion
from meetings.models.meeting import Meeting
from meetings.storage import Storage
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.document.forms import DocumentForm, FilesForm, upload_limit
from meetings.web.document.page import documents_page, edit_form, files_form, new_form
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("document_manage", __name__, url_prefix="/meetings/<slug>/documents")


def _storage() -> Storage:
    storage: Storage = current_app.extensions["storage"]
    return storage


def _to_list(meeting: Meeting, document: Document | None = None) -> ResponseReturnValue:
    anchor = f"d{document.id}" if document else None
    return redirect(url_for(".index", slug=meeting.slug, _anchor=anchor), 303)


@bp.route("/")
@authorize(policy.can_read, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the documents by agenda item; to the secretariat with the forms to keep them."""
    return render_template("document/index.html", page=documents_page(meeting))


@bp.route("/", methods=["POST"])
@authorize(policy.can_manage, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Add a document, with its files if they were chosen."""
    form = new_form(meeting)
    if form.submitted():
        try:
            with filing(_storage()) as files:
                document = actions.add(meeting, _draft(meeting, form), by=signed_in(), now=clock.now())
                _take(document, form, files)
        except Refused as error:
            _refuse(form, error)
        else:
            flash(_("%(symbol)s has been added.", symbol=document.symbol))
            return _to_list(meeting, document)
    form.ask_again()
    return render_template("document/index.html", page=documents_page(meeting, form=form)), 422


@bp.route("/<int:document_id>/files/", methods=["POST"])
@authorize(policy.can_upload, loaders.document)
def upload(document: Document) -> ResponseReturnValue:
    """Take new versions of a document, in one language or both."""
    meeting, form = document.meeting, files_form(document.id)
    valid = form.submitted()
    if valid and not form.sent():
        form.refuse(_("Choose a file first."), form[language()])
    elif valid:
        try:
            with filing(_storage()) as files:
                _take(document, form, files)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("The files of %(symbol)s are stored.", symbol=document.symbol))
            return _to_list(meeting, document)
    form.ask_again()
    page = documents_page(meeting, files={document.id: form})
    return render_template("document/index.html", page=page), 422


def _take(document: Document, form: FilesForm, files: Filing) -> None:
    """Store the files that were sent with *form* as the newest versions of *document*."""
    for spoken, sent in form.sent():
        actions.upload(
            document,
            spoken,
            sent.stream,
            sent.filename,
            storage=files,
            limit=upload_limit(),
            by=signed_in(),
            now=clock.now(),
        )


def _draft(meeting: Meeting, form: DocumentForm) -> Draft:
    """Return what was decided of a document; raises ``ItemElsewhere`` when its item is gone."""
    item = agenda.by_id(meeting, form.item.data) if form.item.data else None
    if form.item.data and item is None:
        raise rules.ItemElsewhere
    return Draft(
        symbol=form.symbol.data,
        title=form.title.data,
        kind=DocumentKind(form.kind.data),
        item=item,
        expected_on=form.expected_on.data,
    )


def _refuse(form: DocumentForm, error: Refused) -> None:
    """Say at the field to which it belongs why the document was refused."""
    places: dict[type[Refused], Field] = {
        rules.SymbolTaken: form.symbol,
        rules.SymbolUnusable: form.symbol,
        rules.ItemElsewhere: form.item,
        rules.DocumentTitleMissing: form.title.form.en,
    }
    place = places.get(type(error))
    form.refuse(refusal(error), *([place] if place else []))


@bp.route("/<int:document_id>/edit/", methods=["GET", "POST"])
@authorize(policy.can_change, loaders.document)
def edit(document: Document) -> ResponseReturnValue:
    """Change what is said of a document, and show all its versions."""
    meeting, form = document.meeting, edit_form(document)
    if form.submitted():
        try:
            with transaction():
                actions.revise(document, _draft(meeting, form), by=signed_in(), now=clock.now())
        except Refused as error:
            _refuse(form, error)
        else:
            flash(_("The document is saved."))
            return _to_list(meeting, document)
    versions = queries.versions_of(document)
    html = render_template("document/edit.html", meeting=meeting, document=document, form=form, versions=versions)
    return html, 422 if form.problems() else 200


@bp.route("/<int:document_id>/remove/", methods=["GET", "POST"])
@authorize(policy.can_change, loaders.document)
def remove(document: Document) -> ResponseReturnValue:
    """Ask whether a document and all its versions may go; on POST, remove them."""
    meeting, symbol = document.meeting, document.symbol
    if request.method != "POST":
        versions = queries.versions_of(document)
        return render_template("document/remove.html", meeting=meeting, document=document, versions=versions)
    with filing(_storage()) as files:
        actions.remove(document, confirmed=True, storage=files, by=signed_in(), now=clock.now())
    flash(_("%(symbol)s has been removed.", symbol=symbol))
    return _to_list(meeting)


@bp.route("/versions/<int:version_id>/remove/", methods=["GET", "POST"])
@authorize(policy.can_remove_version, loaders.version)
def remove_version(version: DocumentVersion) -> ResponseReturnValue:
    """Ask whether one version may go; on POST, remove it, and what it replaced is the newest again."""
    document = version.document
    meeting = document.meeting
    if request.method != "POST":
        return render_template("document/remove_version.html", meeting=meeting, document=document, version=version)
    with filing(_storage()) as files:
        actions.remove_version(version, storage=files, by=signed_in(), now=clock.now())
    flash(_("The version has been removed."))
    return redirect(url_for(".edit", slug=meeting.slug, document_id=document.id), 303)
