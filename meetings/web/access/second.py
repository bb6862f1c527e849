"""The second step of signing in, for people who have a second factor."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.access import actions
from meetings.models.access import WebSession
from meetings.web.access.landing import attempt
from meetings.web.access.proving import ProofForm, taken, ways
from meetings.web.authorize import authorize, everyone, safe_path
from meetings.web.private import no_store
from meetings.web.viewer import half_way, remember, web_session
from meetings.web.wording import refusal

bp = Blueprint("second", __name__, url_prefix="/sign-in/second")
bp.after_request(no_store)


@bp.route("/", methods=["GET", "POST"])
@authorize(everyone)
def show() -> ResponseReturnValue:
    """Ask for the second factor of somebody who followed their link; who has shown it goes on."""
    person, session = half_way(), web_session()
    form = ProofForm(data={"next": request.args.get("next", "")})
    onward = safe_path(form.next.data or "") or url_for("home.index")
    if person is None or session is None:
        return redirect(onward, 303)
    offered = ways(person)
    form.code.label.text = offered.label
    if form.shown():
        answer = attempt(lambda: _complete(session, form))
        if not isinstance(answer, Refused):
            remember(answer)
            return redirect(onward, 303)
        form.refuse(refusal(answer), *([] if form.answer.data else [form.code]))
    return render_template("second/show.html", form=form, ways=offered, owner=person), 422 if form.problems() else 200


def _complete(session: WebSession, form: ProofForm) -> str:
    """Sign in wholly, and return the token of the session from now on."""
    factor = taken(session.person, form)
    return actions.complete(session, factor, now=clock.now())
