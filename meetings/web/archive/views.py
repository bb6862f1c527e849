"""Past meetings: found by what they were about, and taken home in one file."""

import io
from typing import BinaryIO

from flask import Blueprint, Response, abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.domain.archive import policy
from meetings.domain.meeting import queries, rules
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.archive.bundle import bundle
from meetings.web.archive.page import archive_page, question
from meetings.web.authorize import authorize, everyone
from meetings.web.viewer import viewer

bp = Blueprint("archive", __name__)


@bp.route("/archive/")
@authorize(everyone)
def index() -> ResponseReturnValue:
    """Show the past meetings that the reader may see and asks for."""
    page = archive_page(question(), viewer(), now=clock.now())
    return render_template("archive/index.html", page=page)


@bp.route("/meetings/<slug>/archive.zip")
@authorize(policy.can_take, loaders.meeting)
def zip_file(meeting: Meeting) -> ResponseReturnValue:
    """Send everything that the meeting left in one file; before it is over there is none but for the secretariat."""
    now = clock.now()
    if not rules.is_over(queries.sessions_of(meeting), now) and not policy.can_take_early(viewer(), meeting):
        abort(404)
    return _sent(bundle(meeting, now=now), f"{meeting.slug}.zip")


def _sent(file: BinaryIO, name: str) -> Response:
    """Send *file* piece by piece, and close it afterwards."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if request.method == "HEAD":
        file.close()
        file = io.BytesIO()
    response = send_file(file, mimetype="application/zip", as_attachment=True, download_name=name, conditional=False)
    response.content_length = size
    response.headers["Cache-Control"] = "private, no-store"
    return response
