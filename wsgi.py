"""The application for a web server, made from the environment; with its commands when the flask command asks for it."""

import importlib
import sys

import click

from config import Settings, SettingsError
from meetings.application import create_app

try:
    app = create_app(Settings.from_environment())
except SettingsError as error:
    sys.exit(f"Hemicycle cannot start. {error}")

if click.get_current_context(silent=True):
    importlib.import_module("meetings.commands").register(app)
