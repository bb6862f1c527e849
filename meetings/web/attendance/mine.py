"""What a meeting knows of the reader’s own attendance, their own word, and their certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.later import Later
from meetings.core.text import as_integer
from meetings.domain.attendance import actions, certificates, door, policy, queries
from meetings.domain.registration import queries as registrations
from meetings.extensions import transaction
from meetings.i18n import language
from meetings.models.attendance import Attendance, Source
from meetings.models.certificate import Certificate
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.models.registration import Place, Registration
from meetings.notices.house import address as house_address
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

bp = Blueprint("attendance", __name__, url_prefix="/meetings/<slug>/attendance/mine")


@dataclass(frozen=True, slots=True)
class MyPage:
    """The reader at one meeting."""

    meeting: Meeting
    sessions: Sequence[Session]
    registration: Registration | None
    rows: Mapping[int, Attendance]
    certificate: Certificate | None
    #: What is shown at the door, while the meeting is not over.
    code: str
    closed: bool
    now: datetime

    def may_say(self, session: Session) -> bool:
        """Whether the reader may still say that they were at *session*."""
        placed = self.registration is not None and self.registration.place is Place.CONFIRMED
        return placed and not self.closed and session.starts_at <= self.now and session.id not in self.rows

    def may_unsay(self, session: Session) -> bool:
        """Whether only the reader’s own word says that they were at *session*."""
        row = self.rows.get(session.id)
        return row is not None and row.source is Source.OWN and not self.closed


def _page(meeting: Meeting, person: Person, *, now: datetime) -> MyPage:
    sessions, registration = queries.held(meeting), registrations.of(meeting, person)
    coming = registration is not None and registration.place is Place.CONFIRMED
    over = all(session.ends_at <= now for session in sessions)
    mine = (one for one in certificates.of_person(person) if one.meeting_id == meeting.id and not one.withdrawn_at)
    return MyPage(
        meeting=meeting,
        sessions=sessions,
        registration=registration,
        rows={row.session_id: row for row in queries.of_person(meeting, person)},
        certificate=next(mine, None),
        code=door.code(registration, house.secret()) if registration and coming and not over else "",
        closed=queries.own_word_is_over(meeting),
        now=now,
    )


def picture(page: MyPage) -> Markup:
    """Return the code of the reader as a square that the camera at the door reads."""
    address = house_address("door.index", language(), slug=page.meeting.slug) + f"?code={page.code}"
    drawn = segno.make(address, error="m").svg_inline(
        scale=5, light="#ffffff", dark="#13211c", svgclass=None, lineclass=None, title=_("Your code for the door")
    )
    return Markup(drawn)  # noqa: S704 - drawn from an address of our own


@bp.route("/")
@authorize(policy.can_attest, loaders.meeting)
def mine(meeting: Meeting) -> ResponseReturnValue:
    """Show what is known of the reader at a meeting."""
    page = _page(meeting, signed_in(), now=clock.now())
    drawn = picture(page) if page.code else ""
    return render_template("attendance/mine.html", page=page, picture=drawn, code=door.shown)


@bp.route("/say/", methods=["POST"])
@authorize(policy.can_attest, loaders.meeting)
def say(meeting: Meeting) -> ResponseReturnValue:
    """Take the reader’s word that they were at a sitting, or take it back."""
    number = as_integer(request.form.get("session", ""), 1, loaders.HIGHEST_ID)
    session = next((one for one in queries.held(meeting) if one.id == number), None)
    try:
        if session is None:
            flash(_("Choose one of the sessions."), "warn")
        else:
            with transaction():
                closed = queries.own_word_is_over(meeting)
                if "back" in request.form:
                    actions.unsay(session, signed_in(), closed=closed, now=clock.now())
                else:
                    actions.attest(session, signed_in(), closed=closed, now=clock.now())
            flash(_("Noted. The secretariat sees it.") if "back" not in request.form else _("Your word is taken back."))
    except Refused as error:
        flash(refusal(error), "bad")
    return redirect(url_for(".mine", slug=meeting.slug), 303)
