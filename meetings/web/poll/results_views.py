"""Showing results, letting others see them, and ending a tie."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.poll import actions_tie, policy, rules
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.poll import Poll
from meetings.web import live, loaders
from meetings.web.authorize import authorize
from meetings.web.fields import NumberChoice
from meetings.web.forms import Form, needed
from meetings.web.poll import live_page, state_words
from meetings.web.poll.results_page import ResultPage, result_page
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import refusal

bp = Blueprint("poll_result", __name__)


class TieForm(Form):
    """One of the options that are tied."""

    option = NumberChoice(_l("What the lot fell on, or what the chair decided"), [needed(_l("Choose one of them."))])
    #: How many ties had been ended when the form was made.
    seen = HiddenField()

    def counted(self) -> int:
        """Return how many ties had been ended; nothing that could be where the form says no number."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 4 else -1

    def offer(self, page: ResultPage) -> "TieForm":
        """Offer the options that are tied."""
        tied = page.said.tied.options if page.said.tied else ()
        self.option.offer([(number, words(page.texts[number].text)) for number in tied])
        if not self.is_submitted():
            self.seen.data = str(len(page.poll.lots))
        return self


def results_shown(poll: Poll, form: TieForm | None = None) -> ResponseReturnValue:
    """Show the result of *poll*, what is known of it so far, or why there is none; else lead to the poll."""
    if policy.can_see_result(viewer(), poll):
        page = result_page(poll, viewer(), now=clock.now())
        form = (form or TieForm(formdata=None)).offer(page)
        html = render_template("poll/results.html", page=page, form=form)
        return html, 422 if form.problems() else 200
    if policy.can_follow(viewer(), poll):
        now = clock.now()
        tag = live_page.tag(poll, viewer(), now=now)
        return render_template("poll/_so_far.html", page=live_page.live_page(poll, now=now), tag=tag)
    if poll.state in rules.RUNNING or poll.closed_at is None:
        return redirect(url_for("poll.show", poll_id=poll.id), 303)
    return render_template("poll/_no_result.html", poll=poll, why=state_words.why_hidden(poll))


@bp.route("/polls/<int:poll_id>/results/part/")
@authorize(policy.can_see, loaders.poll)
def part(poll: Poll) -> ResponseReturnValue:
    """Give the figures so far, and from the closing on the result, or why there is none for the reader."""
    now = clock.now()
    return live.part(live_page.tag(poll, viewer(), now=now), lambda: _part(poll, now))


def _part(poll: Poll, now: datetime) -> str:
    if policy.can_see_result(viewer(), poll):
        page = result_page(poll, viewer(), now=now)
        return render_template("poll/_result.html", page=page, form=TieForm(formdata=None).offer(page))
    if policy.can_follow(viewer(), poll):
        return render_template("poll/_figures.html", page=live_page.live_page(poll, now=now))
    return render_template("poll/_why.html", poll=poll, why=state_words.why_hidden(poll))


@bp.route("/polls/<int:poll_id>/results/tie/", methods=["POST"])
@authorize(policy.can_manage, loaders.poll)
def settle(poll: Poll) -> ResponseReturnValue:
    """Keep how a tie was ended."""
    if not policy.can_see_result(viewer(), poll):
        return redirect(url_for("poll.results", poll_id=poll.id), 303)
    form = TieForm().offer(result_page(poll, viewer(), now=clock.now()))
    if form.submitted():
        try:
            with transaction():
                _settle(poll, form)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("It is kept how the tie was ended. The result below takes it into account."))
            return redirect(url_for("poll.results", poll_id=poll.id), 303)
    return results_shown(poll, form)


def _settle(poll: Poll, form: TieForm) -> None:
    actions_tie.settle_tie(poll, form.option.data, seen=form.counted(), by=signed_in(), now=clock.now())


@bp.route("/polls/<int:poll_id>/results/tie/undo/", methods=["POST"])
@authorize(policy.can_manage, loaders.poll)
def reopen(poll: Poll) -> ResponseReturnValue:
    """Take back how the last tie was ended."""
    try:
        with transaction():
            actions_tie.reopen_tie(poll, seen=TieForm().counted(), by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error))
    else:
        flash(_("It is taken back. The tie waits again; the history of the meeting keeps both."))
    return redirect(url_for("poll.results", poll_id=poll.id), 303)
