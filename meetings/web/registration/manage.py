"""Who is registered, for the secretariat: as a page and as files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, zones
from meetings.core.paging import Page, number_from
from meetings.core.text import as_integer
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.rules import takes_registrations
from meetings.domain.registration import policy, queries
from meetings.exports import tables
from meetings.i18n import words
from meetings.models.meeting import Meeting, Session
from meetings.models.registration import Place, Registration
from meetings.web import house, loaders
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.wording import label

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
    numbers: dict[tuple[int, Place], int]
    chosen: Filter
    page: Page[Registration]
    now: datetime
    #: Whether somebody can still be registered.
    open: bool

    def number(self, session: Session, place: Place) -> int:
        """Return how many people have *place* in *session*."""
        return self.numbers.get((session.id, place), 0)

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
    page = ListPage(meeting, sessions, queries.numbers(meeting), chosen, found, now, is_open)
    return render_template("registration_manage/index.html", page=page, places=list(Place))


@bp.route("/registrations.xlsx")
@authorize(policy.can_list, loaders.meeting)
def xlsx(meeting: Meeting) -> ResponseReturnValue:
    """Give the same part of the list as a workbook."""
    sheet = tables.Sheet(_("Registrations"), _header(), _rows(meeting))
    return _file(tables.workbook([sheet], title=words(meeting.title), made_at=clock.now()), meeting, "xlsx", XLSX)


@bp.route("/registrations.csv")
@authorize(policy.can_list, loaders.meeting)
def csv(meeting: Meeting) -> ResponseReturnValue:
    """Give the same part of the list as comma-separated values."""
    return _file(tables.csv_bytes(_header(), _rows(meeting)), meeting, "csv", CSV)


def _filter(sessions: Sequence[Session]) -> Filter:
    """Read the filter from the address; what names nothing means everything."""
    number = as_integer(request.args.get("session", ""), 1, loaders.HIGHEST_ID)
    place = request.args.get("place", "")
    return Filter(
        session=next((session for session in sessions if session.id == number), None),
        place=Place(place) if place in list(Place) else None,
    )


def _header() -> list[str]:
    return [
        _("Name"),
        _("E-mail address"),
        _("Function"),
        _("Organisation"),
        _("Code"),
        _("Region"),
        _("Session"),
        _("Place"),
        _("Since"),
        _("Registered by"),
    ]


def _rows(meeting: Meeting) -> list[tables.Row]:
    chosen = _filter(meetings.sessions_of(meeting))
    zone = house.zone()
    found = queries.whole_list(meeting, session_id=chosen.session.id if chosen.session else None, place=chosen.place)
    return [_row(registration, zone) for registration in found]


def _row(registration: Registration, zone: str) -> tables.Row:
    person, organisation = registration.person, registration.organisation
    region = organisation.region if organisation else None
    return [
        person.name,
        person.email,
        person.function,
        words(organisation.name) if organisation else "",
        organisation.code if organisation else "",
        words(region.name) if region else "",
        label(registration.session.language),
        label(registration.place),
        zones.local(registration.placed_at, zone),
        _("the secretariat") if registration.on_behalf else _("themself"),
    ]


def _file(data: bytes, meeting: Meeting, ending: str, kind: str) -> Response:
    return attachment(data, f"{meeting.slug}-registrations.{ending}", kind)
