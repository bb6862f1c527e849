"""Pages with which the secretariat keeps the register: organisations, nominations, import of a file."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import number_from
from meetings.core.text import sort_key
from meetings.domain.organisation import actions, import_actions, imports, listing, policy, queries, rules, sheets
from meetings.domain.organisation.import_values import Row
from meetings.extensions import transaction
from meetings.i18n import as_language, words
from meetings.models.organisation import Capacity, Kind, Nomination, Organisation
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.organisation import exporting, upload
from meetings.web.organisation.forms import EndForm, NominationForm, OrganisationForm, UploadForm
from meetings.web.organisation.preview import preview_page
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("organisation_manage", __name__, url_prefix="/organisations")


def _house_zone() -> str:
    zone: str = current_app.extensions["settings"].time_zone
    return zone


def _secret() -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return secret


def _address(organisation: Organisation) -> str:
    return url_for("organisation.show", code=organisation.code.lower())


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_change)
def new() -> ResponseReturnValue:
    """Add an organisation, then show it."""
    form = OrganisationForm()
    form.region.optional = _("None")
    regions = queries.regions()
    form.region.offer(sorted(((region.id, words(region.name)) for region in regions), key=lambda r: sort_key(r[1])))
    if form.submitted():
        try:
            with transaction():
                organisation = _add(form)
        except (rules.CodeTaken, rules.CodeReserved) as error:
            form.refuse(refusal(error), form.code)
        except rules.RegionMissing as error:
            form.refuse(refusal(error), form.region)
        else:
            flash(_("%(name)s is in the register. Record whom it has named.", name=words(organisation.name)))
            return redirect(_address(organisation), 303)
    return render_template("organisation/new.html", form=form), 422 if form.problems() else 200


def _add(form: OrganisationForm) -> Organisation:
    region = next((region for region in queries.regions() if region.id == form.region.data), None)
    return actions.add_organisation(
        form.code.data,
        form.name.data,
        kind=Kind(form.kind.data),
        region=region,
        working_language=as_language(form.working_language.data),
        by=signed_in(),
        now=clock.now(),
    )


@bp.route("/<code>/nominations/new/", methods=["GET", "POST"])
@authorize(policy.can_nominate, loaders.organisation)
def nominate(organisation: Organisation) -> ResponseReturnValue:
    """Record whom an organisation has named."""
    form = NominationForm(
        data={
            "capacity": Capacity.NCP if organisation.kind is Kind.MEMBER else Capacity.DELEGATE,
            "since": clock.today(),
            "language": organisation.working_language,
            "zone": rules.usual_zone(organisation.code, _house_zone()),
        }
    )
    if form.submitted():
        try:
            with transaction():
                nomination = _nominate(form, organisation)
        except (rules.NamedElsewhere, rules.AccountClosed) as error:
            form.refuse(refusal(error), form.email)
        except rules.HeadAlready as error:
            form.refuse(refusal(error), form.capacity)
        except rules.AlreadyNamed as error:
            form.refuse(refusal(error), form.since)
        else:
            flash(_("%(name)s is in the register.", name=nomination.person.name))
            return redirect(_address(organisation), 303)
    shown = render_template("organisation/nominate.html", form=form, organisation=organisation)
    return shown, 422 if form.problems() else 200


def _nominate(form: NominationForm, organisation: Organisation) -> Nomination:
    return actions.name_person(
        organisation,
        form.email.data,
        form.name.data,
        function=form.function.data or "",
        language=as_language(form.language.data),
        zone=form.zone.data,
        capacity=Capacity(form.capacity.data),
        since=form.since.data,
        secret=_secret(),
        by=signed_in(),
        now=clock.now(),
    )


@bp.route("/nominations/<int:nomination_id>/end/", methods=["GET", "POST"])
@authorize(policy.can_end, loaders.nomination)
def end(nomination: Nomination) -> ResponseReturnValue:
    """End a nomination after its last day; the person stays in the register of the past."""
    form = EndForm(data={"last_day": max(clock.today(), nomination.since_on)})
    organisation = nomination.organisation
    if form.submitted():
        try:
            with transaction():
                actions.end_nomination(nomination, last_day=form.last_day.data, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), form.last_day)
        else:
            flash(_("The nomination of %(name)s has its last day.", name=nomination.person.name))
            return redirect(_address(organisation), 303)
    return render_template("organisation/end.html", form=form, nomination=nomination), 422 if form.problems() else 200


@bp.route("/import/", methods=["GET", "POST"])
@authorize(policy.can_change)
def import_() -> ResponseReturnValue:
    """Take a file, and show what it would do before anything is done."""
    form = UploadForm()
    if form.submitted():
        try:
            file = request.files.get("file")
            data = file.stream.read(sheets.BIGGEST + 1) if file else b""
            sheets.read(data)
        except Refused as error:
            form.refuse(refusal(error), form.file)
        else:
            ticket = upload.keep((file.filename if file else "") or "", data, signed_in())
            return redirect(url_for(".preview", ticket=ticket), 303)
    shown = render_template("organisation/import.html", form=form, columns=sheets.Column, heading=sheets.heading)
    return shown, 422 if form.problems() else 200


@bp.route("/import/template.csv")
@authorize(policy.can_change)
def template() -> ResponseReturnValue:
    """Give a file with the headings, to be filled."""
    headers = {"Content-Disposition": 'attachment; filename="register-template.csv"'}
    return Response(exporting.template(), content_type="text/csv; charset=utf-8", headers=headers)


def _judged(data: bytes) -> tuple[Row, ...]:
    on = clock.today()
    return imports.judge(sheets.read(data), listing.known(on=on), on=on, house_zone=_house_zone())


@bp.route("/import/<ticket>/", methods=["GET", "POST"])
@authorize(policy.can_change)
def preview(ticket: str) -> ResponseReturnValue:
    """Show row by row what the file would do; on POST do all of it, or nothing."""
    try:
        waiting = upload.find(ticket, signed_in())
        if request.method == "POST":
            return _import(waiting)
        rows = _judged(waiting.data)
    except Refused as error:
        flash(refusal(error), "bad")
        return redirect(url_for(".import_"), 303)
    return _preview(ticket, waiting.name, rows)


def _preview(ticket: str, name: str, rows: tuple[Row, ...]) -> ResponseReturnValue:
    page = preview_page(
        name, rows, verdict=request.args.get("show", ""), number=number_from(request.args.get("page", ""))
    )
    return render_template("organisation/preview.html", page=page, ticket=ticket)


def _import(waiting: upload.Upload) -> ResponseReturnValue:
    """Judge the file once more against the register as it is now, and take it over."""
    person = signed_in()
    with transaction():
        number = import_actions.apply_import(
            _judged(waiting.data), file_name=waiting.name, secret=_secret(), by=person, now=clock.now()
        )
    upload.forget(person)
    flash(ngettext("%(num)d row was imported.", "%(num)d rows were imported.", number))
    return redirect(url_for("organisation.index"), 303)


@bp.route("/import/forget/", methods=["POST"])
@authorize(policy.can_change)
def forget() -> ResponseReturnValue:
    """Delete the file that waits to be imported."""
    upload.forget(signed_in())
    flash(_("The file has been deleted. Nothing was imported."))
    return redirect(url_for("organisation.index"), 303)
