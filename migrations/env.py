"""Runs migrations on the database of the application."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from meetings import models  # noqa: F401
from meetings.models.base import Base


def plain_type(kind: str, thing: object, _context: object) -> str | bool:
    """Write our own column types as the plain ones they are stored as."""
    return {"UtcDateTime": "sa.DateTime(timezone=True)", "Word": "sa.String(20)"}.get(type(thing).__name__, False)


engine = current_app.extensions["migrate"].db.engine


def run() -> None:
    """Bring the database to the version asked for, each migration whole or not at all."""
    with engine.connect() as connection:
        _keep_rows(connection, "OFF")
        arguments = current_app.extensions["migrate"].configure_args
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            render_item=plain_type,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
        _keep_rows(connection, "ON")


def _keep_rows(connection: Connection, foreign_keys: str) -> None:
    """Switch *foreign_keys* OFF or ON again on SQLite: dropping a table made anew would delete what points to it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA foreign_keys={foreign_keys}")
        connection.commit()


run()
