"""Planning the next meeting of a series: a day is given, everything is proposed on one page, then adjusted."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, dates
from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import NumberTaken
from meetings.domain.series import actions, actions_copying, policy, queries
from meetings.domain.series.proposals import proposal
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Meeting, Series
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.meeting import planning
from meetings.web.meeting.clash_page import ClashPage
from meetings.web.meeting.forms import HIGHEST_NUMBER
from meetings.web.meeting.session_forms import name_sessions
from meetings.web.series.plan_forms import CopyForm, DayForm, NextForm, shown
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("series_plan", __name__)


@bp.route("/series/<series_slug>/next/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.series)
def new(series: Series) -> ResponseReturnValue:
    """Ask for the first day, show what the series proposes for it, and plan the meeting as a draft."""
    first, number = dates.day_from(request.args.get("on", "")), _number(series)
    if first is None:
        return _ask(series)
    found = proposal(series, number, first)
    form = NextForm(data=shown(found, house.zone()))
    del form.series, form.region
    name_sessions(form.sessions)
    if planning.adds_a_session(form):
        return _shown(series, form, first, None)
    if not planning.looks(form) and form.submitted() and planning.owns_rows(form, None, planning.gone()):
        try:
            with transaction():
                plan = form.plan(series)
                made = actions.plan(
                    plan, form.sittings(), form.agenda(), form.closings(), by=signed_in(), now=clock.now()
                )
        except Refused as error:
            planning.refuse(form, error)
        else:
            flash(_("%(title)s is planned as a draft. Only the secretariat sees it.", title=words(made.title)))
            return redirect(url_for("meeting_manage.check", slug=made.slug), 303)
    clashes = planning.clashes(form, host=series.holidays)
    return _shown(series, form, first, clashes), 422 if form.problems() else 200


@bp.route("/meetings/<slug>/duplicate/", methods=["GET", "POST"])
@authorize(policy.can_copy, loaders.meeting)
def copy(meeting: Meeting) -> ResponseReturnValue:
    """Ask for day and number and what comes along, and plan another meeting after the model of this one."""
    wanted = {"number": meetings.next_number(meeting.series), "sittings": True, "breakouts": True, "agenda": True}
    form = CopyForm(data=wanted)
    if form.submitted():
        number = form.number.data or meetings.next_number(meeting.series)
        try:
            with transaction():
                made = actions_copying.duplicate(
                    meeting, number, form.on.data, form.wanted(), by=signed_in(), now=clock.now()
                )
        except Refused as error:
            form.refuse(refusal(error), *([form.number] if isinstance(error, NumberTaken) else []))
        else:
            flash(_("%(title)s is planned as a draft. Only the secretariat sees it.", title=words(made.title)))
            return redirect(url_for("meeting_manage.check", slug=made.slug), 303)
    return render_template("series_plan/copy.html", meeting=meeting, form=form), 422 if form.problems() else 200


def _number(series: Series) -> int:
    """Return the number that the address asks for, or the next one."""
    return as_integer(request.args.get("number", ""), 1, HIGHEST_NUMBER) or meetings.next_number(series)


def _ask(series: Series) -> ResponseReturnValue:
    """Ask for the first day; what is no day is said at the field."""
    form = DayForm(request.args if "on" in request.args else None, meta={"csrf": False})
    if "on" in request.args:
        form.validate()
    elif form.number.data is None:
        form.number.data = meetings.next_number(series)
    latest = next(iter(queries.latest(series)), None)
    sessions = meetings.sessions_of(latest) if latest else ()
    page = render_template("series_plan/new.html", series=series, form=form, latest=latest, sessions=sessions)
    return page, 422 if form.problems() else 200


def _shown(series: Series, form: NextForm, first: date, clashes: ClashPage | None) -> str:
    return render_template("series_plan/_proposal.html", series=series, form=form, first=first, clashes=clashes)
