"""Who came, for those who run the meeting: figures, list, the secretariat's word, guests, files."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import as_integer, sort_key
from meetings.domain.attendance import actions, listing, policy, queries, rules
from meetings.domain.organisation import queries as organisations
from meetings.domain.person import queries as people
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.attendance import Attendance, Guest, Presence
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.web import loaders
from meetings.web.attendance import export
from meetings.web.attendance.forms import OTHERS, DecideForm, GuestForm
from meetings.web.attendance.page import attendance_page
from meetings.web.authorize import authorize
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("attendance_manage", __name__, url_prefix="/meetings/<slug>")

#: More than a page of the list can be ticked at once.
MOST_TICKED = 500


@bp.route("/attendance/")
@authorize(policy.can_keep, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show who registered and who came, with the figures."""
    return _shown(meeting, DecideForm(formdata=None), ())


def _shown(meeting: Meeting, form: DecideForm, ticked: Sequence[str]) -> ResponseReturnValue:
    page = attendance_page(meeting, now=clock.now())
    form.offer(list(page.begun or page.sessions))
    if form.session.data is None and page.wanted.session_id:
        form.session.data = page.wanted.session_id
    html = render_template(
        "attendance_manage/index.html", page=page, form=form, ticked=set(ticked), known=list(listing.Known)
    )
    return html, 422 if form.problems() else 200


@bp.route("/attendance/decide/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def decide(meeting: Meeting) -> ResponseReturnValue:
    """Take the secretariat's word about those who are ticked."""
    form, sessions = DecideForm(), list(queries.held(meeting))
    form.offer(sessions)
    ticked = request.form.getlist("who")[:MOST_TICKED]
    who = _named(meeting, ticked)
    if form.submitted():
        session = next(one for one in sessions if one.id == form.session.data)
        try:
            if len(who) < len(set(ticked)):
                raise rules.NobodyNamed
            _decide(session, who, form)
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(ngettext("One entry has been changed.", "%(num)d entries have been changed.", len(who)))
            return redirect(_back(meeting), 303)
    return _shown(meeting, form, ticked)


def _decide(session: Session, who: Sequence[Person | Guest], form: DecideForm) -> None:
    with transaction():
        if form.presence.data == OTHERS:
            actions.retract(session, who, by=signed_in(), now=clock.now())
            return
        actions.decide(
            session,
            who,
            Presence(form.presence.data),
            minutes=form.minutes.data,
            reason=form.reason.data or "",
            by=signed_in(),
            now=clock.now(),
        )


def _named(meeting: Meeting, keys: Sequence[str]) -> list[Person | Guest]:
    """Return whom the *keys* of a list name: “p7” is a person, “g3” a guest of the meeting."""
    found: list[Person | Guest] = []
    for key in dict.fromkeys(keys):
        number = as_integer(key[1:], 1, loaders.HIGHEST_ID)
        one: Person | Guest | None = None
        if number and key[:1] == "p":
            one = people.by_id(number)
        elif number and key[:1] == "g":
            one = queries.guest_by_id(meeting, number)
        found += [one] if one else []
    return found


def _back(meeting: Meeting) -> str:
    """Return the address of the same part of the list."""
    kept = {name: request.args[name] for name in ("session", "known", "region", "q", "page") if name in request.args}
    return url_for(".index", slug=meeting.slug, **kept)  # type: ignore[arg-type]


@bp.route("/attendance/people/<int:person_id>/")
@authorize(policy.can_keep, loaders.meeting)
def person(meeting: Meeting, person_id: int) -> ResponseReturnValue:
    """Show everything that was said of one person, sitting by sitting."""
    one = loaders.found(people.by_id(loaders.numbered(person_id)))
    rows = queries.of_person(meeting, one)
    return _one(meeting, one, rows)


@bp.route("/attendance/guests/<int:guest_id>/")
@authorize(policy.can_keep, loaders.meeting)
def guest(meeting: Meeting, guest_id: int) -> ResponseReturnValue:
    """Show everything that was said of one guest, sitting by sitting."""
    one = loaders.found(queries.guest_by_id(meeting, loaders.numbered(guest_id)))
    return _one(meeting, one, queries.of_guest(one))


def _one(meeting: Meeting, one: Person | Guest, rows: Sequence[Attendance]) -> ResponseReturnValue:
    sessions = list(queries.held(meeting))
    form = DecideForm(formdata=None)
    form.offer(sessions)
    shown = {row.session_id: row for row in rows}
    return render_template(
        "attendance_manage/person.html",
        meeting=meeting,
        one=one,
        key=f"{'p' if isinstance(one, Person) else 'g'}{one.id}",
        sessions=sessions,
        rows=shown,
        said=queries.said_of(shown.values()),
        form=form,
    )


@bp.route("/attendance/guests/new/", methods=["GET", "POST"])
@authorize(policy.can_keep, loaders.meeting)
def welcome(meeting: Meeting) -> ResponseReturnValue:
    """Note somebody who came and is not in the register."""
    form, sessions = GuestForm(), list(queries.held(meeting))
    bodies = sorted(organisations.everyone(), key=lambda one: sort_key(words(one.name)))
    form.offer(sessions, bodies)
    if form.submitted():
        try:
            with transaction():
                actions.welcome(
                    next(one for one in sessions if one.id == form.session.data),
                    form.name.data,
                    function=form.function.data or "",
                    organisation=next((one for one in bodies if one.id == form.organisation.data), None),
                    by=signed_in(),
                    now=clock.now(),
                )
        except Refused as error:
            form.refuse(refusal(error))
        else:
            flash(_("%(name)s is on the list as a guest.", name=form.name.data))
            return redirect(url_for(".index", slug=meeting.slug), 303)
    html = render_template("attendance_manage/welcome.html", meeting=meeting, form=form)
    return html, 422 if form.problems() else 200


@bp.route("/attendance.xlsx")
@authorize(policy.can_keep, loaders.meeting)
def xlsx(meeting: Meeting) -> Response:
    """Give the same part of the list, and the figures, as a workbook."""
    return export.as_workbook(meeting, now=clock.now())


@bp.route("/attendance.csv")
@authorize(policy.can_keep, loaders.meeting)
def csv(meeting: Meeting) -> Response:
    """Give the same part of the list as comma-separated values."""
    return export.as_csv(meeting)
