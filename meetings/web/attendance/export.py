"""The attendance of a meeting as files."""

from collections.abc import Mapping
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from meetings.domain.attendance import figures, listing, queries
from meetings.domain.attendance.figures import Count
from meetings.domain.attendance.listing import Entry
from meetings.domain.meeting import queries as meetings
from meetings.domain.registration import days
from meetings.exports import tables
from meetings.i18n import words
from meetings.models.attendance import Attendance, Presence
from meetings.models.meeting import Meeting
from meetings.web.attendance.page import wanted
from meetings.web.attendance.session_names import session_names
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.wording import label

NOBODY = Count(0, 0)


def as_workbook(meeting: Meeting, *, now: datetime) -> Response:
    """Return the part of the list that is asked for, and the figures of the whole meeting."""
    sheets = [tables.Sheet(_("Attendance"), _header(), _rows(meeting)), _figures(meeting)]
    return attachment(
        tables.workbook(sheets, title=words(meeting.title), made_at=now), f"{meeting.slug}-attendance.xlsx", XLSX
    )


def as_csv(meeting: Meeting) -> Response:
    """Return the part of the list that is asked for."""
    return attachment(tables.csv_bytes(_header(), _rows(meeting)), f"{meeting.slug}-attendance.csv", CSV)


def _header() -> list[str]:
    return [
        _("Name"),
        _("E-mail address"),
        _("Function"),
        _("Organisation"),
        _("Code"),
        _("Region"),
        _("Registered for"),
        _("Session"),
        _("State"),
        _("Minutes"),
        _("Source"),
        _("Reason"),
    ]


def _rows(meeting: Meeting) -> list[tables.Row]:
    """Return a row for each person and sitting, and one for each who registered and of whom nothing is known."""
    sessions = meetings.programme(meeting)
    found = listing.everybody(meeting, wanted(meeting, sessions))
    names = session_names(sessions)
    return [row for entry in found for row in _of_entry(entry, names)]


def _of_entry(entry: Entry, names: Mapping[int, str]) -> list[tables.Row]:
    organisation = entry.organisation
    region = organisation.region if organisation else None
    email = entry.person.email if entry.person else entry.guest.email if entry.guest else ""
    who: tables.Row = [
        entry.name,
        email,
        entry.function,
        words(organisation.name) if organisation else "",
        organisation.code if organisation else "",
        words(region.name) if region else "",
        "; ".join(names[one.id] for one in days.covered(entry.registration)) if entry.registration else "",
    ]
    rows = [_said(row, names) for row in entry.rows.values()]
    nothing: list[tables.Cell] = ["", label(Presence.REPLACED) if entry.replaced else "", None, "", ""]
    return [[*who, *said] for said in rows] or [[*who, *nothing]]


def _said(row: Attendance, names: Mapping[int, str]) -> list[tables.Cell]:
    return [names[row.session_id], label(row.presence), row.minutes, label(row.source), row.reason]


def _figures(meeting: Meeting) -> tables.Sheet:
    """Return the figures of the whole meeting, as every page has them."""
    counts, names = figures.by_session(meeting), session_names(queries.held(meeting))
    named: list[tuple[str, Count]] = [(_("People"), figures.people(meeting))]
    named += [(name, counts.get(number, NOBODY)) for number, name in names.items()]
    named.append((_("Organisations"), figures.organisations(meeting)))
    for region, count in figures.by_region(meeting):
        named.append((_("Members, %(region)s", region=words(region.name)), count))
    rows: list[tables.Row] = [[what, count.registered, count.attended] for what, count in named]
    return tables.Sheet(_("Figures"), [_("What is counted, each once"), _("Registered"), _("Took part")], rows)
