"""Changes of address that wait, for the secretariat: it answers for an old address that nobody reads any more."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.access import address_change_actions as actions
from meetings.domain.access import address_change_policy as policy
from meetings.domain.access import address_change_queries as queries
from meetings.domain.access import address_change_rules as rules
from meetings.extensions import transaction
from meetings.models.address_change import AddressChange
from meetings.web.access.address_forms import ApprovalForm
from meetings.web.authorize import authorize
from meetings.web.loaders import found, numbered
from meetings.web.proof import fresh_proof
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("address_manage", __name__, url_prefix="/people/address-changes")


def change(address_id: int) -> AddressChange:
    """Return a change that still waits for the old address or for the secretariat."""
    thing = found(queries.by_id(numbered(address_id)))
    return found(thing if rules.waits_for_house(thing, now=clock.now()) else None)


@bp.route("/")
@authorize(policy.can_oversee)
def index() -> ResponseReturnValue:
    """List the changes of address that wait."""
    now, reader = clock.now(), signed_in()
    changes = queries.all_open(now=now)
    mine = {one.id for one in changes if rules.waits_for_house(one, now=now) and policy.can_approve(reader, one)}
    return render_template("address_manage/index.html", changes=changes, mine=mine)


@bp.route("/<int:address_id>/", methods=["GET", "POST"])
@authorize(policy.can_approve, change)
@fresh_proof
def approve(change: AddressChange) -> ResponseReturnValue:
    """Answer for a change in place of the old address, with a reason."""
    form = ApprovalForm()
    if form.submitted():
        try:
            with transaction():
                actions.approve(change, form.reason.data, by=signed_in(), now=clock.now())
                done = change.done_at is not None
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("The address is changed.") if done else _("Approved. Only the new address has still to answer."))
            return redirect(url_for(".index"), 303)
    page = render_template("address_manage/approve.html", form=form, change=change)
    return page, 422 if form.problems() else 200
