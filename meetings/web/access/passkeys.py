"""What browsers are given to ask a passkey with, and signing in by one."""

from flask import Blueprint, jsonify, redirect, request, url_for
from flask import flash as say
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.access import actions_passkeys, policy
from meetings.models.access import Ceremony
from meetings.models.person import Person
from meetings.web import house
from meetings.web.access.landing import attempt, land
from meetings.web.access.proving import party
from meetings.web.authorize import authorize, everyone, safe_path
from meetings.web.limits import place
from meetings.web.private import no_store
from meetings.web.viewer import browser_name, browser_token, half_way, newcomer
from meetings.web.wording import refusal

bp = Blueprint("passkey", __name__, url_prefix="/sign-in/passkey")
bp.after_request(no_store)


def options_for(ceremony: Ceremony, person: Person | None) -> ResponseReturnValue:
    """Answer a browser with what it needs for *ceremony*, or with why not."""
    answer = attempt(
        lambda: actions_passkeys.challenge(
            party(),
            ceremony,
            person,
            browser=browser_token(),
            address_hash=place(),
            secret=house.secret(),
            now=clock.now(),
        )
    )
    if isinstance(answer, Refused):
        return jsonify(problem=refusal(answer)), 429
    return jsonify(answer)


@bp.route("/options/", methods=["POST"])
@authorize(everyone)
def options() -> ResponseReturnValue:
    """Give a browser what it needs to let somebody sign in; it says nothing about anybody."""
    return options_for(Ceremony.SIGN_IN, None)


def _known() -> Person | None:
    return half_way() or newcomer()


@bp.route("/proof/", methods=["POST"])
@authorize(policy.can_prove, person=_known)
def proof_options() -> ResponseReturnValue:
    """Give a browser what it needs to ask for one of the reader's own passkeys."""
    return options_for(Ceremony.PROVE, _known())


@bp.route("/", methods=["POST"])
@authorize(everyone)
def sign_in() -> ResponseReturnValue:
    """Sign in by a passkey alone."""
    answer = attempt(
        lambda: actions_passkeys.sign_in(
            request.form.get("answer", ""),
            party=party(),
            browser=browser_token(),
            browser_name=browser_name(),
            now=clock.now(),
        )
    )
    if isinstance(answer, Refused):
        say(refusal(answer), "bad")
        return redirect(url_for("access.new", next=safe_path(request.form.get("next", ""))), 303)
    person, token = answer
    return land(token, safe_path(request.form.get("next", "")) or url_for("home.index", lang=person.language))
