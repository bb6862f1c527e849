"""The register of Members and other organisations: the list, one organisation, files of what a filter leaves."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.paging import number_from
from meetings.domain.organisation import entries, policy
from meetings.exports import vcard
from meetings.models.organisation import Capacity, Organisation
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.organisation import exporting, page
from meetings.web.organisation.listing import STATE_WORDS, Wanted, chosen
from meetings.web.reading import note_export, note_reading
from meetings.web.viewer import signed_in

bp = Blueprint("organisation", __name__, url_prefix="/organisations")


@bp.route("/")
@authorize(policy.can_read)
def index() -> ResponseReturnValue:
    """Show the register: figures, chamber, and the rows that the filter leaves; to some only their organisation."""
    if not policy.can_read_all(signed_in()):
        return redirect(url_for(".show", code=page.home_of(signed_in(), on=clock.today())), 303)
    shown = page.register_page(
        signed_in(),
        Wanted.read(request.args),
        number=number_from(request.args.get("page", "")),
        everything=request.args.get("all") == "1",
        on=clock.today(),
    )
    return render_template("organisation/index.html", page=shown, states=STATE_WORDS, capacities=list(Capacity))


@bp.route("/<code>/")
@authorize(policy.can_see, loaders.organisation)
def show(organisation: Organisation) -> ResponseReturnValue:
    """Show one organisation and whom it has named, now and before."""
    note_reading()
    return render_template(
        "organisation/show.html",
        page=page.organisation_page(
            organisation,
            signed_in(),
            everything=request.args.get("meetings") == "all",
            on=clock.today(),
            now=clock.now(),
        ),
    )


@bp.route("/export.csv")
@authorize(policy.can_change)
def export_csv() -> ResponseReturnValue:
    """Give what the filter leaves as a file that can be imported again."""
    wanted = Wanted.read(request.args)
    rows = exporting.rows(chosen(entries.listing(on=clock.today()), wanted), entries.contacts(), wanted)
    return _file(exporting.as_csv(rows), CSV, "csv", len(rows), wanted)


@bp.route("/export.xlsx")
@authorize(policy.can_change)
def export_xlsx() -> ResponseReturnValue:
    """Give what the filter leaves as a workbook."""
    wanted = Wanted.read(request.args)
    rows = exporting.rows(chosen(entries.listing(on=clock.today()), wanted), entries.contacts(), wanted)
    return _file(exporting.as_workbook(rows, title=_("Register")), XLSX, "xlsx", len(rows), wanted)


@bp.route("/states.xlsx")
@authorize(policy.can_change)
def export_states() -> ResponseReturnValue:
    """Give the organisations that the filter leaves with their states: vacant, stale."""
    wanted = Wanted.read(request.args)
    found = chosen(entries.listing(on=clock.today()), wanted)
    return _file(exporting.states(found, title=_("Organisations")), XLSX, "states.xlsx", len(found), wanted)


@bp.route("/export.vcf")
@authorize(policy.can_change)
def export_vcf() -> ResponseReturnValue:
    """Give the people whom the filter leaves as vCards for an address book."""
    wanted = Wanted.read(request.args)
    found = chosen(entries.listing(on=clock.today()), wanted)
    cards, number = exporting.as_vcards(found, entries.contacts(), wanted)
    return _file(cards, vcard.CONTENT_TYPE, "vcf", number, wanted)


def _file(data: bytes, content_type: str, ending: str, rows: int, wanted: Wanted) -> Response:
    """Answer with a file to keep, named after today; the history says who took how much of the register away."""
    if request.method != "HEAD":
        note_export(ending, rows, words=bool(wanted.words), **wanted.choices)
    name = f"register-{clock.today().isoformat()}.{ending}"
    return attachment(data, name, content_type)
