"""One migrated database a worker, emptied before each test; a client that can sign in; a frozen clock."""

import contextvars
import gc
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from config import Settings
from meetings import commands
from meetings.application import create_app
from meetings.domain.access import actions as access
from meetings.extensions import db, transaction
from meetings.models.access import Factor
from meetings.models.base import Base
from meetings.models.person import Person
from meetings.web import limits
from meetings.web.poll import phones
from tests.make import Make

# A busy machine is no fault of the code; in CI the same examples come each time.
hypothesis.settings.register_profile("suite", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("suite")

SECRET = "a secret that only the tests know, forty-eight"
#: Tuesday; ten days before the meeting that ``Make.meeting`` plans.
NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)


def _database_url(folder: Path, worker: str) -> str:
    """Return the database of this worker: a file, or an empty PostgreSQL database of its own."""
    server = os.environ.get("HEMICYCLE_TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{folder / 'test.sqlite'}"
    url = make_url(server)
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS test_{worker} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE test_{worker}"))
    engine.dispose()
    return url.set(database=f"test_{worker}").render_as_string(hide_password=False)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with those that need a limit of their own: one that came last would keep all others waiting."""
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """Settings of a site that is not a demonstration and has no mail server."""
    folder = tmp_path_factory.mktemp("data")
    return Settings(
        database_url=_database_url(folder, worker_id),
        data_dir=folder,
        base_url="http://localhost",
        secret_key=SECRET,
        organisation_name="Test Body",
        contact_email="secretariat@hemicycle.example",
    )


@pytest.fixture(scope="session")
def application(settings: Settings) -> Iterator[Flask]:
    """The application on a migrated database."""
    app = create_app(settings)
    commands.register(app)
    app.config["TESTING"] = True
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            # No test outlives the power; waiting for the disk is most of what a small transaction takes.
            sa.event.listen(db.engine, "connect", lambda new, _record: new.execute("PRAGMA synchronous=OFF"))
        upgrade()
        app.extensions["first kinds"] = _kinds()
        db.engine.dispose()
    # What is there now stays until the end.
    gc.collect()
    gc.freeze()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(application: Flask) -> Flask:
    """The application on an empty database."""
    with application.app_context():
        _empty(application.extensions["first kinds"])
    limits.forget(application)
    phones.forget(application)
    return application


#: Every table before those that it points to.
_TABLES = [table.name for table in reversed(Base.metadata.sorted_tables)]
#: Which tables hold anything.
_USED = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in _TABLES)

#: Ids begin at 1 again, as they do in a file without rows.
_COUNT_ANEW = """SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE last_value IS NOT NULL"""


def _empty(kinds: Sequence[dict[str, Any]]) -> None:
    """Delete every row; the kinds of organisation are those that a new house begins with."""
    tables = Base.metadata.tables
    with db.engine.begin() as connection:
        # The audit trail lets only what lies before a cut be deleted.
        connection.execute(sa.insert(tables["audit_cut"]), {"at": NOW, "position": 2**31 - 1, "hash": ""})
        used = set(connection.exec_driver_sql(_USED).scalars()) - {"audit_cut"}
        for name in (*(name for name in _TABLES if name in used), "audit_cut"):
            connection.exec_driver_sql(f'DELETE FROM "{name}"')
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_COUNT_ANEW)
        connection.execute(sa.insert(tables["organisation_kind"]), kinds)


def _kinds() -> list[dict[str, Any]]:
    """Return the kinds of organisation that the migrations leave, without their ids."""
    columns = [column for column in Base.metadata.tables["organisation_kind"].c if column.name != "id"]
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(*columns)).mappings()]


@pytest.fixture
def now() -> Iterator[datetime]:
    """The instant at which the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def make(app: Flask, now: datetime) -> Iterator[Make]:
    """Makes people, organisations and meetings through the domain's actions, inside an application context."""
    with app.app_context():
        yield Make(now, SECRET, app.extensions["keyring"])
    # Ids begin anew in each test, and keys are found by them.
    shutil.rmtree(app.extensions["settings"].poll_keys, ignore_errors=True)


class Browser(FlaskClient):
    """A client that can be signed in as anybody."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request in a context of its own: one held open by the test would lend it its ``g``."""
        return contextvars.Context().run(super().open, *args, **kwargs)

    def sign_in(self, person: Person) -> "Browser":
        """Be *person* from now on."""
        person_id = person.id
        with self.application.app_context(), transaction():
            found = db.session.get_one(Person, person_id)
            token = access.begin(found, browser_name="test", factor=Factor.PASSKEY, now=datetime.now(UTC))
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        return self


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    app.test_client_class = Browser
    browser = app.test_client()
    assert isinstance(browser, Browser)
    return browser
