"""Voting, following who has voted, and results."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.poll import offers, policy
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.poll import export
from meetings.web.poll import slip as slips
from meetings.web.poll.cast_page import cast_page
from meetings.web.poll.handing_in import hand_in, take
from meetings.web.poll.page import list_page
from meetings.web.poll.results_page import result_page
from meetings.web.poll.results_views import results_shown
from meetings.web.poll.slip import Slip
from meetings.web.poll.voting import vote_page
from meetings.web.viewer import signed_in, viewer, zone

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
    return _vote_page(poll)


@bp.route("/polls/<int:poll_id>/", methods=["POST"])
@authorize(policy.can_vote, loaders.poll)
def cast(poll: Poll) -> ResponseReturnValue:
    """Cast or replace the ballot of the viewer's administration, and answer with its number or receipt.

    The answer is a page, at every level: a receipt that waited for another request would have to be kept. Sent again
    by a reload, the form is known by its random name and changes nothing.
    """
    slip = slips.posted(poll, offers.of(poll), request.form)
    if not slip.holds():
        return _vote_page(poll, slip)
    taken = take(slip, lambda: hand_in(poll, None, slip))
    if taken is None:
        return _vote_page(poll, slip)
    page = cast_page(poll, slip.options, taken, signed_in(), now=clock.now())
    return render_template("poll/cast.html", page=page)


def _vote_page(poll: Poll, slip: Slip | None = None) -> ResponseReturnValue:
    page = vote_page(poll, viewer(), zone=zone(), now=clock.now())
    if slip:
        slip.options = page.options
    html = render_template("poll/show.html", page=page, slip=slip or page.slip())
    return html, 422 if slip else 200


@bp.route("/polls/<int:poll_id>/results/")
@authorize(policy.can_see, loaders.poll)
def results(poll: Poll) -> ResponseReturnValue:
    """Show the result of a poll, or why there is none for the reader; while it takes ballots lead back to it."""
    return results_shown(poll)


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
    return attachment(export.as_csv(page, zone=zone()), export.filename(page, "csv"), CSV)
