"""Pages on which lists are handed out to translators, and what comes back is looked at, taken over and undone."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import number_from
from meetings.domain.parity import actions_files as actions
from meetings.domain.parity import file_queries as queries
from meetings.domain.parity import file_rules as rules
from meetings.domain.parity import policy
from meetings.exports import xliff as xliff_files
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.translation import TranslationFile
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import XLSX, attachment
from meetings.web.parity import handing_out, preview
from meetings.web.parity.forms import BringForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("parity_files", __name__, url_prefix="/meetings/<slug>/parity/files")

XLIFF = "application/x-xliff+xml"


def _to(file: TranslationFile) -> Response:
    return redirect(url_for(".show", slug=file.meeting.slug, file_id=file.id), 303)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Hand out lists, and show what came back; on POST, take a file in and show what it would do."""
    form = BringForm()
    if form.submitted():
        sent = request.files.get("file")
        data = sent.stream.read(rules.BIGGEST + 1) if sent else b""
        try:
            with transaction():
                name = (sent.filename if sent else "") or ""
                file = actions.bring(meeting, name, data, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), form.file)
        else:
            return _to(file)
    page = render_template(
        "parity_files/index.html",
        meeting=meeting,
        form=form,
        numbers=handing_out.numbers(meeting),
        files=queries.of_meeting(meeting),
        marks=preview.MARKS,
    )
    return page, 422 if form.problems() else 200


@bp.route("/list.xlsx")
@authorize(policy.can_keep, loaders.meeting)
def xlsx(meeting: Meeting) -> ResponseReturnValue:
    """Give the list that was asked for as a workbook."""
    asked = handing_out.wanted()
    data = handing_out.workbook(handing_out.units(meeting, asked), asked)
    return attachment(data, handing_out.file_name(meeting, asked, "xlsx"), XLSX)


@bp.route("/list.xlf")
@authorize(policy.can_keep, loaders.meeting)
def xliff(meeting: Meeting) -> ResponseReturnValue:
    """Give the list that was asked for as an XLIFF file."""
    asked = handing_out.wanted()
    data = xliff_files.document(
        handing_out.units(meeting, asked),
        original=meeting.slug,
        source=asked.source,
        target=asked.language,
        made_at=clock.now(),
    )
    return attachment(data, handing_out.file_name(meeting, asked, "xlf"), XLIFF)


@bp.route("/<int:file_id>/")
@authorize(policy.can_take_over, loaders.translation_file)
def show(translation_file: TranslationFile) -> ResponseReturnValue:
    """Show row by row what a file would do, or what became of it."""
    page = preview.of(
        translation_file,
        verdict=request.args.get("show", ""),
        number=number_from(request.args.get("page", "")),
        now=clock.now(),
    )
    return render_template("parity_files/show.html", page=page)


@bp.route("/<int:file_id>/apply/", methods=["POST"])
@authorize(policy.can_take_over, loaders.translation_file)
def apply(translation_file: TranslationFile) -> ResponseReturnValue:
    """Take over the good rows of a file."""
    try:
        with transaction():
            seen = request.form.get("seen", "")
            number = actions.apply(translation_file, seen=seen, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(ngettext("%(num)d translation is taken over.", "%(num)d translations are taken over.", number))
    return _to(translation_file)


@bp.route("/<int:file_id>/undo/", methods=["POST"])
@authorize(policy.can_take_over, loaders.translation_file)
def undo(translation_file: TranslationFile) -> ResponseReturnValue:
    """Bring back what stood there before a file was taken over."""
    try:
        with transaction():
            actions.undo(translation_file, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The list is undone. The texts say what they said before."))
    return _to(translation_file)


@bp.route("/<int:file_id>/drop/", methods=["POST"])
@authorize(policy.can_take_over, loaders.translation_file)
def drop(translation_file: TranslationFile) -> ResponseReturnValue:
    """Delete a file that was not taken over."""
    slug = translation_file.meeting.slug
    try:
        with transaction():
            actions.drop(translation_file, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
        return _to(translation_file)
    flash(_("The list is deleted. No text was changed."))
    return redirect(url_for(".index", slug=slug), 303)
