"""Tells calendar programs, which ask again and again, that nothing has changed: before Flask is troubled.

Nearly all requests of a calendar are of this kind. The view stays the only one that decides: its last answer “not
modified” is repeated to the letter while the database says the same as it did then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from meetings.core import clock
from meetings.domain.feed import rules
from meetings.domain.feed.queries import VERSION as STATEMENT
from meetings.domain.feed.queries import Version
from meetings.extensions import db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Under this name the view leaves in the request's environment the day and version of its answer.
VERSION = "hemicycle.calendar_version"
NOT_MODIFIED = "304"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer “not modified”: for which tag, day and version, and with which headers."""

    tag: str
    state: tuple[datetime, Version]
    status: str
    headers: list[tuple[str, str]]


class Unchanged:
    """Stands before the application *inner* and knows its last such answer for each address."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app = app
        self.inner = inner
        self.answers: dict[str, Answer] = {}
        self._database: tuple[Engine, str] | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Repeat the answer if it still holds; else pass the request on and learn from its answer."""
        tag = environ.get("HTTP_IF_NONE_MATCH")
        asks = environ["REQUEST_METHOD"] in ("GET", "HEAD") and environ["PATH_INFO"].endswith("/calendar.ics")
        if not tag or not asks:
            return self.inner(environ, start_response)
        answer = self.answers.get(environ["PATH_INFO"])
        if answer and answer.tag == tag and self._holds(answer):
            start_response(answer.status, list(answer.headers))
            return []
        return self.inner(environ, self._learning(environ, tag, start_response))

    def _holds(self, answer: Answer) -> bool:
        return answer.state == (rules.today(clock.now()), self._version())

    def _learning(self, environ: "WSGIEnvironment", tag: str, start_response: "StartResponse") -> "StartResponse":
        def start(status: str, headers: list[tuple[str, str]], *error: object) -> object:
            state = environ.get(VERSION)
            if status.startswith(NOT_MODIFIED) and state and ("ETag", tag) in headers:
                lasting = [header for header in headers if header[0] != "Date"]
                self.answers[environ["PATH_INFO"]] = Answer(tag, state, status, lasting)
            return start_response(status, headers, *error)  # type: ignore[arg-type]

        return start  # type: ignore[return-value]

    def _version(self) -> Version | None:
        """Ask the database without the session: one statement on a connection of the pool."""
        engine, statement = self._database or self._prepare()
        try:
            connection = engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(statement)
                return tuple(cursor.fetchone() or ())
            finally:
                connection.close()
        except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
            return None

    def _prepare(self) -> tuple[Engine, str]:
        with self.app.app_context():
            engine = db.engine
        statement = STATEMENT.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
        self._database = engine, str(statement)
        return self._database


def register(app: Flask) -> None:
    """Put it before *app*."""
    app.wsgi_app = Unchanged(app, app.wsgi_app)  # type: ignore[method-assign]
