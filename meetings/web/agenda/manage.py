"""Pages for the secretariat: the agenda of a meeting as it stands, and its items."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.core.text import as_integer
from meetings.domain.agenda import actions, policy, queries
from meetings.domain.agenda.outline import Direction
from meetings.domain.outcome import rules as outcomes
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.web import edits, loaders
from meetings.web.agenda import forms, page
from meetings.web.agenda.forms import ItemForm, NewItemForm
from meetings.web.authorize import authorize
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("agenda", __name__, url_prefix="/meetings/<slug>/agenda")


def _back(meeting: Meeting, anchor: str) -> Response:
    return redirect(url_for(".edit", slug=meeting.slug, _anchor=anchor), 303)


def _anchor(item: AgendaItem) -> str:
    return f"item-{item.id}"


@bp.route("/edit/", methods=["GET", "POST"])
@authorize(policy.can_edit, loaders.meeting)
def edit(meeting: Meeting) -> ResponseReturnValue:
    """Show the agenda with what can be done to each item; on POST, add one."""
    form = forms.new_form(meeting, queries.items(meeting))
    if form.submitted():
        try:
            with transaction():
                added = _add(meeting, form)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("Item %(number)s is on the agenda.", number=added.number))
            return _back(meeting, "add")
    html = render_template("agenda/edit.html", page=page.of_editor(meeting, now=clock.now()), form=form)
    return html, 422 if form.problems() else 200


def _add(meeting: Meeting, form: NewItemForm) -> AgendaItem:
    under = queries.by_id(meeting, form.under.data) if form.under.data else None
    return actions.add(
        meeting, form.draft(), under=under, seen=form.order.data or None, by=signed_in(), now=clock.now()
    )


@bp.route("/<int:item_id>/", methods=["GET", "POST"])
@authorize(policy.can_change, loaders.agenda_item)
def item(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Change one item; what somebody else wrote meanwhile is shown, field by field."""
    sent = edits.with_choices(request.form) if request.method == "POST" else None
    form = forms.item_form(agenda_item, sent)
    if sent is not None and edits.undecided(request.form):
        return _compare(agenda_item, form), 409
    if form.submitted():
        seen = edits.seen(request.form) if "seen" in request.form else None
        try:
            with transaction():
                actions.revise(agenda_item, form.draft(), seen=seen, by=signed_in(), now=clock.now())
        except ChangedMeanwhile:
            return _compare(agenda_item, form), 409
        except Refused as error:
            flash(refusal(error), "bad")
        else:
            flash(_("Item %(number)s is saved.", number=agenda_item.number))
        return _back(agenda_item.meeting, _anchor(agenda_item))
    seen, base = agenda_item.revision, edits.base_of(forms.item_form(agenda_item, None))
    if sent is not None:
        seen, base = edits.seen(request.form), request.form.get("base", "")
    html = render_template("agenda/item.html", item=agenda_item, form=form, seen=seen, base=base, found=None)
    return html, 422 if form.problems() else 200


def _compare(item: AgendaItem, form: ItemForm) -> str:
    """Return the page that asks which words are to stand."""
    stored = forms.item_form(item, None)
    found, base = edits.compare(request.form, stored, form), edits.base_of(stored)
    return render_template("agenda/item.html", item=item, form=form, seen=item.revision, base=base, found=found)


@bp.route("/<int:item_id>/move/", methods=["POST"])
@authorize(policy.can_change, loaders.agenda_item)
def move(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Move one item a step up or down, under the one before it or out again; or to another place."""
    meeting, anchor = agenda_item.meeting, _anchor(agenda_item)
    try:
        with transaction():
            number = _move(agenda_item)
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The item is number %(number)s now.", number=number))
    return _back(meeting, anchor)


def _move(item: AgendaItem) -> str:
    """Do what was asked: one step in a direction, or, from dragging, the place before another item."""
    wanted, seen = request.form.get("direction", ""), request.form.get("order") or None
    by, now = signed_in(), clock.now()
    if wanted in list(Direction):
        return actions.move(item, Direction(wanted), seen=seen, by=by, now=now)
    before = as_integer(request.form.get("before", ""), 0, loaders.HIGHEST_ID)
    if before is None:
        abort(400)
    return actions.put(item, before or None, sub="sub" in request.form, seen=seen, by=by, now=now)


@bp.route("/<int:item_id>/remove/", methods=["GET", "POST"])
@authorize(policy.can_change, loaders.agenda_item)
def remove(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Say what hangs on one item and ask; on POST, take it off the agenda."""
    meeting = agenda_item.meeting
    if request.method != "POST":
        hanging = queries.hanging(agenda_item)
        return render_template("agenda/remove.html", item=agenda_item, hanging=hanging, outcomes=outcomes)
    try:
        with transaction():
            actions.remove(agenda_item, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The item is off the agenda. The others are counted anew."))
    return _back(meeting, "agenda")
