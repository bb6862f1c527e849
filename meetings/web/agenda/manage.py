"""Pages for the secretariat: the agenda of a meeting and its items."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug import Response

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.agenda import actions, policy, queries, rules
from meetings.domain.agenda.rules import Direction
from meetings.domain.meeting import queries as meetings
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.agenda.forms import ItemForm, of_item
from meetings.web.authorize import authorize
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("agenda", __name__, url_prefix="/meetings")


def _back(meeting: Meeting, anchor: str) -> Response:
    return redirect(url_for(".edit", slug=meeting.slug, _anchor=anchor), 303)


def _anchor(item: AgendaItem) -> str:
    return f"item-{item.id}"


@bp.route("/<slug>/agenda/", methods=["GET", "POST"])
@authorize(policy.can_edit, loaders.meeting)
def edit(meeting: Meeting) -> ResponseReturnValue:
    """Show the agenda with what can be done to each item; on POST, add one at its end."""
    form = ItemForm()
    if form.submitted():
        try:
            with transaction():
                added = actions.add(meeting, form.draft(), by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("Item %(number)d is on the agenda.", number=added.position))
            return _back(meeting, "add")
    items = queries.items(meeting)
    html = render_template(
        "agenda/edit.html",
        meeting=meeting,
        items=items,
        form=form,
        minutes=rules.planned_minutes(items),
        at_hand=rules.minutes_at_hand(meetings.sessions_of(meeting)),
    )
    return html, 422 if form.problems() else 200


@bp.route("/<slug>/agenda/<int:item_id>/", methods=["GET", "POST"])
@authorize(policy.can_change, loaders.agenda_item)
def item(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Change one item."""
    meeting, anchor = agenda_item.meeting, _anchor(agenda_item)
    form = ItemForm(data=of_item(agenda_item))
    if form.submitted():
        try:
            with transaction():
                actions.revise(agenda_item, form.draft(), by=signed_in(), now=clock.now())
        except Refused as error:
            flash(refusal(error), "bad")
        else:
            flash(_("Item %(number)d is saved.", number=agenda_item.position))
        return _back(meeting, anchor)
    return render_template("agenda/item.html", item=agenda_item, form=form), 422 if form.problems() else 200


@bp.route("/<slug>/agenda/<int:item_id>/move/", methods=["POST"])
@authorize(policy.can_change, loaders.agenda_item)
def move(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Move one item a place up or down."""
    meeting, anchor = agenda_item.meeting, _anchor(agenda_item)
    wanted = request.form.get("direction", "")
    if wanted not in list(Direction):
        abort(400)
    try:
        with transaction():
            place = actions.move(agenda_item, Direction(wanted), by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The item is number %(number)d now.", number=place))
    return _back(meeting, anchor)


@bp.route("/<slug>/agenda/<int:item_id>/remove/", methods=["GET", "POST"])
@authorize(policy.can_change, loaders.agenda_item)
def remove(agenda_item: AgendaItem) -> ResponseReturnValue:
    """Ask, and take one item off the agenda."""
    meeting = agenda_item.meeting
    if request.method != "POST":
        return render_template("agenda/remove.html", item=agenda_item)
    try:
        with transaction():
            actions.remove(agenda_item, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The item is off the agenda. The others are counted anew."))
    return _back(meeting, "agenda")
