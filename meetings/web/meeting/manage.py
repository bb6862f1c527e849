"""Pages for the secretariat: series, plan, check and announcement, cancellation, history."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.paging import number_from
from meetings.core.text import printable
from meetings.domain.audit import queries as audit
from meetings.domain.meeting import actions, policy, queries, rules
from meetings.domain.parity import actions as parity
from meetings.domain.registration import actions as registrations
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Meeting, Series
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.meeting import check_page, planning
from meetings.web.meeting.forms import CancelForm, PlanForm, SeriesForm, WaiverForm
from meetings.web.meeting.wording import reason, told
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("meeting_manage", __name__, url_prefix="/meetings")


def _status(form: PlanForm | SeriesForm | CancelForm | WaiverForm) -> int:
    return 422 if form.problems() else 200


@bp.route("/series/new/", methods=["GET", "POST"])
@authorize(policy.can_begin_series)
def series() -> ResponseReturnValue:
    """Begin a series of meetings; then plan its first one."""
    form = SeriesForm()
    if form.submitted():
        try:
            with transaction():
                begun = _begin(form)
        except rules.SlugTaken as error:
            taken = form.slug if queries.series_by_slug(form.slug.data) else form.symbol
            form.refuse(refusal(error), taken)
        else:
            flash(_("The series has begun. Plan its first meeting."))
            return redirect(url_for(".new", series=begun.slug), 303)
    return render_template("meeting/series.html", form=form), _status(form)


def _begin(form: SeriesForm) -> Series:
    return actions.begin_series(form.slug.data, form.symbol.data, form.name.data, by=signed_in(), now=clock.now())


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_plan)
def new() -> ResponseReturnValue:
    """Plan a meeting as a draft; without a series, lead to its form first."""
    if not queries.all_series():
        flash(_("Every meeting belongs to a series, such as NCP Plenary. Begin the first one here."))
        return redirect(url_for(".series"), 303)
    form = planning.new_form(zone=house.zone(), wanted=printable(request.args.get("series", "")))
    kept = planning.offered()
    if planning.adds_a_session(form):
        return render_template("meeting/new.html", form=form, kept=kept, clashes=None)
    if not planning.looks(form) and form.submitted() and planning.owns_rows(form, None, planning.gone()):
        try:
            with transaction():
                meeting = actions.plan(planning.plan(form), form.sittings(), by=signed_in(), now=clock.now())
        except Refused as error:
            planning.refuse(form, error)
        else:
            flash(_("The draft is saved. Only the secretariat sees it."))
            return redirect(url_for(".check", slug=meeting.slug), 303)
    html = render_template("meeting/new.html", form=form, kept=kept, clashes=planning.clashes(form))
    return html, _status(form)


@bp.route("/<slug>/edit/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def edit(meeting: Meeting) -> ResponseReturnValue:
    """Change the plan of a meeting and its sessions."""
    if meeting.cancelled_at:
        flash(_("The meeting has been cancelled. Its plan can no longer be changed."), "bad")
        return redirect(url_for("meeting.show", slug=meeting.slug), 303)
    form = planning.edit_form(meeting)
    if planning.adds_a_session(form):
        return render_template("meeting/edit.html", form=form, meeting=meeting, clashes=None)
    if (
        not planning.looks(form)
        and form.submitted()
        and planning.owns_rows(form, meeting, planning.gone())
        and _revise(meeting, form)
    ):
        flash(_("The plan is saved."))
        page = "meeting.show" if meeting.announced_at else ".check"
        return redirect(url_for(page, slug=meeting.slug), 303)
    html = render_template("meeting/edit.html", form=form, meeting=meeting, clashes=planning.clashes(form, meeting))
    return html, _status(form)


def _revise(meeting: Meeting, form: PlanForm) -> bool:
    """Write what *form* says; new seats go to the waiting lists. Say whether it was written."""
    now = clock.now()
    try:
        with transaction():
            plan, seen = planning.plan(form, meeting), form.seen.data or ""
            actions.revise(meeting, plan, form.sittings(), seen=seen, by=signed_in(), now=now)
            registrations.fill(meeting, by=signed_in(), now=now)
    except Refused as error:
        planning.refuse(form, error)
        form.seen.data = rules.stamp(meeting)
        return False
    return True


@bp.route("/<slug>/check/")
@authorize(policy.can_manage, loaders.meeting)
def check(meeting: Meeting) -> ResponseReturnValue:
    """Show the plan, what is missing in the other language, and what announcing does."""
    return _checked(meeting, WaiverForm())


@bp.route("/<slug>/announce/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def announce(meeting: Meeting) -> ResponseReturnValue:
    """Show the meeting to its readers; while a language is missing, only with a reason."""
    if request.method == "GET":
        return redirect(url_for(".check", slug=meeting.slug), 303)
    form = WaiverForm()
    if form.submitted():
        try:
            with transaction():
                parity.announce(
                    meeting,
                    form.waiver.data or "",
                    tentative=bool(form.tentative.data),
                    by=signed_in(),
                    now=clock.now(),
                )
        except Refused as error:
            form.refuse(refusal(error), *([form.waiver] if isinstance(error, rules.GapsRemain) else []))
        else:
            flash(_("The meeting is announced. Its readers see it from now on."))
            return redirect(url_for("meeting.show", slug=meeting.slug), 303)
    return _checked(meeting, form)


def _checked(meeting: Meeting, form: WaiverForm) -> ResponseReturnValue:
    page = check_page.of(meeting, now=clock.now())
    return render_template("meeting/check.html", page=page, meeting=meeting, form=form), _status(form)


@bp.route("/<slug>/take-back/", methods=["POST"])
@authorize(policy.can_manage, loaders.meeting)
def take_back(meeting: Meeting) -> ResponseReturnValue:
    """Make an announced meeting a draft again, while nobody is registered."""
    try:
        with transaction():
            registrations.take_back(meeting, by=signed_in(), now=clock.now())
    except Refused as error:
        flash(refusal(error), "bad")
    else:
        flash(_("The meeting is a draft again. Only the secretariat sees it."))
    return redirect(url_for(".check", slug=meeting.slug), 303)


@bp.route("/<slug>/cancel/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def cancel(meeting: Meeting) -> ResponseReturnValue:
    """Ask why the meeting does not take place, and cancel it."""
    form = CancelForm()
    if form.submitted():
        try:
            with transaction():
                actions.cancel(meeting, form.reason.data, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("%(title)s is cancelled.", title=words(meeting.title)))
            return redirect(url_for("meeting.show", slug=meeting.slug), 303)
    number = check_page.told_of_cancellation(meeting)
    return render_template("meeting/cancel.html", form=form, meeting=meeting, told=number), _status(form)


@bp.route("/<slug>/history/")
@authorize(policy.can_manage, loaders.meeting)
def history(meeting: Meeting) -> ResponseReturnValue:
    """Show who did what in the meeting, newest first."""
    page = audit.history(meeting, page=number_from(request.args.get("page", "")))
    return render_template("meeting/history.html", meeting=meeting, page=page, told=told(page.things), reason=reason)
