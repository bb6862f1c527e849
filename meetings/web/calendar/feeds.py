"""Calendars to subscribe to: for everybody, and for one person."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers

from meetings.core import clock, tokens
from meetings.domain.feed import queries, rules
from meetings.domain.feed.queries import Version
from meetings.i18n import language
from meetings.notices import house
from meetings.web.authorize import everyone
from meetings.web.calendar import files, unchanged
from meetings.web.calendar.files import CalendarFile
from meetings.web.loaders import found

bp = Blueprint("calendar", __name__)

View = Callable[..., ResponseReturnValue]
#: A secret is in the address: no shared cache, no search engine, no other site learns of it (ASVS 5.0, 14.2.1).
SECRET_HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


def unasked(view: View) -> View:
    """Open *view* to everyone without asking who they are: calendar programs have no cookie to read."""
    view.access_policy = everyone  # type: ignore[attr-defined]
    return view


class CalendarResponse(Response):
    """An answer that is the same with and without a cookie, and sets none."""

    default_mimetype = "text/calendar"

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """Take out what the browser session may have added on the way."""
        headers = super().get_wsgi_headers(environ)
        headers.remove("Set-Cookie")
        headers.remove("Vary")
        return headers


@bp.route("/calendar.ics")
@unasked
def public() -> ResponseReturnValue:
    """All public meetings, for everybody."""
    return _send(files.everyones, queries.version())


@bp.route("/series/<series_slug>.ics")
@unasked
def series(series_slug: str) -> ResponseReturnValue:
    """The public meetings of one series with their deadlines."""
    return _send(files.of_series, queries.version(), series_slug, called=series_slug)


@bp.route("/deadlines.ics")
@unasked
def deadlines() -> ResponseReturnValue:
    """The deadlines of all public meetings, for everybody."""
    return _send(files.of_deadlines, queries.version())


@bp.route("/meetings/<slug>.ics")
@unasked
def meeting(slug: str) -> ResponseReturnValue:
    """The sittings and deadlines of one public meeting."""
    return _send(files.of_meeting, queries.version(), slug, called=slug)


@bp.route("/meetings/<slug>/sessions/<int:session_id>.ics")
@unasked
def sitting(slug: str, session_id: int) -> ResponseReturnValue:
    """One sitting of a public meeting, to add it to a calendar."""
    return _send(files.of_sitting, queries.version(), slug, session_id, called=f"{slug}-{session_id}")


@bp.route("/calendar/<token>.ics")
@unasked
def personal(token: str) -> ResponseReturnValue:
    """The places of the one person who has this address, with the links to join."""
    version = found(queries.own_version(tokens.hashed(token)))
    return _send(files.of_person, version, token, secret=True)


def _send(
    make: Callable[..., CalendarFile], version: Version, *which: str | int, called: str = "", secret: bool = False
) -> Response:
    """Answer with what *make* makes of *version*, or that the reader has it already (RFC 9110, 13)."""
    day = rules.today(clock.now())
    file = make(house.settings(), language(), day, version, *which)
    request.environ[unchanged.VERSION] = (day, version)
    response = CalendarResponse(file.body)
    response.set_etag(file.etag)
    response.headers["Cache-Control"] = "public, no-cache"
    if called:
        response.headers["Content-Disposition"] = f'inline; filename="{called}.ics"'
    if secret:
        response.headers.update(SECRET_HEADERS)
    response.last_modified = _whole_seconds(file.changed_at)
    response.make_conditional(request.environ)
    return response


def _whole_seconds(at: datetime | None) -> datetime | None:
    return at.replace(microsecond=0) if at else None
