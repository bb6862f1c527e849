"""Naming a substitute for one meeting, for oneself or for somebody of one's organisation, and taking it back."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.registration import policy
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.models.substitution import Substitution
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.registration.forms import SubstituteForm
from meetings.web.registration.substitute_page import ended, named, page_of
from meetings.web.viewer import signed_in

bp = Blueprint("registration_substitute", __name__, url_prefix="/meetings/<slug>")


@bp.route("/registration/substitute/", methods=["GET", "POST"])
@authorize(policy.can_be_replaced, loaders.meeting)
def mine(meeting: Meeting) -> ResponseReturnValue:
    """Show what the reader can pass over, or who has it; on POST, name a substitute."""
    return _answer(meeting, signed_in(), url_for(".mine", slug=meeting.slug))


@bp.route("/registrations/<int:registration_id>/substitute/", methods=["GET", "POST"])
@authorize(policy.can_replace, loaders.registration)
def other(registration: Registration) -> ResponseReturnValue:
    """Show what somebody can pass over, or who has it; on POST, name a substitute for them."""
    here = url_for(".other", slug=registration.meeting.slug, registration_id=registration.id)
    return _answer(registration.meeting, registration.person, here)


@bp.route("/substitutes/<int:substitution_id>/end/", methods=["POST"])
@authorize(policy.can_end_substitution, loaders.substitution)
def end(substitution: Substitution) -> ResponseReturnValue:
    """Take a substitution back, or hand it back as the substitute."""
    ended(substitution, by=signed_in(), now=clock.now())
    return redirect(url_for("meeting.show", slug=substitution.meeting.slug), 303)


def _answer(meeting: Meeting, person: Person, here: str) -> ResponseReturnValue:
    now = clock.now()
    page, form = page_of(meeting, person, reader=signed_in(), now=now), SubstituteForm()
    if form.is_submitted() and page.substitution:
        return redirect(here, 303)
    if form.submitted() and named(page, form, now=now):
        return redirect(here, 303)
    if not form.is_submitted():
        form.language.data = page.principal.language
    shown = render_template("registration_substitute/mine.html", page=page, form=form, here=here)
    return shown, 422 if form.problems() else 200
