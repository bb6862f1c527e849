"""Choosing on which days of a meeting one comes, once one has a place."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.registration import actions, days, policy, queries, rules
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.registration import Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.registration import strands
from meetings.web.registration.choices import choices
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("registration_days", __name__, url_prefix="/meetings/<slug>/registration/days")


manage_bp = Blueprint("registration_days_of", __name__, url_prefix="/meetings/<slug>/registrations")


@manage_bp.route("/<int:registration_id>/days/", methods=["GET", "POST"])
@authorize(policy.can_choose_days_of_others, loaders.registration)
def choose_for(registration: Registration) -> ResponseReturnValue:
    """Show the days of the meeting; on POST, let the holder of a place come on those ticked for them."""
    meeting, back = registration.meeting, url_for("registration_manage.index", slug=registration.meeting.slug)
    held = registration if registration.place in rules.HELD else None
    return page_of(held, "registration_days_of/choose_for.html", by=signed_in(), back=back, meeting=meeting)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_register, loaders.meeting)
def choose(meeting: Meeting) -> ResponseReturnValue:
    """Show the days of the meeting; on POST, let the reader come on those that they ticked."""
    registration, back = queries.of(meeting, signed_in()), url_for("meeting.show", slug=meeting.slug)
    return page_of(registration, "registration_days/choose.html", by=signed_in(), back=back, meeting=meeting)


def page_of(
    registration: Registration | None, template: str, *, by: Person, back: str, meeting: Meeting
) -> ResponseReturnValue:
    """Show the days to the holder of *registration*, or let them come on those ticked and lead *back*."""
    form, now = Form(), clock.now()
    if registration is None:
        flash(refusal(rules.NotRegistered()), "warn")
        return redirect(back, 303)
    own = registration.person_id == by.id
    sessions, covered = meetings.sessions_of(meeting), days.covered(registration)
    is_open = takes_registrations(meeting, sessions, now) or registration.session.cancelled_at is not None
    begun = [one for one in covered if one.cancelled_at is None and days.stays(one, sessions, now)]
    offered = [one for one in sessions if one not in begun and (is_open or one in covered)]
    shown = choices(meeting, offered, now=now)
    if form.submitted():
        wanted, before = strands.chosen_days(shown), {row.id: row.revision for row in days.rows_of(registration)}
        if not wanted and not begun:
            form.refuse(strands.missing(shown))
        else:
            try:
                with transaction():
                    actions.move(registration, wanted, by=by, now=now)
            except Refused as error:
                form.refuse(refusal(error))
            else:
                same = before == {row.id: row.revision for row in days.rows_of(registration)}
                said = strands.unchanged if same else strands.moved
                flash(said(registration) if own else strands.chosen_for(registration, same=same))
                return redirect(back, 303)
    page = render_template(
        template,
        meeting=meeting,
        registration=registration,
        form=form,
        strands=strands.offered(shown, sessions, registration),
        begun=begun,
        open=is_open,
        back=back,
    )
    return page, 422 if form.problems() else 200
