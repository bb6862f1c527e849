"""Migrations go up and down, and lead to the tables that the code describes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy.engine import make_url

from config import Settings
from meetings import commands
from meetings.application import create_app
from meetings.extensions import db


@pytest.fixture
def empty(settings: Settings, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """The application on a database of its own, without tables."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    if settings.database_url.startswith("postgresql"):
        server = sa.create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
        name = f"test_migrations_{worker_id}"
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        server.dispose()
        url = make_url(settings.database_url).set(database=name).render_as_string(hide_password=False)
    app = create_app(replace(settings, database_url=url, data_dir=tmp_path))
    commands.register(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_migrations_go_up_and_down_and_match_the_models(empty: Flask) -> None:
    with empty.app_context():
        upgrade()
        check()
        downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert "meeting" in sa.inspect(db.engine).get_table_names()
