"""Tells the phones of a room, which ask every few seconds, that nothing has changed: before Flask is troubled.

Nearly all questions of a room are of this kind. The view stays the only one that decides: its last answer “not
modified” to a browser is repeated to the letter while the database says the same as it did then, of who is asking,
of the meeting and of its polls. Only for participants without a role of their own: of others more decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from meetings.core import clock, fingerprint
from meetings.domain.access import queries as access
from meetings.domain.poll import room
from meetings.extensions import db
from meetings.web import kept, live
from meetings.web.poll.pace import Pace

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOT_MODIFIED = "304"
#: The header that says in how many seconds to ask again.
EVERY = "Live-Every"
#: Only browsers of people who are signed in get in; when there are as many, it begins anew.
MOST = 8192
_ROOM = re.compile("/[a-z]{2}/meetings/([^/]+)/live/polls/")


class Question(NamedTuple):
    """Which room is asked for, and what the browser keeps."""

    path: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer “not modified” to the browser with *token*: for which tag and state, and with which headers."""

    token: str
    tag: str
    state: str
    status: str
    headers: list[tuple[str, str]]


class Unchanged:
    """Stands before the application *inner* and knows its last such answer to each browser."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app = app
        self.inner = inner
        self.answers: dict[Question, Answer] = {}
        self.pace = Pace()
        self._engine: Engine | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Repeat the answer if it still holds; else pass the request on and learn from its answer."""
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] != "GET" or not _ROOM.fullmatch(path):
            return self.inner(environ, start_response)
        return self._answer(environ, path, _paced(start_response, self.pace.asked()))

    def _answer(self, environ: "WSGIEnvironment", path: str, start_response: "StartResponse") -> Iterable[bytes]:
        tag, cookie = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_COOKIE")
        if not tag or not cookie:
            return self.inner(environ, start_response)
        question = Question(path, cookie)
        answer = self.answers.get(question)
        token = answer.token if answer else str(kept.by_browser(self.app, cookie).get("_user_id", ""))
        state = self._state(path, token) if token else None
        if answer and answer.tag == tag and answer.state == state:
            start_response(answer.status, list(answer.headers))
            return []
        if state is None:
            return self.inner(environ, start_response)
        return self.inner(environ, self._learning(question, token, tag, state, start_response))

    def _learning(
        self, question: Question, token: str, tag: str, state: str, start_response: "StartResponse"
    ) -> "StartResponse":
        def start(status: str, headers: list[tuple[str, str]], *error: object) -> object:
            # Read again: the view has seen this state only if it stood before and stands now.
            same = status.startswith(NOT_MODIFIED) and ("ETag", tag) in headers and _is_plain(headers)
            if same and self._state(question.path, token) == state:
                self._keep(question, Answer(token, tag, state, status, [*headers]))
            return start_response(status, headers, *error)  # type: ignore[arg-type]

        return start  # type: ignore[return-value]

    def _keep(self, question: Question, answer: Answer) -> None:
        if len(self.answers) >= MOST:
            self.answers.clear()
        self.answers[question] = answer

    def _state(self, path: str, token: str) -> str | None:
        """Return the mark of all that decides the answer; nothing where only the view can decide it."""
        now, found = clock.now(), _ROOM.fullmatch(path)
        try:
            with self._database().connect() as connection:
                who = access.plain(connection, token, now=now)
                if found is None or not who:
                    return None
                version = room.version(connection, found[1], who[0], now=now)
        except SQLAlchemyError:
            return None
        # With the next five minutes the view is asked again, and notes that the session is in use.
        return fingerprint.of(who, live.slot(who[0], now=now), version) if version else None

    def _database(self) -> Engine:
        if self._engine is None:
            with self.app.app_context():
                self._engine = db.engine
        return self._engine


def _paced(start_response: "StartResponse", every: float) -> "StartResponse":
    """Let the answer say when to ask again (``static/js/live.js``)."""

    def start(status: str, headers: list[tuple[str, str]], *error: object) -> object:
        return start_response(status, [*headers, (EVERY, f"{every:.2f}")], *error)  # type: ignore[arg-type]

    return start  # type: ignore[return-value]


def _is_plain(headers: list[tuple[str, str]]) -> bool:
    """Say whether an answer with these *headers* gives the browser nothing to keep."""
    return all(name != "Set-Cookie" for name, _value in headers)


def register(app: Flask) -> None:
    """Put it before *app*."""
    app.wsgi_app = Unchanged(app, app.wsgi_app)  # type: ignore[method-assign]
