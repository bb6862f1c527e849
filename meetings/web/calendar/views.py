"""Calendars to subscribe to, and the page that explains how."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import Headers

from config import Settings
from meetings.core import clock, tokens
from meetings.domain.feed import queries, rules
from meetings.domain.person import actions as people
from meetings.domain.person import policy
from meetings.domain.person import queries as known
from meetings.domain.person.rules import feed_token
from meetings.extensions import transaction
from meetings.i18n import language
from meetings.models.person import Person
from meetings.web import house
from meetings.web.authorize import authorize, everyone
from meetings.web.calendar import files, unchanged
from meetings.web.calendar.files import CalendarFile
from meetings.web.loaders import found
from meetings.web.viewer import signed_in, viewer

bp = Blueprint("calendar", __name__)

View = Callable[..., ResponseReturnValue]
#: Adds a calendar by its address, in Outlook on the web: accounts of work and of home.
OUTLOOK = {
    "work": "https://outlook.office.com/calendar/0/addfromweb",
    "home": "https://outlook.live.com/calendar/0/addfromweb",
}
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
    day, version = rules.today(clock.now()), queries.version()
    request.environ[unchanged.VERSION] = (day, version)
    return _send(files.everyones(_settings(), language(), day, version))


@bp.route("/deadlines.ics")
@unasked
def deadlines() -> ResponseReturnValue:
    """The deadlines of all public meetings, for everybody."""
    return _send(files.of_deadlines(_settings(), language(), now=clock.now()))


@bp.route("/meetings/<slug>.ics")
@unasked
def meeting(slug: str) -> ResponseReturnValue:
    """The sittings and deadlines of one public meeting."""
    response = _send(found(files.of_meeting(_settings(), language(), slug, now=clock.now())))
    response.headers["Content-Disposition"] = f'inline; filename="{slug}.ics"'
    return response


@bp.route("/calendar/<token>.ics")
@unasked
def personal(token: str) -> ResponseReturnValue:
    """The places of the one person who has this address, with the links to join."""
    person = found(known.by_feed_hash(tokens.hashed(token)))
    source = _settings().base_url + url_for(".personal", token=token)
    response = _send(files.of_person(_settings(), language(), person, source, now=clock.now()))
    response.headers.update(SECRET_HEADERS)
    return response


@dataclass(frozen=True, slots=True)
class Offer:
    """One calendar and the ways to subscribe to it."""

    url: str
    name: str

    @property
    def webcal(self) -> str:
        """The address that opens a calendar program."""
        return f"webcal://{self.url.partition('://')[2]}"

    @property
    def outlook(self) -> dict[str, str]:
        """The addresses that open Outlook on the web."""
        query = f"?url={quote(self.url, safe='')}&name={quote(self.name, safe='')}"
        return {kind: address + query for kind, address in OUTLOOK.items()}


@bp.route("/calendar/")
@authorize(everyone)
def index() -> ResponseReturnValue:
    """Explain how to subscribe, to the public calendar and to the reader's own."""
    settings, person = _settings(), viewer()
    name = settings.organisation_name
    return render_template(
        "calendar/index.html",
        public=Offer(settings.base_url + url_for(".public"), name),
        deadlines=Offer(settings.base_url + url_for(".deadlines"), _("%(organisation)s: deadlines", organisation=name)),
        own=Offer(_own_address(person), _("%(organisation)s: my meetings", organisation=name)) if person else None,
    )


@bp.route("/calendar/renew/", methods=["POST"])
@authorize(policy.can_have_an_account_page)
def renew() -> ResponseReturnValue:
    """Give the reader's own calendar a new address; whoever has the old one sees nothing any more."""
    with transaction():
        people.renew_feed(signed_in(), secret=house.secret(), by=signed_in(), now=clock.now())
    flash(_("Your calendar has a new address. The old one no longer works: subscribe again where you used it."))
    return redirect(url_for(".index"), 303)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _own_address(person: Person) -> str:
    token = feed_token(person.feed_nonce, house.secret())
    return _settings().base_url + url_for(".personal", token=token)


def _send(file: CalendarFile) -> Response:
    """Answer with *file*, or that the reader has it already (RFC 9110, 13)."""
    response = CalendarResponse(file.body)
    response.set_etag(file.etag)
    response.headers["Cache-Control"] = "public, no-cache"
    response.last_modified = _whole_seconds(file.changed_at)
    response.make_conditional(request.environ)
    return response


def _whole_seconds(at: datetime | None) -> datetime | None:
    return at.replace(microsecond=0) if at else None
