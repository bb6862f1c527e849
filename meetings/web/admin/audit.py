"""The audit trail: a list that can be narrowed, and the same as a file."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock, text, zones
from meetings.core.dates import day_from
from meetings.core.errors import Refused
from meetings.core.paging import Page, number_from
from meetings.domain.audit import queries
from meetings.domain.audit.queries import Wanted
from meetings.domain.meeting import queries as meetings
from meetings.domain.role import policy
from meetings.exports import tables
from meetings.i18n import words
from meetings.models.audit import AuditLine
from meetings.models.meeting import Meeting
from meetings.web.authorize import authorize
from meetings.web.downloads import CSV, XLSX, attachment
from meetings.web.fields import asked
from meetings.web.meeting.wording import VERBS, Told, told
from meetings.web.viewer import zone

bp = Blueprint("admin_audit", __name__, url_prefix="/admin/audit")

#: More lines than a sheet is read with; who needs more exports with ``flask audit export``.
LONGEST_SHEET = 20_000
_THING = re.compile(r"[a-z_]{1,40}:[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class TrailPage:
    """One page of the lines that a reader asked for."""

    lines: Page[AuditLine]
    told: Told
    #: The filter as it stands in the address.
    query: dict[str, str]
    meetings: dict[int, Meeting]


@bp.route("/")
@authorize(policy.can_audit)
def index() -> ResponseReturnValue:
    """List who did what, newest first, as far as the reader asks for it."""
    wanted, query = _wanted()
    found = queries.found(wanted, page=number_from(request.args.get("page", "")))
    page = TrailPage(found, told(found.things), query, queries.meetings_of(found.things))
    verbs = sorted(VERBS, key=lambda verb: text.sort_key(_verb(verb)))
    return render_template("admin_audit/index.html", page=page, verbs=verbs, verb=_verb, meetings=meetings.newest())


@bp.route("/trail.csv")
@authorize(policy.can_audit)
def csv() -> ResponseReturnValue:
    """Give the same lines as comma-separated values."""
    return _file(tables.csv_bytes(_header(), _rows()), "csv", CSV)


@bp.route("/trail.xlsx")
@authorize(policy.can_audit)
def xlsx() -> ResponseReturnValue:
    """Give the same lines as a workbook."""
    sheet = tables.Sheet(_("Audit trail"), _header(), _rows())
    return _file(tables.workbook([sheet], title=_("Audit trail"), made_at=clock.now()), "xlsx", XLSX)


def _wanted() -> tuple[Wanted, dict[str, str]]:
    """Read the filter from the address, and the same as a clean query; what names nothing means everything."""
    values = {name: asked(request.args, name) for name in ("person", "verb", "thing", "meeting", "since", "until")}
    found = meetings.by_slug(values["meeting"]) if values["meeting"] else None
    since, until = day_from(values["since"]), day_from(values["until"])
    wanted = Wanted(
        person=values["person"],
        verb=values["verb"] if values["verb"] in VERBS else "",
        thing=values["thing"] if _THING.fullmatch(values["thing"]) else "",
        meeting_id=found.id if found else None,
        since=_begins(since) if since else None,
        until=_begins(until + timedelta(days=1)) if until else None,
    )
    kept: dict[str, Any] = {
        "person": wanted.person,
        "verb": wanted.verb,
        "thing": wanted.thing,
        "meeting": found.slug if found else "",
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
    }
    return wanted, {name: value for name, value in kept.items() if value}


def _begins(day: date) -> datetime:
    """Return when *day* begins for the reader; where the clocks jump over midnight, an hour later."""
    wall = datetime.combine(day, time())
    try:
        return zones.instant(wall, zone())
    except Refused:
        return zones.instant(wall + timedelta(hours=1), zone())


def _verb(verb: str) -> str:
    """Return the words for *verb* without what a line notes of its thing."""
    return re.sub(r"[ \n]+", " ", re.sub(r"%\([a-z]+\)s", "…", str(VERBS[verb])))


def _header() -> list[str]:
    return [
        _("No."),
        _("When (UTC)"),
        _("Who"),
        _("On behalf of"),
        _("What"),
        _("Meeting"),
        _("Thing"),
        _("Name of the act"),
    ]


def _rows() -> list[tables.Row]:
    lines = queries.all_found(_wanted()[0], limit=LONGEST_SHEET)
    said, of_meeting = told(lines), queries.meetings_of(lines)
    return [
        [
            line.id,
            f"{line.at:%Y-%m-%d %H:%M:%S}",
            said.who(line),
            said.for_whom(line),
            said.done(line),
            words(of_meeting[line.meeting_id].title) if line.meeting_id in of_meeting else "",
            line.thing,
            line.verb,
        ]
        for line in lines
    ]


def _file(data: bytes, ending: str, kind: str) -> Response:
    """Send *data* named after the house."""
    name = f"{current_app.extensions['settings'].organisation_name}-audit".replace(" ", "-").lower()
    safe = re.sub(r"[^a-z0-9-]", "", name) or "audit"
    return attachment(data, f"{safe}.{ending}", kind)
