"""The page on which it is decided on what terms people register for a meeting."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from meetings.core import clock
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.registration import actions_terms, policy
from meetings.domain.registration import terms as find_terms
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.registration import Admission
from meetings.web import edits, loaders
from meetings.web.authorize import authorize
from meetings.web.registration.terms_form import TermsForm
from meetings.web.registration.wording import MEANINGS
from meetings.web.viewer import signed_in

bp = Blueprint("registration_terms", __name__, url_prefix="/meetings/<slug>/registrations/terms")


def _form(meeting: Meeting, sent: MultiDict[str, str] | None) -> TermsForm:
    """Return the form, filled with what is stored, or else with what was *sent*."""
    return TermsForm(formdata=sent, data=asdict(find_terms.terms_of(meeting)))


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_set_terms, loaders.meeting)
def edit(meeting: Meeting) -> ResponseReturnValue:
    """Change the terms; what somebody else decided meanwhile is shown, field by field."""
    sent = edits.with_choices(request.form) if request.method == "POST" else None
    form = _form(meeting, sent)
    if sent is not None and edits.undecided(request.form):
        return _page(meeting, form, compare=True), 409
    if form.submitted():
        try:
            with transaction():
                seen = edits.seen(request.form)
                promoted = actions_terms.set_terms(meeting, form.terms(), seen=seen, by=signed_in(), now=clock.now())
        except ChangedMeanwhile:
            return _page(meeting, form, compare=True), 409
        flash(_saved(len(promoted)))
        return redirect(url_for("registration_manage.index", slug=meeting.slug), 303)
    return _page(meeting, form), 422 if form.problems() else 200


def _saved(promoted: int) -> str:
    saved: str = _("The terms are saved. They hold for everybody who registers from now on.")
    if not promoted:
        return saved
    moved_up: str = ngettext(
        "One person moved up from the waiting list and gets a mail.",
        "%(num)d people moved up from the waiting list and get a mail.",
        promoted,
    )
    return f"{saved} {moved_up}"


def _page(meeting: Meeting, form: TermsForm, *, compare: bool = False) -> str:
    """Return the page with *form*, or the one that asks whose words are to stand."""
    terms, stored = find_terms.terms_of(meeting), _form(meeting, None)
    resent = request.method == "POST" and not compare
    return render_template(
        "registration_terms/edit.html",
        meeting=meeting,
        form=form,
        seen=edits.seen(request.form) if resent else find_terms.revision_of_terms(meeting),
        base=request.form.get("base", "") if resent else edits.base_of(stored),
        found=edits.compare(request.form, stored, form) if compare else None,
        over=find_terms.over_quota(meeting, terms.quota) if terms.quota else (),
        quota=terms.quota,
        registered=sum(find_terms.room(meeting).taken.values()),
        admissions=list(Admission),
        meanings=MEANINGS,
    )
