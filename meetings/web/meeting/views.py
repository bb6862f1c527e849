"""Meetings as readers see them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.meeting import policy
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.authorize import authorize, everyone
from meetings.web.meeting import lists, page
from meetings.web.viewer import viewer

bp = Blueprint("meeting", __name__, url_prefix="/meetings")


@bp.route("/")
@authorize(everyone)
def index() -> ResponseReturnValue:
    """List the meetings to come, and the latest of those held."""
    return render_template("meeting/index.html", page=lists.list_page(viewer(), now=clock.now()))


@bp.route("/<slug>/")
@authorize(policy.can_see, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show one meeting: what is the reader's, what is next, the rest."""
    return render_template("meeting/show.html", page=page.meeting_page(meeting, viewer(), now=clock.now()))
