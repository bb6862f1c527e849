"""Handing out files."""

import io
import logging
from typing import BinaryIO

from flask import Blueprint, Response, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

from meetings.domain.document import policy
from meetings.models.document import DocumentVersion
from meetings.models.meeting import Visibility
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.document import rows
from meetings.web.downloads import SANDBOX

logger = logging.getLogger(__name__)

bp = Blueprint("document", __name__, url_prefix="/meetings/<slug>/documents")

bp.add_app_template_global(rows.halves, "paper_halves")
bp.add_app_template_global(rows.paper_url)


@bp.route("/<int:version_id>/<filename>")
@authorize(policy.can_download, loaders.version)
def download(version: DocumentVersion, filename: str) -> ResponseReturnValue:
    """Hand out one file, always to be saved and never shown.

    *filename* is for people who read addresses; the file is saved under the name that we gave it.
    """
    wanted = request.method != "HEAD" and not request.if_none_match.contains(version.sha256)
    file = _open(version) if wanted else io.BytesIO()
    try:
        response = send_file(
            file,
            mimetype=version.content_type,
            as_attachment=True,
            download_name=version.filename,
            conditional=False,
            etag=False,
        )
        return _described(response, version)
    except BaseException:
        file.close()
        raise


def _open(version: DocumentVersion) -> BinaryIO:
    try:
        file: BinaryIO = current_app.extensions["storage"].open(version.storage_key)
    except FileNotFoundError:
        logger.error("the file of version %d is not in the storage", version.id)
        abort(404)
    return file


def _described(response: Response, version: DocumentVersion) -> Response:
    """Tell the browser what the file is, and answer 304 or a part of it when that is asked for."""
    response.content_length = version.size
    response.set_etag(version.sha256)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    public = version.document.meeting.visibility is Visibility.PUBLIC
    response.headers["Cache-Control"] = "no-cache" if public else "private, no-store"
    response.make_conditional(request, accept_ranges=True, complete_length=version.size)
    return response
