"""The extensions of the application, and the one way to commit."""

import fcntl
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from meetings.core.text import folded
from meetings.models import database
from meetings.models.base import Base
from meetings.models.cursor import Cursor

db = SQLAlchemy(model_class=Base)
babel = Babel()
csrf = CSRFProtect()
login = LoginManager()

database.bind(lambda: db.session())

#: Seconds for which somebody waits until they may write to SQLite.
PATIENCE = 5
_WRITER = threading.Lock()
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={1000 * PATIENCE}",
    "foreign_keys=ON",
    "secure_delete=ON",
)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    """Make SQLite durable, patient and strict, and teach it to compare words without their accents."""
    if isinstance(connection, sqlite3.Connection):
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("folded", 1, lambda text: folded(text or ""), deterministic=True)
        connection.create_function("last_word", 1, lambda text: text.rpartition(" ")[2], deterministic=True)


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, _record: ConnectionPoolEntry) -> None:
    """Let PostgreSQL run statements as they are: compiling one (its “jit”) takes longer than any of ours runs."""
    if not isinstance(connection, sqlite3.Connection):
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        connection.commit()


#: Connections of a process for statements that a whole room sends.
ROOM = 4
#: What has PostgreSQL look rows up by key, whatever it knows of tables that are filled within seconds. Plans that are
#: made for a small table read all of a large one; and a plan that is made once serves as well as one made each time.
_BY_KEY = {
    "enable_bitmapscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "enable_material": "off",
    "enable_seqscan": "off",
    "plan_cache_mode": "force_generic_plan",
}
_MAKING = threading.Lock()


def of_room(app: Flask) -> Engine:
    """Return the engine of *app* for statements that a whole room sends: short ones, about few rows each.

    PostgreSQL keeps the plan of a statement that was prepared on the same connection; but psycopg forgets what was
    prepared with every rollback, by which all transactions end that wrote nothing. Here each statement stands alone,
    but for what is written (``over_room``). Nor is it asked first whether a connection still stands: where it does not,
    the view answers. On SQLite it is the usual engine.
    """
    return _engines(app)[0]


def _engines(app: Flask) -> tuple[Engine, Engine]:
    """Return the engine for single statements and, with the same connections, the one for transactions."""
    with _MAKING:
        if "of room" not in app.extensions:
            with app.app_context():
                usual = db.engine
            single = _of_room(usual)
            writing = single if single is usual else single.execution_options(isolation_level="READ COMMITTED")
            app.extensions["of room"] = single, writing
        engines: tuple[Engine, Engine] = app.extensions["of room"]
        return engines


def _of_room(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine
    options = " ".join(f"-c {name}={value}" for name, value in _BY_KEY.items())
    return create_engine(
        engine.url,
        isolation_level="AUTOCOMMIT",
        pool_size=ROOM,
        # One more would be opened for a moment, and plan everything anew.
        max_overflow=0,
        pool_timeout=PATIENCE,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"prepare_threshold": 0, "options": options, "cursor_factory": Cursor},
    )


@contextmanager
def over_room(app: Flask, *, writing: bool = False) -> Iterator[Connection]:
    """Let what is read and written inside go over a connection of ``of_room``, apart from the unit of work.

    *writing* is for a block with ``transaction`` in it.
    """
    engine = _engines(app)[writing]
    with engine.connect() as connection, database.over(connection):
        yield connection


#: How often those look whose turn cannot wait, in seconds; SQLite itself lets who waits sleep for longer and longer.
WATCHES_EVERY = 0.002
#: How often a process looks whether it may write, in seconds.
LOOKS_EVERY = 0.0002


@contextmanager
def transaction(*, keep: bool = False, ahead: bool = False) -> Iterator[None]:
    """Commit what the block wrote, or roll all of it back if it raises.

    On SQLite the whole database is held from the start of the block (``BEGIN IMMEDIATE``), so that what is
    counted inside it cannot change; on PostgreSQL the actions lock the rows they count. What was read before the
    block is read again inside it: somebody else may have changed it meanwhile. What the block read is read again
    after it. To *keep* what was read is for actions that read anew by themselves what others change, where many wait
    for each other, and for a page that says what was just written. What ends a vote goes *ahead* of
    those who wait for SQLite, which keeps no queue: else it could wait as long as people vote.
    """
    session = database.current()
    connection = session.connection()
    on_sqlite = connection.dialect.name == "sqlite"
    with _turn(connection) if on_sqlite and not ahead else nullcontext():
        if on_sqlite:
            _go_ahead(connection) if ahead else connection.exec_driver_sql("BEGIN IMMEDIATE")
        if not keep:
            session.expire_all()
        try:
            yield
            _commit(session, keep)
        except BaseException:
            session.rollback()
            raise


@contextmanager
def _turn(connection: Connection) -> Iterator[None]:
    """Let the threads of all processes write one after the other.

    SQLite has those who wait look again after up to a tenth of a second each; here the next one goes on at once. It
    is a line and no lock: who has waited for long goes on all the same, and SQLite says whether they may.
    """
    deadline = time.monotonic() + PATIENCE
    taken = _WRITER.acquire(timeout=PATIENCE)
    try:
        with _line(connection.engine.url.database, deadline) if taken else nullcontext():
            yield
    finally:
        if taken:
            _WRITER.release()


@contextmanager
def _line(database_file: str | None, deadline: float) -> Iterator[None]:
    """Let one process at a time pass, by a file beside the database that nothing is written into (flock)."""
    if not database_file or database_file == ":memory:":
        yield
        return
    with open(f"{database_file}-line", "ab") as file:
        while not _passes(file.fileno()) and time.monotonic() < deadline:
            time.sleep(LOOKS_EVERY)
        # Closing the file lets the next one pass.
        yield


def _passes(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _go_ahead(connection: Connection) -> None:
    """Hold the whole database as soon as it is free, within the usual time."""
    usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    deadline = time.monotonic() + usual / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        while not _held(connection, last=time.monotonic() >= deadline):
            time.sleep(WATCHES_EVERY)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={usual}")


def _held(connection: Connection, *, last: bool) -> bool:
    """Try to hold the database; the *last* time it raises what keeps it from being held."""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError:
        if last:
            raise
        return False
    return True


def _commit(session: Session, keep: bool) -> None:
    session.expire_on_commit = not keep
    try:
        session.commit()
    finally:
        session.expire_on_commit = True
