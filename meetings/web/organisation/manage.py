"""Pages with which the secretariat keeps the register: organisations and nominations."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Field

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.organisation import actions, policy, queries, rules
from meetings.extensions import transaction
from meetings.i18n import as_language, words
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.organisation.forms import EndForm, NominationForm, OrganisationForm
from meetings.web.organisation.nominations import succession_page
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("organisation_manage", __name__, url_prefix="/organisations")


def _address(organisation: Organisation) -> str:
    return url_for("organisation.show", code=organisation.code.lower())


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_change)
def new() -> ResponseReturnValue:
    """Add an organisation, then show it."""
    form = OrganisationForm()
    form.offer(queries.kinds(), queries.regions())
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
    return actions.add_organisation(
        form.code.data,
        form.name.data,
        kind=form.kinds[form.kind.data],
        region=queries.region_by_id(form.region.data) if form.region.data else None,
        working_language=as_language(form.working_language.data),
        by=signed_in(),
        now=clock.now(),
    )


@bp.route("/<code>/nominations/new/", methods=["GET", "POST"])
@authorize(policy.can_nominate, loaders.organisation)
def nominate(organisation: Organisation) -> ResponseReturnValue:
    """Record whom an organisation has named."""
    heads = queries.heads_from(organisation, clock.today())
    form = NominationForm(
        data={
            "capacity": organisation.kind.usual_capacity,
            "since": clock.today(),
            "language": organisation.working_language,
            "zone": rules.usual_zone(organisation.code, house.zone()),
        }
    )
    form.offer(organisation, heads)
    if "back" not in request.form and form.submitted():
        former = next((head for head in heads if head.id == form.replaces.data), None)
        if former and form.capacity.data == Capacity.HEAD and "confirmed" not in request.form:
            return succession_page(form, organisation, former)
        try:
            with transaction():
                nomination = _nominate(form, organisation, former)
        except Refused as error:
            form.refuse(refusal(error), _place(form, error))
        else:
            flash(_("%(name)s is in the register.", name=nomination.person.name))
            return redirect(_address(organisation), 303)
    shown = render_template(
        "organisation/nominate.html", form=form, organisation=organisation, heads=heads, former=None
    )
    return shown, 422 if form.problems() else 200


def _place(form: NominationForm, error: Refused) -> Field:
    """Return the field at which to say why a nomination was refused."""
    if isinstance(error, rules.NamedElsewhere | rules.AccountClosed):
        return form.email
    if isinstance(error, rules.HeadAlready | rules.OnlyContactPoints | rules.CapacityNotOffered):
        return form.capacity
    return form.until if isinstance(error, rules.EndsBeforeItBegins) else form.since


def _nominate(form: NominationForm, organisation: Organisation, former: Nomination | None) -> Nomination:
    return actions.name_person(
        organisation,
        form.email.data,
        form.name.data,
        function=form.function.data or "",
        language=as_language(form.language.data),
        zone=form.zone.data,
        capacity=Capacity(form.capacity.data),
        since=form.since.data,
        until=form.until.data,
        succeeds=former,
        stays=form.stays.data,
        secret=house.secret(),
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
                actions.end_nomination(
                    nomination,
                    last_day=form.last_day.data,
                    vacant=form.vacant.data,
                    by=signed_in(),
                    now=clock.now(),
                )
        except Refused as error:
            vacant = isinstance(error, rules.SeatBecomesVacant)
            form.refuse(refusal(error), form.vacant if vacant else form.last_day)
        else:
            flash(_("The nomination of %(name)s has its last day.", name=nomination.person.name))
            return redirect(_address(organisation), 303)
    own = nomination.capacity is Capacity.HEAD and nomination.person_id == signed_in().id
    shown = render_template("organisation/end.html", form=form, nomination=nomination, own=own)
    return shown, 422 if form.problems() else 200
