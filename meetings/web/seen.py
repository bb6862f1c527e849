"""Notes when a browser was last used: at most once a minute, after the answer has left, and never at its cost."""

import logging
from datetime import datetime
from functools import partial

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from meetings.core import clock
from meetings.domain.access import queries
from meetings.extensions import db

logger = logging.getLogger(__name__)
#: Milliseconds; while somebody else writes for longer, the next page notes it.
PATIENCE = 200


def _after(response: Response) -> Response:
    """Note it once the reader has the answer."""
    number = g.pop("unseen", None)
    # A form follows a page, which was noted; and no time is kept of a ballot.
    if number is not None and request.method in {"GET", "HEAD"}:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        response.call_on_close(partial(note, app, number, now=clock.now()))
    return response


def note(app: Flask, session_id: int, *, now: datetime) -> None:
    """Note that a session was used, on a connection of its own; a failure is logged and nothing else."""
    try:
        with app.app_context(), db.engine.connect() as connection:
            _write(connection, session_id, now)
    except SQLAlchemyError:
        logger.warning("it could not be noted that a session was used")


def _write(connection: Connection, session_id: int, now: datetime) -> None:
    on_sqlite = connection.dialect.name == "sqlite"
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar() if on_sqlite else None
    wait = "PRAGMA busy_timeout=%d" if on_sqlite else "SET LOCAL lock_timeout='%dms'"
    connection.exec_driver_sql(wait % PATIENCE)
    try:
        connection.execute(queries.seen(session_id, now=now))
        connection.commit()
    finally:
        if on_sqlite:
            connection.rollback()
            connection.exec_driver_sql(f"PRAGMA busy_timeout={usual}")


def register(app: Flask) -> None:
    """Let every answer of *app* be followed by the note, where one is due."""
    app.after_request(_after)
