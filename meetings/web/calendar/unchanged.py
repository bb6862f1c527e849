"""Tells calendar programs, which ask again and again, that nothing has changed: before Flask is troubled.

Nearly all requests of a calendar are of this kind. The view stays the only one that decides: its last answer “not
modified” is repeated to the letter while the database says the same as it did then.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.compiler import SQLCompiler

from meetings.core import clock, tokens
from meetings.domain.feed import queries, rules
from meetings.domain.feed.queries import Version
from meetings.extensions import db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Under this name the view leaves in the request's environment the day and version of its answer.
VERSION = "hemicycle.calendar_version"
NOT_MODIFIED = "304"
#: Only addresses that exist get in; when there are as many, it begins anew.
MOST = 4096
_OWN = re.compile("/[a-z]{2}/calendar/([^/]+)[.]ics")


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
        self._database: tuple[Engine, SQLCompiler, SQLCompiler] | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Repeat the answer if it still holds; else pass the request on and learn from its answer."""
        tag, path = environ.get("HTTP_IF_NONE_MATCH"), environ["PATH_INFO"]
        if not tag or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not path.endswith(".ics"):
            return self.inner(environ, start_response)
        answer = self.answers.get(path)
        if answer and answer.tag == tag and answer.state == (rules.today(clock.now()), self._version(path)):
            start_response(answer.status, list(answer.headers))
            return []
        return self.inner(environ, self._learning(environ, tag, start_response))

    def _learning(self, environ: "WSGIEnvironment", tag: str, start_response: "StartResponse") -> "StartResponse":
        def start(status: str, headers: list[tuple[str, str]], *error: object) -> object:
            state = environ.get(VERSION)
            if status.startswith(NOT_MODIFIED) and state and ("ETag", tag) in headers:
                lasting = [header for header in headers if header[0] != "Date"]
                if len(self.answers) >= MOST:
                    self.answers.clear()
                self.answers[environ["PATH_INFO"]] = Answer(tag, state, status, lasting)
            return start_response(status, headers, *error)  # type: ignore[arg-type]

        return start  # type: ignore[return-value]

    def _version(self, path: str) -> Version | None:
        """Ask the database without the session: one statement on a connection of the pool."""
        engine, everybodys, own = self._database or self._prepare()
        token = _OWN.fullmatch(path)
        statement = own if token else everybodys
        given = {"feed": tokens.hashed(token[1])} if token else {}
        values = [given[name] for name in statement.positiontup or ()] if statement.positional else given
        try:
            connection = engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(statement.string, values)
                return tuple(cursor.fetchone() or ())
            finally:
                connection.close()
        except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
            return None

    def _prepare(self) -> "tuple[Engine, SQLCompiler, SQLCompiler]":
        with self.app.app_context():
            engine = db.engine
        everybodys, own = (
            one.compile(dialect=engine.dialect, compile_kwargs={"render_postcompile": True})
            for one in (queries.VERSION, queries.OWN_VERSION)
        )
        self._database = engine, everybodys, own
        return self._database


def register(app: Flask) -> None:
    """Put it before *app*."""
    app.wsgi_app = Unchanged(app, app.wsgi_app)  # type: ignore[method-assign]
