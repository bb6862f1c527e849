"""Who is looking: the person behind the request, from the session row that the browser's token names."""

import secrets

from flask import current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from meetings.core import clock
from meetings.domain.access import queries, rules
from meetings.domain.access.rules import Standing
from meetings.extensions import login
from meetings.models.access import WebSession
from meetings.models.person import Person
from meetings.web import house


class SignedIn(UserMixin):  # type: ignore[misc]
    """A browser in which someone is signed in; its id is the token that the browser keeps."""

    def __init__(self, token: str, row: WebSession | None) -> None:
        self.token = token
        self.row = row

    def get_id(self) -> str:
        """Return what Flask-Login puts into the browser's signed cookie."""
        return self.token


@login.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> SignedIn | None:
    """Find the live session of the browser; an ended one is as good as none, at once."""
    row = queries.session_of(token, now=clock.now())
    if row and rules.is_unseen(row, now=clock.now()):
        g.unseen = row.id
    return SignedIn(token, row) if row else None


def viewer() -> Person | None:
    """Return the person who is looking, or nobody; who has a second factor still to show is nobody yet."""
    if "viewer" not in g:
        row = web_session()
        g.viewer = row.person if row and standing() is Standing.WHOLE else None
    person: Person | None = g.viewer
    return person


def standing() -> Standing | None:
    """Return how far the person in this browser has come in signing in."""
    row = web_session()
    required = current_app.extensions["settings"].second_factor_required
    return rules.standing(row, required=required) if row else None


def newcomer() -> Person | None:
    """Return the person who is looking, also when they are to get their first second factor before all else."""
    row = web_session()
    return row.person if row and standing() is not Standing.ASKED else None


def half_way() -> Person | None:
    """Return the person who followed their link, and has a second factor still to show."""
    row = web_session()
    return row.person if row and standing() is Standing.ASKED else None


def signed_in() -> Person:
    """Return the person who is looking; only for views whose policy lets nobody else in."""
    person = viewer()
    if person is None:
        raise RuntimeError("this view lets in people who are not signed in")
    return person


def web_session() -> WebSession | None:
    """Return the session row of this browser."""
    row: WebSession | None = current_user.row if current_user.is_authenticated else None
    return row


def here() -> WebSession:
    """Return the session row of this browser; only for views that let nobody else in."""
    row = web_session()
    if row is None:
        raise RuntimeError("this view lets in people who are not signed in")
    return row


def remember(token: str) -> None:
    """Let this browser keep *token*; whatever it kept before is dropped (ASVS 5.0, 7.2.4).

    The browser of somebody who runs the house forgets it when it is closed.
    """
    session.clear()
    row = queries.session_of(token, now=clock.now())
    session.permanent = row is not None and not row.person.runs_the_house
    login_user(SignedIn(token, row))
    _look_anew()


def forget() -> None:
    """Let this browser forget who used it."""
    logout_user()
    session.clear()
    _look_anew()


def _look_anew() -> None:
    """Drop what is known of who is looking."""
    for name in ("viewer", "zone"):
        g.pop(name, None)


def browser_token() -> str:
    """Return a token that recognises this browser while someone is signing in."""
    token: str = session.setdefault("browser", secrets.token_urlsafe(24))
    return token


def browser_name() -> str:
    """Return what the browser says it is, for the list of sessions."""
    return request.headers.get("User-Agent", "")[:200]


def zone() -> str:
    """Return the time zone of the reader, or the house's."""
    if "zone" not in g:
        person = viewer()
        g.zone = person.zone if person else house.zone()
    found: str = g.zone
    return found
