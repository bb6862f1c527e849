"""Counts the statements that a page sends to the database."""

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from meetings.domain.access import actions as access
from meetings.domain.person import queries as people
from meetings.extensions import db, transaction


def signed_in(app: Flask, email: str) -> FlaskClient:
    """Return a client in which the person with *email* is signed in."""
    client = app.test_client()
    with app.app_context(), transaction():
        person = people.by_email(email)
        if person is None:
            raise SystemExit(f"Nobody is known by {email}.")
        token = access.begin(person, browser_name="bench", now=datetime.now(UTC))
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def count(app: Flask, client: FlaskClient, path: str, headers: dict[str, str] | None = None) -> int:
    """Return how many statements the second view of *path* sends; the first may fill what is remembered."""
    if (status := client.get(path, headers=headers).status_code) >= 400:
        raise SystemExit(f"{path} answers {status}.")
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client.get(path, headers=headers)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)
