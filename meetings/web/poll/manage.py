"""Preparing, opening, extending and closing polls."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, zones
from meetings.core.errors import Refused
from meetings.domain.agenda import queries as agenda
from meetings.domain.poll import actions, policy, queries, rules
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollState
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.poll.forms import ExtendForm, OpenForm, PollForm, preset
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("poll_manage", __name__)


def _back(poll: Poll) -> ResponseReturnValue:
    return redirect(url_for("poll.show", poll_id=poll.id), 303)


def _done(form: Form, write: Callable[[], object]) -> bool:
    """Do *write* in one transaction; when it is refused, say in *form* why."""
    try:
        with transaction():
            write()
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True


def _adds_option(form: PollForm) -> bool:
    """Give the form one more row if that was asked for."""
    asked = request.method == "POST" and "add" in request.form
    if asked:
        form.add_option()
    return asked


@bp.route("/meetings/<slug>/polls/new/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Prepare a poll; on POST, keep it and show it."""
    answers = preset(request.args.get("preset", "")) if request.method == "GET" else ()
    form = PollForm(agenda.items(meeting), answers=answers)
    made: list[Poll] = []
    ready = not _adds_option(form) and form.submitted()
    if ready and _done(form, lambda: made.append(_prepare(meeting, form))):
        flash(_("The poll is prepared. Nobody else sees it before you open it."))
        return _back(made[0])
    html = render_template("poll_manage/new.html", meeting=meeting, form=form)
    return html, 422 if form.problems() else 200


def _prepare(meeting: Meeting, form: PollForm) -> Poll:
    return actions.prepare(meeting, form.draft(), by=signed_in(), now=clock.now())


@bp.route("/polls/<int:poll_id>/edit/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def edit(poll: Poll) -> ResponseReturnValue:
    """Change a poll before it is opened."""
    if poll.state is not PollState.PREPARED:
        flash(refusal(rules.AlreadyOpened()), "warn")
        return _back(poll)
    answers = [(option.text, option.abstention) for option in queries.options(poll)]
    form = PollForm(agenda.items(poll.meeting), poll, answers)
    ready = not _adds_option(form) and form.submitted()
    if ready and _done(form, lambda: actions.revise(poll, form.draft(), by=signed_in(), now=clock.now())):
        flash(_("The poll is saved."))
        return _back(poll)
    html = render_template("poll_manage/edit.html", poll=poll, form=form)
    return html, 422 if form.problems() else 200


@bp.route("/polls/<int:poll_id>/discard/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def discard(poll: Poll) -> ResponseReturnValue:
    """Ask, then throw a prepared poll away."""
    form, slug = Form(), poll.meeting.slug
    if form.submitted() and _done(form, lambda: actions.discard(poll, by=signed_in(), now=clock.now())):
        flash(_("The poll is gone. Nobody had seen it."))
        return redirect(url_for("poll.index", slug=slug), 303)
    html = render_template("poll_manage/discard.html", poll=poll, form=form)
    return html, 422 if form.problems() else 200


@bp.route("/polls/<int:poll_id>/open/", methods=["GET", "POST"], endpoint="open")
@authorize(policy.can_manage, loaders.poll)
def open_(poll: Poll) -> ResponseReturnValue:
    """Say what opening does and what stands in its way; on POST, open."""
    form = OpenForm()
    if form.submitted() and _done_at(form, poll, lambda at: _open(poll, at)):
        flash(_("The poll is open. Administrations can vote now."))
        return _back(poll)
    options, entitled = queries.options(poll), len(queries.entitled_on(clock.today()))
    obstacles = [refusal(obstacle) for obstacle in rules.obstacles(poll, options, entitled)]
    html = render_template(
        "poll_manage/open.html", poll=poll, options=options, entitled=entitled, obstacles=obstacles, form=form
    )
    return html, 422 if form.problems() else 200


def _open(poll: Poll, closes_at: datetime | None) -> None:
    actions.open_(poll, closes_at=closes_at, by=signed_in(), now=clock.now())


def _done_at(form: OpenForm | ExtendForm, poll: Poll, write: Callable[[datetime | None], None]) -> bool:
    """Do *write* for the time typed, read in the meeting's zone; what is wrong with it is said at the field."""
    wall = cast("datetime | None", form.closes.data)
    try:
        at = zones.instant(wall, poll.meeting.zone) if wall else None
        with transaction():
            write(at)
    except (zones.HourDoesNotExist, rules.ClosesInThePast) as error:
        form.refuse(refusal(error), form.closes)
        return False
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True


@bp.route("/polls/<int:poll_id>/extend/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def extend(poll: Poll) -> ResponseReturnValue:
    """Move the closing time of an open poll, with a reason."""
    form = ExtendForm()
    if form.submitted() and _done_at(form, poll, lambda at: _extend(poll, at, form)):
        flash(_("The closing time is changed. The poll’s page shows it."))
        return _back(poll)
    html = render_template("poll_manage/extend.html", poll=poll, form=form)
    return html, 422 if form.problems() else 200


def _extend(poll: Poll, closes_at: datetime | None, form: ExtendForm) -> None:
    now = clock.now()
    actions.extend(poll, closes_at or now, form.reason.data, by=signed_in(), now=now)


@bp.route("/polls/<int:poll_id>/close/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def close(poll: Poll) -> ResponseReturnValue:
    """Ask, then close a poll and show its result."""
    form = Form()
    if form.submitted() and _done(form, lambda: actions.close(poll, by=signed_in(), now=clock.now())):
        flash(_("The poll is closed. This is the result."))
        return redirect(url_for("poll.results", poll_id=poll.id), 303)
    turnout = queries.turnouts([poll]).get(poll.id)
    html = render_template("poll_manage/close.html", poll=poll, turnout=turnout, form=form)
    return html, 422 if form.problems() else 200
