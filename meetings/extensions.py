"""The extensions of the application, and the one way to commit."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from meetings.core.text import folded
from meetings.models import database
from meetings.models.base import Base

db = SQLAlchemy(model_class=Base)
babel = Babel()
csrf = CSRFProtect()
login = LoginManager()

database.bind(lambda: db.session())

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=ON")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    """Make SQLite durable, patient and strict, and teach it to compare words without their accents."""
    if isinstance(connection, sqlite3.Connection):
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("folded", 1, lambda text: folded(text or ""), deterministic=True)
        connection.create_function("last_word", 1, lambda text: text.rpartition(" ")[2], deterministic=True)


@contextmanager
def transaction(*, keep: bool = False) -> Iterator[None]:
    """Commit what the block wrote, or roll all of it back if it raises.

    On SQLite the whole database is held from the start of the block (``BEGIN IMMEDIATE``), so that what is
    counted inside it cannot change; on PostgreSQL the actions lock the rows they count. What was read before the
    block is read again inside it: somebody else may have changed it meanwhile. What the block read is read again
    after it, unless it is to *keep* it, for a page that says what was just written.
    """
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    db.session.expire_all()
    try:
        yield
        _commit(keep)
    except BaseException:
        db.session.rollback()
        raise


def _commit(keep: bool) -> None:
    session = db.session()
    session.expire_on_commit = not keep
    try:
        session.commit()
    finally:
        session.expire_on_commit = True
