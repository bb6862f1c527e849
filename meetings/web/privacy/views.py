"""The privacy notice: what holds now, what held before, and accepting it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.privacy import actions, policy, queries, retention
from meetings.extensions import transaction
from meetings.models.person import Person
from meetings.models.privacy import PrivacyNotice
from meetings.web.authorize import authorize, everyone, safe_path
from meetings.web.loaders import HIGHEST_ID, found, numbered
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal

bp = Blueprint("privacy", __name__, url_prefix="/privacy")


def notice(version_number: int) -> PrivacyNotice:
    """Return the published notice with this version."""
    return found(queries.published(numbered(version_number)))


def can_read(viewer: Person | None, notice: PrivacyNotice) -> bool:
    """What was published is for everyone."""
    return True


def _page(shown: PrivacyNotice | None) -> str:
    notices = queries.all_published()
    return render_template(
        "privacy/show.html",
        notice=shown,
        in_force=notices[0] if notices else None,
        earlier=[each for each in notices if each is not shown],
        periods=retention.periods(),
        may_write=policy.can_write_notices(viewer()),
    )


@bp.route("/")
@authorize(everyone)
def show() -> ResponseReturnValue:
    """Show the notice that holds now, and lead to earlier ones."""
    return _page(queries.in_force())


@bp.route("/<int:version_number>/")
@authorize(can_read, notice)
def version(notice: PrivacyNotice) -> ResponseReturnValue:
    """Show the notice with one version, whether it still holds or not."""
    return _page(notice)


@bp.route("/accept/", methods=["GET", "POST"])
@authorize(policy.can_accept)
def accept() -> ResponseReturnValue:
    """Show the notice in force and what is new in it; on POST, note that the reader accepts it."""
    person, shown = signed_in(), queries.in_force()
    onward = safe_path(request.values.get("next", "")) or url_for("home.index")
    if shown is None or person.accepted_version >= shown.version:
        return redirect(onward, 303)
    if request.method == "POST":
        try:
            with transaction():
                actions.accept(person, as_integer(request.form.get("version", ""), 0, HIGHEST_ID) or 0, now=clock.now())
        except Refused as error:
            flash(refusal(error), "bad")
            return redirect(url_for(".accept", next=onward), 303)
        flash(_("Thank you. Your acceptance is noted; it stands on the page about your data."))
        return redirect(onward, 303)
    return render_template("privacy/accept.html", notice=shown, first=not person.accepted_version, onward=onward)
