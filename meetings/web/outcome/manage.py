"""Writing down decisions and actions, for the secretariat."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.agenda import queries as agenda
from meetings.domain.outcome import actions, policy, rules
from meetings.domain.record import policy as records
from meetings.domain.record import queries
from meetings.exports import words
from meetings.i18n import language
from meetings.models.meeting import Meeting
from meetings.models.outcome import Action, ActionState, Decision, Owner
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.outcome.forms import ActionForm, filled
from meetings.web.record.forms import WordsForm
from meetings.web.record.manage import back_to, item_asked, place
from meetings.web.record.saving import done, saved
from meetings.web.viewer import signed_in

bp = Blueprint("outcome_manage", __name__)


@bp.route("/meetings/<slug>/record/decisions/new/", methods=["GET", "POST"])
@authorize(records.can_write, loaders.meeting)
def new_decision(meeting: Meeting) -> ResponseReturnValue:
    """Write down a decision under an agenda item."""
    item, form = item_asked(meeting), WordsForm()
    if form.submitted() and saved(
        form, lambda: actions.decide(meeting, form.text.data, item=item, by=signed_in(), now=clock.now())
    ):
        flash(_("The decision is added."))
        return back_to(meeting, place(item))
    status = 422 if form.problems() else 200
    return render_template("outcome/new_decision.html", meeting=meeting, item=item, form=form), status


@bp.route("/decisions/<int:decision_id>/", methods=["GET", "POST"])
@authorize(policy.can_edit, loaders.decision)
def decision(decision: Decision) -> ResponseReturnValue:
    """Change the words of one decision."""
    form = WordsForm(data={"text": decision.text, "version": rules.version(decision)})
    if form.submitted() and saved(
        form,
        lambda: actions.revise_decision(
            decision, form.text.data, seen=form.version.data, by=signed_in(), now=clock.now()
        ),
        on_conflict=lambda: form.show_theirs(decision.text, rules.version(decision)),
    ):
        flash(_("The decision is saved. Below is how readers see it."))
        return redirect(url_for(".decision", decision_id=decision.id), 303)
    status = 422 if form.problems() else 200
    return render_template(
        "outcome/decision.html",
        meeting=decision.meeting,
        record=queries.of(decision.meeting),
        decision=decision,
        fixed=words,
        symbol=rules.decision_symbol(decision.meeting, decision.number),
        version=rules.version(decision),
        form=form,
    ), status


@bp.route("/decisions/<int:decision_id>/strike/", methods=["POST"])
@authorize(policy.can_edit, loaders.decision)
def strike_decision(decision: Decision) -> ResponseReturnValue:
    """Take a decision out, unless someone has changed it meanwhile."""
    meeting, anchor, here = decision.meeting, place(decision.item), url_for(".decision", decision_id=decision.id)
    seen = request.form.get("version", "")
    if done(
        lambda: actions.strike_decision(decision, seen=seen, by=signed_in(), now=clock.now()),
        _("The decision is struck. The others keep their numbers."),
    ):
        return back_to(meeting, anchor)
    return redirect(here, 303)


@bp.route("/meetings/<slug>/record/actions/new/", methods=["GET", "POST"])
@authorize(records.can_write, loaders.meeting)
def new_action(meeting: Meeting) -> ResponseReturnValue:
    """Write down an action under an agenda item."""
    item, items = item_asked(meeting), agenda.items(meeting)
    form = ActionForm(data={"owner": Owner.SECRETARIAT, "state": ActionState.OPEN, "item": item.id if item else None})
    form.offer(items, language())
    if form.submitted() and saved(
        form,
        lambda: actions.add_action(
            meeting, form.task(items), state=ActionState(form.state.data), by=signed_in(), now=clock.now()
        ),
    ):
        flash(_("The action is added."))
        return back_to(meeting, f"item-{form.item.data or 0}")
    status = 422 if form.problems() else 200
    return render_template("outcome/new_action.html", meeting=meeting, form=form), status


@bp.route("/actions/<int:action_id>/", methods=["GET", "POST"])
@authorize(policy.can_edit, loaders.action)
def action(action: Action) -> ResponseReturnValue:
    """Change what is to be done, by whom, by when, and how far it is."""
    meeting, items = action.meeting, agenda.items(action.meeting)
    form = ActionForm(data=filled(action))
    form.offer(items, language())
    if form.submitted() and saved(
        form, lambda: _revise(action, form, meeting), on_conflict=lambda: _show_theirs(action, form)
    ):
        flash(_("The action is saved."))
        return back_to(meeting, f"item-{form.item.data or 0}")
    status = 422 if form.problems() else 200
    return render_template(
        "outcome/action.html",
        meeting=meeting,
        record=queries.of(meeting),
        action=action,
        symbol=rules.action_symbol(meeting, action.number),
        version=rules.version(action),
        form=form,
    ), status


def _revise(action: Action, form: ActionForm, meeting: Meeting) -> None:
    now, by = clock.now(), signed_in()
    actions.revise_action(action, form.task(agenda.items(meeting)), seen=form.version.data, by=by, now=now)
    if form.state.data != action.state:
        actions.set_state(action, ActionState(form.state.data), by=by, now=now)


def _show_theirs(action: Action, form: ActionForm) -> None:
    """Saving again is then meant to replace what someone else wrote."""
    form.version.data = rules.version(action)


@bp.route("/actions/<int:action_id>/strike/", methods=["POST"])
@authorize(policy.can_edit, loaders.action)
def strike_action(action: Action) -> ResponseReturnValue:
    """Take an action out, unless someone has changed it meanwhile."""
    meeting, anchor, here = action.meeting, place(action.item), url_for(".action", action_id=action.id)
    seen = request.form.get("version", "")
    if done(
        lambda: actions.strike_action(action, seen=seen, by=signed_in(), now=clock.now()),
        _("The action is struck. The others keep their numbers."),
    ):
        return back_to(meeting, anchor)
    return redirect(here, 303)
