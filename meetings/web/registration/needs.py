"""What the registered eat and what access they need: a page and files of their own; each look is noted.

Looking writes a line into the history, so it takes a button: following a link never writes.
"""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.privacy import retention
from meetings.domain.registration import actions_details, details, policy
from meetings.domain.registration import terms as find_terms
from meetings.exports import tables
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Meeting
from meetings.models.registration_details import Needs
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.private import no_store
from meetings.web.registration import strands
from meetings.web.viewer import signed_in

bp = Blueprint("registration_needs", __name__, url_prefix="/meetings/<slug>/registrations/needs")
bp.after_request(no_store)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_read_needs, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Say how many have said something; on POST, note that the reader looks, and show it."""
    found = _read(meeting, "page") if request.method == "POST" else None
    return render_template(
        "registration_needs/index.html",
        meeting=meeting,
        number=details.number_of_needs(meeting),
        needs=found,
        asked=find_terms.terms_of(meeting).needs,
        days=retention.periods()["needs"],
    )


@bp.route("/file/", methods=["POST"])
@authorize(policy.can_read_needs, loaders.meeting)
def file(meeting: Meeting) -> ResponseReturnValue:
    """Note that the reader takes it away, and give it as a file."""
    ending = request.form.get("form", "")
    if ending not in ("csv", "xlsx"):
        abort(400)
    found = _read(meeting, ending)
    name = f"{meeting.slug}-needs.{ending}"
    if ending == "csv":
        return attachment(tables.csv_bytes(_header(), _rows(found)), name, CSV)
    sheet = tables.Sheet(_("Needs"), _header(), _rows(found))
    return attachment(tables.workbook([sheet], title=words(meeting.title), made_at=clock.now()), name, XLSX)


def _read(meeting: Meeting, form: str) -> Sequence[Needs]:
    with transaction():
        return actions_details.read_needs(meeting, form, by=signed_in(), now=clock.now())


def _header() -> list[str]:
    return [_("Name"), _("Organisation"), _("Session"), _("Dietary needs"), _("Access needs")]


def _rows(found: Sequence[Needs]) -> list[tables.Row]:
    return [
        (
            one.registration.person.name,
            words(one.registration.organisation.name) if one.registration.organisation else "",
            strands.words(one.registration),
            one.diet,
            one.access,
        )
        for one in found
    ]
