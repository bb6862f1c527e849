"""The result of a poll as files to be sent on: PDF and Word, and its picture as SVG and PNG."""

from typing import TYPE_CHECKING

from flask import Blueprint
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.later import Later
from meetings.domain.poll import policy
from meetings.exports import pdf, poll_picture
from meetings.i18n import language
from meetings.models.poll import Poll
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import DOCX, PDF, attachment
from meetings.web.poll import export, printing
from meetings.web.poll.results_page import ResultPage, result_page
from meetings.web.viewer import viewer, zone

if TYPE_CHECKING:
    from meetings.exports import poll_docx
else:
    poll_docx = Later("meetings.exports.poll_docx")

bp = Blueprint("poll_files", __name__)


def _page(poll: Poll) -> ResultPage:
    return result_page(poll, viewer(), now=clock.now())


@bp.route("/polls/<int:poll_id>/results.pdf")
@authorize(policy.can_see_result, loaders.poll)
def results_pdf(poll: Poll) -> ResponseReturnValue:
    """Give the result as a PDF file."""
    page = _page(poll)
    printed = printing.values(page, zone=zone())
    data = pdf.pdf("poll", printed, languages=[language()], modified=printed.modified)
    return attachment(data, export.filename(page, "pdf"), PDF)


@bp.route("/polls/<int:poll_id>/results.docx")
@authorize(policy.can_see_result, loaders.poll)
def results_docx(poll: Poll) -> ResponseReturnValue:
    """Give the result as a Word file."""
    page = _page(poll)
    data = poll_docx.result_docx(printing.values(page, zone=zone()))
    return attachment(data, export.filename(page, "docx"), DOCX)


@bp.route("/polls/<int:poll_id>/results.svg")
@authorize(policy.can_see_result, loaders.poll)
def results_svg(poll: Poll) -> ResponseReturnValue:
    """Give the picture of the result, that of the chamber too where names may be seen, as SVG."""
    page = _page(poll)
    return attachment(printing.picture(page, zone=zone()), export.filename(page, "svg"), "image/svg+xml")


@bp.route("/polls/<int:poll_id>/results.png")
@authorize(policy.can_see_result, loaders.poll)
def results_png(poll: Poll) -> ResponseReturnValue:
    """Give the same picture as PNG."""
    page = _page(poll)
    drawn = poll_picture.png(printing.picture(page, zone=zone()))
    return attachment(drawn, export.filename(page, "png"), "image/png")
