"""Agendas as readers see them, on the page and as files."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.text import as_integer
from meetings.domain.agenda import policy
from meetings.domain.meeting import policy as meetings
from meetings.models.agenda import AgendaVersion
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.agenda import page, printing
from meetings.web.authorize import authorize
from meetings.web.downloads import attachment
from meetings.web.record.page import languages_asked
from meetings.web.viewer import viewer

bp = Blueprint("agenda_versions", __name__, url_prefix="/meetings/<slug>")


@bp.route("/agenda/")
@authorize(meetings.can_see, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show the agenda that readers have now."""
    return render_template("agenda_versions/show.html", page=page.of_reader(meeting, viewer(), now=clock.now()))


@bp.route("/agenda/versions/<int:version_number>/")
@authorize(policy.can_read_version, loaders.agenda_version)
def past(agenda_version: AgendaVersion) -> ResponseReturnValue:
    """Show a version of the agenda as it was issued."""
    found = page.of_reader(agenda_version.meeting, viewer(), agenda_version, now=clock.now())
    return render_template("agenda_versions/show.html", page=found)


@bp.route("/agenda.docx")
@authorize(meetings.can_see, loaders.meeting)
def docx(meeting: Meeting) -> ResponseReturnValue:
    """Send the agenda as a Word file in the languages asked for."""
    return _file(meeting, "docx")


@bp.route("/agenda.pdf")
@authorize(meetings.can_see, loaders.meeting)
def pdf(meeting: Meeting) -> ResponseReturnValue:
    """Send the agenda as a PDF file in the languages asked for."""
    return _file(meeting, "pdf")


def _file(meeting: Meeting, ending: str) -> Response:
    """Send the agenda that readers have now, or the version that ``?version=`` asks for."""
    wanted, version = request.args.get("version", ""), None
    if wanted:
        number = as_integer(wanted, 1, loaders.HIGHEST_ID)
        version = loaders.agenda_version(meeting.slug, loaders.found(number))
    found, languages = page.of_reader(meeting, viewer(), version, now=clock.now()), languages_asked()
    make, kind = printing.FILES[ending]
    cited = printing.symbol(meeting, found.agenda).replace("/", "-")
    return attachment(make(found, languages=languages), f"{cited}-{'-'.join(languages).upper()}.{ending}", kind)
