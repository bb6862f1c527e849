"""FLOOR 5: commands for the operator."""

from flask import Flask

from meetings.cli import audit, privacy, setup
from meetings.cli.demo import commands as demo

#: Every group of commands.
GROUPS = (setup.group, audit.group, privacy.group, demo.group)


def register(app: Flask) -> None:
    """Give *app* its commands."""
    for group in GROUPS:
        app.cli.add_command(group)
