"""Pages for the secretariat: the programme of a meeting with its break-outs, and who hosts it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.meeting import actions_programme as actions
from meetings.domain.meeting import policy, queries
from meetings.domain.meeting.rules import Sitting
from meetings.domain.organisation import queries as register
from meetings.domain.registration import actions_breakouts
from meetings.models.meeting import Meeting, Session
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.meeting.programme_forms import BreakoutForm, hosts_form, like
from meetings.web.viewer import signed_in
from meetings.web.writing import pressed, written

bp = Blueprint("programme", __name__, url_prefix="/meetings")


@bp.route("/<slug>/programme/")
@authorize(policy.can_manage, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the sessions with their break-outs, and who hosts the meeting."""
    programme = queries.programme(meeting)
    return render_template(
        "programme/index.html",
        meeting=meeting,
        sessions=[one for one in programme if one.parent_id is None],
        breakouts=[one for one in programme if one.parent_id is not None],
        hosts=queries.hosts(meeting) if meeting.host_id else (),
    )


@bp.route("/<slug>/sessions/<int:session_id>/break-outs/new/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def new(meeting: Meeting, session_id: int) -> ResponseReturnValue:
    """Plan one more group that meets in parallel during a session."""
    session = _session(meeting, session_id, breakout=False)
    there = queries.breakouts_of(session)
    form = BreakoutForm(data=like(there[-1] if there else session, whole=False))
    if form.submitted() and written(
        form, lambda: actions.add_breakout(session, form.group.form.sitting(), by=signed_in(), now=clock.now())
    ):
        flash(_("The break-out is in the programme."))
        return _back(meeting)
    return _shown("new", meeting, form, session=session)


@bp.route("/<slug>/break-outs/<int:session_id>/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def edit(meeting: Meeting, session_id: int) -> ResponseReturnValue:
    """Change a break-out."""
    breakout = _session(meeting, session_id, breakout=True)
    session = _session(meeting, breakout.parent_id or 0, breakout=False)
    form = BreakoutForm(data=like(breakout, whole=True))
    if form.submitted() and written(
        form,
        lambda: _revise(breakout, session, form.group.form.sitting()),
    ):
        flash(_("The break-out is saved."))
        return _back(meeting)
    return _shown("edit", meeting, form, session=session, breakout=breakout)


def _revise(breakout: Session, session: Session, sitting: Sitting) -> None:
    """Write the break-out; places that are new go to who waits for one."""
    actions.revise_breakout(breakout, session, sitting, by=signed_in(), now=clock.now())
    actions_breakouts.fill(breakout, by=signed_in(), now=clock.now())


@bp.route("/<slug>/break-outs/<int:session_id>/remove/", methods=["POST"])
@authorize(policy.can_manage, loaders.meeting)
def remove(meeting: Meeting, session_id: int) -> ResponseReturnValue:
    """Take a break-out that nobody has chosen out of the programme."""
    breakout = _session(meeting, session_id, breakout=True)
    pressed(
        lambda: actions.remove_breakout(breakout, by=signed_in(), now=clock.now()),
        _("The break-out is out of the programme."),
    )
    return _back(meeting)


@bp.route("/<slug>/hosts/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def hosts(meeting: Meeting) -> ResponseReturnValue:
    """Say which administration receives the meeting, and who hosts it together with it."""
    known = register.everyone()
    form = hosts_form(queries.hosts(meeting) if meeting.host_id else (), known)
    if form.submitted():
        host, others = form.chosen(known)
        if written(form, lambda: actions.set_hosts(meeting, host, others, by=signed_in(), now=clock.now())):
            flash(_("The hosts are saved."))
            return _back(meeting)
    return _shown("hosts", meeting, form)


def _session(meeting: Meeting, session_id: int, *, breakout: bool) -> Session:
    """Return the sitting or the break-out of *meeting* with this id, or answer 404."""
    number = loaders.numbered(session_id)
    chosen = (one for one in queries.programme(meeting) if (one.parent_id is not None) is breakout)
    return loaders.found(next((one for one in chosen if one.id == number), None))


def _shown(page: str, meeting: Meeting, form: Form, **values: object) -> ResponseReturnValue:
    html = render_template(f"programme/{page}.html", meeting=meeting, form=form, **values)
    return html, 422 if form.problems() else 200


def _back(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=meeting.slug), 303)
