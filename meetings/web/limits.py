"""How often one account, or one network address, may do what costs much; pages that are only read are not limited.

Memory counts for each process by itself. What must hold whatever the number of processes is counted in the database:
links and codes (``domain/access``) and the reading of the register (``web/reading.py``).
"""

import ipaddress
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_limiter import Limiter
from limits.errors import ConfigurationError
from werkzeug.exceptions import TooManyRequests

from config import Settings, SettingsError
from meetings.core import clock, tokens
from meetings.web.counting import Tally
from meetings.web.viewer import viewer

OFF = "off"
TALLY = Tally.STORAGE_SCHEME[0]
#: Seconds; a reader does not wait longer for a server that only counts.
_NETWORK: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 1}
#: Neighbours in an IPv6 network share a prefix of this length: it is one household or office.
IPV6_PLACE = 64


def every_request() -> bool:
    """Count each request."""
    return True


def writes() -> bool:
    """Count only what is sent; to look at the form is free."""
    return request.method == "POST"


def asks() -> bool:
    """Count only requests that look for something."""
    return bool(request.args)


@dataclass(frozen=True, slots=True)
class Family:
    """One sort of request: how often an account may make it, how often a stranger, and which ones count.

    Without figures for an account it is counted by network address alone, and nobody is asked who they are.
    """

    stranger: str
    account: str = ""
    counts: Callable[[], bool] = every_request


SEARCH = Family("60/minute;600/hour", "120/minute;1200/hour", asks)
#: Calendar services fetch for many readers from few addresses.
FEEDS = Family("600/minute")
EXPORTS = Family("20/minute;120/hour", "40/minute;400/hour")
PAPERS = Family("120/minute;1200/hour", "240/minute;2400/hour")
UPLOADS = Family("20/minute;120/hour", "120/minute;1200/hour", writes)
REGISTER = Family("60/minute", "120/minute;2400/hour")
SIGN_IN = Family("60/minute;600/hour", counts=writes)
PROVIDER = Family("60/minute;600/hour")
#: So that nobody tries codes of certificates until one fits.
#: One host hands over what came back for everybody.
HOOK = Family("600/minute")
CODES = Family("30/minute;300/hour", "60/minute;600/hour")
FORMS = Family("30/minute;300/hour", "60/minute;600/hour", writes)

#: Each endpoint that is limited; a test finds those that are missing.
LIMITED: dict[str, Family] = {
    "access.code": SIGN_IN,
    "access.link": SIGN_IN,
    "access.new": SIGN_IN,
    "access.set_up": SIGN_IN,
    "access.sign_out": FORMS,
    "address.change": FORMS,
    "address.new": SIGN_IN,
    "address.old": SIGN_IN,
    "address.undo": SIGN_IN,
    "admin.people": SEARCH,
    "admin_audit.csv": EXPORTS,
    "admin_audit.index": SEARCH,
    "admin_audit.xlsx": EXPORTS,
    "admin_rights.person": SEARCH,
    "admin_delivery.dns": FORMS,
    "admin_delivery.server": FORMS,
    "admin_delivery.test": FORMS,
    "agenda_run.docx": EXPORTS,
    "agenda_run.pdf": EXPORTS,
    "agenda_versions.docx": EXPORTS,
    "agenda_versions.pdf": EXPORTS,
    "archive.index": SEARCH,
    "archive.zip_file": EXPORTS,
    "attendance_manage.csv": EXPORTS,
    "attendance_manage.index": SEARCH,
    "attendance_manage.xlsx": EXPORTS,
    "ballot.receipts_txt": EXPORTS,
    "calendar.deadlines": FEEDS,
    "calendar.index": SEARCH,
    "calendar.meeting": FEEDS,
    "calendar.sitting": FEEDS,
    "calendar.month": SEARCH,
    "calendar.personal": FEEDS,
    "calendar.public": FEEDS,
    "calendar.series": FEEDS,
    "calendar.times": SEARCH,
    "calendar.year": SEARCH,
    "certificate.pdf": EXPORTS,
    "confirm.mail": SIGN_IN,
    "confirm.show": SIGN_IN,
    "confirmation.begin": FORMS,
    "confirmation.confirm": FORMS,
    "confirmation.show": FORMS,
    "confirmation_manage.export_csv": EXPORTS,
    "confirmation_manage.export_xlsx": EXPORTS,
    "confirmation_manage.show": SEARCH,
    "connection_list.file": PAPERS,
    "connection_list.index": UPLOADS,
    "document.download": PAPERS,
    "document_manage.new": UPLOADS,
    "document_manage.upload": UPLOADS,
    "door.index": SEARCH,
    "door.listed": EXPORTS,
    "door.worker": PAPERS,
    "home.display": FORMS,
    "invitation_manage.csv": EXPORTS,
    "invitation_manage.index": SEARCH,
    "invitation_manage.xlsx": EXPORTS,
    "joining.accept": FORMS,
    "joining.confirm": FORMS,
    "joining.new": FORMS,
    "list_correction.show": FORMS,
    "mailing.show": SEARCH,
    "mailing_letters.docx": EXPORTS,
    "mailing_letters.pdf": EXPORTS,
    "mailing_recipients.csv": EXPORTS,
    "mailing_recipients.xlsx": EXPORTS,
    "mails.calendar": PAPERS,
    "merging.index": SEARCH,
    "organisation.export_csv": EXPORTS,
    "organisation.export_states": EXPORTS,
    "organisation.export_vcf": EXPORTS,
    "organisation.export_xlsx": EXPORTS,
    "organisation.index": REGISTER,
    "organisation.show": REGISTER,
    "organisation_nominations.keep_letter": UPLOADS,
    "floor.floor_csv": EXPORTS,
    "floor.floor_xlsx": EXPORTS,
    "incoming.index": SEARCH,
    "incoming_hook.receive": HOOK,
    "outbox.calendar": PAPERS,
    "outbox.csv": EXPORTS,
    "outbox.index": SEARCH,
    "outbox_meeting.csv_of": EXPORTS,
    "outbox_meeting.index_of": SEARCH,
    "outcome.export": EXPORTS,
    "outcome.index": SEARCH,
    "parity.show": SEARCH,
    "parity_files.index": UPLOADS,
    "parity_files.xliff": EXPORTS,
    "parity_files.xlsx": EXPORTS,
    "participants.docx": EXPORTS,
    "participants.pdf": EXPORTS,
    "participants.xlsx": EXPORTS,
    "passkey.options": SIGN_IN,
    "passkey.proof_options": SIGN_IN,
    "passkey.sign_in": SIGN_IN,
    "people.photo": UPLOADS,
    "people.picture": PAPERS,
    "people.show": REGISTER,
    "place.begin": FORMS,
    "place.choose_breakouts": FORMS,
    "place.choose_days": FORMS,
    "place.details": UPLOADS,
    "place.decline": FORMS,
    "place.move": FORMS,
    "place.show": UPLOADS,
    "place_substitute.end": FORMS,
    "place_substitute.show": FORMS,
    "poll_import.index": UPLOADS,
    "poll_import.prepared": EXPORTS,
    "poll_import.template": EXPORTS,
    "poll_manage.edit": UPLOADS,
    "poll_manage.new": UPLOADS,
    "poll_picture.show": PAPERS,
    "poll_repeat.library": SEARCH,
    "poll.results_csv": EXPORTS,
    "poll.results_xlsx": EXPORTS,
    "poll_files.results_docx": EXPORTS,
    "poll_files.results_pdf": EXPORTS,
    "poll_files.results_png": EXPORTS,
    "poll_files.results_svg": EXPORTS,
    "proxy_manage.csv": EXPORTS,
    "proxy_manage.xlsx": EXPORTS,
    "presenters.index": SEARCH,
    "privacy_mine.data_json": EXPORTS,
    "privacy_periods.index": SEARCH,
    "question.ask": FORMS,
    "question_manage.questions_csv": EXPORTS,
    "question_manage.questions_xlsx": EXPORTS,
    "record.docx": EXPORTS,
    "register_import.file": PAPERS,
    "register_import.index": UPLOADS,
    "register_import.problems": EXPORTS,
    "register_import.template": EXPORTS,
    "refusing.again": FORMS,
    "refusing.show": FORMS,
    "registration.details": UPLOADS,
    "registration.new": UPLOADS,
    "registration_badges.one": EXPORTS,
    "registration_badges.sheet": EXPORTS,
    "registration_manage.answer_file": PAPERS,
    "registration_manage.csv": EXPORTS,
    "registration_manage.index": SEARCH,
    "registration_manage.xlsx": EXPORTS,
    "registration_needs.file": EXPORTS,
    "registration_on_behalf.new": SEARCH,
    "registration_substitute.mine": FORMS,
    "registration_substitute.other": FORMS,
    "visa.docx": EXPORTS,
    "visa.pdf": EXPORTS,
    "visa_manage.docx": EXPORTS,
    "visa_manage.pdf": EXPORTS,
    "second.show": SIGN_IN,
    "series_plan.new": SEARCH,
    "sso.start": PROVIDER,
    "sso_back.back": PROVIDER,
    "verify.new": CODES,
    "verify.show": CODES,
}


def place() -> str:
    """Return where the request comes from, as a keyed hash; behind trusted proxies this is the reader's address."""
    return tokens.derived(current_app.config["SECRET_KEY"], "network address", _network(request.remote_addr or ""))


def _network(address: str) -> str:
    """Return *address*, or its network where one reader has many."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_PLACE), strict=False))


def _whose() -> str:
    """Return whose request it is: that of an account, or of a place."""
    person = viewer()
    return f"person:{person.id}" if person else f"place:{place()}"


def _place_only() -> str:
    return f"place:{place()}"


def _figures(family: Family) -> Callable[[], str]:
    return lambda: family.account if viewer() else family.stranger


class _Quiet:
    """Stands for the application while Flask-Limiter is set up, and takes no hooks.

    They would run for every page, limited or not, and take 2 % of a meeting page; what is limited is asked by the
    wrapper of its view, and the answer is ours.
    """

    def __init__(self, app: Flask) -> None:
        self.config, self.extensions = app.config, app.extensions
        self.before_request = self.after_request = self.teardown_request = lambda hook: hook


def _is_free() -> bool:
    """Say whether the request is none of those of its family that count."""
    family = LIMITED.get(request.endpoint or "")
    return family is None or not family.counts()


def _limit(limiter: Limiter, app: Flask, endpoint: str, family: Family) -> None:
    """Put *family* before the view of *endpoint*."""
    guard = limiter.limit(
        _figures(family) if family.account else family.stranger,
        key_func=_whose if family.account else _place_only,
    )
    guarded: Any = guard(app.view_functions[endpoint])
    app.view_functions[endpoint] = guarded


def register(app: Flask) -> None:
    """Limit *app* as the table says; raises ``SettingsError`` when there is no counting with these settings."""
    settings: Settings = app.extensions["settings"]
    app.register_error_handler(TooManyRequests, _answer)
    if settings.limits_url == OFF:
        return
    limiter = _limiter(app, settings.limits_url)
    for endpoint in LIMITED.keys() & app.view_functions.keys():
        _limit(limiter, app, endpoint, LIMITED[endpoint])


def _limiter(app: Flask, url: str) -> Limiter:
    """Count at *url*, and in memory while nobody answers there; raises ``SettingsError`` when that cannot be."""
    limiter = Limiter(
        _whose,
        storage_uri=url.replace("memory://", f"{TALLY}://", 1),
        storage_options=_NETWORK if url.startswith(("redis", "valkey")) else {},
        strategy="fixed-window",
        in_memory_fallback_enabled=True,
        key_prefix="hemicycle",
    )
    limiter.request_filter(_is_free)
    try:
        limiter.init_app(cast("Flask", _Quiet(app)))
    except (ConfigurationError, ValueError) as error:
        raise SettingsError(
            f"HEMICYCLE_LIMITS_URL cannot be used: {str(error).rstrip('.')}."
            " For redis://, install Hemicycle with its extra “redis”."
        ) from error
    return limiter


def forget(app: Flask) -> None:
    """Begin to count anew."""
    for limiter in app.extensions.get("limiter", ()):
        limiter.reset()


def seconds_left(error: TooManyRequests) -> int:
    """Return after how many seconds to try again, one at least."""
    if isinstance(error.retry_after, int):
        return max(1, error.retry_after)
    for limiter in current_app.extensions.get("limiter", ()):
        if limiter.current_limit:
            left: float = limiter.current_limit.window.reset_time - clock.now().timestamp()
            return max(1, math.ceil(left))
    return 60


def in_words(seconds: int) -> str:
    """Return a time span such as “3 minutes”, never shorter than it is."""
    if seconds < 100:
        return str(ngettext("%(num)d second", "%(num)d seconds", seconds))
    minutes = math.ceil(seconds / 60)
    if minutes < 100:
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    return str(ngettext("%(num)d hour", "%(num)d hours", math.ceil(minutes / 60)))


def _answer(error: TooManyRequests) -> ResponseReturnValue:
    """Say when to try again: on a page, or to a calendar program in a line (RFC 6585, 4)."""
    seconds = seconds_left(error)
    title = _("Too much in a short time")
    advice = _("Nothing was changed. You can go on in %(span)s.", span=in_words(seconds))
    if LIMITED.get(request.endpoint or "") is FEEDS:
        response = Response(f"{title}. {advice}\n", 429, content_type="text/plain; charset=utf-8")
    else:
        response = make_response(render_template("errors/error.html", title=title, advice=advice, incident=""), 429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "private, no-store"
    return response
