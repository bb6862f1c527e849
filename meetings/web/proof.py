"""Acts that nobody else must do in an open browser: who is there proves it once more, unless they just did."""

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings.core import clock
from meetings.domain.access import rules
from meetings.web.authorize import View, safe_path
from meetings.web.viewer import web_session


def is_fresh() -> bool:
    """Say whether the person in this browser proved in the last quarter of an hour who they are."""
    session = web_session()
    return session is not None and rules.is_proved(session, now=clock.now())


def fresh_proof(view: View) -> View:
    """Let *view* be used only shortly after a proof; it stands below ``@authorize``.

    Without one, the reader is led to the page where they give it and from there back to where they were. Put it
    on a view that shows a form as well as on the one that takes it: the proof is then there before anybody types.
    What was typed into a form that is sent too late is lost, and the page says so.
    """

    @wraps(view)
    def proved(**values: Any) -> ResponseReturnValue:
        return view(**values) if is_fresh() else ask()

    return proved


def ask() -> ResponseReturnValue:
    """Lead the reader to the page where they prove who they are; afterwards they are back where they were."""
    if request.method == "GET":
        return redirect(url_for("confirm.show", next=safe_path(request.full_path.rstrip("?"))), 303)
    flash(_("Nothing has been changed yet. Confirm that it is you; you then come back and can do it again."), "warn")
    return redirect(url_for("confirm.show", next=_page_before()), 303)


def _page_before() -> str:
    """Return the page of this site from which a form was sent, or nothing."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    if came_from.netloc != request.host:
        return ""
    return safe_path(f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path)
