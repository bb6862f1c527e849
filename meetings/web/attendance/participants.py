"""The list of participants: for everybody who may see the meeting, its publication, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.later import Later
from meetings.domain.attendance import corrections, figures, participants, policy, publishing, queries
from meetings.domain.attendance.figures import Count
from meetings.domain.attendance.participants import Group, Participant
from meetings.exports import tables
from meetings.extensions import transaction
from meetings.i18n import language, words
from meetings.models.attendance import AttendancePlan, Stage
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.web import house, loaders
from meetings.web.attendance import printing
from meetings.web.authorize import authorize
from meetings.web.downloads import DOCX, PDF, XLSX, attachment
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

if TYPE_CHECKING:
    from meetings.exports import participants_docx
else:
    participants_docx = Later("meetings.exports.participants_docx")

bp = Blueprint("participants", __name__, url_prefix="/meetings/<slug>")


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list of participants as one reader sees it."""

    meeting: Meeting
    plan: AttendancePlan
    #: Which list is shown; none when nothing is published.
    stage: Stage | None
    groups: Sequence[Group]
    number: int
    people: Count
    organisations: Count
    may_keep: bool
    #: The reader’s own link to correct their entry, if they have one.
    correct: str
    waiting: int

    @property
    def preview(self) -> bool:
        """Whether others do not see this list."""
        return self.stage is not self.plan.stage


def _stage(meeting: Meeting, plan: AttendancePlan, viewer: Person) -> Stage | None:
    """Return which list *viewer* is shown: the published one; who keeps the attendance may look at each before."""
    if not policy.can_keep(viewer, meeting):
        return plan.stage
    asked = request.args.get("stage", "")
    if asked in list(Stage):
        return Stage(asked)
    return plan.stage or (Stage.FINAL if queries.is_recorded(meeting) else Stage.PROVISIONAL)


def _page(meeting: Meeting) -> ListPage:
    viewer, plan = signed_in(), queries.plan_of(meeting)
    stage, now = _stage(meeting, plan, viewer), clock.now()
    found = participants.found(meeting, stage) if stage else []
    may_keep = policy.can_keep(viewer, meeting)
    return ListPage(
        meeting=meeting,
        plan=plan,
        stage=stage,
        groups=participants.in_order(found, language()),
        number=len(found),
        people=figures.people(meeting),
        organisations=figures.organisations(meeting),
        may_keep=may_keep,
        correct=_link(meeting, viewer, found, now) if plan.stage else "",
        waiting=corrections.waiting(meeting) if may_keep else 0,
    )


def _link(meeting: Meeting, viewer: Person, found: Sequence[Participant], now: datetime) -> str:
    if not corrections.mine(found, viewer, now=now):
        return ""
    return url_for("list_correction.show", token=corrections.token(meeting, viewer, house.secret()))


@bp.route("/participants/")
@authorize(policy.can_read_participants, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the list of participants in the protocol order of the reader’s language."""
    return render_template("participants/index.html", page=_page(meeting), stages=list(Stage))


@bp.route("/participants/publish/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.meeting)
def publish(meeting: Meeting) -> ResponseReturnValue:
    """Say what publishing a list does; on POST, publish it."""
    asked = request.values.get("stage", "")
    stage = Stage(asked) if asked in list(Stage) else Stage.FINAL
    found = participants.found(meeting, stage)
    if request.method == "POST":
        try:
            with transaction():
                publishing.publish(meeting, stage, listed=len(found), by=signed_in(), now=clock.now())
        except Refused as error:
            flash(refusal(error), "bad")
        else:
            flash(_("The list of participants is published. Messages to those on it are on their way."))
        return redirect(url_for(".index", slug=meeting.slug), 303)
    reached = [one for one in found if one.person and not one.person.disabled_at]
    guests = [one for one in found if one.guest]
    return render_template(
        "participants/publish.html",
        meeting=meeting,
        stage=stage,
        found=found,
        reached=reached,
        guests=guests,
        organisations={one.organisation.id for one in found if one.organisation},
    )


@bp.route("/participants/withdraw/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def withdraw(meeting: Meeting) -> ResponseReturnValue:
    """Take the published list back."""
    try:
        with transaction():
            publishing.withdraw(meeting, by=signed_in(), now=clock.now())
        flash(_("The list of participants is taken back. Only those who run the meeting see it now."))
    except Refused as error:
        flash(refusal(error), "bad")
    return redirect(url_for(".index", slug=meeting.slug), 303)


def _file(meeting: Meeting) -> ListPage:
    """Return the list of which the reader wants a file, or answer 404 when there is none for them."""
    page = _page(meeting)
    return page if page.stage else abort(404)


@bp.route("/participants.docx")
@authorize(policy.can_read_participants, loaders.meeting)
def docx(meeting: Meeting) -> Response:
    """Give the list as a Word file in the language of the page."""
    page = _file(meeting)
    values = printing.listed(meeting, page.stage or Stage.FINAL, page.groups)
    return attachment(participants_docx.participants_docx(values, language=language()), _name(meeting, "docx"), DOCX)


@bp.route("/participants.xlsx")
@authorize(policy.can_read_participants, loaders.meeting)
def xlsx(meeting: Meeting) -> Response:
    """Give the list as a workbook in the language of the page."""
    page = _file(meeting)
    values = printing.listed(meeting, page.stage or Stage.FINAL, page.groups)
    rows: list[tables.Row] = [
        [group.name, delegation.code, delegation.name, one.name, one.function, one.capacity, one.sessions]
        for group in values.groups
        for delegation in group.delegations
        for one in delegation.people
    ]
    heads = [_("Kind"), _("Code"), _("Organisation"), _("Name"), _("Function"), _("Capacity"), _("Session")]
    data = tables.workbook([tables.Sheet(_("Participants"), heads, rows)], title=words(meeting.title))
    return attachment(data, _name(meeting, "xlsx"), XLSX)


@bp.route("/participants.pdf")
@authorize(policy.can_read_participants, loaders.meeting)
def pdf(meeting: Meeting) -> Response:
    """Give the list as a PDF in the language of the page."""
    page = _file(meeting)
    values = printing.listed(meeting, page.stage or Stage.FINAL, page.groups)
    return attachment(printing.participants_pdf(values, language(), now=clock.now()), _name(meeting, "pdf"), PDF)


def _name(meeting: Meeting, ending: str) -> str:
    return f"{meeting.slug}-participants-{language()}.{ending}"
