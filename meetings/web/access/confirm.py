"""“Confirm that it is you”: the step before what nobody else must do in an open browser."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.access import actions_proof, policy, queries
from meetings.models.access import WebSession
from meetings.web import house
from meetings.web.access.landing import attempt
from meetings.web.access.proving import ProofForm, Ways, taken, ways
from meetings.web.authorize import authorize, safe_path
from meetings.web.private import no_store
from meetings.web.viewer import here, newcomer
from meetings.web.wording import refusal

bp = Blueprint("confirm", __name__, url_prefix="/sign-in/confirm")
bp.after_request(no_store)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_prove, person=newcomer)
def show() -> ResponseReturnValue:
    """Ask who is there: by a second factor where they have one, else by a code that is sent to their address."""
    session = here()
    offered = ways(session.person)
    form = ProofForm(data={"next": request.args.get("next", "")})
    if offered.held.any:
        form.code.label.text = offered.label
    if form.shown():
        answer = attempt(lambda: _prove(session, form, offered))
        if answer is None:
            return redirect(safe_path(form.next.data or "") or url_for("security.show"), 303)
        form.refuse(refusal(answer), *([] if form.answer.data else [form.code]))
    mailed = None if offered.held.any else queries.open_proof(session, now=clock.now())
    page = render_template("confirm/show.html", form=form, ways=offered, mailed=mailed, owner=session.person)
    return page, 422 if form.problems() else 200


def _prove(session: WebSession, form: ProofForm, offered: Ways) -> None:
    """Take the proof; who has a second factor cannot do without."""
    if offered.held.any:
        actions_proof.prove(session, taken(session.person, form), now=clock.now())
    else:
        code = "".join(form.code.data.split())
        actions_proof.prove_by_mail(session, code, secret=house.secret(), now=clock.now())


@bp.route("/mail/", methods=["POST"])
@authorize(policy.can_prove, person=newcomer)
def mail() -> ResponseReturnValue:
    """Send a code to the address of the one who is signed in."""
    form = ProofForm()
    answer = attempt(lambda: actions_proof.ask_proof(here(), now=clock.now()))
    if not isinstance(answer, Refused):
        return redirect(url_for(".show", next=safe_path(form.next.data or "")), 303)
    form.refuse(refusal(answer))
    session = here()
    offered = ways(session.person)
    return render_template("confirm/show.html", form=form, ways=offered, mailed=None, owner=session.person), 422
