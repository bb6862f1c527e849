"""The door: who is let in by a code, a name or a camera; a page for one telephone that works without a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import generate_csrf

from meetings import assets
from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import as_integer, folded, one_line, printable
from meetings.domain.attendance import actions, door, policy, queries
from meetings.domain.attendance.door import Expected
from meetings.domain.attendance.rules import DOORS_OPEN
from meetings.domain.meeting import queries as meetings
from meetings.extensions import transaction
from meetings.i18n import words
from meetings.models.meeting import Meeting, Session
from meetings.models.person import Person
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.private import no_store
from meetings.web.viewer import signed_in
from meetings.web.wording import refusal

bp = Blueprint("door", __name__, url_prefix="/meetings/<slug>/door")
bp.after_request(no_store)

#: Given under the address of the page: a worker reaches no further than where it comes from.
WORKER = assets.SOURCE / "js" / "door-worker.js"
LONGEST = 100
#: A telephone sends what it kept in parts of so many.
MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class DoorPage:
    """Everybody who is expected at one sitting, as far as somebody looks for them."""

    meeting: Meeting
    sessions: Sequence[Session]
    session: Session
    words: str
    found: Sequence[Expected]
    expected: int
    inside: int
    now: datetime

    @property
    def opens_at(self) -> datetime:
        """When the first can be let in."""
        return self.session.starts_at - DOORS_OPEN

    @property
    def is_over(self) -> bool:
        """Whether the sitting has ended."""
        return self.session.ends_at <= self.now


def _named(sessions: Sequence[Session]) -> Session | None:
    """Return which of *sessions* the address or the form names."""
    number = as_integer(request.values.get("session", ""), 1, loaders.HIGHEST_ID)
    return next((one for one in sessions if one.id == number), None)


def _session(meeting: Meeting) -> Session:
    """Return the sitting or break-out that is named, cancelled or not; 404 without any."""
    return loaders.found(_named(meetings.programme(meeting)))


def _at_hand(sessions: Sequence[Session], now: datetime) -> Session:
    """Return the one of *sessions* that is named, or the next one that is not over; 404 without any."""
    coming = next((one for one in sessions if one.ends_at > now), None)
    return loaders.found(_named(sessions) or coming or (sessions[-1] if sessions else None))


@bp.route("/")
@authorize(policy.can_keep, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the door of a sitting: a field for a code or a name, and who was found."""
    now = clock.now()
    sessions = queries.held(meeting)
    session = _at_hand(sessions, now)
    everybody = door.expected(meeting, session, house.secret())
    asked = one_line(printable(request.args.get("q", request.args.get("code", ""))))[:LONGEST]
    page = DoorPage(
        meeting=meeting,
        sessions=sessions,
        session=session,
        words=asked,
        found=_found(everybody, asked) if asked else (),
        expected=len(everybody),
        inside=sum(one.came_at is not None for one in everybody),
        now=now,
    )
    return render_template("door/index.html", page=page, code=door.shown)


def _found(everybody: Sequence[Expected], asked: str) -> list[Expected]:
    """Return who has the code that was typed, or the letters in name or organisation."""
    code, letters = door.typed(asked), folded(asked)
    exact = [one for one in everybody if one.code == code]
    return exact or [one for one in everybody if letters in folded(f"{one.person.name} {_body(one)}")]


def _body(one: Expected) -> str:
    return words(one.organisation.name) if one.organisation else ""


@bp.route("/mark/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def mark(meeting: Meeting) -> ResponseReturnValue:
    """Let one person in."""
    now = clock.now()
    session = _session(meeting)
    number = as_integer(request.form.get("person", ""), 1, loaders.HIGHEST_ID)
    everybody = door.expected(meeting, session, house.secret())
    one = next((one for one in everybody if one.person.id == number), None)
    try:
        if one is None:
            flash(_("This person has no place at this meeting."), "bad")
        elif _admit(session, {one.person: now}, now):
            flash(_("%(name)s is inside.", name=one.person.name))
        else:
            flash(_("%(name)s was inside already.", name=one.person.name), "warn")
    except Refused as error:
        flash(refusal(error), "bad")
    return redirect(url_for(".index", slug=meeting.slug, session=session.id), 303)


def _admit(session: Session, people: dict[Person, datetime], now: datetime) -> int:
    with transaction():
        return actions.admit(session, people, by=signed_in(), now=now)


@bp.route("/list.json")
@authorize(policy.can_keep, loaders.meeting)
def listed(meeting: Meeting) -> ResponseReturnValue:
    """Give the list that a telephone keeps for an hour, with a fresh token for what it sends later."""
    session = _session(meeting)
    everybody = door.expected(meeting, session, house.secret())
    return {
        "session": session.id,
        "token": generate_csrf(),
        "people": [
            {
                "id": one.person.id,
                "name": one.person.name,
                "body": _body(one),
                "code": one.code,
                "came": one.came_at.isoformat() if one.came_at else "",
            }
            for one in everybody
        ],
    }


@bp.route("/marks/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def marks(meeting: Meeting) -> ResponseReturnValue:
    """Take what a telephone noted while it had no network; sent twice, it counts once."""
    now = clock.now()
    session = _session(meeting)
    sent = request.get_json(silent=True)
    wanted = _marks(sent.get("marks") if isinstance(sent, dict) else None)
    if wanted is None:
        return {"error": _("This cannot be read.")}, 400
    there = {one.person.id: one.person for one in door.expected(meeting, session, house.secret())}
    people = {there[number]: at for number, at in wanted.items() if number in there}
    try:
        new = _admit(session, people, now)
    except Refused as error:
        return {"error": refusal(error)}, 409
    said = ngettext("%(num)d person noted", "%(num)d people noted", new)
    return {"taken": sorted(wanted), "words": said}


def _marks(sent: Any) -> dict[int, datetime] | None:
    """Return who came when, by their ids; nothing for what is no list of marks."""
    if not isinstance(sent, list) or len(sent) > MOST_MARKS:
        return None
    found: dict[int, datetime] = {}
    for one in sent:
        number = one.get("id") if isinstance(one, dict) else None
        at = _instant(one.get("at")) if isinstance(one, dict) else None
        if isinstance(number, bool) or not isinstance(number, int) or at is None:
            return None
        found.setdefault(number, at)
    return found


def _instant(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) and len(text) < LONGEST else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


@bp.route("/worker.js")
@authorize(policy.can_keep, loaders.meeting)
def worker(meeting: Meeting) -> Response:
    """Give the worker that keeps the page of the door while there is no network; it may do so for this page only."""
    return Response(WORKER.read_bytes(), mimetype="text/javascript")
