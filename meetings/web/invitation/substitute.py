"""Naming a substitute by a personal link, and taking it back: no sign-in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.invitation import actions
from meetings.extensions import transaction
from meetings.web.authorize import authorize, everyone
from meetings.web.invitation.views import link_of
from meetings.web.private import keep_private
from meetings.web.registration.forms import SubstituteForm
from meetings.web.registration.substitute_page import ended, named, page_of

bp = Blueprint("place_substitute", __name__, url_prefix="/place/<token>/substitute")
bp.after_request(keep_private)


@bp.route("/", methods=["GET", "POST"])
@authorize(everyone)
def show(token: str) -> ResponseReturnValue:
    """Show what the holder can pass over, or who has it; on POST, name a substitute."""
    link, now = link_of(token), clock.now()
    page, form = page_of(link.meeting, link.person, reader=link.person, now=now), SubstituteForm()
    if form.is_submitted() and page.substitution:
        return _back(token)
    if form.submitted() and named(page, form, now=now):
        with transaction():
            actions.open_(link, now=now)
        return _back(token)
    if not form.is_submitted():
        form.language.data = page.principal.language
    shown = render_template("place_substitute/show.html", page=page, form=form, token=token, meeting=link.meeting)
    return shown, 422 if form.problems() else 200


@bp.route("/end/", methods=["POST"])
@authorize(everyone)
def end(token: str) -> ResponseReturnValue:
    """Take back what the holder passed over, or hand back what they were given."""
    link, now = link_of(token), clock.now()
    page = page_of(link.meeting, link.person, reader=link.person, now=now)
    if page.substitution:
        ended(page.substitution, by=link.person, now=now)
    return redirect(url_for("place.show", token=token), 303)


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for(".show", token=token), 303)
