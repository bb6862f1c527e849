"""Pages for the secretariat: a version of an agenda is issued, an adopted one corrected."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.agenda import actions_versions, policy, queries, versions
from meetings.domain.meeting.rules import GapsRemain
from meetings.domain.parity import actions as parity
from meetings.extensions import transaction
from meetings.models.agenda import Stage
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.agenda import page
from meetings.web.authorize import authorize
from meetings.web.fields import BilingualField, choices
from meetings.web.forms import Form
from meetings.web.meeting.forms import WaiverForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("agenda_issue", __name__, url_prefix="/meetings/<slug>/agenda")

LONGEST_REASON = 1_000
_STAGES = {
    Stage.PROVISIONAL: _l("Provisional agenda"),
    Stage.REVISED: _l("Revised agenda"),
    Stage.ADOPTED: _l("Agenda as the meeting adopted it"),
    Stage.CORRECTED: _l("Correction of the adopted agenda"),
}


class IssueForm(WaiverForm):
    """What the version is, and why a language that is missing can wait."""

    stage = RadioField(_l("What it is"), invalid_choice_message=_l("Say what this version is."))


class CorrectionForm(Form):
    """Why an adopted agenda is corrected."""

    reason = BilingualField(_l("Reason"), limit=LONGEST_REASON, hint=_l("Readers see it above the corrected agenda."))


@bp.route("/issue/", methods=["GET", "POST"])
@authorize(policy.can_issue, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Show what is new and which language is missing; on POST, issue the version."""
    form = _form(versions.offered(queries.versions(meeting)))
    if form.submitted():
        try:
            with transaction():
                stage, waiver = Stage(form.stage.data), form.waiver.data or ""
                parity.issue(meeting, stage, waiver, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), *([form.waiver] if isinstance(error, GapsRemain) else []))
        else:
            flash(_("The agenda is issued. This is what its readers see from now on."))
            return redirect(url_for("agenda_versions.show", slug=meeting.slug), 303)
    html = render_template("agenda_issue/new.html", page=page.of_editor(meeting, now=clock.now()), form=form)
    return html, 422 if form.problems() else 200


def _form(offered: Sequence[Stage]) -> IssueForm:
    form = IssueForm(data={"stage": offered[0] if len(offered) == 1 else None})
    form.stage.choices = choices([(stage.value, _STAGES[stage]) for stage in offered])
    return form


@bp.route("/correct/", methods=["GET", "POST"])
@authorize(policy.can_issue, loaders.meeting)
def correct(meeting: Meeting) -> ResponseReturnValue:
    """Ask why an adopted agenda is to be corrected; on POST, let it be written again."""
    form = CorrectionForm()
    if form.submitted():
        try:
            with transaction():
                actions_versions.correct(meeting, form.reason.data, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("The agenda can be changed again. Its readers see the correction once you issue it."))
            return redirect(url_for("agenda.edit", slug=meeting.slug), 303)
    html = render_template("agenda_issue/correct.html", meeting=meeting, form=form)
    return html, 422 if form.problems() else 200


@bp.route("/correct/drop/", methods=["POST"])
@authorize(policy.can_issue, loaders.meeting)
def drop(meeting: Meeting) -> ResponseReturnValue:
    """Leave the adopted agenda as it is."""
    try:
        with transaction():
            actions_versions.drop_correction(meeting, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The agenda stays as it was adopted."))
    return redirect(url_for("agenda.edit", slug=meeting.slug), 303)
