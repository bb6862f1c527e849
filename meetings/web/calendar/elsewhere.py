"""The page that says when a meeting is in a city of the reader's choice, and takes its sittings into a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import lazy_gettext as _l

from config import Settings
from meetings.calendars.entries import session_entry
from meetings.core import zones
from meetings.core.text import sort_key
from meetings.domain.meeting import clashes
from meetings.domain.meeting import queries as meetings
from meetings.domain.meeting.clashes import Capital, LocalTime
from meetings.domain.meeting.rules import State, state
from meetings.i18n import city, language, words
from meetings.models.meeting import Meeting, Session, Visibility
from meetings.web.calendar import offers
from meetings.web.calendar.files import page_url
from meetings.web.calendar.offers import Offer
from meetings.web.fields import asked


@dataclass(frozen=True, slots=True)
class Row:
    """One sitting in the chosen city, and in the capital of each region."""

    session: Session
    there: LocalTime
    capitals: Sequence[tuple[Capital, LocalTime]]
    #: It does not take place, or not then.
    off: bool
    #: The addresses that open a new entry elsewhere, by whose calendar it is.
    adding: dict[str, str]


@dataclass(frozen=True, slots=True)
class TimesPage:
    """When the sittings of a meeting are."""

    meeting: Meeting
    state: State
    zone: str
    #: What was asked for and is no city of ours.
    unknown: str
    rows: Sequence[Row]
    #: Whether everybody may take its sittings away as files.
    has_file: bool
    #: The calendar of the series, where there is one for everybody.
    series: Offer | None


def times_page(settings: Settings, meeting: Meeting, reader_zone: str, *, now: datetime) -> TimesPage:
    """Gather the page for a reader whose clocks are those of *reader_zone*, unless they ask for another city."""
    wanted = asked(request.args, "city")
    zone = wanted if wanted in zones.names() else reader_zone
    sessions = meetings.sessions_of(meeting)
    return TimesPage(
        meeting=meeting,
        state=state(meeting, sessions, now),
        zone=zone,
        unknown=wanted if wanted != zone else "",
        rows=[_row(settings, one, zone) for one in sessions],
        has_file=meeting.announced_at is not None and meeting.visibility is not Visibility.INTERNAL,
        series=offers.of_series(settings, meeting.series) if offers.has_calendar(meeting.series) else None,
    )


def _row(settings: Settings, session: Session, zone: str) -> Row:
    meeting = session.meeting
    entry = session_entry(
        session, meeting, language=language(), url=page_url(settings, meeting), name=words(meeting.series.name)
    )
    return Row(
        session=session,
        there=clashes.local_time(session, session.zone, zone),
        capitals=[(one, clashes.local_time(session, session.zone, one.zone)) for one in clashes.capitals()],
        off=entry.cancelled,
        adding={} if entry.cancelled else offers.adding(entry),
    )


#: As the names of zones begin.
CONTINENTS = {
    "Africa": _l("Africa"),
    "America": _l("America"),
    "Antarctica": _l("Antarctica"),
    "Arctic": _l("Arctic"),
    "Asia": _l("Asia"),
    "Atlantic": _l("Atlantic"),
    "Australia": _l("Australia"),
    "Europe": _l("Europe"),
    "Indian": _l("Indian Ocean"),
    "Pacific": _l("Pacific"),
    "UTC": _l("Universal time"),
}


def cities() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the continents, each with its zones and what their cities are called in the reader's language."""
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in zones.names():
        found.setdefault(zone.partition("/")[0], []).append((zone, city(zone)))
    return [
        (str(CONTINENTS.get(name, name)), sorted(group, key=lambda pair: sort_key(pair[1])))
        for name, group in found.items()
    ]
