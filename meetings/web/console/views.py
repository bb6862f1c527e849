"""The console of a meeting: what is due on the way to its adopted record, what is lacking, and how it stands."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.console import actions, policy, queries, rules
from meetings.domain.mailing import queries as mailings
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import taking_place
from meetings.models.meeting import Meeting
from meetings.models.timeline import StepKind, StepState, TimelineStep
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.console import forms, page, steps
from meetings.web.console.forms import NewForm
from meetings.web.forms import Form
from meetings.web.privacy import held_words
from meetings.web.viewer import signed_in
from meetings.web.wording import label
from meetings.web.writing import pressed, written

bp = Blueprint("console", __name__, url_prefix="/meetings/<slug>/console")


@bp.route("/")
@authorize(policy.can_work, loaders.meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Show what is due, what is lacking, who is registered and where the mails stand."""
    found = page.of(meeting, now=clock.now())
    return render_template(
        "console/show.html",
        page=found,
        told=steps.told,
        lateness=steps.lateness,
        mail_kind=held_words.mail,
        mails_due=mailings.due_now(meeting, clock.now()),
    )


@bp.route("/steps/new/", methods=["GET", "POST"])
@authorize(policy.can_work, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Add a step of the secretariat's own."""
    form = NewForm()
    if form.submitted() and written(
        form, lambda: actions.add(meeting, form.title.data, form.due.data, by=signed_in(), now=clock.now())
    ):
        flash(_("The step is on the line."))
        return _back(meeting)
    return render_template("console/new.html", meeting=meeting, form=form), _status(form)


@bp.route("/steps/<key>/", methods=["GET", "POST"])
@authorize(policy.can_work, loaders.meeting)
def edit(meeting: Meeting, key: str) -> ResponseReturnValue:
    """Say when a step is due, and where it stands."""
    kind, number = _named(key)
    row = queries.step(meeting, kind, number)
    if kind is StepKind.OWN:
        row = loaders.found(row)
    form = forms.of(kind, _stored(row))
    if form.submitted() and written(
        form,
        lambda: actions.decide(meeting, kind, number, **form.decision(), by=signed_in(), now=clock.now()),
    ):
        flash(_("The step is saved."))
        return _back(meeting)
    usual = rules.usual_day(kind, taking_place(meetings.sessions_of(meeting)), meeting.series.holidays)
    html = render_template(
        "console/edit.html",
        meeting=meeting,
        form=form,
        key=key,
        name=_name(kind, row),
        usual=usual,
        own=kind is StepKind.OWN,
    )
    return html, _status(form)


@bp.route("/steps/<key>/done/", methods=["POST"])
@authorize(policy.can_work, loaders.meeting)
def tick(meeting: Meeting, key: str) -> ResponseReturnValue:
    """Note that a step is done."""
    kind, number = _named(key)
    pressed(lambda: actions.tick(meeting, kind, number, by=signed_in(), now=clock.now()), _("The step is done."))
    return _back(meeting)


@bp.route("/steps/<key>/remove/", methods=["POST"])
@authorize(policy.can_work, loaders.meeting)
def remove(meeting: Meeting, key: str) -> ResponseReturnValue:
    """Remove a step of the secretariat's own."""
    kind, number = _named(key)
    if kind is not StepKind.OWN:
        return loaders.found(None)
    pressed(lambda: actions.remove(meeting, number, by=signed_in(), now=clock.now()), _("The step is removed."))
    return _back(meeting)


def _named(key: str) -> tuple[StepKind, int]:
    """Return the kind and number of the step that an address names, or answer 404."""
    word, _dash, number = key.partition("-")
    kind = loaders.found(next((one for one in StepKind if one == word and one not in rules.FIXED), None))
    if kind is not StepKind.OWN:
        return loaders.found((kind, 0) if key == word else None)
    plain = number.isascii() and number.isdigit() and str(int(number[:10])) == number
    return kind, loaders.numbered(loaders.found(int(number) if plain else None))


def _name(kind: StepKind, row: TimelineStep | None) -> str:
    return row.title if row and row.title else label(kind)


def _stored(row: TimelineStep | None) -> dict[str, object]:
    if row is None:
        return {"due": None, "state": StepState.OPEN.value}
    return {"due": row.due_on, "state": row.state.value, "title": row.title}


def _status(form: Form) -> int:
    return 422 if form.problems() else 200


def _back(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=meeting.slug), 303)
