"""The application for a web server, made from the environment; with its commands when the flask command asks for it."""

import gc
import importlib
import sys

import click

# What is made while the program starts stays for as long as it runs: there is nothing to collect yet.
gc.disable()
create_app, config = importlib.import_module("meetings.application").create_app, importlib.import_module("config")
try:
    app = create_app(config.Settings.from_environment())
except config.SettingsError as error:
    sys.exit(f"Hemicycle cannot start. {error}")

if click.get_current_context(silent=True):
    importlib.import_module("meetings.commands").register(app)
gc.freeze()
gc.enable()
