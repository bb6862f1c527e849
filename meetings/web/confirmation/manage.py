"""Pages with which the secretariat asks organisations whether the register is still correct."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import sort_key
from meetings.domain.confirmation import actions, policy, queries, rules
from meetings.domain.organisation import queries as register
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.confirmation import AskState, Campaign
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.confirmation import defaults, exporting, manage_forms, manage_page, wording
from meetings.web.confirmation.manage_forms import CampaignForm, LastDayForm
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.fields import choices
from meetings.web.reading import note_export
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("confirmation_manage", __name__, url_prefix="/campaigns")


def campaign(campaign_id: int) -> Campaign:
    """Return the campaign with this id."""
    return loaders.found(queries.by_id(loaders.numbered(campaign_id)))


def _address(campaign: Campaign) -> str:
    return url_for(".show", campaign_id=campaign.id)


@bp.route("/")
@authorize(policy.can_list)
def index() -> ResponseReturnValue:
    """List the campaigns."""
    now = clock.now()
    return render_template("confirmation_manage/index.html", campaigns=queries.everything(), rules=rules, now=now)


def _form(**shown: Any) -> CampaignForm:
    """Return the form with what the register offers to choose from."""
    form = CampaignForm(data=shown)
    pairs = [(region.code, words(region.name)) for region in register.regions()]
    form.region.choices = choices(sorted(pairs, key=lambda pair: sort_key(pair[1])))
    form.kind.choices = choices([(kind.code, words(kind.name)) for kind in register.kinds()])
    named = [(one.code, words(one.name)) for one in register.everyone()]
    form.chosen.choices = choices(sorted(named, key=lambda pair: sort_key(pair[1])))
    for field in (form.region, form.kind):
        field.validate_choice = form.audience.data == field.name
    return form


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_list)
def new() -> ResponseReturnValue:
    """Prepare a campaign, then see whom it would reach."""
    form = _form(**manage_forms.fresh(clock.today() + timedelta(days=defaults.DAYS)))
    if form.submitted():
        try:
            with transaction():
                made = actions.prepare(form.plan(), zone=house.zone(), by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), form.last_day)
        else:
            return redirect(_address(made), 303)
    return _shown(form, None)


@bp.route("/<int:campaign_id>/edit/", methods=["GET", "POST"])
@authorize(policy.can_run, campaign)
def edit(campaign: Campaign) -> ResponseReturnValue:
    """Rewrite a campaign that has not been sent."""
    form = _form(**manage_forms.typed(campaign))
    if form.submitted():
        try:
            with transaction():
                actions.revise(campaign, form.plan(), zone=house.zone(), by=signed_in(), now=clock.now())
        except rules.CampaignStarted as error:
            form.refuse(refusal(error))
        except Refused as error:
            form.refuse(refusal(error), form.last_day)
        else:
            return redirect(_address(campaign), 303)
    return _shown(form, campaign)


def _shown(form: CampaignForm, campaign: Campaign | None) -> ResponseReturnValue:
    page = render_template("confirmation_manage/edit.html", form=form, campaign=campaign)
    return page, 422 if form.problems() else 200


@bp.route("/<int:campaign_id>/")
@authorize(policy.can_run, campaign)
def show(campaign: Campaign) -> ResponseReturnValue:
    """Show whom a prepared campaign would reach, or how far one is that has been sent."""
    now = clock.now()
    if campaign.started_at is None:
        reach = manage_page.reach(campaign, now=now)
        return render_template("confirmation_manage/_prepared.html", campaign=campaign, reach=reach)
    page = manage_page.campaign_page(campaign, manage_page.Wanted.read(request.args), now=now)
    return render_template(
        "confirmation_manage/show.html", page=page, campaign=campaign, states=AskState, marks=wording.MARKS
    )


@bp.route("/<int:campaign_id>/start/", methods=["POST"])
@authorize(policy.can_run, campaign)
def start(campaign: Campaign) -> ResponseReturnValue:
    """Send the mails."""
    try:
        with transaction():
            actions.start(campaign, secret=house.secret(), by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The campaign has begun. The mails leave within seconds."))
    return redirect(_address(campaign), 303)


@bp.route("/<int:campaign_id>/discard/", methods=["POST"])
@authorize(policy.can_run, campaign)
def discard(campaign: Campaign) -> ResponseReturnValue:
    """Delete a campaign that nobody has heard of."""
    try:
        with transaction():
            actions.discard(campaign, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
        return redirect(_address(campaign), 303)
    flash(_("The campaign is gone. Nobody has been written to."))
    return redirect(url_for(".index"), 303)


@bp.route("/<int:campaign_id>/remind/", methods=["GET", "POST"])
@authorize(policy.can_run, campaign)
def remind(campaign: Campaign) -> ResponseReturnValue:
    """Say how many people would get a reminder, and send it."""
    if request.method == "POST":
        try:
            with transaction():
                number = actions.remind(campaign, by=signed_in(), now=clock.now())
        except Refused as error:
            flash(refusal(error), "bad")
        else:
            flash(ngettext("One person gets a reminder.", "%(num)d people get a reminder.", number))
        return redirect(_address(campaign), 303)
    people = len(queries.silent_people(campaign)) if rules.is_open(campaign, clock.now()) else 0
    return render_template("confirmation_manage/remind.html", campaign=campaign, people=people)


@bp.route("/<int:campaign_id>/extend/", methods=["GET", "POST"])
@authorize(policy.can_run, campaign)
def extend(campaign: Campaign) -> ResponseReturnValue:
    """Give more or less time for answers."""
    form = LastDayForm(data={"last_day": max(campaign.last_day, clock.today()) + timedelta(days=7)})
    if form.submitted():
        try:
            with transaction():
                actions.extend(campaign, form.last_day.data, zone=house.zone(), by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error), form.last_day)
        else:
            flash(_("Answers are taken until the new day. The links that were sent go on working."))
            return redirect(_address(campaign), 303)
    shown = render_template("confirmation_manage/extend.html", form=form, campaign=campaign)
    return shown, 422 if form.problems() else 200


@bp.route("/<int:campaign_id>/end/", methods=["GET", "POST"])
@authorize(policy.can_run, campaign)
def end(campaign: Campaign) -> ResponseReturnValue:
    """End a campaign before its time, after a question."""
    if request.method != "POST":
        return render_template("confirmation_manage/end.html", campaign=campaign)
    try:
        with transaction():
            actions.end(campaign, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The campaign has ended. Its links no longer work."))
    return redirect(_address(campaign), 303)


@bp.route("/<int:campaign_id>/answers.csv")
@authorize(policy.can_run, campaign)
def export_csv(campaign: Campaign) -> ResponseReturnValue:
    """Give the table as CSV."""
    rows = _rows(campaign)
    data = exporting.as_csv(rows, zone=house.zone())
    note_export("csv", len(rows), campaign=campaign.id)
    return _file(campaign, data, CSV, "csv")


@bp.route("/<int:campaign_id>/answers.xlsx")
@authorize(policy.can_run, campaign)
def export_xlsx(campaign: Campaign) -> ResponseReturnValue:
    """Give the table as a workbook."""
    rows = _rows(campaign)
    data = exporting.as_workbook(campaign, rows, zone=house.zone())
    note_export("xlsx", len(rows), campaign=campaign.id)
    return _file(campaign, data, XLSX, "xlsx")


def _rows(campaign: Campaign) -> list[manage_page.AskRow]:
    """Return what the filter of the page leaves."""
    return manage_page.chosen(manage_page.ask_rows(campaign, now=clock.now()), manage_page.Wanted.read(request.args))


def _file(campaign: Campaign, data: bytes, kind: str, ending: str) -> Response:
    name = f"campaign-{campaign.id}-{clock.today().isoformat()}.{ending}"
    return attachment(data, name, kind)
