"""FLOOR 5: commands for the operator."""

from flask import Flask

from meetings.cli import setup
from meetings.cli.demo import commands as demo

#: Every group of commands.
GROUPS = (setup.group, demo.group)


def register(app: Flask) -> None:
    """Give *app* its commands."""
    for group in GROUPS:
        app.cli.add_command(group)
