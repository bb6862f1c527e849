"""The register of Members and other organisations: the list, one organisation, the file."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.paging import number_from
from meetings.domain.organisation import policy
from meetings.models.organisation import Organisation
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.organisation import exporting, page
from meetings.web.organisation.listing import State, Wanted
from meetings.web.viewer import signed_in

bp = Blueprint("organisation", __name__, url_prefix="/organisations")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/")
@authorize(policy.can_read)
def index() -> ResponseReturnValue:
    """Show the register: figures, chamber, and the rows that the filter leaves."""
    shown = page.register_page(
        signed_in(),
        Wanted.read(request.args),
        number=number_from(request.args.get("page", "")),
        everything=request.args.get("all") == "1",
        on=clock.today(),
    )
    return render_template("organisation/index.html", page=shown, State=State)


@bp.route("/<code>/")
@authorize(policy.can_see, loaders.organisation)
def show(organisation: Organisation) -> ResponseReturnValue:
    """Show one organisation and whom it has named, now and before."""
    return render_template(
        "organisation/show.html", page=page.organisation_page(organisation, signed_in(), on=clock.today())
    )


@bp.route("/export.csv")
@authorize(policy.can_change)
def export_csv() -> ResponseReturnValue:
    """Give the register as a file that can be imported again."""
    return _file(exporting.as_csv(on=clock.today()), "text/csv; charset=utf-8", "csv")


@bp.route("/export.xlsx")
@authorize(policy.can_change)
def export_xlsx() -> ResponseReturnValue:
    """Give the register as a workbook."""
    return _file(exporting.as_workbook(on=clock.today(), title=_("Register")), XLSX, "xlsx")


def _file(data: bytes, content_type: str, ending: str) -> Response:
    """Answer with a file to keep, named after today."""
    name = f"register-{clock.today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, content_type=content_type, headers=headers)
