"""Writing, publishing and withdrawing the record, for the secretariat."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from meetings.core import clock
from meetings.core.text import as_integer
from meetings.domain.agenda import queries as agenda
from meetings.domain.outcome import rules as outcomes
from meetings.domain.parity import actions as parity
from meetings.domain.record import actions, policy, queries, rules
from meetings.domain.record.rules import Direction
from meetings.exports import words
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Visibility
from meetings.models.record import Paragraph, Record
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.record import page as pages
from meetings.web.record.forms import PublishForm, WordsForm
from meetings.web.record.saving import done, saved
from meetings.web.viewer import signed_in

bp = Blueprint("record_manage", __name__, url_prefix="/meetings")

READERS = {
    Visibility.PUBLIC: _l("Everyone can read the record, with its decisions and actions."),
    Visibility.OPEN: _l("Everyone who is signed in can read the record, with its decisions and actions."),
    Visibility.INTERNAL: _l("Everyone who is signed in can read the record, with its decisions and actions."),
}
DIRECTIONS: dict[str, Direction] = {"up": "up", "down": "down"}


def back_to(meeting: Meeting, anchor: str = "") -> Response:
    """Return to the place *anchor* on the editor's page."""
    return redirect(url_for("record_manage.edit", slug=meeting.slug, _anchor=anchor or None), 303)


def item_asked(meeting: Meeting) -> AgendaItem | None:
    """Return the agenda item that ``?item=`` names, nothing when it names none, or answer 404."""
    asked = request.args.get("item", "")
    if not asked:
        return None
    number = as_integer(asked, 1, loaders.HIGHEST_ID)
    return loaders.found(agenda.by_id(meeting, number) if number else None)


def place(item: AgendaItem | None) -> str:
    """Return the anchor of *item* on the editor's page."""
    return f"item-{item.id if item else 0}"


def _record(meeting: Meeting) -> Record:
    return loaders.found(queries.of(meeting))


@bp.route("/<slug>/record/edit/")
@authorize(policy.can_write, loaders.meeting)
def edit(meeting: Meeting) -> ResponseReturnValue:
    """Show all that is written under each agenda item, with what is missing on top."""
    page = pages.of_editor(meeting)
    forms = {section.item.id if section.item else 0: _blank(section.item) for section in page.view.sections}
    return render_template("record/edit.html", page=page, meeting=meeting, forms=forms, fixed=words, outcomes=outcomes)


def _blank(item: AgendaItem | None) -> WordsForm:
    """Return the form for a new paragraph under *item*, with names of its own."""
    return WordsForm(prefix=f"{place(item)}-")


@bp.route("/<slug>/record/begin/", methods=["POST"])
@authorize(policy.can_write, loaders.meeting)
def begin(meeting: Meeting) -> ResponseReturnValue:
    """Begin the record as a draft."""
    done(
        lambda: actions.begin(meeting, by=signed_in(), now=clock.now()),
        _("The record is begun. Only the secretariat sees it until it is published."),
    )
    return back_to(meeting)


@bp.route("/<slug>/record/paragraphs/new/", methods=["GET", "POST"])
@authorize(policy.can_write, loaders.meeting)
def new_paragraph(meeting: Meeting) -> ResponseReturnValue:
    """Add a paragraph under an agenda item, or before them all."""
    record, item = _record(meeting), item_asked(meeting)
    form = _blank(item)
    if form.submitted() and saved(
        form, lambda: actions.add_paragraph(record, item, form.text.data, by=signed_in(), now=clock.now())
    ):
        flash(_("The paragraph is added."))
        return back_to(meeting, place(item))
    status = 422 if form.problems() else 200
    return render_template("record/new_paragraph.html", meeting=meeting, item=item, form=form), status


@bp.route("/<slug>/record/paragraphs/<int:paragraph_id>/", methods=["GET", "POST"])
@authorize(policy.can_edit, loaders.paragraph)
def paragraph(paragraph: Paragraph) -> ResponseReturnValue:
    """Change the words of one paragraph."""
    record = paragraph.record
    form = WordsForm(data={"text": paragraph.text, "version": rules.version(paragraph)})
    if form.submitted() and saved(
        form,
        lambda: actions.revise_paragraph(
            paragraph, form.text.data, seen=form.version.data, by=signed_in(), now=clock.now()
        ),
        on_conflict=lambda: form.show_theirs(paragraph.text, rules.version(paragraph)),
    ):
        flash(_("The paragraph is saved. Below is how readers see it."))
        return redirect(url_for(".paragraph", slug=record.meeting.slug, paragraph_id=paragraph.id), 303)
    status = 422 if form.problems() else 200
    return render_template(
        "record/paragraph.html",
        meeting=record.meeting,
        record=record,
        paragraph=paragraph,
        fixed=words,
        version=rules.version(paragraph),
        form=form,
    ), status


@bp.route("/<slug>/record/paragraphs/<int:paragraph_id>/move/", methods=["POST"])
@authorize(policy.can_edit, loaders.paragraph)
def move(paragraph: Paragraph) -> ResponseReturnValue:
    """Move a paragraph up or down under its item."""
    direction = DIRECTIONS.get(request.form.get("direction", ""))
    if direction is None:
        abort(400)
    done(
        lambda: actions.move_paragraph(paragraph, direction, by=signed_in(), now=clock.now()),
        _("The paragraph is moved."),
    )
    return back_to(paragraph.record.meeting, place(paragraph.item))


@bp.route("/<slug>/record/paragraphs/<int:paragraph_id>/strike/", methods=["POST"])
@authorize(policy.can_edit, loaders.paragraph)
def strike_paragraph(paragraph: Paragraph) -> ResponseReturnValue:
    """Take a paragraph out of the draft, unless someone has changed it meanwhile."""
    meeting, anchor = paragraph.record.meeting, place(paragraph.item)
    here = url_for(".paragraph", slug=meeting.slug, paragraph_id=paragraph.id)
    seen = request.form.get("version", "")
    if done(
        lambda: actions.strike_paragraph(paragraph, seen=seen, by=signed_in(), now=clock.now()),
        _("The paragraph is struck. Those after it have moved up."),
    ):
        return back_to(meeting, anchor)
    return redirect(here, 303)


@bp.route("/<slug>/record/publish/", methods=["GET", "POST"])
@authorize(policy.can_write, loaders.meeting)
def publish(meeting: Meeting) -> ResponseReturnValue:
    """Show what is missing and what will happen; on POST, publish the record."""
    record, page = _record(meeting), pages.of_editor(meeting)
    form = PublishForm()
    if form.submitted() and saved(
        form, lambda: parity.publish(record, form.waiver.data, by=signed_in(), now=clock.now())
    ):
        flash(_("The record is published. The mails are on their way."))
        return redirect(url_for("record.show", slug=meeting.slug), 303)
    status = 422 if form.problems() else 200
    return render_template(
        "record/publish.html",
        page=page,
        meeting=meeting,
        form=form,
        people=queries.count_to_tell(meeting),
        readers=READERS[meeting.visibility],
    ), status


@bp.route("/<slug>/record/withdraw/", methods=["POST"])
@authorize(policy.can_write, loaders.meeting)
def withdraw(meeting: Meeting) -> ResponseReturnValue:
    """Take a published record back to a draft."""
    record = _record(meeting)
    done(
        lambda: actions.withdraw(record, by=signed_in(), now=clock.now()),
        _("The record is a draft again: only the secretariat sees it. Nobody has been told."),
    )
    return back_to(meeting)
