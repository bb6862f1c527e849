"""Taking a place, moving to another session, giving the place up."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.organisation import queries as organisations
from meetings.domain.registration import actions, policy, queries, rules
from meetings.domain.registration import terms as find_terms
from meetings.domain.registration.terms import Room
from meetings.extensions import transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.registration import entering, strands
from meetings.web.registration.choices import choices, preferred
from meetings.web.registration.entry import EntryForm, entry_form
from meetings.web.registration.forms import SessionForm
from meetings.web.registration.plate import bar
from meetings.web.registration.strands import given, moved, unchanged
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("registration", __name__, url_prefix="/meetings/<slug>/registration")


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_register, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Show the sessions to choose from; on POST, take a place, or show the one that is there already."""
    held = queries.of(meeting, signed_in())
    if held:
        flash(unchanged(held))
        return _back(meeting)
    room = find_terms.room(meeting)
    form = entry_form(entering.asking(meeting, room))
    if form.submitted() and _registers(meeting, form, has_details=room.has_details):
        return _back(meeting)
    return _choose(meeting, room, form)


def _registers(meeting: Meeting, form: EntryForm, *, has_details: bool) -> bool:
    """Take a place for the reader, or refuse *form*; a second press of the button finds the first one's place."""
    offered = choices(meeting, meetings.sessions_of(meeting), now=clock.now())
    sessions = strands.chosen(form, offered)
    if not sessions:
        form.refuse(strands.missing(offered), form.session)
        return False
    try:
        made = entering.take(form, meeting, signed_in(), sessions, has_details=has_details, now=clock.now())
    except rules.AlreadyRegistered:
        flash(unchanged(loaders.found(queries.of(meeting, signed_in()))))
    except Refused as error:
        form.refuse(refusal(error))
        return False
    else:
        flash(given(made))
    return True


def _choose(meeting: Meeting, room: Room, form: EntryForm) -> ResponseReturnValue:
    now = clock.now()
    sessions, viewer = meetings.sessions_of(meeting), signed_in()
    is_open = takes_registrations(meeting, sessions, now)
    nomination = organisations.nomination_of(viewer, on=now.date())
    barred = bar(meeting, viewer, nomination, room.terms) if is_open else None
    offered = choices(meeting, sessions, room=room, now=now) if is_open and not barred else ()
    page = render_template(
        "registration/new.html",
        meeting=meeting,
        form=form,
        choices=offered,
        strands=strands.offered(offered, sessions),
        chosen=form.session.data if form.is_submitted() else preferred(offered),
        barred=barred,
        needs_approval=rules.waits_for_approval(room.terms, nomination.organisation if nomination else None),
    )
    return page, 422 if form.problems() else 200


@bp.route("/details/", methods=["GET", "POST"])
@authorize(policy.can_register, loaders.meeting)
def details(meeting: Meeting) -> ResponseReturnValue:
    """Show what the reader has said besides the session; on POST, keep something else."""
    registration = queries.of(meeting, signed_in())
    if registration is None:
        flash(refusal(rules.NotRegistered()), "warn")
        return _back(meeting)
    room = find_terms.room(meeting)
    form = entry_form(entering.asking(meeting, room, registration), prefill=True)
    if form.submitted():
        try:
            entering.keep(form, registration, by=signed_in(), now=clock.now())
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("What you said is saved."))
            return _back(meeting)
    is_open = takes_registrations(meeting, meetings.sessions_of(meeting), clock.now())
    page = render_template(
        "registration/details.html",
        meeting=meeting,
        registration=registration,
        form=form,
        open=is_open,
    )
    return page, 422 if form.problems() else 200


@bp.route("/move/", methods=["POST"])
@authorize(policy.can_register, loaders.meeting)
def move(meeting: Meeting) -> ResponseReturnValue:
    """Move the reader's place to another session; refused, it stays where it is."""
    form, registration = SessionForm(), queries.of(meeting, signed_in())
    session = _chosen(meeting, form) if form.submitted() else None
    if registration is None:
        flash(refusal(rules.NotRegistered()), "warn")
    elif session is None:
        flash(_("Choose one of the sessions. Your place stays where it is."), "warn")
    elif session.id == registration.session_id:
        flash(unchanged(registration))
    else:
        _move(registration, session)
    return _back(meeting)


def _move(registration: Registration, session: Session) -> None:
    try:
        with transaction():
            actions.move(registration, [session], by=signed_in(), now=clock.now())
        flash(moved(registration))
    except Refused as error:
        flash(refusal(error), "bad")


@bp.route("/withdraw/", methods=["GET", "POST"])
@authorize(policy.can_register, loaders.meeting)
def withdraw(meeting: Meeting) -> ResponseReturnValue:
    """Ask whether the place is really to be given up; on POST, give it up."""
    registration = queries.of(meeting, signed_in())
    if registration is None:
        flash(refusal(rules.NotRegistered()))
        return _back(meeting)
    if registration.principal_id:
        return redirect(url_for("registration_substitute.mine", slug=meeting.slug), 303)
    if not rules.can_withdraw(registration, registration.session, clock.now()):
        flash(refusal(rules.SessionBegun()), "bad")
        return _back(meeting)
    if request.method != "POST":
        return render_template("registration/withdraw.html", meeting=meeting, registration=registration)
    try:
        with transaction():
            actions.withdraw(registration, by=signed_in(), now=clock.now())
        flash(_("You have given up your place. A message that takes it out of your calendar is on its way."))
    except Refused as error:
        flash(refusal(error), "bad")
    return _back(meeting)


def _chosen(meeting: Meeting, form: Form) -> Session | None:
    """Return the session of *meeting* that the reader chose, if it is one."""
    return next((s for s in meetings.sessions_of(meeting) if s.id == form.session.data), None)


def _back(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for("meeting.show", slug=meeting.slug), 303)
