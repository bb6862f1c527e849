"""The record of a meeting, read on the page and as a Word file."""

from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from meetings.core.bilingual import other
from meetings.core.later import Later
from meetings.domain.meeting import policy as meetings
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.outcome import rules as outcomes
from meetings.domain.record import policy, rules
from meetings.exports import words
from meetings.i18n import language
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import DOCX, attachment
from meetings.web.record import page as pages
from meetings.web.record import printing
from meetings.web.viewer import viewer

if TYPE_CHECKING:
    from meetings.exports import record_docx
else:
    record_docx = Later("meetings.exports.record_docx")

bp = Blueprint("record", __name__, url_prefix="/meetings")


@bp.route("/<slug>/record/")
@authorize(meetings.can_read_papers, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show the record in one language or in both, or say when it can be expected."""
    page = pages.of_reader(meeting)
    if page is None:
        return _none(meeting)
    return render_template(
        "record/show.html",
        page=page,
        meeting=meeting,
        title=pages.heading(meeting, language()),
        title_elsewhere=pages.heading(meeting, other(language())),
        fixed=words,
        outcomes=outcomes,
    )


def _none(meeting: Meeting) -> ResponseReturnValue:
    expected = rules.expected_on(find_meetings.sessions_of(meeting), pages.today())
    may_write = policy.can_write(viewer(), meeting)
    return render_template("record/_none.html", meeting=meeting, expected=expected, may_write=may_write), 404


@bp.route("/<slug>/record.docx")
@authorize(meetings.can_read_papers, loaders.meeting)
def docx(meeting: Meeting) -> ResponseReturnValue:
    """Send the record as a Word file in the languages asked for."""
    page = pages.of_reader(meeting)
    if page is None:
        abort(404)
    data = record_docx.record_docx(printing.values(page), languages=page.languages)
    name = f"{page.symbol.replace('/', '-')}-{'-'.join(page.languages).upper()}.docx"
    return attachment(data, name, DOCX)
