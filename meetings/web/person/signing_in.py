"""How one signs in: second factors at a glance, recovery codes, and the browsers in which one is signed in."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, sealing
from meetings.domain.access import (
    actions,
    actions_factors,
    factors,
    identity_queries,
    policy,
    queries,
    recovery,
    rules,
)
from meetings.domain.access.rules import Standing
from meetings.extensions import transaction
from meetings.models.access import WebSession
from meetings.web import house
from meetings.web.access.proving import party
from meetings.web.authorize import authorize, safe_path
from meetings.web.downloads import attachment
from meetings.web.loaders import found
from meetings.web.person.browsers import browser_words
from meetings.web.private import no_store
from meetings.web.proof import fresh_proof
from meetings.web.viewer import forget, here, newcomer, signed_in, standing

bp = Blueprint("security", __name__, url_prefix="/people/me/security")
bp.after_request(no_store)
CODES = "recovery codes to take away"


def browser(public_id: str) -> WebSession:
    """Return one of the reader's own sessions, or answer 404."""
    person = newcomer()
    return found(queries.session_by_public_id(person, public_id, now=clock.now()) if person else None)


@bp.route("/")
@authorize(policy.can_keep_factors, person=newcomer)
def show() -> ResponseReturnValue:
    """Show the reader how they sign in; who has to have a second factor first learns so here."""
    session = here()
    person = session.person
    return render_template(
        "security/show.html",
        owner=person,
        bare=standing() is Standing.BARE,
        onward=safe_path(request.args.get("next", "")),
        held=factors.holdings(person),
        passkeys=factors.passkeys(person),
        passkeys_possible=party().possible,
        authenticator=factors.authenticator(person),
        identities=identity_queries.linked_to(person),
        sessions=queries.live_sessions(person, now=clock.now()),
        here=session.id,
        browser_words=browser_words,
    )


@bp.route("/browsers/<public_id>/end/", methods=["POST"])
@authorize(policy.can_end, browser)
def end(browser: WebSession) -> ResponseReturnValue:
    """Sign the reader out in one browser."""
    own = browser.id == here().id
    with transaction():
        actions.end(browser, now=clock.now())
    if own:
        forget()
        flash(_("You are signed out."))
        return redirect(url_for("home.index"), 303)
    flash(_("That browser is signed out."))
    return redirect(url_for(".show"), 303)


@bp.route("/recovery/", methods=["GET", "POST"])
@authorize(policy.can_keep_factors)
@fresh_proof
def codes() -> ResponseReturnValue:
    """Say how many recovery codes are left; on POST make ten new ones and show them, this once."""
    person, now = signed_in(), clock.now()
    held = factors.holdings(person)
    if not held.any:
        return redirect(url_for(".show"), 303)
    made: list[str] = []
    file = ""
    if request.method == "POST":
        with transaction():
            made = actions_factors.make_codes(here(), secret=house.secret(), now=now)
        file = sealing.sealed("\n".join(made), secret=house.secret(), purpose=f"{CODES} {person.id}", now=now)
    return render_template("security/codes.html", held=held, codes=made, file=file, number=recovery.NUMBER)


@bp.route("/recovery/file/", methods=["POST"])
@authorize(policy.can_keep_factors)
def codes_file() -> ResponseReturnValue:
    """Give the codes that were just shown as a text file; what is asked for later is gone."""
    person = signed_in()
    text = sealing.opened(
        request.form.get("file", ""),
        secret=house.secret(),
        purpose=f"{CODES} {person.id}",
        now=clock.now(),
        lasts=rules.PROOF_LASTS,
    )
    if text is None:
        abort(410)
    lines = f"{_('Recovery codes')} – {party().name} – {person.email}\n\n{text}\n"
    return attachment(lines, "recovery-codes.txt", "text/plain; charset=utf-8")
