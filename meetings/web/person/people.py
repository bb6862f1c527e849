"""Pages about people: what others see of them, what they show, their photo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.access import address_change_policy as address_policy
from meetings.domain.access import address_change_queries as changes
from meetings.domain.incoming import policy as incoming_policy
from meetings.domain.incoming import queries as incoming
from meetings.domain.merging import queries as merges
from meetings.domain.organisation import queries as register
from meetings.domain.person import actions, pictures, policy
from meetings.domain.privacy import policy as privacy
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.models.address_change import AddressChange
from meetings.models.incoming import Incoming
from meetings.models.organisation import Nomination
from meetings.models.person import Person, Seen
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import SANDBOX
from meetings.web.person.forms import ChoicesForm, PhotoForm, language_name
from meetings.web.reading import note_reading
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.app_template_filter()
def dialled(number: str) -> str:
    """Return *number* as a telephone dials it."""
    return "".join(char for char in number.partition("x")[0] if char in "+0123456789")


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What one reader sees of a person."""

    person: Person
    named: Nomination | None
    #: Whose record this one was brought together with, and closed.
    joined_to: Person | None
    before: list[Nomination]
    languages: list[str]
    email: str
    phone: str
    photo: bool
    now: datetime
    may_erase: bool
    #: Changes of address for which the secretariat answered, for the secretariat.
    answered_for: list[AddressChange]
    #: The last mail that came back from their address, if it is marked and mails do come back.
    bounce: Incoming | None
    #: When they complained of our mails, for the secretariat.
    complained_at: datetime | None
    may_clear: bool


def _page(person: Person, viewer: Person, *, now: datetime) -> PersonPage:
    on = now.date()
    named, nominations = register.nomination_of(person, on=on), register.nominations_of(person)
    beside = register.colleagues(named, on=on)
    spoken = [person.language, *(code for code in person.speaks.split() if code != person.language)]
    return PersonPage(
        person=person,
        named=named,
        joined_to=merges.leads_to([person.id]).get(person.id) if person.disabled_at else None,
        before=[each for each in nominations if each.until_on is not None and each.until_on < on],
        languages=[language_name(code) for code in spoken],
        email=person.email if policy.can_see_address(viewer, person, beside) else "",
        phone=person.phone if policy.can_see_phone(viewer, person, beside) else "",
        photo=person.photo_key is not None and policy.can_see_photo(viewer, person, beside),
        now=now,
        may_erase=privacy.can_decide(viewer) and viewer.id != person.id,
        bounce=incoming.last_bounces([person]).get(person.id),
        complained_at=incoming.last_complaint(person) if incoming_policy.can_list(viewer) else None,
        may_clear=incoming_policy.can_clear(viewer, person),
        answered_for=changes.answered_for(person) if address_policy.can_oversee(viewer) else [],
    )


@bp.route("/<int:person_id>/")
@authorize(policy.can_see, loaders.person)
def show(person: Person) -> ResponseReturnValue:
    """Show one person, as far as they let the reader see them."""
    if person.id != signed_in().id:
        note_reading()
    return render_template("people/show.html", page=_page(person, signed_in(), now=clock.now()))


@bp.route("/<int:person_id>/photo.jpg")
@authorize(policy.can_see, loaders.person)
def picture(person: Person) -> ResponseReturnValue:
    """Hand out the photo of a person, to whom they let see it."""
    key, on = person.photo_key, clock.today()
    if key is None:
        abort(404)
    beside = register.colleagues(register.nomination_of(person, on=on), on=on)
    if not policy.can_see_photo(signed_in(), person, beside):
        abort(404)
    try:
        with _storage().open(key) as file:
            data = file.read()
    except FileNotFoundError:
        abort(404)
    headers = {"Content-Security-Policy": SANDBOX, "Cache-Control": "private, no-store"}
    return Response(data, mimetype="image/jpeg", headers=headers)


@bp.route("/me/choices/", methods=["GET", "POST"])
@authorize(policy.can_have_an_account_page)
def choices() -> ResponseReturnValue:
    """Decide who sees what of oneself, and which mails one gets."""
    person = signed_in()
    form = ChoicesForm.of(person)
    if form.submitted():
        shown = {name: Seen(form[name].data) for name in ("address", "phone", "photo")}
        with transaction():
            actions.show_to(person, **shown, by=person, now=clock.now())
            daily = form.rhythm.data == "daily"
            actions.choose_mails(person, form.unwanted, daily=daily, by=person, now=clock.now())
        flash(_("Your choices are saved."))
        return redirect(url_for("person.me"), 303)
    return render_template("people/choices.html", form=form, person=person), 422 if form.problems() else 200


@bp.route("/me/photo/", methods=["GET", "POST"])
@authorize(policy.can_have_an_account_page)
def photo() -> ResponseReturnValue:
    """Take a photo of oneself."""
    person, form = signed_in(), PhotoForm()
    if form.submitted():
        try:
            _take(person, form)
        except Refused as error:
            form.refuse(refusal(error), form.photo)
        else:
            flash(_("Your photo is stored."))
            return redirect(url_for(".photo"), 303)
    return render_template("people/photo.html", form=form, person=person), 422 if form.problems() else 200


def _take(person: Person, form: PhotoForm) -> None:
    """Store the picture that was sent; without one, say that it is none."""
    sent = form.photo.data
    if not getattr(sent, "stream", None):
        raise pictures.PhotoUnreadable
    picture = pictures.portrait(sent.stream)
    with filing(_storage()) as files:
        actions.set_photo(person, picture, files=files, by=person, now=clock.now())


@bp.route("/me/photo/remove/", methods=["POST"])
@authorize(policy.can_have_an_account_page)
def remove_photo() -> ResponseReturnValue:
    """Forget the photo of oneself."""
    with filing(_storage()) as files:
        actions.remove_photo(signed_in(), files=files, by=signed_in(), now=clock.now())
    flash(_("Your photo is gone."))
    return redirect(url_for(".photo"), 303)


def _storage() -> Any:
    return current_app.extensions["storage"]
