"""The plan of the mails with which each meeting of a series begins."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, HiddenField, SelectField
from wtforms import Form as PlainForm

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.mailing import actions_series as actions
from meetings.domain.mailing import defaults, policy, queries, rules
from meetings.domain.mailing.defaults import Step
from meetings.domain.mailing.timing import BEFORE, Moment
from meetings.extensions import transaction
from meetings.models.mailing import Audience, MailingKind, Timing, Unit
from meetings.models.meeting import Series
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.fields import Clock, Rows, WholeNumber, choices
from meetings.web.forms import Form
from meetings.web.mailing import wording
from meetings.web.mailing.forms import HIGHEST
from meetings.web.meeting.session_forms import NOT_OFFERED
from meetings.web.viewer import signed_in, viewer
from meetings.web.wording import label, refusal

bp = Blueprint("mailing_series", __name__, url_prefix="/series")

#: A series has no date of its own from which a mail could go.
TIMINGS = (*BEFORE, Timing.AFTER)


def _labelled(kinds: Any) -> Any:
    return choices([(kind.value, label(kind)) for kind in kinds])


class StepRow(PlainForm):  # type: ignore[misc]
    """One step of the plan; one without a number is left out, so is one to be removed."""

    kind = SelectField(_l("Mail"), choices=lambda: _labelled(MailingKind), invalid_choice_message=NOT_OFFERED)
    audience = SelectField(_l("To whom"), choices=lambda: _labelled(Audience), invalid_choice_message=NOT_OFFERED)
    number = WholeNumber(_l("How many"), low=0, high=HIGHEST)
    unit = SelectField(_l("Counted in"), choices=lambda: _labelled(Unit), invalid_choice_message=NOT_OFFERED)
    timing = SelectField(_l("Counted from"), choices=lambda: _labelled(TIMINGS), invalid_choice_message=NOT_OFFERED)
    hour = Clock(_l("Time of day"))
    remove = BooleanField(_l("Remove this step"))

    @property
    def left_out(self) -> bool:
        """Whether this row is no step."""
        return bool(self.remove.data) or (self.number.data is None and not self.number.errors and not self._typed)

    @property
    def _typed(self) -> bool:
        return any(str(one).strip() for one in self.number.raw_data or ())

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the step unless it is left out, and ask for a time of day where days are counted."""
        valid = bool(super().validate(extra_validators))
        if self.left_out:
            return True
        if self.unit.data != Unit.HOURS and self.hour.data is None and not self.hour.errors:
            self.hour.errors = [_("Write a time of day, for example 09:00.")]
            valid = False
        registered = Audience(self.audience.data) in rules.REGISTERED if valid else True
        if self.kind.data == MailingKind.CONNECTION and not registered:
            self.audience.errors = [refusal(rules.OnlyRegistered())]
            valid = False
        return valid

    def step(self) -> Step:
        """Return what was decided of the step."""
        unit = Unit(self.unit.data)
        hour = None if unit is Unit.HOURS else self.hour.data
        moment = Moment(Timing(self.timing.data), self.number.data or 0, unit, hour)
        return Step(MailingKind(self.kind.data), Audience(self.audience.data), moment)


class PlanForm(Form):
    """The steps of the plan of a series."""

    seen = HiddenField()
    rows = Rows(FormField(StepRow), max_entries=rules.MOST_STEPS)

    def steps(self) -> list[Step]:
        """Return the steps."""
        return [row.form.step() for row in self.rows if not row.form.left_out]


@bp.route("/<series_slug>/mail/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.series)
def plan(series: Series) -> ResponseReturnValue:
    """Change which mails each meeting of a series begins with, to whom and when they go."""
    kept = [_of(row.kind, row.audience, row) for row in queries.steps(series)]
    form = PlanForm(data={"seen": series.revision, "rows": kept})
    form.rows.name_rows(lambda number, name: f"{_('Step %(number)d', number=number)}, {name}")
    if _pressed(form):
        return _shown(series, form)
    if form.submitted() and _saved(series, form):
        return redirect(url_for("series.show", series_slug=series.slug), 303)
    return _shown(series, form), 422 if form.problems() else 200


def _pressed(form: PlanForm) -> bool:
    """Give *form* one row more, or those of the usual plan, when a button for that was pressed."""
    if "usual" in request.form:
        for step in defaults.USUAL[: form.rows.max_entries - len(form.rows)]:
            form.rows.append_entry(_of(step.kind, step.audience, step.moment))
    elif "add_row" in request.form and len(form.rows) < form.rows.max_entries:
        form.rows.append_entry({"kind": MailingKind.REMINDER, "timing": Timing.BEFORE, "unit": Unit.DAYS})
    else:
        return False
    return True


def _of(kind: MailingKind, audience: Audience, moment: Any) -> dict[str, Any]:
    """Return what the row of a step begins with."""
    named = {name: getattr(moment, name) for name in ("timing", "number", "unit", "hour")}
    return {"kind": kind.value, "audience": audience.value} | named


def _saved(series: Series, form: PlanForm) -> bool:
    seen = as_integer(str(form.seen.data or ""), 0, 2**31 - 1)
    try:
        with transaction():
            now = clock.now()
            actions.set_plan(series, form.steps(), seen=-1 if seen is None else seen, by=signed_in(), now=now)
    except Refused as error:
        form.refuse(refusal(error))
        form.seen.data = str(series.revision)
        return False
    flash(_("The series is saved. Meetings that are planned already stay as they are."))
    return True


def _shown(series: Series, form: PlanForm) -> str:
    return render_template(
        "mailing_series/plan.html",
        series=series,
        form=form,
        kinds=list(MailingKind),
        written=queries.written(series),
        when=wording.when,
        may_word=policy.can_word(viewer()),
    )
