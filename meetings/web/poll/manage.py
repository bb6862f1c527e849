"""Preparing, opening, extending and closing polls."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, zones
from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.poll import actions, actions_closing, ballot_queries, pictures, policy, procedures, queries, rules
from meetings.domain.poll.draft_rules import PollDraft
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollState
from meetings.storage import Files
from meetings.web import edits, loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.poll import editing
from meetings.web.poll.forms import ExtendForm, OpenForm
from meetings.web.poll.keys import keyring
from meetings.web.poll.opening import opening_page
from meetings.web.poll.option_form import storage
from meetings.web.poll.poll_form import PollForm
from meetings.web.poll.presets import PRESETS
from meetings.web.poll.rule_words import promise, rule_lines
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("poll_manage", __name__)
bp.add_app_template_global(promise, "poll_promise")
bp.add_app_template_global(rule_lines)


def _back(poll: Poll) -> ResponseReturnValue:
    return redirect(url_for("poll.show", poll_id=poll.id), 303)


@bp.route("/meetings/<slug>/polls/new/", methods=["GET", "POST"])
@authorize(policy.can_prepare, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Prepare a poll; on POST, keep it and show it."""
    begun = request.args.get("preset", "") if request.method == "GET" else ""
    form = editing.form_for(meeting, _begun(begun), formdata=request.form if request.method == "POST" else None)
    made: list[Poll] = []
    if editing.ready(form) and editing.filed(form, lambda files: made.append(_prepare(meeting, form, files))):
        flash(_("The poll is prepared. Nobody else sees it before you open it."))
        return _back(made[0])
    html = render_template("poll_manage/new.html", meeting=meeting, form=form, presets=PRESETS, begun=begun)
    return html, 422 if form.problems() else 200


def _begun(word: str) -> PollDraft | None:
    """Return what a new form begins with, if that was asked for."""
    preset = PRESETS.get(word)
    return PollDraft(Bilingual(), None, preset.options, preset.terms) if preset else None


def _prepare(meeting: Meeting, form: PollForm, files: Files) -> Poll:
    draft = pictures.kept(form.draft(), storage(), files)
    return actions.prepare(meeting, draft, by=signed_in(), now=clock.now())


@bp.route("/polls/<int:poll_id>/edit/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def edit(poll: Poll) -> ResponseReturnValue:
    """Change a poll before it is opened."""
    if poll.state is not PollState.PREPARED:
        flash(refusal(rules.AlreadyOpened()), "warn")
        return _back(poll)
    sent = edits.with_choices(request.form, several=editing.SEVERAL) if request.method == "POST" else None
    form = editing.form_of(poll, sent)
    if sent is not None and edits.undecided(request.form):
        return editing.compared(poll, form), 409
    ready = editing.ready(form)
    try:
        if ready and editing.filed(form, lambda files: _revise(poll, form, files)):
            flash(_("The poll is saved."))
            return _back(poll)
    except ChangedMeanwhile:
        return editing.compared(poll, form), 409
    seen, base = queries.mark(poll), edits.base_of(form)
    if sent is not None:
        seen, base = request.form.get("seen", ""), request.form.get("base", "")
    return editing.page(poll, form, seen=seen, base=base), 422 if form.problems() else 200


def _revise(poll: Poll, form: PollForm, files: Files) -> None:
    draft, seen = pictures.kept(form.draft(), storage(), files), request.form.get("seen")
    actions.revise(poll, draft, seen=seen, files=files, by=signed_in(), now=clock.now())


@bp.route("/polls/<int:poll_id>/discard/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def discard(poll: Poll) -> ResponseReturnValue:
    """Ask, then throw a prepared poll away."""
    form, slug = Form(), poll.meeting.slug
    if form.submitted() and editing.filed(form, lambda files: _discard(poll, files)):
        flash(_("The poll is gone. Nobody had seen it."))
        return redirect(url_for("poll.index", slug=slug), 303)
    html = render_template("poll_manage/discard.html", poll=poll, form=form)
    return html, 422 if form.problems() else 200


def _discard(poll: Poll, files: Files) -> None:
    actions.discard(poll, files=files, by=signed_in(), now=clock.now())


@bp.route("/polls/<int:poll_id>/open/", methods=["GET", "POST"], endpoint="open")
@authorize(policy.can_manage, loaders.poll)
def open_(poll: Poll) -> ResponseReturnValue:
    """Say what opening does and what stands in its way; on POST, open."""
    form = OpenForm(data={"closes": _planned(poll)})
    if request.method == "GET" and poll.state is not PollState.PREPARED:
        flash(refusal(rules.AlreadyOpened()), "warn")
        return _back(poll)
    if form.submitted() and _done_at(form, poll, lambda at: _open(poll, at)):
        flash(_("The poll is open. Administrations can vote now."))
        return _back(poll)
    html = render_template("poll_manage/open.html", page=opening_page(poll), form=form)
    return html, 422 if form.problems() else 200


def _planned(poll: Poll) -> datetime | None:
    """Return the closing time that was planned, as the clocks of the meeting show it."""
    return zones.local(poll.closes_at, poll.meeting.zone).replace(tzinfo=None) if poll.closes_at else None


def _open(poll: Poll, closes_at: datetime | None) -> None:
    actions.open_(poll, closes_at=closes_at, by=signed_in(), now=clock.now(), keys=keyring())


def _done_at(form: OpenForm | ExtendForm, poll: Poll, write: Callable[[datetime | None], None]) -> bool:
    """Do *write* for the time typed, read in the meeting's zone; what is wrong with it is said at the field."""
    wall = cast("datetime | None", form.closes.data)
    try:
        at = zones.instant(wall, poll.meeting.zone) if wall else None
        with transaction():
            write(at)
    except (zones.HourDoesNotExist, rules.ClosesInThePast, procedures.DeadlineMissing, procedures.OnlyLater) as error:
        form.refuse(refusal(error), form.closes)
        return False
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True


@bp.route("/polls/<int:poll_id>/extend/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def extend(poll: Poll) -> ResponseReturnValue:
    """Move the closing time of an open poll, with a reason."""
    form = ExtendForm()
    if form.submitted() and _done_at(form, poll, lambda at: _extend(poll, at, form)):
        flash(_("The closing time is changed. The poll’s page shows it."))
        return _back(poll)
    html = render_template("poll_manage/extend.html", poll=poll, form=form)
    return html, 422 if form.problems() else 200


def _extend(poll: Poll, closes_at: datetime | None, form: ExtendForm) -> None:
    actions.extend(poll, closes_at or clock.now(), form.reason.data, by=signed_in(), clock=clock.now)


@bp.route("/polls/<int:poll_id>/close/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def close(poll: Poll) -> ResponseReturnValue:
    """Ask, then close a poll and show its result."""
    form = Form()
    if form.submitted() and _close(form, poll):
        keyring().forget(poll.id)
        flash(*_closed(poll))
        return redirect(url_for("poll.results", poll_id=poll.id), 303)
    turnout = ballot_queries.turnouts([poll]).get(poll.id)
    html = render_template("poll_manage/close.html", poll=poll, turnout=turnout, form=form)
    return html, 422 if form.problems() else 200


def _closed(poll: Poll) -> tuple[str, str]:
    """Return what is said once *poll* is closed, and in which tone."""
    if poll.key_lost:
        return str(_("The poll is closed. Its ballots cannot be opened: their key is gone.")), "warn"
    if poll.held:
        return str(
            _("The poll is closed. Its result would tell who answered what, so nobody else sees it yet.")
        ), "warn"
    return str(_("The poll is closed. This is the result.")), "message"


def _close(form: Form, poll: Poll) -> bool:
    """Close *poll*; when it is refused, say in *form* why."""
    try:
        with transaction(ahead=True):
            actions_closing.close(poll, by=signed_in(), now=clock.now(), keys=keyring())
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True
