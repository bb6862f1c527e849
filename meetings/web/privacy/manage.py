"""Privacy as the secretariat looks after it: notices, periods, requests to be forgotten."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.person import queries as people
from meetings.domain.privacy import actions, actions_erasure, marks, policy, queries, requests, retention
from meetings.domain.privacy.holdings import Fate
from meetings.extensions import transaction
from meetings.filing import filing
from meetings.models.person import Person
from meetings.models.privacy import ErasureRequest, ErasureState, PrivacyNotice
from meetings.web.authorize import authorize
from meetings.web.loaders import found, numbered
from meetings.web.privacy.forms import NoticeForm, RefusalForm
from meetings.web.privacy.mine import worded
from meetings.web.proof import fresh_proof
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal

bp = Blueprint("privacy_manage", __name__, url_prefix="/admin/privacy")


def draft() -> PrivacyNotice:
    """Return the notice that is being written."""
    return found(queries.draft())


def erasure_request(request_id: int) -> ErasureRequest:
    """Return one request to be forgotten."""
    return found(requests.by_id(numbered(request_id)))


def account(person_id: int) -> Person:
    """Return somebody whose account could be erased."""
    person = people.by_id(numbered(person_id))
    return found(person if person and person.erased_at is None else None)


def can_write(viewer: Person | None, notice: PrivacyNotice) -> bool:
    """The secretariat writes notices."""
    return policy.can_write_notices(viewer)


def can_decide(viewer: Person | None, thing: object) -> bool:
    """Administrators decide about accounts and requests."""
    return policy.can_decide(viewer)


@bp.route("/")
@authorize(policy.can_write_notices)
def index() -> ResponseReturnValue:
    """Show how privacy stands: notices, requests, what went last."""
    in_force = queries.in_force()
    return render_template(
        "privacy_manage/index.html",
        in_force=in_force,
        accepted=queries.accepted_by(in_force) if in_force else None,
        draft=queries.draft(),
        waiting=len(requests.waiting()),
        report=retention.last_report(),
        may_decide=policy.can_decide(viewer()),
    )


@bp.route("/notice/begin/", methods=["POST"])
@authorize(policy.can_write_notices)
def begin() -> ResponseReturnValue:
    """Begin the next version of the notice."""
    settings = current_app.extensions["settings"]
    with transaction():
        actions.begin_notice(
            controller=settings.organisation_name, contact=settings.contact_email, by=signed_in(), now=clock.now()
        )
    return redirect(url_for(".edit"), 303)


@bp.route("/notice/", methods=["GET", "POST"])
@authorize(can_write, draft)
def edit(draft: PrivacyNotice) -> ResponseReturnValue:
    """Write the next version of the notice; one button saves, the other publishes."""
    form = NoticeForm(obj=draft)
    if form.submitted():
        publishing = "publish" in request.form
        try:
            with transaction():
                _write(draft, form, publishing)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("The notice holds from now on.") if publishing else _("The draft is saved."))
            return redirect(url_for(".index" if publishing else ".edit"), 303)
    html = render_template("privacy_manage/edit.html", form=form, draft=draft)
    return html, 422 if form.problems() else 200


def _write(notice: PrivacyNotice, form: NoticeForm, publishing: bool) -> None:
    now, by = clock.now(), signed_in()
    actions.revise_notice(
        notice,
        text=form.text.data,
        changes=form.changes.data,
        controller=form.controller.data,
        contact=form.contact.data,
        by=by,
        now=now,
    )
    if publishing:
        actions.publish_notice(notice, by=by, now=now)


@bp.route("/notice/discard/", methods=["POST"])
@authorize(can_write, draft)
def discard(draft: PrivacyNotice) -> ResponseReturnValue:
    """Throw the next version away."""
    with transaction():
        actions.discard_notice(draft, by=signed_in(), now=clock.now())
    flash(_("The draft is gone."))
    return redirect(url_for(".index"), 303)


@bp.route("/erasures/")
@authorize(policy.can_decide)
def erasures() -> ResponseReturnValue:
    """List the requests to be forgotten, overdue ones first."""
    return render_template(
        "privacy_manage/erasures.html",
        waiting=requests.waiting(),
        decided=requests.decided(),
        now=clock.now(),
        State=ErasureState,
    )


@bp.route("/erasures/<int:request_id>/", methods=["GET", "POST"])
@authorize(can_decide, erasure_request)
def erasure(erasure_request: ErasureRequest) -> ResponseReturnValue:
    """Show one request; on POST refuse it with a reason."""
    form = RefusalForm()
    if form.submitted():
        try:
            with transaction():
                actions_erasure.refuse(erasure_request, form.answer.data, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("The request is refused; the person reads why."))
            return redirect(url_for(".erasures"), 303)
    html = render_template(
        "privacy_manage/erasure.html", asked=erasure_request, form=form, State=ErasureState, now=clock.now()
    )
    return html, 422 if form.problems() else 200


@bp.route("/people/<int:person_id>/erase/", methods=["GET", "POST"])
@authorize(can_decide, account)
@fresh_proof
def erase(account: Person) -> ResponseReturnValue:
    """Say what erasing an account does; on POST, do it."""
    problem = ""
    if request.method == "POST":
        try:
            _erase(account)
        except Refused as error:
            problem = refusal(error)
        else:
            flash(_("The account is erased."))
            return redirect(url_for(".erasures"), 303)
    html = render_template(
        "privacy_manage/erase.html", account=account, counts=worded(account), Fate=Fate, problem=problem
    )
    return html, 422 if problem else 200


def _erase(person: Person) -> None:
    storage: Any = current_app.extensions["storage"]
    with filing(storage) as files:
        actions_erasure.erase(person, files=files, by=signed_in(), now=clock.now())
    marks.keep(storage)
