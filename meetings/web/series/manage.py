"""Pages for the secretariat: what a series keeps for its next meeting."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.series import actions, policy, queries
from meetings.extensions import transaction
from meetings.models.meeting import Mode, Series, SessionLanguage
from meetings.models.series import ItemKind
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.fields import Rows
from meetings.web.series import forms
from meetings.web.series.forms import AgendaForm, DeadlinesForm, SeenForm, SittingsForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("series_manage", __name__, url_prefix="/series")


@bp.route("/<series_slug>/edit/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.series)
def edit(series: Series) -> ResponseReturnValue:
    """Change what is said of a series and of all its meetings, and who is invited."""
    form = forms.words_form(series, queries.template(series))
    if form.submitted() and _saved(
        series, form, lambda: actions.revise(series, form.draft(), seen=form.revision, by=signed_in(), now=clock.now())
    ):
        return _back(series)
    return _shown("edit", series, form)


@bp.route("/<series_slug>/sittings/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.series)
def sittings(series: Series) -> ResponseReturnValue:
    """Change the sittings that each meeting begins with."""
    rows = [forms.of_sitting(kept) for kept in queries.sittings(series)]
    form = SittingsForm(data={"seen": series.revision, "rows": rows})
    if _adds(form.rows, {"zone": house.zone(), "mode": Mode.ONLINE, "language": SessionLanguage.ENGLISH}):
        return _shown("sittings", series, form, 200)
    _name(form.rows, lambda number: _("Session %(number)d", number=number))
    if form.submitted() and _saved(
        series,
        form,
        lambda: actions.set_sittings(series, form.drafts(), seen=form.revision, by=signed_in(), now=clock.now()),
    ):
        return _back(series)
    return _shown("sittings", series, form)


@bp.route("/<series_slug>/agenda/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.series)
def agenda(series: Series) -> ResponseReturnValue:
    """Change the items that each agenda begins with."""
    rows = [forms.of_item(kept) for kept in queries.items(series)]
    form = AgendaForm(data={"seen": series.revision, "rows": rows})
    if _adds(form.rows, {"kind": ItemKind.PLAIN}):
        return _shown("agenda", series, form, 200)
    _name(form.rows, lambda number: _("Item %(number)d", number=number))
    if form.submitted() and _saved(
        series,
        form,
        lambda: actions.set_agenda(series, form.drafts(), seen=form.revision, by=signed_in(), now=clock.now()),
    ):
        return _back(series)
    return _shown("agenda", series, form)


@bp.route("/<series_slug>/deadlines/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.series)
def deadlines(series: Series) -> ResponseReturnValue:
    """Change the promises of each meeting."""
    rows = forms.of_deadlines(list(queries.deadlines(series)))
    form = DeadlinesForm(data={"seen": series.revision, "rows": rows})
    if form.submitted() and _saved(
        series,
        form,
        lambda: actions.set_deadlines(series, form.drafts(), seen=form.revision, by=signed_in(), now=clock.now()),
    ):
        return _back(series)
    return _shown("deadlines", series, form)


def _saved(series: Series, form: SeenForm, write: Callable[[], None]) -> bool:
    """Write what *form* says and say whether it was written; a form that came too late may be sent again."""
    try:
        with transaction():
            write()
    except Refused as error:
        form.refuse(refusal(error))
        form.seen.data = str(series.revision)
        return False
    flash(_("The series is saved. Meetings that are planned already stay as they are."))
    return True


def _adds(rows: Rows, new: dict[str, object]) -> bool:
    """Give *rows* one more when its button was pressed, and say whether it was."""
    pressed = "add_row" in request.form
    if pressed and len(rows) < rows.max_entries:
        rows.append_entry(new)
    return pressed


def _name(rows: Rows, words: Callable[[int], str]) -> None:
    rows.name_rows(lambda number, label: f"{words(number)}, {label}")


def _shown(page: str, series: Series, form: SeenForm, status: int = 0) -> ResponseReturnValue:
    html = render_template(f"series/{page}.html", series=series, form=form)
    return html, status or (422 if form.problems() else 200)


def _back(series: Series) -> ResponseReturnValue:
    return redirect(url_for("series.show", series_slug=series.slug), 303)
