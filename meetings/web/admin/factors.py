"""Letting somebody begin anew who has lost every second factor."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.access import actions_factors, factors, queries
from meetings.domain.role import policy
from meetings.extensions import transaction
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.proof import fresh_proof
from meetings.web.viewer import signed_in

bp = Blueprint("admin_factors", __name__, url_prefix="/admin")


@bp.route("/people/<int:person_id>/second-step/", methods=["GET", "POST"])
@authorize(policy.can_look_after, loaders.account)
@fresh_proof
def show(account: Person) -> ResponseReturnValue:
    """Show how somebody signs in; on POST take all their second factors away. For oneself there is another page."""
    if account == signed_in():
        return redirect(url_for("security.show"), 303)
    if request.method == "POST":
        with transaction():
            actions_factors.reset(account, by=signed_in(), now=clock.now())
        flash(_("%(name)s is signed out everywhere and can begin anew by mail.", name=account.name))
        return redirect(url_for("admin.person", person_id=account.id), 303)
    return render_template(
        "admin_factors/show.html",
        account=account,
        held=factors.holdings(account),
        browsers=len(queries.live_sessions(account, now=clock.now())),
    )
