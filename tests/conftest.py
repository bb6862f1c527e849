"""One migrated database a worker, emptied before each test; a client that can sign in; a frozen clock."""

import contextvars
import os
from collections.abc import Iterator
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
from meetings.models.base import Base
from meetings.models.person import Person
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
        upgrade()
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(application: Flask) -> Flask:
    """The application on an empty database."""
    with application.app_context():
        _empty()
    return application


def _empty() -> None:
    """Delete every row."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            return
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def now() -> Iterator[datetime]:
    """The instant at which the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def make(app: Flask, now: datetime) -> Iterator[Make]:
    """Makes people, organisations and meetings through the domain's actions, inside an application context."""
    with app.app_context():
        yield Make(now, SECRET)


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
            token = access.begin(found, browser_name="test", now=datetime.now(UTC))
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
