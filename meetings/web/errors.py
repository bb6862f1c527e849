"""Pages for what went wrong."""

import logging
import secrets

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from meetings.i18n import file_size
from meetings.models.database import Gone

logger = logging.getLogger(__name__)


def _words(status: int) -> tuple[str, str]:
    """Return heading and advice for *status*."""
    return {
        400: (_("This could not be understood"), _("Go back and try again. Nothing was changed.")),
        403: (_("This is not for you"), _("Your account does not allow this. The secretariat can tell you who may.")),
        404: (_("There is no such page"), _("The address may be mistyped, or the page is not for everyone.")),
        405: (_("This address is not used in that way"), _("Go back and use the buttons of the page.")),
        409: (
            _("Somebody was quicker"),
            _("The same was done a moment ago. Nothing was changed. Look again, then go on."),
        ),
        410: (_("This is over"), _("The page you ask for has been closed.")),
        413: (
            _("This is too big"),
            _(
                "Nothing was stored. One file may have %(limit)s at most: choose a smaller one, or write less.",
                limit=file_size(current_app.extensions["settings"].upload_limit),
            ),
        ),
        503: (_("Too busy for a moment"), _("Nothing was changed. Try again in a few seconds.")),
    }.get(
        status, (_("Something went wrong here"), _("Nothing was changed. Try again; if it happens again, write to us."))
    )


def page(status: int, *, incident: str = "") -> Response:
    """Return the page for *status*."""
    title, advice = _words(status)
    html = render_template("errors/error.html", title=title, advice=advice, incident=incident)
    return make_response(html, status)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    response = page(error.code or 500)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _csrf(error: CSRFError) -> ResponseReturnValue:
    """The form is too old, or was not sent from our page."""
    title = _("This form is too old")
    advice = _("Nothing was changed. Go back, load the page again and send it once more.")
    return render_template("errors/error.html", title=title, advice=advice, incident=""), 400


def _collision(error: IntegrityError) -> ResponseReturnValue:
    """Two requests did the same at the same moment, and the database let the first one."""
    logger.warning("refused by a constraint: %s", _without_values(error))
    return page(409)


def _without_values(error: DBAPIError) -> str:
    """Return what the database said without the lines that repeat the row: it may be a ballot with its voter."""
    return str(error.orig).partition("\n")[0]


def _gone(error: Exception) -> ResponseReturnValue:
    """Somebody else deleted what the address names after it was found."""
    return page(404)


def _unfit(error: DataError) -> ResponseReturnValue:
    """A value got past the forms that the database cannot hold."""
    logger.warning("refused by the database: %s", _without_values(error))
    return page(400)


def _busy(error: OperationalError) -> ResponseReturnValue:
    """The database is locked or away for a moment."""
    logger.warning("database not available: %s", error.orig)
    response = page(503)
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(error: InternalServerError) -> ResponseReturnValue:
    """A fault of ours: logged under a number that the reader can quote."""
    incident = secrets.token_hex(4)
    logger.error("incident %s at %s %s", incident, request.method, request.path, exc_info=error.original_exception)
    return page(500, incident=incident)


def register(app: Flask) -> None:
    """Let *app* answer with these pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(IntegrityError, _collision)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(Gone, _gone)
    app.register_error_handler(ObjectDeletedError, _gone)
    app.register_error_handler(InternalServerError, _unexpected)
