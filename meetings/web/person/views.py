"""One's own account: what one says of oneself, and the browsers in which one is signed in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.domain.access import actions as access
from meetings.domain.access import queries as sessions
from meetings.domain.organisation import queries as register
from meetings.domain.person import actions, policy
from meetings.extensions import transaction
from meetings.i18n import in_language
from meetings.web.authorize import authorize
from meetings.web.person.browsers import browser_words
from meetings.web.person.forms import AccountForm
from meetings.web.viewer import here, signed_in

bp = Blueprint("person", __name__, url_prefix="/people")


@bp.route("/me/", methods=["GET", "POST"])
@authorize(policy.can_have_an_account_page)
def me() -> ResponseReturnValue:
    """Show the reader's account; on POST change it, and go on in the language they chose."""
    person = signed_in()
    form = AccountForm.of(person)
    if form.submitted():
        chosen = form.profile.language
        with transaction():
            actions.describe(person, form.profile, by=person, now=clock.now())
        with in_language(chosen):
            flash(_("Your account has been changed."))
        return redirect(url_for(".me", lang=chosen), 303)
    return _page(form), 422 if form.problems() else 200


def _page(form: AccountForm) -> str:
    person = signed_in()
    return render_template(
        "person/me.html",
        form=form,
        person=person,
        nomination=register.nomination_of(person, on=clock.today()),
        sessions=sessions.live_sessions(person, now=clock.now()),
        here=here().id,
        browser_words=browser_words,
    )


@bp.route("/me/sign-out-others/", methods=["POST"])
@authorize(policy.can_have_an_account_page)
def end_others() -> ResponseReturnValue:
    """Sign the reader out in every browser but this one."""
    with transaction():
        ended = access.end_others(here(), now=clock.now())
    flash(ngettext("%(num)d other browser is signed out.", "%(num)d other browsers are signed out.", ended))
    return redirect(url_for(".me"), 303)
