"""Taking a place, moving to another session, giving the place up."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.registration import actions, policy, queries, rules
from meetings.extensions import transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, Registration
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.registration.forms import SessionForm
from meetings.web.registration.plate import choices, preferred
from meetings.web.viewer import signed_in
from meetings.web.wording import label, refusal

bp = Blueprint("registration", __name__, url_prefix="/meetings/<slug>/registration")


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_register, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Show the sessions to choose from; on POST, take a place, or show the one that is there already."""
    held = queries.of(meeting, signed_in())
    if held:
        flash(_kept(held))
        return _back(meeting)
    form = SessionForm()
    if form.submitted():
        session = _chosen(meeting, form)
        try:
            if session is None:
                form.refuse(_("Choose one of the sessions."), form.session)
            else:
                return _register(meeting, session)
        except Refused as error:
            form.refuse(refusal(error))
    return _choose(meeting, form)


def _register(meeting: Meeting, session: Session) -> ResponseReturnValue:
    """Take a place for the reader; a second press of the button finds the first one's place."""
    try:
        with transaction():
            registration = actions.register(meeting, signed_in(), session=session, by=signed_in(), now=clock.now())
        flash(_given(registration))
    except rules.AlreadyRegistered:
        flash(_kept(loaders.found(queries.of(meeting, signed_in()))))
    return _back(meeting)


def _choose(meeting: Meeting, form: SessionForm) -> ResponseReturnValue:
    now = clock.now()
    sessions = meetings.sessions_of(meeting)
    offered = choices(meeting, sessions, now=now) if takes_registrations(meeting, sessions, now) else ()
    chosen = form.session.data if form.is_submitted() else preferred(offered)
    page = render_template("registration/new.html", meeting=meeting, form=form, choices=offered, chosen=chosen)
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
        flash(_kept(registration))
    else:
        _move(registration, session)
    return _back(meeting)


def _move(registration: Registration, session: Session) -> None:
    try:
        with transaction():
            actions.move(registration, session, by=signed_in(), now=clock.now())
        flash(_("%(session)s: your place is there now. A message is on its way.", session=label(session.language)))
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


def _chosen(meeting: Meeting, form: SessionForm) -> Session | None:
    """Return the session of *meeting* that the reader chose, if it is one."""
    return next((s for s in meetings.sessions_of(meeting) if s.id == form.session.data), None)


def _given(registration: Registration) -> str:
    """Say what a new registration gives, and what happens next."""
    session = label(registration.session.language)
    seat: str = _("%(session)s: you have a place. A message with the calendar entry is on its way.", session=session)
    wait: str = _("%(session)s: you are on the waiting list. We write to you when a seat is free.", session=session)
    return wait if registration.place is Place.WAITING else seat


def _kept(registration: Registration) -> str:
    """Say what the reader has already."""
    session = label(registration.session.language)
    seat: str = _("%(session)s: you have a place already. Nothing was changed.", session=session)
    wait: str = _("%(session)s: you are on the waiting list already. Nothing was changed.", session=session)
    return wait if registration.place is Place.WAITING else seat


def _back(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for("meeting.show", slug=meeting.slug), 303)
