"""Putting a question again: a new round, a run-off, a copy, and polls taken from earlier meetings of the series."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.poll import actions_repeat, disclosure, policy, queries, result_rules
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.fields import asked
from meetings.web.forms import Form
from meetings.web.poll.forms import PollsForm, RunoffForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("poll_repeat", __name__)


def _made(form: Form, write: Callable[[], Poll], words: str) -> ResponseReturnValue | None:
    """Make a poll with *write* and lead to it; when it is refused, say in *form* why."""
    made: list[Poll] = []
    try:
        with transaction():
            made.append(write())
    except Refused as error:
        form.refuse(refusal(error))
        return None
    flash(words)
    return redirect(url_for("poll.show", poll_id=made[0].id), 303)


def _page(poll: Poll, form: Form) -> ResponseReturnValue:
    name = str(request.endpoint).rsplit(".", 1)[-1]
    html = render_template(f"poll_repeat/{name}.html", poll=poll, form=form)
    return html, 422 if form.problems() else 200


@bp.route("/polls/<int:poll_id>/again/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def again(poll: Poll) -> ResponseReturnValue:
    """Ask, then prepare the next round of a poll that is over: the same question, options and rule."""
    form = Form()
    if form.submitted():
        done = _("The next round is prepared. Nobody else sees it before you open it.")
        made = _made(form, lambda: actions_repeat.again(poll, by=signed_in(), now=clock.now()), done)
        if made:
            return made
    return _page(poll, form)


@bp.route("/polls/<int:poll_id>/run-off/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def runoff(poll: Poll) -> ResponseReturnValue:
    """Choose which options remain, those tied or the first two beforehand, and prepare the run-off."""
    found = disclosure.one(poll)[0] if policy.can_see_result(signed_in(), poll) else None
    counted = found.options if found else ()
    first = result_rules.leading(counted) if found and not found.withheld and request.method == "GET" else ()
    form = RunoffForm(data={"options": [str(number) for number in first]})
    form.offer([line.option for line in counted])
    if form.submitted():
        keep = {int(number) for number in form.options.data}
        done = _("The run-off is prepared. Nobody else sees it before you open it.")
        made = _made(form, lambda: actions_repeat.again(poll, keep, by=signed_in(), now=clock.now()), done)
        if made:
            return made
    return _page(poll, form)


@bp.route("/polls/<int:poll_id>/duplicate/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def duplicate(poll: Poll) -> ResponseReturnValue:
    """Ask, then prepare a poll like this one that is no further round of it."""
    form = Form()
    if form.submitted():
        done = _("The copy is prepared. Change what is different.")
        made = _made(
            form, lambda: actions_repeat.copy(poll, poll.meeting, poll.item, by=signed_in(), now=clock.now()), done
        )
        if made:
            return made
    return _page(poll, form)


@bp.route("/meetings/<slug>/polls/library/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.meeting)
def library(meeting: Meeting) -> ResponseReturnValue:
    """List the polls of the other meetings of the series, or find some; on POST, prepare copies of those ticked."""
    words = asked(request.args, "q")
    polls = queries.of_series(meeting, words)
    form = PollsForm().offer(polls)
    if form.submitted() and _copied(form, meeting, form.chosen(polls)):
        number = len(form.polls.data)
        flash(
            ngettext("%(num)d poll is taken over and prepared.", "%(num)d polls are taken over and prepared.", number)
        )
        return redirect(url_for("poll.index", slug=meeting.slug), 303)
    html = render_template(
        "poll_repeat/library.html", meeting=meeting, polls=polls, form=form, words=words, most=queries.LIBRARY
    )
    return html, 422 if form.problems() else 200


def _copied(form: PollsForm, meeting: Meeting, polls: list[Poll]) -> bool:
    try:
        with transaction():
            for poll in polls:
                actions_repeat.copy(poll, meeting, None, by=signed_in(), now=clock.now())
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True
