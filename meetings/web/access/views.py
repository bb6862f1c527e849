"""Signing in by a link or a code, signing out, and setting up an empty house."""

from datetime import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, tokens
from meetings.core.errors import Refused
from meetings.domain.access import actions, rules
from meetings.domain.access.rules import Standing
from meetings.domain.organisation import founding
from meetings.domain.person import actions as people
from meetings.domain.person import queries as known
from meetings.domain.privacy import actions as notices
from meetings.extensions import transaction
from meetings.i18n import language
from meetings.models.person import Role
from meetings.web import house
from meetings.web.access.forms import CodeForm, SetUpForm, SignInForm
from meetings.web.access.landing import attempt, land
from meetings.web.access.proving import party
from meetings.web.authorize import NEXT_STEP, authorize, everyone, safe_path
from meetings.web.limits import place
from meetings.web.viewer import browser_name, browser_token, forget, standing, viewer, web_session
from meetings.web.wording import refusal

bp = Blueprint("access", __name__)


@bp.route("/sign-in/", methods=["GET", "POST"])
@authorize(everyone)
def new() -> ResponseReturnValue:
    """Ask for the address; the answer is the same for known and unknown ones."""
    if web_session() and request.method != "POST":
        return _already_here(safe_path(request.args.get("next", "")))
    form = SignInForm(data={"next": request.args.get("next", "")})
    if form.submitted():
        try:
            with transaction():
                actions.ask(
                    form.email.data,
                    language=language(),
                    browser=browser_token(),
                    address_hash=place(),
                    next_path=safe_path(form.next.data or ""),
                    secret=house.secret(),
                    now=clock.now(),
                )
        except Refused as error:
            form.refuse(refusal(error))
        else:
            return redirect(url_for(".code"), 303)
    page = render_template("access/new.html", form=form, passkeys=party().possible)
    return page, 422 if form.problems() else 200


def _already_here(path: str) -> ResponseReturnValue:
    """Let somebody who is signed in go on, if need be to the second step."""
    step = NEXT_STEP.get(standing() or Standing.WHOLE)
    return redirect(url_for(step, next=path) if step else path or url_for("home.index"), 303)


@bp.route("/sign-in/code/", methods=["GET", "POST"])
@authorize(everyone)
def code() -> ResponseReturnValue:
    """Say that a mail is on its way, and take the six digits."""
    form = CodeForm()
    if form.submitted():
        typed = "".join(form.code.data.split())
        answer = attempt(
            lambda: actions.type_code(
                typed, browser=browser_token(), secret=house.secret(), browser_name=browser_name(), now=clock.now()
            )
        )
        if not isinstance(answer, Refused):
            person, token, path = answer
            return land(token, path or _first_page(person.language))
        form.refuse(refusal(answer), form.code)
    return render_template("access/code.html", form=form), 422 if form.problems() else 200


@bp.route("/sign-in/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def link(token: str) -> ResponseReturnValue:
    """Show a button; only pressing it signs in, since mail gateways open links by themselves."""
    if request.method != "POST":
        return render_template("access/link.html", token=token)
    try:
        with transaction():
            person, session_token, path = actions.follow_link(token, browser_name=browser_name(), now=clock.now())
            path = path or _first_page(person.language)
    except Refused as error:
        flash(refusal(error), "bad")
        return redirect(url_for(".new"), 303)
    return land(session_token, path)


def _first_page(reader: str) -> str:
    return url_for("home.index", lang=reader)


@bp.route("/sign-out/", methods=["POST"])
@authorize(everyone)
def sign_out() -> ResponseReturnValue:
    """End the session on the server and forget it in the browser."""
    session = web_session()
    if session:
        with transaction():
            actions.end(session, now=clock.now())
    forget()
    flash(_("You are signed out."))
    return redirect(url_for("home.index"), 303)


@bp.route("/set-up/<token>/", methods=["GET", "POST"])
@authorize(everyone)
def set_up(token: str) -> ResponseReturnValue:
    """Make the first administrator; the address works only while there is none."""
    if known.has_administrator() or not tokens.equal(token, rules.setup_token(house.secret())):
        abort(404)
    form = SetUpForm(data={"zone": house.zone(), "members": True})
    if form.submitted():
        try:
            with transaction():
                session_token = _found(form, now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), form.email)
        else:
            answer = land(session_token, url_for("meeting_manage.new"))
            if viewer():
                flash(_("Hemicycle is yours. Begin with a series of meetings, then plan the first one."))
            return answer
    return render_template("access/set_up.html", form=form), 422 if form.problems() else 200


def _found(form: SetUpForm, *, now: datetime) -> str:
    """Make the first administrator and begin the register; return the token of their session."""
    if known.has_administrator():
        raise rules.AlreadySetUp
    person = people.enrol(
        form.email.data,
        form.name.data,
        language=language(),
        zone=form.zone.data,
        role=Role.ADMINISTRATOR,
        secret=house.secret(),
        by=None,
        now=now,
    )
    if form.members.data:
        founding.begin_with_members(by=person, now=now)
    settings = current_app.extensions["settings"]
    notices.begin_notice(controller=settings.organisation_name, contact=settings.contact_email, by=person, now=now)
    return actions.begin(person, browser_name=browser_name(), now=now)
