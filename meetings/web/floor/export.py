"""The requests for the floor of a meeting as a spreadsheet, in the reader's language."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from meetings.core.zones import local
from meetings.domain.floor import queries, rules
from meetings.domain.floor.rules import Total
from meetings.domain.meeting.rules import symbol
from meetings.exports.tables import Cell, Sheet, csv_bytes, workbook
from meetings.i18n import words
from meetings.models.floor import FloorRequest
from meetings.models.meeting import Meeting
from meetings.web.viewer import zone
from meetings.web.wording import label, session_name


def filename(meeting: Meeting, ending: str) -> str:
    """Return the name under which the list is saved: “NCP8-floor.xlsx”."""
    return f"{symbol(meeting)}-floor.{ending}"


def as_workbook(meeting: Meeting, *, now: datetime) -> bytes:
    """Return every request, and how long each administration and each region spoke."""
    found = queries.at_meeting(meeting)
    heading = [_("Times"), _("Seconds")]
    sheets = [
        Sheet(_("Requests for the floor"), _header(), [_row(each, now) for each in found]),
        Sheet(_("Administrations"), [_("Administration"), *heading], _totals(rules.by_organisation(found, now))),
        Sheet(_("Regions"), [_("Region"), *heading], _totals(rules.by_region(found, now))),
    ]
    return workbook(sheets, title=words(meeting.title))


def as_csv(meeting: Meeting, *, now: datetime) -> bytes:
    """Return every request as one table."""
    return csv_bytes(_header(), [_row(each, now) for each in queries.at_meeting(meeting)])


def _header() -> list[str]:
    headings = [_("Session"), _("Code"), _("Administration"), _("Region"), _("Item"), _("For what"), _("State")]
    return [*headings, _("Asked at"), _("Given at"), _("Ended at"), _("Seconds")]


def _row(each: FloorRequest, now: datetime) -> Sequence[Cell]:
    region, here = each.organisation.region, zone()
    return [
        session_name(each.session),
        each.organisation.code,
        words(each.organisation.name),
        words(region.name) if region else "",
        each.item.number if each.item else "",
        label(each.kind),
        label(each.state),
        *(local(at, here) if at else None for at in (each.asked_at, each.given_at, each.ended_at)),
        rules.seconds(each, now),
    ]


def _totals(totals: Sequence[Total]) -> list[Sequence[Cell]]:
    return [(words(total.name.name) if total.name else "", total.times, total.seconds) for total in totals]
