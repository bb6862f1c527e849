"""Voting, following who has voted, and results."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.poll import actions, policy, queries, rules
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.poll import export
from meetings.web.poll.forms import BallotForm
from meetings.web.poll.page import list_page, result_page, vote_page
from meetings.web.viewer import signed_in, viewer, zone
from meetings.web.wording import refusal

bp = Blueprint("poll", __name__)


@bp.route("/meetings/<slug>/polls/")
@authorize(policy.can_list, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """List the polls of a meeting, open ones first, closed ones with their outcome."""
    return render_template("poll/index.html", page=list_page(meeting, viewer(), now=clock.now()))


@bp.route("/polls/<int:poll_id>/")
@authorize(policy.can_see, loaders.poll)
def show(poll: Poll) -> ResponseReturnValue:
    """Show the ballot to those who have one, and who has voted."""
    return _vote_page(poll, BallotForm(formdata=None))


@bp.route("/polls/<int:poll_id>/", methods=["POST"])
@authorize(policy.can_vote, loaders.poll)
def cast(poll: Poll) -> ResponseReturnValue:
    """Cast or replace the ballot of the viewer's administration, then show that it is in."""
    form = BallotForm().offer(queries.options(poll))
    if form.submitted():
        try:
            with transaction():
                _cast(poll, form)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            return redirect(url_for(".show", poll_id=poll.id), 303)
    return _vote_page(poll, form)


def _cast(poll: Poll, form: BallotForm) -> None:
    person = signed_in()
    nomination = queries.nomination_at(poll.meeting, person, now=clock.now())
    if nomination is None:
        raise rules.NotEntitled
    actions.cast(poll, nomination.organisation, form.option.data, by=person, clock=clock.now)


def _vote_page(poll: Poll, form: BallotForm) -> ResponseReturnValue:
    page = vote_page(poll, viewer(), zone=zone(), now=clock.now())
    html = render_template("poll/show.html", page=page, form=form.offer(page.options))
    return html, 422 if form.problems() else 200


@bp.route("/polls/<int:poll_id>/results/")
@authorize(policy.can_see, loaders.poll)
def results(poll: Poll) -> ResponseReturnValue:
    """Show the result of a closed poll; before that, lead back to the poll."""
    if not policy.can_see_result(viewer(), poll):
        return redirect(url_for(".show", poll_id=poll.id), 303)
    return render_template("poll/results.html", page=result_page(poll, viewer(), now=clock.now()))


@bp.route("/polls/<int:poll_id>/results.xlsx")
@authorize(policy.can_see_result, loaders.poll)
def results_xlsx(poll: Poll) -> ResponseReturnValue:
    """Give the result as a workbook."""
    page = result_page(poll, viewer(), now=clock.now())
    return attachment(export.as_workbook(page, zone=zone()), export.filename(page, "xlsx"), XLSX)


@bp.route("/polls/<int:poll_id>/results.csv")
@authorize(policy.can_see_result, loaders.poll)
def results_csv(poll: Poll) -> ResponseReturnValue:
    """Give the totals as comma-separated values."""
    page = result_page(poll, viewer(), now=clock.now())
    return attachment(export.as_csv(page), export.filename(page, "csv"), CSV)
