"""How long things are kept: the periods, what would go, and what went."""

from datetime import datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import Form as PlainForm

from meetings.core import clock
from meetings.domain.privacy import actions_retention, policy, retention
from meetings.extensions import transaction
from meetings.web.authorize import authorize
from meetings.web.fields import Day, WholeNumber
from meetings.web.forms import Form, needed
from meetings.web.privacy.wording import CLASSES
from meetings.web.viewer import signed_in

bp = Blueprint("privacy_periods", __name__, url_prefix="/admin/privacy/retention")


@bp.app_template_filter()
def class_words(name: str) -> str:
    """Return the words for a class of things."""
    return str(CLASSES[name])


def _form() -> type[Form]:
    """Return a form with a number of days for each class."""
    fields: dict[str, Any] = {
        name: WholeNumber(CLASSES[name], [needed(_("Write a number of days."))], low=kept.low, high=kept.high)
        for name, kept in retention.CLASSES.items()
    }
    return type("PeriodsForm", (Form,), fields)


class PreviewForm(PlainForm):  # type: ignore[misc]
    """The day for which one wants to know what would go."""

    on = Day("", default=None)


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_decide)
def index() -> ResponseReturnValue:
    """Show the periods and what would go on a day; on POST change the periods."""
    form = _form()(data=retention.periods())
    if form.submitted():
        with transaction():
            wanted = {name: form[name].data for name in retention.CLASSES}
            actions_retention.set_periods(wanted, by=signed_in(), now=clock.now())
        flash(_("The periods are saved. They hold from the next night on."))
        return redirect(url_for(".index"), 303)
    on = _wanted()
    html = render_template(
        "privacy_periods/index.html",
        form=form,
        classes=retention.CLASSES,
        on=on,
        expected=retention.expected(on=on),
        reports=retention.reports(),
    )
    return html, 422 if form.problems() else 200


def _wanted() -> datetime:
    """Return the instant for which the reader asks what would go: the end of the day named, or now."""
    asked = PreviewForm(request.args)
    now = clock.now()
    if not asked.validate() or asked.on.data is None:
        return now
    return max(now, datetime.combine(asked.on.data, time.max, tzinfo=now.tzinfo))
