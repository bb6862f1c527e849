"""When a prepared poll opens by itself: set, changed, cancelled."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, zones
from meetings.core.errors import Refused
from meetings.domain.poll import actions_schedule, policy, procedures
from meetings.extensions import transaction
from meetings.models.poll import Poll, PollState
from meetings.notices.polls import why_not_opened
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.poll.forms import ScheduleForm
from meetings.web.poll.opening import opening_page
from meetings.web.poll.procedure_words import silence
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal
from meetings.web.writing import pressed

bp = Blueprint("poll_schedule", __name__, url_prefix="/polls/<int:poll_id>/schedule")
bp.add_app_template_global(why_not_opened)
bp.add_app_template_global(silence, "silence_means")


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.poll)
def edit(poll: Poll) -> ResponseReturnValue:
    """Say when the poll opens and closes by itself, in the zone of its meeting."""
    form = ScheduleForm(data={"opens": _wall(poll, poll.opens_at), "closes": _wall(poll, poll.closes_at)})
    if form.submitted() and _planned(form, poll):
        flash(_("The poll opens by itself. Until then it can be changed, or opened by hand."))
        return redirect(url_for("poll.show", poll_id=poll.id), 303)
    may = poll.state is PollState.PREPARED
    html = render_template("poll_schedule/edit.html", page=opening_page(poll), form=form, may=may)
    return html, 422 if form.problems() else 200


@bp.route("/cancel/", methods=["POST"])
@authorize(policy.can_manage, loaders.poll)
def cancel(poll: Poll) -> ResponseReturnValue:
    """Let the poll wait until somebody opens it."""
    done = _("The poll no longer opens by itself. Open it by hand, or plan another time.")
    pressed(lambda: actions_schedule.unschedule(poll, by=signed_in(), now=clock.now()), done)
    return redirect(url_for("poll.show", poll_id=poll.id), 303)


def _wall(poll: Poll, at: datetime | None) -> datetime | None:
    return zones.local(at, poll.meeting.zone).replace(tzinfo=None) if at else None


def _planned(form: ScheduleForm, poll: Poll) -> bool:
    """Plan the poll for the times typed; what is wrong with one of them is said at its field."""
    field = form.opens
    try:
        opens_at = zones.instant(form.opens.data, poll.meeting.zone)
        field = form.closes
        closes_at = zones.instant(form.closes.data, poll.meeting.zone) if form.closes.data else None
        with transaction():
            actions_schedule.schedule(poll, opens_at, closes_at, by=signed_in(), now=clock.now())
    except procedures.OpensInThePast as error:
        form.refuse(refusal(error), form.opens)
        return False
    except (zones.HourDoesNotExist, procedures.ClosesBeforeOpening, procedures.DeadlineMissing) as error:
        form.refuse(refusal(error), field)
        return False
    except Refused as error:
        form.refuse(refusal(error))
        return False
    return True
