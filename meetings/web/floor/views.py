"""The list of speakers: asked for by administrations, run by the secretariat and the chair."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.agenda import queries as agenda
from meetings.domain.floor import actions, policy, queries, rules
from meetings.domain.organisation import queries as register
from meetings.domain.question import queries as speaking
from meetings.models.floor import FloorKind, FloorRequest
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.web import live, loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.floor import export
from meetings.web.floor import page as pages
from meetings.web.floor.forms import AskForm, LimitForm
from meetings.web.viewer import signed_in
from meetings.web.writing import pressed, written

bp = Blueprint("floor", __name__, url_prefix="/meetings/<slug>/floor")


@bp.route("/")
@authorize(policy.can_list, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show who speaks, who comes next, and how long each has spoken."""
    return _index(meeting, AskForm(formdata=None, data={"kind": FloorKind.STATEMENT.value}), _limit(meeting))


@bp.route("/", methods=["POST"])
@authorize(policy.can_ask, loaders.meeting)
def ask(meeting: Meeting) -> ResponseReturnValue:
    """Ask for the floor."""
    session, form = pages.session_asked(meeting, clock.now()), AskForm()
    items = agenda.items(meeting)
    form.offer(items, runs=policy.can_run(signed_in(), meeting))
    if form.submitted() and written(form, lambda: _ask(session, form)):
        flash(_("The administration is on the list of speakers."))
        return _back(session)
    return _index(meeting, form, _limit(meeting))


def _ask(session: Session, form: AskForm) -> None:
    person, now = signed_in(), clock.now()
    item = agenda.by_id(session.meeting, form.item.data) if form.item.data else None
    actions.ask(session, _organisation(session, form), FloorKind(form.kind.data), item, by=person, now=now)


def _organisation(session: Session, form: AskForm) -> Organisation:
    """Return for whom the floor is asked: whoever runs the meeting chooses, others speak for their own."""
    if "organisation" in form:
        return loaders.found(register.by_id(form.organisation.data))
    named = speaking.spoken_for(session.meeting, signed_in(), now=clock.now())
    return loaders.found(named.organisation if named else None)


def _limit(meeting: Meeting) -> LimitForm:
    plan = queries.plan(meeting)
    return LimitForm(formdata=None, data={"minutes": plan.minutes if plan else None})


def _index(meeting: Meeting, form: AskForm, limit: LimitForm) -> ResponseReturnValue:
    page = pages.of(meeting, signed_in(), now=clock.now())
    form.offer(agenda.items(meeting), runs=page.may_run)
    html = render_template("floor/index.html", page=page, form=form, limit=limit, clock_of=pages.clock_of)
    return html, 422 if form.problems() or limit.problems() else 200


@bp.route("/list/")
@authorize(policy.can_list, loaders.meeting)
def listed(meeting: Meeting) -> ResponseReturnValue:
    """Give the part of the page that renews itself, or say that it is the same."""

    def render() -> str:
        page = pages.of(meeting, signed_in(), now=clock.now())
        return render_template("floor/_list.html", page=page, clock_of=pages.clock_of)

    return live.part(pages.tag(meeting, pages.session_asked(meeting, clock.now())), render)


@bp.route("/limit/", methods=["POST"])
@authorize(policy.can_run, loaders.meeting)
def limit(meeting: Meeting) -> ResponseReturnValue:
    """Say how long one may speak."""
    form = LimitForm()
    if form.submitted() and written(
        form, lambda: actions.set_limit(meeting, form.minutes.data, by=signed_in(), now=clock.now())
    ):
        flash(_("The speaking time is saved."))
        return _back(pages.session_asked(meeting, clock.now()))
    return _index(meeting, AskForm(formdata=None, data={"kind": FloorKind.STATEMENT.value}), form)


@bp.route("/close/", methods=["POST"])
@authorize(policy.can_run, loaders.meeting)
def close(meeting: Meeting) -> ResponseReturnValue:
    """Close the list of speakers of a session."""
    session = pages.session_asked(meeting, clock.now())
    pressed(lambda: actions.close(session, by=signed_in(), now=clock.now()), _("The list of speakers is closed."))
    return _back(session)


@bp.route("/open/", methods=["POST"])
@authorize(policy.can_run, loaders.meeting)
def open_(meeting: Meeting) -> ResponseReturnValue:
    """Open the list of speakers of a session again."""
    session = pages.session_asked(meeting, clock.now())
    pressed(lambda: actions.open_(session, by=signed_in(), now=clock.now()), _("The list of speakers is open again."))
    return _back(session)


def _press(floor_request: FloorRequest, act: Callable[..., None], done: str) -> ResponseReturnValue:
    pressed(lambda: act(floor_request, by=signed_in(), now=clock.now()), done)
    return _back(floor_request.session)


def _back(session: Session) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=session.meeting.slug, session=session.id), 303)


@bp.route("/<int:request_id>/withdraw/", methods=["POST"])
@authorize(policy.can_withdraw, loaders.floor_request)
def withdraw(floor_request: FloorRequest) -> ResponseReturnValue:
    """Take a request off the list."""
    return _press(floor_request, actions.withdraw, _("The request is off the list."))


@bp.route("/<int:request_id>/give/", methods=["POST"])
@authorize(policy.can_give, loaders.floor_request)
def give(floor_request: FloorRequest) -> ResponseReturnValue:
    """Give the floor."""
    return _press(floor_request, actions.give, _("The floor is given."))


@bp.route("/<int:request_id>/end/", methods=["POST"])
@authorize(policy.can_give, loaders.floor_request)
def end(floor_request: FloorRequest) -> ResponseReturnValue:
    """Note that somebody has spoken."""
    return _press(floor_request, actions.end, _("The statement is over."))


@bp.route("/<int:request_id>/back/", methods=["POST"])
@authorize(policy.can_give, loaders.floor_request)
def back(floor_request: FloorRequest) -> ResponseReturnValue:
    """Take the last step with a request back."""
    return _press(floor_request, actions.back, _("The last step is taken back."))


@bp.route("/<int:request_id>/move/", methods=["POST"])
@authorize(policy.can_give, loaders.floor_request)
def move(floor_request: FloorRequest) -> ResponseReturnValue:
    """Let a request change places with its neighbour."""
    direction: rules.Direction = "up" if request.form.get("direction") == "up" else "down"
    return _press(floor_request, partial(actions.move, direction=direction), _("The order is changed."))


@bp.route("/floor.xlsx")
@authorize(policy.can_list, loaders.meeting)
def floor_xlsx(meeting: Meeting) -> ResponseReturnValue:
    """Give the requests of all sessions, and the speaking times, as a workbook."""
    data = export.as_workbook(meeting, now=clock.now())
    return attachment(data, export.filename(meeting, "xlsx"), XLSX)


@bp.route("/floor.csv")
@authorize(policy.can_list, loaders.meeting)
def floor_csv(meeting: Meeting) -> ResponseReturnValue:
    """Give the requests of all sessions as comma-separated values."""
    return attachment(export.as_csv(meeting, now=clock.now()), export.filename(meeting, "csv"), CSV)
