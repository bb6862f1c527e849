"""Pages for the secretariat: where a meeting stands, what leads on from there, and each step with what it will do."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.meeting import actions_programme, actions_states, policy, published, queries, rules, steps
from meetings.domain.meeting.rules import State
from meetings.domain.meeting.steps import Step
from meetings.models.meeting import Meeting, Session
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.meeting import effects, step_forms
from meetings.web.meeting.plan_words import EXPLAINED
from meetings.web.meeting.step_forms import OPEN, DatesForm, PostponeForm, ReasonForm, StepForm
from meetings.web.viewer import signed_in
from meetings.web.wording import label, refusal
from meetings.web.writing import written

bp = Blueprint("meeting_steps", __name__, url_prefix="/meetings")


@bp.route("/<slug>/steps/")
@authorize(policy.can_manage, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show in one picture where a meeting stands, and what each step from there would do."""
    now, sessions = clock.now(), queries.sessions_of(meeting)
    state, people = rules.state(meeting, sessions, now), effects.concerned(meeting)
    possible = steps.possible(
        meeting,
        state,
        begun=any(session.starts_at <= now for session in rules.taking_place(sessions)),
        registered=bool(people.all),
        published=published.record_is_published(meeting),
    )
    return render_template(
        "meeting_steps/index.html",
        meeting=meeting,
        sessions=sessions,
        state=state,
        names={one.value: label(one) for one in State},
        explained=EXPLAINED,
        steps=[(step, effects.effects(meeting, step, people)) for step in possible],
        left=[session for session in rules.taking_place(sessions) if session.ends_at > now],
    )


@bp.route("/<slug>/confirm-dates/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def confirm_dates(meeting: Meeting) -> ResponseReturnValue:
    """Ask, and say that the dates of a meeting hold."""
    done = _("The dates are confirmed.")
    return _plain(meeting, Step.CONFIRM_DATES, actions_states.confirm_dates, done)


@bp.route("/<slug>/open-registration/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def open_registration(meeting: Meeting) -> ResponseReturnValue:
    """Ask, and let people register before the planned time."""
    done = _("Registration is open.")
    return _plain(meeting, Step.OPEN_REGISTRATION, actions_states.open_registration, done)


@bp.route("/<slug>/adopt-record/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def adopt_record(meeting: Meeting) -> ResponseReturnValue:
    """Ask, and note that a later meeting has adopted the record."""
    done = _("The record is adopted. It can no longer be withdrawn.")
    return _plain(meeting, Step.ADOPT_RECORD, actions_states.adopt_record, done)


def _plain(meeting: Meeting, step: Step, act: Callable[..., None], done: str) -> ResponseReturnValue:
    """Ask whether *step* is to be taken, and take it."""
    form = StepForm()
    if form.submitted() and written(form, lambda: act(meeting, by=signed_in(), now=clock.now())):
        flash(done)
        return _back(meeting)
    will = effects.effects(meeting, step, effects.concerned(meeting))
    return _shown("_plain", meeting, form, step=step, explained=EXPLAINED, will=will)


@bp.route("/<slug>/postpone/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def postpone(meeting: Meeting) -> ResponseReturnValue:
    """Ask why and until when, and postpone the whole meeting."""
    sessions = rules.taking_place(queries.sessions_of(meeting))
    form = PostponeForm(data={"when": OPEN, "sessions": step_forms.dates(sessions)})
    if _sent(form, sessions) and written(
        form,
        lambda: actions_states.postpone(meeting, form.reason.data, form.slots(), by=signed_in(), now=clock.now()),
    ):
        flash(_("The meeting is postponed. The mails are on their way."))
        return _back(meeting)
    will = effects.effects(meeting, Step.POSTPONE, effects.concerned(meeting))
    return _shown("postpone", meeting, form, sessions=sessions, will=will)


@bp.route("/<slug>/new-dates/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def fix_dates(meeting: Meeting) -> ResponseReturnValue:
    """Ask for the new dates of a meeting that was postponed without any."""
    sessions = rules.taking_place(queries.sessions_of(meeting))
    form = DatesForm(data={"sessions": step_forms.dates(sessions)})
    if _sent(form, sessions) and written(
        form, lambda: actions_states.fix_dates(meeting, form.slots(), by=signed_in(), now=clock.now())
    ):
        flash(_("The new dates are fixed. The mails are on their way."))
        return _back(meeting)
    will = effects.effects(meeting, Step.FIX_DATES, effects.concerned(meeting))
    return _shown("fix_dates", meeting, form, sessions=sessions, will=will)


@bp.route("/<slug>/sessions/<int:session_id>/cancel/", methods=["GET", "POST"])
@authorize(policy.can_manage, loaders.meeting)
def cancel_session(meeting: Meeting, session_id: int) -> ResponseReturnValue:
    """Ask why, and cancel one session alone."""
    session = _session(meeting, session_id)
    form, people = ReasonForm(), effects.concerned(meeting, [session])
    if form.submitted() and written(
        form,
        lambda: actions_programme.cancel_sitting(session, form.reason.data, by=signed_in(), now=clock.now()),
    ):
        flash(_("The session is cancelled. The mails are on their way."))
        return _back(meeting)
    others = [one for one in rules.taking_place(queries.sessions_of(meeting)) if one.id != session.id]
    will = [effects.mails(people), *effects.calendars(meeting, people)]
    return _shown("cancel_session", meeting, form, session=session, others=others, will=will)


def _session(meeting: Meeting, session_id: int) -> Session:
    """Return the sitting of *meeting* with this id, or answer 404."""
    number = loaders.numbered(session_id)
    return loaders.found(next((one for one in queries.sessions_of(meeting) if one.id == number), None))


def _sent(form: DatesForm, sessions: list[Session]) -> bool:
    """Say whether *form* was sent, holds, and is about the sessions that there are."""
    step_forms.named(form)
    if not form.submitted():
        return False
    if form.slots() and not form.is_of(sessions):
        form.refuse(refusal(rules.PlanMoved()))
        return False
    return True


def _shown(page: str, meeting: Meeting, form: Form, **values: object) -> ResponseReturnValue:
    html = render_template(f"meeting_steps/{page}.html", meeting=meeting, form=form, **values)
    return html, 422 if form.problems() else 200


def _back(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for(".index", slug=meeting.slug), 303)
