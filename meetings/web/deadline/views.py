"""The deadlines of a meeting: its readers see them, those who run it set and move them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.core.zones import HourDoesNotExist
from meetings.domain.agenda.proposal_rules import ClosesTooLate
from meetings.domain.deadline import actions, concerned, policy, queries, rules
from meetings.domain.meeting.rules import ClosesAfterStart, OpensAfterClosing
from meetings.extensions import transaction
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.deadline import forms, page, wording
from meetings.web.deadline.forms import DeadlineForm
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal
from meetings.web.writing import pressed

bp = Blueprint("deadline", __name__, url_prefix="/meetings/<slug>/deadlines")

#: What is wrong with the moment itself.
_OF_THE_MOMENT = (
    rules.NotAhead,
    rules.NothingMoves,
    HourDoesNotExist,
    ClosesAfterStart,
    ClosesTooLate,
    OpensAfterClosing,
)


@bp.route("/")
@authorize(policy.can_see, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show what ends when, in the reader's zone and in that of the house, and what was moved why."""
    return render_template("deadline/index.html", page=page.of(meeting, viewer(), now=clock.now()))


@bp.route("/<kind>/", methods=["GET", "POST"])
@authorize(policy.can_set, loaders.meeting)
def edit(meeting: Meeting, kind: str) -> ResponseReturnValue:
    """Set a deadline, or move one that readers know and tell those whom it still concerns."""
    what = _named(kind)
    due = queries.due(meeting, what)
    form = forms.of(meeting, what, due)
    if form.submitted() and _written(form, meeting, what):
        flash(_("The deadline is saved."))
        return _back(meeting)
    people = concerned.of(meeting, what, on=clock.now().date()) if "tell" in form else []
    html = render_template(
        "deadline/edit.html",
        meeting=meeting,
        kind=what,
        due=due,
        form=form,
        concerned=wording.concerned(what, people),
        people=people,
    )
    return html, 422 if form.problems() else 200


@bp.route("/<kind>/remove/", methods=["POST"])
@authorize(policy.can_set, loaders.meeting)
def remove(meeting: Meeting, kind: str) -> ResponseReturnValue:
    """Let the meeting do without a deadline."""
    what = _named(kind)
    pressed(lambda: actions.remove(meeting, what, by=signed_in(), now=clock.now()), _("The deadline is removed."))
    return _back(meeting)


def _named(kind: str) -> Closing:
    return loaders.found(next((one for one in Closing if one == kind), None))


def _written(form: DeadlineForm, meeting: Meeting, kind: Closing) -> bool:
    """Say whether what *form* says was done; if not, it says why, at the moment where that is to blame."""
    try:
        with transaction():
            _write(form, meeting, kind)
    except Refused as error:
        form.refuse(refusal(error), *([form.closes] if isinstance(error, _OF_THE_MOMENT) else []))
        if isinstance(error, ChangedMeanwhile):
            form.seen.data, form.theirs = rules.mark(queries.due(meeting, kind)), True
        return False
    return True


def _write(form: DeadlineForm, meeting: Meeting, kind: Closing) -> None:
    draft, seen, by, now = form.draft(), form.seen.data or None, signed_in(), clock.now()
    if "reason" not in form:
        actions.set_(meeting, kind, draft, seen=seen, by=by, now=now)
    else:
        tell = bool(form.tell.data)
        actions.move(meeting, kind, draft, form.reason.data, tell=tell, seen=seen, by=by, now=now)


def _back(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=meeting.slug), 303)
