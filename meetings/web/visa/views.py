"""Asking for a letter of invitation, and fetching it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.privacy import retention
from meetings.domain.registration import queries as registrations
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.rules import NotRegistered
from meetings.domain.visa import actions, policy, queries, rules
from meetings.domain.visa.queries import Asked
from meetings.exports.registration_values import LetterPrint
from meetings.extensions import transaction
from meetings.i18n import as_language, language
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.private import no_store
from meetings.web.viewer import signed_in
from meetings.web.visa import printing
from meetings.web.visa.forms import PassportForm
from meetings.web.wording import refusal

bp = Blueprint("visa", __name__, url_prefix="/meetings/<slug>/registration/letter")
bp.after_request(no_store)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_ask, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show the form, or how far the letter is; on POST, ask for it."""
    place = registrations.of(meeting, signed_in())
    asked = queries.of(place) if place else None
    offered = find_terms.terms_of(meeting).letters and place is not None and place.place is Place.CONFIRMED
    if place is None or not (offered or asked):
        flash(refusal(rules.LettersNotOffered() if place else NotRegistered()), "warn")
        return redirect(url_for("meeting.show", slug=meeting.slug), 303)
    form = PassportForm(data=_stored(asked, place.person))
    if form.submitted() and _asks(place, form):
        return redirect(url_for(".show", slug=meeting.slug), 303)
    shown = render_template(
        "visa/show.html",
        meeting=meeting,
        form=form,
        asked=asked,
        reference=rules.reference(asked.letter) if asked else "",
        days=retention.periods()["passports"],
    )
    return shown, 422 if form.problems() else 200


def _asks(place: Registration, form: PassportForm) -> bool:
    """Ask for the letter, or refuse *form*."""
    try:
        with transaction():
            wanted = as_language(form.language.data)
            actions.ask(place, form.draft(), wanted, by=signed_in(), now=clock.now())
    except rules.PassportExpires as error:
        form.refuse(refusal(error), form.expires_on)
    except Refused as error:
        form.refuse(refusal(error))
    else:
        flash(_("The secretariat has your request. You get a mail when the letter is ready."))
        return True
    return False


def _stored(asked: Asked | None, person: Person) -> dict[str, Any]:
    """Return what was typed before, by the names of the fields."""
    if asked is None or asked.passport is None:
        return {"name": person.name, "language": language()}
    passport = asked.passport
    names = ("name", "nationality", "number", "born_on", "expires_on", "consulate")
    return {name: getattr(passport, name) for name in names} | {"language": asked.letter.language}


@bp.route("/take-back/", methods=["POST"])
@authorize(policy.can_ask, loaders.meeting)
def take_back(meeting: Meeting) -> ResponseReturnValue:
    """Delete the request with the passport in it."""
    place = loaders.found(registrations.of(meeting, signed_in()))
    try:
        with transaction():
            actions.take_back(place, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("Your request and the passport data are deleted."))
    return redirect(url_for("meeting.show", slug=meeting.slug), 303)


@bp.route("/letter.pdf")
@authorize(policy.can_ask, loaders.meeting)
def pdf(meeting: Meeting) -> ResponseReturnValue:
    """Hand out the reader's own letter, once it is signed."""
    return printing.pdf(_own(meeting))


@bp.route("/letter.docx")
@authorize(policy.can_ask, loaders.meeting)
def docx(meeting: Meeting) -> ResponseReturnValue:
    """Hand out the reader's own letter as a Word file."""
    return printing.docx(_own(meeting))


def _own(meeting: Meeting) -> LetterPrint:
    """Return what the reader's own letter says, or answer 404."""
    place = loaders.found(registrations.of(meeting, signed_in()))
    return loaders.found(printing.signed(loaders.found(queries.of(place))))
