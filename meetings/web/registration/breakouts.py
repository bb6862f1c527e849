"""The page on which the registered choose a break-out of each sitting that has some."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import as_integer
from meetings.domain.meeting import queries as meetings
from meetings.domain.registration import actions_breakouts, breakouts, policy, queries, rules
from meetings.extensions import transaction
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.models.registration_details import BreakoutChoice
from meetings.web import loaders
from meetings.web.authorize import authorize
from meetings.web.forms import Form
from meetings.web.registration.choices import Choice
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal, session_name

bp = Blueprint("registration_breakouts", __name__, url_prefix="/meetings/<slug>/registration/break-outs")


@dataclass(frozen=True, slots=True)
class Offered:
    """One sitting, its break-outs with their free places, and what was chosen."""

    sitting: Session
    groups: Sequence[Choice]
    held: BreakoutChoice | None
    #: Whether one of them can still be chosen.
    open: bool

    @property
    def name(self) -> str:
        """The name of the field."""
        return f"sitting-{self.sitting.id}"


def offered(registration: Registration, *, now: datetime) -> list[Offered]:
    """Return what the holder of *registration* can choose from."""
    meeting = registration.meeting
    held = {choice.sitting_id: choice for choice in breakouts.of(registration)}
    taken = breakouts.numbers(meeting)
    found = []
    for one in breakouts.attended(registration, meetings.programme(meeting)):
        groups = [
            Choice(group, rules.seats_left(group, taken.get((group.id, Place.CONFIRMED), 0)))
            for group in one.breakouts
            if group.cancelled_at is None
        ]
        mine = held.get(one.sitting.id)
        begun = mine is not None and mine.session.starts_at <= now
        is_open = not begun and any(group.session.starts_at > now for group in groups)
        found.append(Offered(one.sitting, groups, mine, is_open))
    return found


@bp.route("/", methods=["GET", "POST"])
@authorize(policy.can_register, loaders.meeting)
def choose(meeting: Meeting) -> ResponseReturnValue:
    """Show the break-outs with their free places; on POST, keep what the reader chose."""
    registration, back = queries.of(meeting, signed_in()), url_for("meeting.show", slug=meeting.slug)
    return page_of(registration, "registration_breakouts/choose.html", by=signed_in(), back=back, meeting=meeting)


def page_of(
    registration: Registration | None, template: str, *, by: Person, back: str, meeting: Meeting
) -> ResponseReturnValue:
    """Show the break-outs to the holder of *registration*, or keep what they chose and lead *back*."""
    form, now = Form(), clock.now()
    if registration is None or registration.place is not Place.CONFIRMED:
        flash(refusal(rules.SeatNeeded() if registration else rules.NotRegistered()), "warn")
        return redirect(back, 303)
    found = offered(registration, now=now)
    if form.submitted():
        try:
            with transaction():
                made = actions_breakouts.choose(registration, _wanted(request.form, found), by=by, now=now)
        except Refused as error:
            flash(refusal(error), "bad")
        else:
            flash(said(made))
        return redirect(back, 303)
    return render_template(template, meeting=meeting, registration=registration, offered=found, back=back)


def _wanted(typed: Mapping[str, str], found: Sequence[Offered]) -> dict[int, int | None]:
    """Return what was chosen for each sitting; what no page of ours sends changes nothing."""
    wanted: dict[int, int | None] = {}
    for one in found:
        value = typed.get(one.name, "")
        number = as_integer(value, 1, loaders.HIGHEST_ID)
        if value == "none" or number is not None:
            wanted[one.sitting.id] = number
    return wanted


def said(choices: Sequence[BreakoutChoice]) -> str:
    """Say which break-outs somebody has now, and which they wait for."""
    seats = [session_name(choice.session) for choice in choices if choice.place is Place.CONFIRMED]
    waits = [session_name(choice.session) for choice in choices if choice.place is Place.WAITING]
    sentences = []
    if seats:
        sentences.append(_("Your break-outs: %(names)s.", names=", ".join(seats)))
    if waits:
        sentences.append(_("You wait for a place in: %(names)s.", names=", ".join(waits)))
    return " ".join(sentences) or _("You have chosen no break-out.")
