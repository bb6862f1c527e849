"""One's own passkeys and authenticator app: get them, name them, give them up."""

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import HiddenField

from meetings.core import clock, sealing
from meetings.core.errors import Refused
from meetings.core.later import Later
from meetings.domain.access import (
    actions_factors,
    actions_passkeys,
    factors,
    identity_actions,
    identity_queries,
    policy,
    rules,
    totp,
)
from meetings.extensions import transaction
from meetings.models.access import Ceremony, Passkey
from meetings.models.identity import Identity
from meetings.models.person import Person
from meetings.web import house
from meetings.web.access.landing import attempt
from meetings.web.access.passkeys import options_for
from meetings.web.access.proving import party
from meetings.web.authorize import authorize, safe_path
from meetings.web.forms import Form, Line, at_most, needed
from meetings.web.loaders import found, numbered
from meetings.web.person.browsers import browser_words
from meetings.web.private import no_store
from meetings.web.proof import fresh_proof
from meetings.web.viewer import browser_name, browser_token, here, newcomer, viewer
from meetings.web.wording import refusal

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

bp = Blueprint("factor", __name__, url_prefix="/people/me/security")
bp.after_request(no_store)
SHOWN = "authenticator secret on a page"


class PasskeyForm(Form):
    """What a passkey is called, and what its device answered."""

    name = Line(
        _l("Name of this passkey"),
        [needed(_l("Write a name.")), at_most(100)],
    )
    answer = HiddenField()
    next = HiddenField()


class AuthenticatorForm(Form):
    """The digits that an app shows for the secret on the page."""

    code = Line(_l("Six digits of the app"), [needed(_l("Type the six digits that the app shows."))])
    shown = HiddenField()
    next = HiddenField()


def passkey(public_id: str) -> Passkey:
    """Return one of the reader's own passkeys, or answer 404."""
    person = viewer()
    return found(factors.passkey_by_public_id(person, public_id) if person else None)


def identity(identity_id: int) -> Identity:
    """Return one of the reader's own accounts at the provider of single sign-on, or answer 404."""
    person, there = viewer(), identity_queries.by_id(numbered(identity_id))
    return found(there if person and there and there.person_id == person.id else None)


def _required() -> bool:
    required: bool = current_app.extensions["settings"].second_factor_required
    return required


def _done(words: str, form: Form) -> ResponseReturnValue:
    """Go back to how one signs in, where the next step is said."""
    flash(words)
    return redirect(url_for("security.show", next=safe_path(form.next.data or "")), 303)


@bp.route("/passkeys/new/", methods=["GET", "POST"])
@authorize(policy.can_keep_factors, person=newcomer)
@fresh_proof
def passkey_new() -> ResponseReturnValue:
    """Let the reader's device make a passkey, and take it."""
    form = PasskeyForm(data={"name": browser_words(browser_name()), "next": request.args.get("next", "")})
    if form.submitted():
        answer = attempt(
            lambda: actions_passkeys.add_passkey(
                here(),
                form.answer.data or "",
                form.name.data,
                party=party(),
                browser=browser_token(),
                secret=house.secret(),
                now=clock.now(),
            )
        )
        if not isinstance(answer, Refused):
            return _done(_("The passkey is yours. You are signed out in all other browsers."), form)
        form.refuse(refusal(answer))
    form.answer.data = ""
    page = render_template("factor/passkey_new.html", form=form, possible=party().possible)
    return page, 422 if form.problems() else 200


@bp.route("/passkeys/options/", methods=["POST"])
@authorize(policy.can_keep_factors, person=newcomer)
@fresh_proof
def passkey_options() -> ResponseReturnValue:
    """Give the browser what it needs to make a passkey of the reader."""
    return options_for(Ceremony.ENROL, newcomer())


@bp.route("/passkeys/<public_id>/", methods=["GET", "POST"])
@authorize(policy.can_remove, passkey)
@fresh_proof
def passkey_show(passkey: Passkey) -> ResponseReturnValue:
    """Let the reader rename a passkey, or go on to remove it."""
    form = PasskeyForm(obj=passkey)
    if form.submitted():
        with transaction():
            actions_passkeys.rename_passkey(passkey, form.name.data, by=passkey.person, now=clock.now())
        return _done(_("The passkey has a new name."), form)
    return render_template("factor/passkey_show.html", form=form, passkey=passkey), 422 if form.problems() else 200


@bp.route("/passkeys/<public_id>/remove/", methods=["POST"])
@authorize(policy.can_remove, passkey)
@fresh_proof
def passkey_remove(passkey: Passkey) -> ResponseReturnValue:
    """Forget a passkey of the reader."""
    try:
        with transaction():
            actions_passkeys.remove_passkey(passkey, here(), required=_required(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
        return redirect(url_for(".passkey_show", public_id=passkey.public_id), 303)
    flash(_("The passkey is removed. You are signed out in all other browsers."))
    return redirect(url_for("security.show"), 303)


@bp.route("/authenticator/", methods=["GET", "POST"])
@authorize(policy.can_keep_factors, person=newcomer)
@fresh_proof
def authenticator() -> ResponseReturnValue:
    """Show the secret for an authenticator app, as a QR code and to type, and take the first digits it makes."""
    session, now = here(), clock.now()
    form = AuthenticatorForm(data={"next": request.args.get("next", "")})
    purpose = f"{SHOWN} {session.public_id}"
    shared = sealing.opened(
        form.shown.data or "", secret=house.secret(), purpose=purpose, now=now, lasts=rules.PROOF_LASTS
    )
    if form.submitted():
        try:
            _take_app(form, shared)
        except Refused as error:
            form.refuse(refusal(error), form.code)
        else:
            return _done(_("The app is yours. You are signed out in all other browsers."), form)
    shared = shared or totp.new_secret()
    form.shown.data = sealing.sealed(shared, secret=house.secret(), purpose=purpose, now=now)
    page = _authenticator_page(form, shared, session.person)
    return page, 422 if form.problems() else 200


def _take_app(form: AuthenticatorForm, shared: str | None) -> None:
    """Take the app that has the secret *shared* of the page; raises a refusal."""
    if shared is None:
        raise rules.SecretTooOld
    code = "".join(form.code.data.split())
    with transaction():
        actions_factors.add_authenticator(here(), shared, code, secret=house.secret(), now=clock.now())


def _authenticator_page(form: AuthenticatorForm, shared: str, person: Person) -> str:
    address = totp.address(shared, account=person.email, house=party().name)
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        border=4, light="#fff", svgclass=None, omitsize=True
    )
    return render_template(
        "factor/authenticator.html",
        form=form,
        code=Markup(drawing),  # noqa: S704 - drawn here
        shared=totp.in_groups(shared),
        had=factors.authenticator(person),
    )


@bp.route("/authenticator/remove/", methods=["POST"])
@authorize(policy.can_keep_factors)
@fresh_proof
def authenticator_remove() -> ResponseReturnValue:
    """Forget the reader's authenticator app."""
    try:
        with transaction():
            actions_factors.remove_authenticator(here(), required=_required(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The app is removed. You are signed out in all other browsers."))
    return redirect(url_for("security.show"), 303)


@bp.route("/provider/<int:identity_id>/unlink/", methods=["POST"])
@authorize(policy.can_unlink, identity)
@fresh_proof
def provider_unlink(identity: Identity) -> ResponseReturnValue:
    """Recognise the reader by an account at the provider no more."""
    with transaction():
        identity_actions.unlink(identity, here(), now=clock.now())
    flash(_("The account is no longer linked. You are signed out in all other browsers."))
    return redirect(url_for("security.show"), 303)
