"""Running a poll: pausing it between sittings, taking it back, letting its result be seen, opening several at once."""

from collections.abc import Callable, Sequence
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock, zones
from meetings.core.errors import Refused
from meetings.domain.poll import actions, actions_closing, policy, queries, results, rules
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollState
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.poll.forms import OpenSeveralForm, WithdrawForm
from meetings.web.poll.keys import keyring
from meetings.web.poll.opening import newcomers
from meetings.web.poll.rule_words import why_held
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("poll_run", __name__)


def _step(poll: Poll, form: Form, write: Callable[[], object], done: str, **more: object) -> ResponseReturnValue:
    """Ask, or on POST do *write*, say that it is *done* and lead back to the poll."""
    if form.submitted():
        try:
            with transaction():
                write()
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(done)
            return redirect(url_for("poll.show", poll_id=poll.id), 303)
    html = render_template(f"poll_run/{_name()}.html", poll=poll, form=form, **more)
    return html, 422 if form.problems() else 200


def _name() -> str:
    """Return the name of the step, which is that of its page."""
    return str(request.endpoint).rsplit(".", 1)[-1]


@bp.route("/polls/<int:poll_id>/pause/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def pause(poll: Poll) -> ResponseReturnValue:
    """Ask, then take no ballots until the poll is taken up again."""
    done = _("The poll is paused. It takes no ballots until you take it up again.")
    return _step(poll, Form(), lambda: actions.pause(poll, by=signed_in(), now=clock.now()), done)


@bp.route("/polls/<int:poll_id>/resume/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def resume(poll: Poll) -> ResponseReturnValue:
    """Ask, then take ballots again, also of those who are present by now where that is the rule."""
    done = _("The poll is open again.")
    added = newcomers(poll) if request.method == "GET" else ()
    return _step(poll, Form(), lambda: actions.resume(poll, by=signed_in(), now=clock.now()), done, added=added)


@bp.route("/polls/<int:poll_id>/withdraw/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def withdraw(poll: Poll) -> ResponseReturnValue:
    """Ask why, then take back a poll under way; its keys are forgotten once that is committed."""
    form = WithdrawForm()

    def write() -> None:
        actions_closing.withdraw(poll, form.reason.data, by=signed_in(), now=clock.now())

    answer = _step(poll, form, write, _("The poll is withdrawn. None of its ballots counts."))
    if request.method == "POST" and poll.state is PollState.WITHDRAWN:
        keyring().forget(poll.id)
    return answer


@bp.route("/polls/<int:poll_id>/release/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def release(poll: Poll) -> ResponseReturnValue:
    """Say why the result waits, then let it be seen by those whom the rule of the poll names."""
    why = why_held(results.result(poll)) if poll.held else ""
    done = _("The result is released.")
    return _step(poll, Form(), lambda: actions_closing.release(poll, by=signed_in(), now=clock.now()), done, why=why)


@bp.route("/meetings/<slug>/polls/open/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.meeting)
def open_several(meeting: Meeting) -> ResponseReturnValue:
    """Choose prepared polls and open them together, with one closing time; all of them or none."""
    prepared = [poll for poll in queries.for_meeting(meeting, prepared=True) if poll.state is PollState.PREPARED]
    form = OpenSeveralForm().offer(prepared)
    if form.submitted() and _open_all(form, meeting, form.chosen(prepared)):
        number = len(form.polls.data)
        flash(
            ngettext(
                "%(num)d poll is open. Administrations can vote now.",
                "%(num)d polls are open. Administrations can vote now.",
                number,
            )
        )
        return redirect(url_for("poll.index", slug=meeting.slug), 303)
    html = render_template("poll_run/open_several.html", meeting=meeting, polls=prepared, form=form)
    return html, 422 if form.problems() else 200


def _open_all(form: OpenSeveralForm, meeting: Meeting, polls: Sequence[Poll]) -> bool:
    """Open *polls* in one transaction; say in *form* which of them cannot be opened, and why."""
    question = ""
    try:
        closes_at = zones.instant(form.closes.data, meeting.zone) if form.closes.data else None
        with transaction():
            now = clock.now()
            for poll in polls:
                question = words(poll.question)
                actions.open_(poll, closes_at=closes_at or poll.closes_at, by=signed_in(), now=now, keys=keyring())
    except (zones.HourDoesNotExist, rules.ClosesInThePast) as error:
        form.refuse(refusal(cast("Refused", error)), form.closes)
        return False
    except Refused as error:
        form.refuse(f"{question} – {refusal(error)}", form.polls)
        return False
    return True
