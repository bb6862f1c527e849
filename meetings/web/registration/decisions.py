"""The page on which the secretariat says yes or no to somebody who asked for a place."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.registration import actions_terms, policy
from meetings.extensions import transaction
from meetings.models.registration import Place, Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.registration.forms import RefusalForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("registration_decision", __name__, url_prefix="/meetings/<slug>/registrations/<int:registration_id>")


@bp.route("/decide/")
@authorize(policy.can_decide, loaders.registration)
def show(registration: Registration) -> ResponseReturnValue:
    """Show who asks for a place."""
    return _page(registration, RefusalForm())


@bp.route("/approve/", methods=["POST"])
@authorize(policy.can_decide, loaders.registration)
def approve(registration: Registration) -> ResponseReturnValue:
    """Say yes."""
    name = registration.person.name
    try:
        with transaction():
            actions_terms.approve(registration, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        seat: str = _("%(name)s has a place now, and gets a mail.", name=name)
        wait: str = _("%(name)s is on the waiting list now, and gets a mail.", name=name)
        flash(wait if registration.place is Place.WAITING else seat)
    return _back(registration)


@bp.route("/refuse/", methods=["GET", "POST"])
@authorize(policy.can_decide, loaders.registration)
def refuse(registration: Registration) -> ResponseReturnValue:
    """Say no, and why."""
    form = RefusalForm()
    if form.submitted():
        try:
            with transaction():
                actions_terms.refuse(registration, form.reason.data, by=signed_in(), now=clock.now())
        except Refused as error:
            flash(refusal(error), "bad")
        else:
            flash(
                _(
                    "The request of %(name)s is refused. They get a mail with your reason.",
                    name=registration.person.name,
                )
            )
        return _back(registration)
    return _page(registration, form), 422 if form.problems() else 200


def _page(registration: Registration, form: RefusalForm) -> str:
    return render_template(
        "registration_decision/show.html", registration=registration, meeting=registration.meeting, form=form
    )


def _back(registration: Registration) -> ResponseReturnValue:
    return redirect(url_for("registration_manage.index", slug=registration.meeting.slug), 303)
