"""Changing the address by which one is known: one's own wish, and the pages behind the links of the mails."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.access import address_change_actions as actions
from meetings.domain.access import address_change_policy as policy
from meetings.domain.access import address_change_queries as queries
from meetings.domain.access import address_change_rules as rules
from meetings.domain.access.address_change_rules import Side
from meetings.extensions import transaction
from meetings.models.address_change import AddressChange
from meetings.web import house
from meetings.web.access.address_forms import AddressForm
from meetings.web.authorize import authorize, everyone
from meetings.web.private import leave
from meetings.web.proof import fresh_proof
from meetings.web.viewer import signed_in, web_session
from meetings.web.wording import refusal

bp = Blueprint("address", __name__, url_prefix="/people/me/address")


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_ask)
@fresh_proof
def change() -> ResponseReturnValue:
    """Ask for another address, and show where the wish stands; the answer is the same for one that is taken."""
    person, form = signed_in(), AddressForm()
    if form.submitted():
        try:
            with transaction():
                actions.ask(
                    person,
                    form.email.data,
                    unread=form.unread.data,
                    session=web_session(),
                    secret=house.secret(),
                    now=clock.now(),
                )
        except Refused as error:
            form.refuse(refusal(error), form.email)
        else:
            flash(_("Two mails are on their way, one to each address. Open both within 48 hours."))
            return redirect(url_for(".change"), 303)
    page = render_template("address/change.html", form=form, waiting=queries.open_of(person, now=clock.now()))
    return page, 422 if form.problems() else 200


@bp.route("/stop/", methods=["POST"])
@authorize(policy.can_ask)
def stop() -> ResponseReturnValue:
    """Take one's wish back."""
    try:
        with transaction():
            actions.stop(signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("Your address stays as it is. The links in the two mails no longer work."))
    return redirect(url_for("person.me"), 303)


@bp.route("/old/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def old(token: str) -> ResponseReturnValue:
    """Let whoever reads the old address agree or stop; only a button does, since mail gateways open links."""
    if request.method != "POST":
        return _page(Side.OLD, token, "address/old.html")
    try:
        with transaction():
            if request.form.get("answer") == "stop":
                actions.refuse(token, now=clock.now())
                words = _("The address stays as it is. If it was not you who asked, sign in and look at your account.")
            else:
                words = _what_follows(actions.confirm(Side.OLD, token, now=clock.now()))
    except Refused as error:
        return _over(error)
    return _done(words)


@bp.route("/new/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def new(token: str) -> ResponseReturnValue:
    """Let whoever reads the new address say that it is theirs."""
    if request.method != "POST":
        return _page(Side.NEW, token, "address/new.html")
    try:
        with transaction():
            words = _what_follows(actions.confirm(Side.NEW, token, now=clock.now()))
    except Refused as error:
        return _over(error)
    return _done(words)


@bp.route("/undo/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def undo(token: str) -> ResponseReturnValue:
    """Let whoever reads the old address take the change back."""
    if request.method != "POST":
        return _page(Side.UNDO, token, "address/undo.html")
    try:
        with transaction():
            actions.undo(token, now=clock.now())
    except Refused as error:
        return _over(error)
    return _done(
        _("Your old address holds again, and every browser is signed out. Sign in, then look at your account.")
    )


def _page(side: Side, token: str, template: str) -> ResponseReturnValue:
    """Show the button of a link that still does something."""
    found = queries.by_token(side, token)
    if found is None or found.person.disabled_at or not rules.waits_for(found, side, now=clock.now()):
        leave(410, _("This link has been used, or is too old. Nothing was changed."))
    return render_template(template, change=found, token=token)


def _what_follows(change: AddressChange) -> str:
    """Return what has happened by a confirmation, or what is still missing."""
    if change.done_at:
        return str(_("The address is changed. Sign in with the new one from now on."))
    if change.new_confirmed_at is None:
        return str(_("Thank you. The address changes once the mail to the new one has been answered too."))
    return str(_("Thank you. The address changes once the mail to the old one has been answered too."))


def _over(error: Refused) -> ResponseReturnValue:
    flash(refusal(error), "bad")
    return redirect(url_for("home.index"), 303)


def _done(words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("home.index"), 303)
