"""The commands: migrations, set-up, the demonstration, the clock. Web servers never load them."""

from flask import Flask
from flask_migrate import Migrate

from meetings import cli
from meetings.application import ROOT
from meetings.extensions import db
from meetings.jobs import commands as jobs


def register(app: Flask) -> None:
    """Give *app* its commands."""
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    cli.register(app)
    jobs.register(app)
