"""Pages on which the secretariat invites people to a meeting, follows what they answer, and reminds the silent."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.invitation import actions, policy, queries, rules
from meetings.domain.invitation.rules import State
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.organisation import Nomination
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.invitation import exporting, page
from meetings.web.invitation.forms import SegmentForm, WordsForm
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("invitation_manage", __name__, url_prefix="/meetings/<slug>/invitations")


@bp.route("/")
@authorize(policy.can_list, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show who was invited and what became of it."""
    found = page.invitations_page(meeting, signed_in(), request.args, now=clock.now())
    return render_template("invitation_manage/index.html", page=found, states=list(State), marks=page.MARKS)


@bp.route("/new/", methods=["GET", "POST"])
@authorize(policy.can_invite, loaders.meeting)
def new(meeting: Meeting) -> ResponseReturnValue:
    """Choose a part of the register, see who that is, and write to them."""
    form = SegmentForm(data={"regions": [meeting.region.code] if meeting.region else []})
    form.offer()
    if not form.submitted():
        return _chosen(meeting, form, None), 422 if form.problems() else 200
    people = queries.candidates(meeting, form.segment(), on=clock.today(), now=clock.now())
    if "send" not in request.form or not _sends(meeting, form):
        return _chosen(meeting, form, people), 422 if form.problems() else 200
    return redirect(url_for(".index", slug=meeting.slug), 303)


def _sends(meeting: Meeting, form: SegmentForm) -> bool:
    """Write to the people who were shown, or refuse *form*."""
    try:
        with transaction():
            seen = request.form.get("seen", "")
            made = actions.invite(meeting, form.segment(), form.text.data, seen=seen, by=signed_in(), now=clock.now())
    except ChangedMeanwhile:
        form.refuse(_("The list has changed since you saw it. Look at it again, then send."))
    except Refused as error:
        form.refuse(refusal(error))
    else:
        flash(ngettext("One person is invited.", "%(num)d people are invited.", made.people))
        return True
    return False


def _chosen(meeting: Meeting, form: SegmentForm, people: list[Nomination] | None) -> str:
    """Return the page of the choice, with the *people* it means once there is one."""
    is_open = takes_registrations(meeting, meetings.sessions_of(meeting), clock.now())
    mark = rules.mark([nomination.person_id for nomination in people]) if people else ""
    return render_template(
        "invitation_manage/new.html", meeting=meeting, form=form, people=people, mark=mark, open=is_open
    )


@bp.route("/remind/", methods=["GET", "POST"])
@authorize(policy.can_invite, loaders.meeting)
def remind(meeting: Meeting) -> ResponseReturnValue:
    """Show who has said nothing, and write to them once more."""
    form = WordsForm()
    if form.submitted() and _reminds(meeting, form):
        return redirect(url_for(".index", slug=meeting.slug), 303)
    links = queries.silent(meeting)
    shown = render_template(
        "invitation_manage/remind.html",
        meeting=meeting,
        form=form,
        links=links,
        mark=rules.mark([link.person_id for link in links]),
        open=takes_registrations(meeting, meetings.sessions_of(meeting), clock.now()),
    )
    return shown, 422 if form.problems() else 200


def _reminds(meeting: Meeting, form: WordsForm) -> bool:
    """Write to the silent who were shown, or refuse *form*."""
    try:
        with transaction():
            seen = request.form.get("seen", "")
            made = actions.remind(meeting, form.text.data, seen=seen, by=signed_in(), now=clock.now())
    except ChangedMeanwhile:
        form.refuse(_("Somebody has answered since you saw the list. Look at it again, then send."))
    except Refused as error:
        form.refuse(refusal(error))
    else:
        flash(ngettext("One person gets a reminder.", "%(num)d people get a reminder.", made.people))
        return True
    return False


@bp.route("/invitations.csv")
@authorize(policy.can_list, loaders.meeting)
def csv(meeting: Meeting) -> ResponseReturnValue:
    """Give what the filter of the page leaves as comma-separated values."""
    return _file(meeting, exporting.as_csv(_rows(meeting), zone=house.zone()), "csv", CSV)


@bp.route("/invitations.xlsx")
@authorize(policy.can_list, loaders.meeting)
def xlsx(meeting: Meeting) -> ResponseReturnValue:
    """Give what the filter of the page leaves as a workbook."""
    return _file(meeting, exporting.as_workbook(meeting, _rows(meeting), zone=house.zone()), "xlsx", XLSX)


def _rows(meeting: Meeting) -> list[page.Row]:
    return page.chosen(page.rows(meeting, now=clock.now()), page.Wanted.read(request.args))


def _file(meeting: Meeting, data: bytes, ending: str, kind: str) -> Response:
    return attachment(data, f"{meeting.slug}-invitations.{ending}", kind)
