"""FLOOR 5: pages, one folder a feature."""

from flask import Flask, abort, current_app, g, request

from meetings.core.bilingual import LANGUAGES
from meetings.i18n import language
from meetings.web import errors, parts, security, shell
from meetings.web.access import views as access
from meetings.web.agenda import manage as agenda
from meetings.web.archive import views as archive
from meetings.web.calendar import unchanged
from meetings.web.calendar import views as calendar
from meetings.web.document import manage as document_manage
from meetings.web.document import views as document
from meetings.web.home import health
from meetings.web.home import views as home
from meetings.web.meeting import manage as meeting_manage
from meetings.web.meeting import views as meeting
from meetings.web.organisation import manage as organisation_manage
from meetings.web.organisation import views as organisation
from meetings.web.outbox import views as outbox
from meetings.web.outcome import manage as outcome_manage
from meetings.web.outcome import views as outcome
from meetings.web.person import views as person
from meetings.web.poll import manage as poll_manage
from meetings.web.poll import views as poll
from meetings.web.record import manage as record_manage
from meetings.web.record import views as record
from meetings.web.registration import manage as registration_manage
from meetings.web.registration import views as registration

#: Every folder of pages whose addresses begin with the language.
PAGES = (
    home.bp,
    access.bp,
    person.bp,
    organisation.bp,
    organisation_manage.bp,
    meeting.bp,
    meeting_manage.bp,
    agenda.bp,
    document.bp,
    document_manage.bp,
    registration.bp,
    registration_manage.bp,
    poll.bp,
    poll_manage.bp,
    outcome.bp,
    outcome_manage.bp,
    record.bp,
    record_manage.bp,
    archive.bp,
    calendar.bp,
    outbox.bp,
)
#: Addresses without a language.
BARE = (health.bp,)


def register(app: Flask) -> None:
    """Give *app* its pages."""
    app.url_map.strict_slashes = True
    for bp in PAGES:
        app.register_blueprint(bp, url_prefix=f"/<any({','.join(LANGUAGES)}):lang>{bp.url_prefix or ''}")
    for bp in BARE:
        app.register_blueprint(bp)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    errors.register(app)
    shell.register(app)
    parts.register(app)
    security.register(app)
    unchanged.register(app)


def _take_language(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Take the language out of the address, so that views need not carry it."""
    g.language = values.pop("lang", None) if values else _first_segment()
    if "\x00" in request.path:  # PostgreSQL refuses to look for it
        abort(404)


def _first_segment() -> str | None:
    """Return the language that an unknown address begins with, for its error page."""
    first = request.path.split("/", 2)[1]
    return first if first in LANGUAGES else None


def _give_language(endpoint: str, values: dict[str, str]) -> None:
    """Let addresses made on a page stay in its language."""
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language()
