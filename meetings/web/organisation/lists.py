"""Pages with which the secretariat keeps the kinds of organisation and the regions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.organisation import catalogue, policy, queries, rules
from meetings.domain.organisation.catalogue import Direction, KindDraft
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.organisation import OrganisationKind, Region
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.organisation.forms import KindForm, RegionForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("organisation_lists", __name__, url_prefix="/organisations/lists")


def _back(anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".index", _anchor=anchor), 303)


def _direction() -> Direction:
    return "up" if request.form.get("direction") == "up" else "down"


@bp.route("/")
@authorize(policy.can_change)
def index() -> ResponseReturnValue:
    """Show the kinds with their rights, and the regions, each with how many organisations it has."""
    return render_template(
        "organisation_lists/index.html",
        kinds=queries.kinds(),
        regions=queries.regions(),
        of_kind=queries.users_of_kinds(),
        of_region=queries.users_of_regions(),
    )


def _draft(form: KindForm) -> KindDraft:
    return KindDraft(
        name=form.name.data,
        votes=form.votes.data,
        has_region=form.has_region.data,
        is_country=form.is_country.data,
        names_contact_points=form.names_contact_points.data,
        reads_register=form.reads_register.data,
        attends=form.attends.data,
    )


def _refuse(form: KindForm, error: Refused) -> None:
    places = {rules.CodeTaken: form.code, rules.RegionNeeded: form.has_region, rules.RegionsLacking: form.has_region}
    form.refuse(refusal(error), places[type(error)])


@bp.route("/kinds/new/", methods=["GET", "POST"])
@authorize(policy.can_change)
def new_kind() -> ResponseReturnValue:
    """Add a kind of organisation."""
    form = KindForm(data={"reads_register": True, "attends": True})
    if form.submitted():
        try:
            with transaction():
                kind = catalogue.add_kind(form.code.data, _draft(form), by=signed_in(), now=clock.now())
        except Refused as error:
            _refuse(form, error)
        else:
            flash(_("%(name)s has been added.", name=words(kind.name)))
            return _back("kinds")
    return render_template("organisation_lists/kind.html", form=form, kind=None), 422 if form.problems() else 200


@bp.route("/kinds/<int:kind_id>/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.kind)
def kind(kind: OrganisationKind) -> ResponseReturnValue:
    """Change the name and the rights of a kind."""
    form = KindForm(obj=kind)
    del form.code
    if form.submitted():
        try:
            with transaction():
                catalogue.change_kind(kind, _draft(form), by=signed_in(), now=clock.now())
        except Refused as error:
            lacking = isinstance(error, rules.CountriesLacking)
            form.refuse(refusal(error), form.is_country if lacking else form.has_region)
        else:
            flash(_("%(name)s is saved.", name=words(kind.name)))
            return _back("kinds")
    return render_template("organisation_lists/kind.html", form=form, kind=kind), 422 if form.problems() else 200


@bp.route("/kinds/<int:kind_id>/move/", methods=["POST"])
@authorize(policy.can_keep, loaders.kind)
def move_kind(kind: OrganisationKind) -> ResponseReturnValue:
    """Move a kind up or down."""
    with transaction():
        catalogue.move_kind(kind, _direction(), by=signed_in(), now=clock.now())
    return _back("kinds")


@bp.route("/kinds/<int:kind_id>/remove/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.kind)
def remove_kind(kind: OrganisationKind) -> ResponseReturnValue:
    """Ask whether a kind may go; on POST, remove it."""
    name, why_not = words(kind.name), ""
    if request.method == "POST":
        try:
            with transaction():
                catalogue.remove_kind(kind, by=signed_in(), now=clock.now())
        except Refused as error:
            why_not = refusal(error)
        else:
            flash(_("%(name)s has been removed.", name=name))
            return _back("kinds")
    return render_template("organisation_lists/remove_kind.html", name=name, why_not=why_not), 422 if why_not else 200


@bp.route("/regions/new/", methods=["GET", "POST"])
@authorize(policy.can_change)
def new_region() -> ResponseReturnValue:
    """Add a region after the others."""
    form = RegionForm()
    if form.submitted():
        try:
            with transaction():
                region = catalogue.add_region(form.code.data, form.name.data, by=signed_in(), now=clock.now())
        except rules.CodeTaken as error:
            form.refuse(refusal(error), form.code)
        else:
            flash(_("%(name)s has been added.", name=words(region.name)))
            return _back("regions")
    return render_template("organisation_lists/region.html", form=form, region=None), 422 if form.problems() else 200


@bp.route("/regions/<int:region_id>/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.region)
def region(region: Region) -> ResponseReturnValue:
    """Rename a region."""
    form = RegionForm(obj=region)
    del form.code
    if form.submitted():
        with transaction():
            catalogue.rename_region(region, form.name.data, by=signed_in(), now=clock.now())
        flash(_("%(name)s is saved.", name=words(region.name)))
        return _back("regions")
    return render_template("organisation_lists/region.html", form=form, region=region), 422 if form.problems() else 200


@bp.route("/regions/<int:region_id>/move/", methods=["POST"])
@authorize(policy.can_keep, loaders.region)
def move_region(region: Region) -> ResponseReturnValue:
    """Move a region towards the west or the east."""
    with transaction():
        catalogue.move_region(region, _direction(), by=signed_in(), now=clock.now())
    return _back("regions")


@bp.route("/regions/<int:region_id>/remove/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.region)
def remove_region(region: Region) -> ResponseReturnValue:
    """Ask whether a region may go; on POST, remove it."""
    name, why_not = words(region.name), ""
    if request.method == "POST":
        try:
            with transaction():
                catalogue.remove_region(region, by=signed_in(), now=clock.now())
        except Refused as error:
            why_not = refusal(error)
        else:
            flash(_("%(name)s has been removed.", name=name))
            return _back("regions")
    return render_template("organisation_lists/remove_kind.html", name=name, why_not=why_not), 422 if why_not else 200
