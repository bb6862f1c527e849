"""Hands out the pictures of options to those who may see the poll."""

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from meetings.domain.poll import policy, queries
from meetings.models.meeting import Visibility
from meetings.models.poll import Poll
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import SANDBOX

bp = Blueprint("poll_picture", __name__)


@bp.route("/polls/<int:poll_id>/options/<int:option_id>/picture.jpg")
@authorize(policy.can_see, loaders.poll)
def show(poll: Poll, option_id: int) -> ResponseReturnValue:
    """Show the picture of an option; browsers keep it, and of a meeting that is not public they ask again."""
    option = loaders.found(queries.option(poll, loaders.numbered(option_id)))
    if not option.image_key:
        abort(404)
    try:
        with current_app.extensions["storage"].open(option.image_key) as file:
            response = Response(file.read(), mimetype="image/jpeg")
    except FileNotFoundError:
        abort(404)
    public = poll.meeting.visibility is Visibility.PUBLIC
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=86400" if public else "private, no-cache"
    response.set_etag(option.image_key.rpartition("/")[2])
    return response.make_conditional(request)
