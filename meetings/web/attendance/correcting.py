"""What people see who follow their link to correct a list of participants, and who decides about it."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import one_line, printable, sort_key
from meetings.domain.attendance import corrections, participants, policy, queries
from meetings.domain.attendance.corrections import Entry
from meetings.domain.attendance.participants import Participant
from meetings.domain.organisation import queries as register
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.certificate import ListCorrection
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.web import house, loaders, private
from meetings.web.authorize import authorize, everyone
from meetings.web.fields import NumberChoice
from meetings.web.forms import Form, Line, needed
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("list_correction", __name__, url_prefix="/participants/correct")
bp.after_request(private.keep_private)
manage_bp = Blueprint("list_correction_manage", __name__, url_prefix="/meetings/<slug>/participants/corrections")

LONG = 200
#: Of a reason.
LONGEST = 500


class EntryForm(Form):
    """What a list should say of one person."""

    about = NumberChoice(_l("About"))
    name = Line(_l("Name"), [needed(_l("Write the name.")), Length(max=LONG)])
    function = Line(_l("Function"), [Length(max=LONG)])
    organisation = NumberChoice(_l("Organisation"), optional="")


def _link(token: str) -> tuple[Meeting, Person]:
    """Return meeting and person of a link; one that is forged or too late answers with a sentence."""
    found = corrections.by_token(token, house.secret())
    if found is None:
        private.leave(
            404, _("This link is not one of ours. Perhaps it was cut: copy the whole address out of the mail.")
        )
    if queries.plan_of(found[0]).stage is None:
        private.leave(410, _("The list of participants is not published any more, so it cannot be corrected."))
    return found


@bp.route("/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def show(token: str) -> ResponseReturnValue:
    """Show what the list says of the reader and of the people of whom they speak; on POST, take a correction."""
    meeting, person = _link(token)
    stage = queries.plan_of(meeting).stage
    listed = corrections.mine(participants.found(meeting, stage) if stage else [], person, now=clock.now())
    if not listed:
        private.leave(410, _("Neither you nor anybody of your organisation stands on this list."))
    form = _form(listed)
    if form.submitted() and _propose(meeting, listed, form, person):
        flash(_("Thank you. The secretariat decides, and you see it here."))
        return redirect(url_for(".show", token=token), 303)
    shown = render_template(
        "list_correction/show.html",
        meeting=meeting,
        who=person,
        listed=listed,
        form=form,
        token=token,
        proposed=corrections.proposed_by(meeting, person),
    )
    return shown, 422 if form.problems() else 200


def _form(listed: Sequence[Participant]) -> EntryForm:
    """Return the form, filled with what the list says of the one who is asked for, or of the first."""
    asked = request.args.get("about", "")
    first = next((one for one in listed if one.person and str(one.person.id) == asked), listed[0])
    organisation = first.organisation
    values = {
        "about": first.person.id if first.person else None,
        "name": first.name,
        "function": first.function,
        "organisation": organisation.id if organisation else None,
    }
    form = EntryForm(data=values)
    form.about.offer([(one.person.id, one.name) for one in listed if one.person])
    bodies = sorted(register.everyone(), key=lambda one: sort_key(words(one.name)))
    form.organisation.offer([(one.id, words(one.name)) for one in bodies])
    return form


def _propose(meeting: Meeting, listed: Sequence[Participant], form: EntryForm, person: Person) -> bool:
    """Note the correction, and say whether that was done."""
    about = next(one for one in listed if one.person and one.person.id == form.about.data)
    organisation = register.by_id(form.organisation.data) if form.organisation.data else None
    said = Entry(form.name.data, form.function.data or "", organisation.code if organisation else "")
    try:
        with transaction():
            corrections.propose(meeting, about, said, by=person, now=clock.now())
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True


@manage_bp.route("/")
@authorize(policy.can_keep, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the corrections that were proposed, and what became of them."""
    return _listed(meeting)


def _listed(meeting: Meeting, *, problem: str = "") -> ResponseReturnValue:
    found = corrections.of(meeting)
    codes = {one.before.get("organisation", "") for one in found} | {one.after.get("organisation", "") for one in found}
    names = {one.code: words(one.name) for one in register.everyone() if one.code in codes}
    html = render_template(
        "list_correction_manage/index.html", meeting=meeting, corrections=found, names=names, problem=problem
    )
    return html, 422 if problem else 200


def _correction(meeting: Meeting, correction_id: int) -> ListCorrection:
    return loaders.found(corrections.by_id(meeting, loaders.numbered(correction_id)))


@manage_bp.route("/<int:correction_id>/accept/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def accept(meeting: Meeting, correction_id: int) -> ResponseReturnValue:
    """Accept a correction."""
    correction = _correction(meeting, correction_id)
    try:
        with transaction():
            corrections.accept(correction, by=signed_in(), now=clock.now())
        flash(_("The correction is accepted. List and register say so now."))
    except Refused as error:
        flash(refusal(error), "bad")
    return redirect(url_for(".index", slug=meeting.slug), 303)


@manage_bp.route("/<int:correction_id>/decline/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def decline(meeting: Meeting, correction_id: int) -> ResponseReturnValue:
    """Decline a correction, with the reason that its author reads."""
    correction = _correction(meeting, correction_id)
    reason = one_line(printable(request.form.get("reason", "")))[:LONGEST]
    if not reason:
        return _listed(meeting, problem=_("Say why the correction is declined; its author reads it."))
    try:
        with transaction():
            corrections.decline(correction, reason, by=signed_in(), now=clock.now())
        flash(_("The correction is declined. Its author reads why by the link."))
    except Refused as error:
        flash(refusal(error), "bad")
    return redirect(url_for(".index", slug=meeting.slug), 303)
