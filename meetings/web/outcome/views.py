"""The follow-up actions of all meetings that the reader may see."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.outcome import actions, policy, rules
from meetings.exports import tables
from meetings.exports.tables import Row, Sheet
from meetings.extensions import transaction
from meetings.i18n import language
from meetings.models.outcome import Action, ActionState
from meetings.web import loaders
from meetings.web.authorize import authorize, safe_path
from meetings.web.downloads import XLSX, attachment
from meetings.web.outcome import page as pages
from meetings.web.outcome.forms import StateForm
from meetings.web.record.printing import owner
from meetings.web.viewer import signed_in
from meetings.web.wording import label

bp = Blueprint("outcome", __name__, url_prefix="/actions")

#: More actions than any body has; a sheet that is longer helps nobody.
LONGEST_SHEET = 20_000


@bp.route("/")
@authorize(policy.can_list)
def index() -> ResponseReturnValue:
    """List the actions that are not done, or those that the filter asks for."""
    return _list()


def _list(problem: str = "") -> str:
    return render_template(
        "outcome/index.html",
        page=pages.of_reader(signed_in()),
        states=ActionState,
        outcomes=rules,
        problem=problem,
        here=request.full_path.rstrip("?") if request.method == "GET" else url_for("outcome.index"),
    )


@bp.route("/actions.xlsx")
@authorize(policy.can_list)
def export() -> ResponseReturnValue:
    """Send the same list as a spreadsheet, all its pages in one."""
    page = pages.of_reader(signed_in(), size=LONGEST_SHEET)
    header = [_("No."), _("Meeting"), _("Action"), _("Owner"), _("Due"), _("State"), _("Late")]
    sheet = Sheet(_("Actions"), header, [_row(page, action) for action in page.actions.things])
    data = tables.workbook([sheet], title=_("Actions"), made_at=clock.now())
    return attachment(data, "actions.xlsx", XLSX)


def _row(page: pages.ActionsPage, action: Action) -> Row:
    reader, late = language(), rules.is_late(action, page.today)
    return (
        rules.action_symbol(action.meeting, action.number),
        action.meeting.title.shown(reader)[0],
        action.text.shown(reader)[0],
        owner(action).shown(reader)[0],
        action.due_on,
        label(action.state),
        _("late") if late else "",
    )


@bp.route("/<int:action_id>/state/", methods=["POST"])
@authorize(policy.can_report, loaders.action)
def state(action: Action) -> ResponseReturnValue:
    """Take down how far an action is, from its owner or the secretariat."""
    form = StateForm()
    if not form.submitted():
        return _list(_("This is no state of an action. Choose one from the list; nothing has been changed.")), 422
    with transaction():
        actions.set_state(action, ActionState(form.state.data), by=signed_in(), now=clock.now())
    symbol = rules.action_symbol(action.meeting, action.number)
    flash(_("%(symbol)s is now: %(state)s.", symbol=symbol, state=label(action.state)))
    return redirect(safe_path(request.form.get("next", "")) or url_for(".index"), 303)
