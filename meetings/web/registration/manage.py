"""Who is registered, for the secretariat: as a page and as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.core.paging import Page, number_from
from meetings.core.text import as_integer
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.registration import days, details, policy, queries
from meetings.domain.registration import question_queries as questions
from meetings.domain.registration import terms as find_terms
from meetings.domain.visa import policy as letters
from meetings.exports import tables
from meetings.i18n import words
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.registration import Place, Registration
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment, stored
from meetings.web.registration import exporting
from meetings.web.registration.exporting import Details
from meetings.web.viewer import viewer

bp = Blueprint("registration_manage", __name__, url_prefix="/meetings/<slug>")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the list is shown; everything that is not withdrawn when empty."""

    session: Session | None
    place: Place | None

    @property
    def query(self) -> dict[str, str]:
        """What an address needs to show the same part."""
        pairs = {"session": str(self.session.id) if self.session else "", "place": self.place or ""}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list, with the numbers of the whole meeting."""

    meeting: Meeting
    sessions: Sequence[Session]
    #: By the id of the session; by none, people of the whole meeting.
    numbers: dict[tuple[int | None, Place], int]
    chosen: Filter
    page: Page[Registration]
    now: datetime
    #: Whether somebody can still be registered.
    open: bool
    #: Organisations with more places than the quota.
    over: Sequence[tuple[Organisation, int]]
    quota: int | None
    said: Details
    #: How many accompany those who have a place.
    companions: int
    may_read_needs: bool
    may_see_letters: bool

    def number(self, session: Session, place: Place) -> int:
        """Return how many people have *place* in *session*."""
        return self.numbers.get((session.id, place), 0)

    @property
    def requested(self) -> int:
        """How many people wait for a yes."""
        return self.numbers.get((None, Place.REQUESTED), 0)

    def overbooked(self, session: Session) -> int:
        """Return by how many the confirmed are more than the seats of *session*."""
        return max(0, self.number(session, Place.CONFIRMED) - session.capacity) if session.capacity else 0

    @property
    def has_days(self) -> bool:
        """Whether there is still a day to come of several that people choose from."""
        ahead = any(one.ends_at > self.now and one.cancelled_at is None for one in self.sessions)
        return ahead and days.has_days(self.sessions)

    @property
    def anybody(self) -> bool:
        """Whether somebody has ever registered."""
        return bool(self.numbers)


@bp.route("/registrations/")
@authorize(policy.can_list, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the list, as far as the reader wants to see of it."""
    sessions = meetings.sessions_of(meeting)
    chosen = _filter(sessions)
    found = queries.for_meeting(
        meeting,
        session_id=chosen.session.id if chosen.session else None,
        place=chosen.place,
        page=number_from(request.args.get("page", "")),
    )
    now = clock.now()
    is_open = takes_registrations(meeting, sessions, now)
    room = find_terms.room(meeting)
    quota, brings = room.terms.quota, room.terms.companions > 0
    page = ListPage(
        meeting=meeting,
        sessions=sessions,
        numbers=queries.numbers(meeting),
        chosen=chosen,
        page=found,
        now=now,
        open=is_open,
        over=find_terms.over_quota(meeting, quota) if quota else (),
        quota=quota,
        said=exporting.details_of(meeting, found.things, asks=room.asks),
        companions=details.number_of_companions(meeting) if brings else 0,
        may_read_needs=policy.can_read_needs(viewer(), meeting),
        may_see_letters=letters.can_list(viewer(), meeting),
    )
    return render_template("registration_manage/index.html", page=page, places=list(Place))


@bp.route("/registrations.xlsx")
@authorize(policy.can_list, loaders.meeting)
def xlsx(meeting: Meeting) -> ResponseReturnValue:
    """Give the same part of the list as a workbook."""
    found, said = _listed(meeting)
    rows = exporting.rows(found, said, zone=house.zone())
    sheet = tables.Sheet(_("Registrations"), exporting.header(said), rows)
    return _file(tables.workbook([sheet], title=words(meeting.title), made_at=clock.now()), meeting, "xlsx", XLSX)


@bp.route("/registrations.csv")
@authorize(policy.can_list, loaders.meeting)
def csv(meeting: Meeting) -> ResponseReturnValue:
    """Give the same part of the list as comma-separated values."""
    found, said = _listed(meeting)
    rows = exporting.rows(found, said, zone=house.zone())
    return _file(tables.csv_bytes(exporting.header(said), rows), meeting, "csv", CSV)


@bp.route("/registrations/<int:registration_id>/answers/<int:question_id>/")
@authorize(policy.can_see_answers, loaders.registration)
def answer_file(registration: Registration, question_id: int) -> ResponseReturnValue:
    """Hand out a file that somebody gave as an answer, always to be saved and never shown."""
    found = loaders.found(questions.file_of(registration, loaders.numbered(question_id)))
    return stored(found.storage_key, found.content_type, found.answer.text)


def _filter(sessions: Sequence[Session]) -> Filter:
    """Read the filter from the address; what names nothing means everything."""
    number = as_integer(request.args.get("session", ""), 1, loaders.HIGHEST_ID)
    place = request.args.get("place", "")
    return Filter(
        session=next((session for session in sessions if session.id == number), None),
        place=Place(place) if place in list(Place) else None,
    )


def _listed(meeting: Meeting) -> tuple[Sequence[Registration], Details]:
    """Return the part of the list that the address asks for, with what these people said."""
    chosen = _filter(meetings.sessions_of(meeting))
    found = queries.whole_list(meeting, session_id=chosen.session.id if chosen.session else None, place=chosen.place)
    return found, exporting.details_of(meeting, found, asks=True)


def _file(data: bytes, meeting: Meeting, ending: str, kind: str) -> Response:
    return attachment(data, f"{meeting.slug}-registrations.{ending}", kind)
