"""Pages with which the secretariat decides what becomes of the changes that organisations have named."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.confirmation import answer_actions, policy, queries
from meetings.extensions import transaction
from meetings.i18n import colon, words
from meetings.models.confirmation import Campaign, Change
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.confirmation import wording
from meetings.web.confirmation.manage import campaign
from meetings.web.confirmation.manage_forms import ReasonForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("confirmation_changes", __name__, url_prefix="/campaigns")


def change(change_id: int) -> Change:
    """Return the change with this id."""
    return loaders.found(queries.change_by_id(loaders.numbered(change_id)))


def _address(campaign: Campaign) -> str:
    return url_for("confirmation_changes.index", campaign_id=campaign.id)


@bp.route("/<int:campaign_id>/changes/")
@authorize(policy.can_run, campaign)
def index(campaign: Campaign) -> ResponseReturnValue:
    """Show what waits for a decision, organisation by organisation: before and after."""
    waiting = queries.waiting(campaign)
    groups = [(changes[0].ask, [wording.shown(change) for change in changes]) for changes in _by_ask(waiting)]
    ids = ",".join(str(change.id) for change in waiting)
    return render_template("confirmation_changes/index.html", campaign=campaign, groups=groups, ids=ids)


def _by_ask(changes: Sequence[Change]) -> list[list[Change]]:
    return [list(found) for _ask, found in groupby(changes, key=lambda change: change.ask_id)]


@bp.route("/changes/<int:change_id>/approve/", methods=["POST"])
@authorize(policy.can_decide, change)
def approve(change: Change) -> ResponseReturnValue:
    """Take one change over into the register."""
    flash(*_approve([change]))
    return redirect(_address(change.ask.campaign), 303)


def _approve(changes: Sequence[Change]) -> tuple[str, str]:
    """Take *changes* of one organisation over, all or none; return what to say, and in which colour."""
    name = words(changes[0].ask.organisation.name)
    try:
        with transaction():
            answer_actions.approve(changes, secret=house.secret(), zone=house.zone(), by=signed_in(), now=clock.now())
    except Refused as error:
        return f"{name}{colon()} {refusal(error)}", "bad"
    number = len(changes)
    taken = ngettext("One change is taken over.", "%(num)d changes are taken over.", number)
    return f"{name}{colon()} {taken}", "ok"


@bp.route("/<int:campaign_id>/changes/approve/", methods=["POST"])
@authorize(policy.can_run, campaign)
def approve_all(campaign: Campaign) -> ResponseReturnValue:
    """Take over everything that the page showed, organisation by organisation."""
    seen = {as_integer(part, 1, loaders.HIGHEST_ID) for part in request.form.get("ids", "").split(",")}
    groups = _by_ask([change for change in queries.waiting(campaign) if change.id in seen])
    sentences = [_approve(changes) for changes in groups]
    for sentence, colour in sentences:
        if colour == "bad":
            flash(sentence, colour)
    number = sum(colour == "ok" for _sentence, colour in sentences)
    if number:
        flash(
            ngettext(
                "The changes of one organisation are taken over.",
                "The changes of %(num)d organisations are taken over.",
                number,
            )
        )
    elif not sentences:
        flash(_("Nothing waits any more of what this page showed."), "warn")
    return redirect(_address(campaign), 303)


@bp.route("/changes/<int:change_id>/refuse/", methods=["GET", "POST"])
@authorize(policy.can_decide, change)
def refuse(change: Change) -> ResponseReturnValue:
    """Refuse a change, and say why."""
    form = ReasonForm()
    if form.submitted():
        try:
            with transaction():
                answer_actions.refuse(change, form.reason.data, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("The change is refused. Who named it is told why once all changes are decided."))
            return redirect(_address(change.ask.campaign), 303)
    shown = render_template("confirmation_changes/refuse.html", form=form, shown=wording.shown(change))
    return shown, 422 if form.problems() else 200
